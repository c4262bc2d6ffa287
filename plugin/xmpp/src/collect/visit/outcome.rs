//! What a transcript says about the server.

use checker_kit::tcp::TcpError;
use checker_kit::tls::TlsFailure;
use checker_stream::failure::FailureCause;
use checker_stream::reader::{Foreign, ReadError};
use checker_stream::refusal;
use checker_stream::side::Side;
use checker_stream::transcript::Transcript;

/// The condition of the stream error that ended the probe.
pub(super) fn condition(transcript: &Transcript) -> Option<&str> {
    Some(&transcript.stream_error()?.condition)
}

/// Whether an XMPP server answered.
pub(super) fn has_header(transcript: &Transcript) -> bool {
    transcript.header_before_tls.is_some() || transcript.header.is_some()
}

/// Whether a web server answered.
pub(super) fn is_http(transcript: &Transcript) -> bool {
    match transcript.cause() {
        Some(FailureCause::Xml(ReadError::Foreign(foreign))) => {
            matches!(foreign, Foreign::Http(_) | Foreign::Html(_))
        }
        Some(FailureCause::Tls(TlsFailure::NotTls(begins))) => begins.starts_with("HTTP/"),
        _ => false,
    }
}

/// The side that the server's header is for (RFC 6120 §4.8.2).
pub(super) fn answers_for(transcript: &Transcript) -> Option<Side> {
    let header = transcript.header.as_ref();
    let header = header.or(transcript.header_before_tls.as_ref())?;
    let namespace = header.content_namespace.as_deref()?;
    // Such an error may come in any namespace: it says nothing of the side.
    if refusal::is_named(transcript)
        || matches!(
            condition(transcript),
            Some("invalid-namespace" | "host-unknown")
        )
    {
        return None;
    }
    [Side::Client, Side::Server]
        .into_iter()
        .find(|side| side.content_namespace() == namespace)
}

/// Whether another protocol on the port would explain the failure.
pub(super) fn speaks_otherwise(cause: &FailureCause) -> bool {
    match cause {
        FailureCause::Xml(ReadError::Foreign(_))
        | FailureCause::Closed
        | FailureCause::StreamClosed
        | FailureCause::Tcp(TcpError::Reset)
        | FailureCause::Tls(TlsFailure::NotTls(_) | TlsFailure::Closed | TlsFailure::Protocol(_)) => {
            true
        }
        FailureCause::Xml(_)
        | FailureCause::Tcp(_)
        | FailureCause::Tls(_)
        | FailureCause::TimedOut
        | FailureCause::StreamError(_)
        | FailureCause::NotOffered
        | FailureCause::StartTlsRefused
        | FailureCause::Unexpected(_)
        | FailureCause::Reply(_)
        | FailureCause::TooMuch => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use checker_stream::failure::ProbeFailure;
    use checker_stream::header::Header;
    use checker_stream::step::Step;
    use checker_stream::stream_error::StreamError;

    fn ended(cause: FailureCause) -> Transcript {
        Transcript {
            failure: Some(ProbeFailure::new(Step::Stream, cause)),
            ..Transcript::default()
        }
    }

    fn error(condition: &str) -> FailureCause {
        FailureCause::StreamError(StreamError::of(condition))
    }

    fn header(namespace: &str) -> Option<Header> {
        Some(Header {
            content_namespace: Some(namespace.to_owned()),
            ..Header::default()
        })
    }

    #[test]
    fn the_namespace_tells_the_side_unless_the_stream_failed_over_it() {
        let answered = |cause: Option<FailureCause>| {
            let transcript = cause.map(ended).unwrap_or_default();
            answers_for(&Transcript {
                header_before_tls: header("jabber:server"),
                ..transcript
            })
        };
        assert_eq!(answered(None), Some(Side::Server));
        assert_eq!(answered(Some(error("not-authorized"))), Some(Side::Server));
        assert_eq!(answered(Some(error("policy-violation"))), None);
        assert_eq!(answered(Some(error("invalid-namespace"))), None);
        assert_eq!(answered(Some(error("host-unknown"))), None);
        assert_eq!(answers_for(&Transcript::default()), None);
    }

    #[test]
    fn a_web_server_is_known_by_its_answer_whatever_was_asked() {
        let tls = FailureCause::Tls(TlsFailure::NotTls("HTTP/1.1 400 Bad".into()));
        assert!(is_http(&ended(tls)));
        let mail = FailureCause::Tls(TlsFailure::NotTls("220 mail".into()));
        assert!(!is_http(&ended(mail)));
        assert!(!is_http(&ended(FailureCause::Closed)));
    }
}
