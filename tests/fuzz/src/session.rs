//! A whole session with a server that sends anything.

use std::sync::LazyLock;
use std::time::Duration;

use checker_kit::clock::Mark;
use checker_kit::tls::{Config, TlsFailure};
use checker_stream::failure::FailureCause;
use checker_stream::method::Method;
use checker_stream::session::{Depth, Session, SessionConfig};
use checker_stream::side::Side;
use checker_stream::transcript::Transcript;

use crate::excerpts::without_excerpt;
use crate::judgement::written_and_read_again;

static TLS: LazyLock<Option<Config>> = LazyLock::new(|| Config::new().ok());

/// More writes than any server without a private key can make a session do.
const MAX_WRITES: usize = 6;

/// A session ends with the bytes at the latest, in a failure, in few writes and
/// in the same way however they were cut; what it wrote down can be stored.
pub(crate) fn holds(bytes: &[u8], pieces: &[&[u8]]) {
    // RFC 8446 §5.1: anything else is no TLS from its first byte on, and making
    // keys to find that out would take most of the time.
    let methods: &[Method] = match bytes.first() {
        Some(0x15 | 0x16) => &[Method::StartTls, Method::DirectTls],
        _ => &[Method::StartTls],
    };
    for method in methods.iter().copied() {
        let whole = transcript(method, &[bytes], false);
        let cut = transcript(method, pieces, false);
        assert_eq!(comparable(whole), comparable(cut));
        written_and_read_again(&transcript(method, pieces, true));
    }
}

/// The transcript; with `polled`, the session's own bytes leave after each
/// piece, so that what follows `<proceed/>` is taken for TLS.
fn transcript(method: Method, pieces: &[&[u8]], polled: bool) -> Transcript {
    let Some(tls) = TLS.as_ref() else {
        panic!("no TLS");
    };
    let config = SessionConfig {
        side: Side::Server,
        opening: method.into(),
        depth: Depth::Features,
        sni: "example.org",
        to: "example.org",
        from: Some("checker.invalid"),
        alpn: &["xmpp-server"],
        tls,
    };
    let start = Mark::at(Duration::ZERO);
    let mut session = Session::new(config, start.plus(Duration::from_secs(10)), start);
    session.connected(start);
    let mut writes = transmitted(&mut session);
    for piece in pieces {
        session.receive(piece, start);
        if polled {
            writes += transmitted(&mut session);
        }
    }
    session.receive_end(start);
    assert!(session.is_done());
    writes += transmitted(&mut session);
    assert!(writes <= MAX_WRITES, "{writes} writes");
    let transcript = session.outcome().transcript;
    assert!(transcript.failure.is_some() && transcript.features.is_none());
    transcript
}

fn transmitted(session: &mut Session<'_>) -> usize {
    std::iter::from_fn(|| session.poll_transmit()).count()
}

/// Without the excerpts, which show what was there when it was looked at.
fn comparable(mut transcript: Transcript) -> (Transcript, Option<FailureCause>) {
    let cause = transcript
        .failure
        .take()
        .map(|failure| match failure.cause {
            FailureCause::Xml(error) => FailureCause::Xml(without_excerpt(error)),
            FailureCause::Tls(TlsFailure::NotTls(_)) => {
                FailureCause::Tls(TlsFailure::NotTls(String::new()))
            }
            other => other,
        });
    (transcript, cause)
}
