//! Connections that a server refuses for being too many or too fast. Whoever
//! refuses so, a guard in front of the server perhaps, may do it in one form for
//! all ports: it says nothing of what a port is for.

use std::time::Duration;

use checker_kit::tcp::TcpError;
use checker_kit::tls::TlsFailure;

use crate::failure::FailureCause;
use crate::transcript::Transcript;

/// How long a server is given to notice that our connections are closed.
pub const SETTLING: Duration = Duration::from_millis(500);

/// Whether the connection ended as one too many does: before anything was
/// said, or by a stream error for such cases.
pub fn is_likely(transcript: &Transcript) -> bool {
    match transcript.cause() {
        Some(FailureCause::StreamError(_) | FailureCause::Reply(_)) => is_named(transcript),
        Some(
            FailureCause::Tcp(TcpError::Refused | TcpError::Reset)
            | FailureCause::Closed
            | FailureCause::Tls(TlsFailure::Closed),
        ) => !transcript.spoke(),
        // A stream error in clear where TLS was to begin.
        Some(FailureCause::Tls(TlsFailure::NotTls(begins))) => begins.starts_with('<'),
        _ => false,
    }
}

/// Whether the server says so (RFC 6120 §4.9.3.14, §4.9.3.17).
pub fn is_named(transcript: &Transcript) -> bool {
    transcript.cause().is_some_and(names)
}

/// Whether this is an answer that says so.
pub fn names(cause: &FailureCause) -> bool {
    match cause {
        FailureCause::StreamError(error) => matches!(
            error.condition.as_str(),
            "policy-violation" | "resource-constraint"
        ),
        // RFC 5321 §4.2.3: service not available, closing the channel.
        FailureCause::Reply(reply) => reply.starts_with("421"),
        _ => false,
    }
}

/// Whether nothing listens there, as far as can be told from one attempt.
pub fn is_closed(transcript: &Transcript) -> bool {
    transcript.cause() == Some(&FailureCause::Tcp(TcpError::Refused))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::ProbeFailure;
    use crate::header::Header;
    use crate::step::Step;
    use crate::stream_error::StreamError;

    fn ended(cause: FailureCause) -> Transcript {
        Transcript {
            failure: Some(ProbeFailure::new(Step::Stream, cause)),
            ..Transcript::default()
        }
    }

    fn stream_error(condition: &str) -> FailureCause {
        FailureCause::StreamError(StreamError::of(condition))
    }

    #[test]
    fn one_connection_too_many_ends_before_anything_is_said_or_by_name() {
        for (cause, named) in [
            (FailureCause::Tcp(TcpError::Refused), false),
            (FailureCause::Tcp(TcpError::Reset), false),
            (FailureCause::Closed, false),
            (FailureCause::Tls(TlsFailure::Closed), false),
            (FailureCause::Tls(TlsFailure::NotTls("<?xml".into())), false),
            (stream_error("policy-violation"), true),
            (stream_error("resource-constraint"), true),
            (FailureCause::Reply("421 too many".into()), true),
        ] {
            assert!(is_likely(&ended(cause.clone())), "{cause}");
            assert_eq!(is_named(&ended(cause.clone())), named, "{cause}");
        }
    }

    #[test]
    fn what_fails_for_itself_is_no_refusal() {
        for cause in [
            FailureCause::TimedOut,
            FailureCause::NotOffered,
            FailureCause::Tcp(TcpError::Unreachable),
            FailureCause::Tcp(TcpError::NoRoute),
            FailureCause::Tls(TlsFailure::NotTls("HTTP/1.1".into())),
            stream_error("host-unknown"),
            stream_error("not-authorized"),
            FailureCause::Reply("554 no".into()),
        ] {
            assert!(!is_likely(&ended(cause.clone())), "{cause}");
        }
        let late = Transcript {
            header_before_tls: Some(Header::default()),
            ..ended(FailureCause::Tcp(TcpError::Reset))
        };
        assert!(!is_likely(&late));
        assert!(!is_likely(&Transcript::default()));
    }

    #[test]
    fn only_a_refused_connection_says_that_nothing_listens() {
        assert!(is_closed(&ended(FailureCause::Tcp(TcpError::Refused))));
        assert!(!is_closed(&ended(FailureCause::Tcp(TcpError::Reset))));
        assert!(!is_closed(&Transcript::default()));
    }
}
