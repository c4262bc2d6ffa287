//! Calls in any order, with anything.

use checker_kit::tcp::TcpError;
use checker_stream::opening::Opening;
use checker_stream::session::{Depth, Session, SessionConfig};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::lab::{begin, config, second};
use crate::server::{HEADER, HOST_UNKNOWN, OFFER, PROCEED};

#[derive(Debug, Clone)]
enum Call {
    Connected,
    ConnectionFailed,
    WriteFailed,
    Receive(Vec<u8>),
    ReceiveEnd,
    Transmit,
    Timeout(u64),
}

fn call() -> impl Strategy<Value = Call> {
    let text = prop_oneof![Just(HEADER), Just(OFFER), Just(PROCEED), Just(HOST_UNKNOWN)];
    prop_oneof![
        6 => Just(Call::Connected),
        1 => Just(Call::ConnectionFailed),
        1 => Just(Call::WriteFailed),
        6 => text.prop_map(|text| Call::Receive(text.as_bytes().to_vec())),
        2 => vec(any::<u8>(), 0..80).prop_map(Call::Receive),
        1 => Just(Call::ReceiveEnd),
        6 => Just(Call::Transmit),
        2 => (0..12_u64).prop_map(Call::Timeout),
    ]
}

fn make(session: &mut Session<'_>, call: Call, seconds: u64) {
    let now = second(seconds);
    match call {
        Call::Connected => session.connected(now),
        Call::ConnectionFailed => session.connection_failed(TcpError::Reset, now),
        Call::WriteFailed => session.write_failed(TcpError::Reset),
        Call::Receive(bytes) => session.receive(&bytes, now),
        Call::ReceiveEnd => session.receive_end(now),
        Call::Transmit => drop(session.poll_transmit()),
        Call::Timeout(seconds) => session.handle_timeout(second(seconds)),
    }
}

proptest! {
    #[test]
    fn no_order_of_calls_panics_and_what_is_done_stays_done(
        direct in any::<bool>(),
        shallow in any::<bool>(),
        calls in vec(call(), 0..24),
    ) {
        let config = SessionConfig {
            opening: if direct { Opening::DirectTls } else { Opening::Stream },
            depth: if shallow { Depth::Tls } else { Depth::Features },
            ..config()
        };
        let mut session = begin(config);
        let mut done = false;
        for (seconds, call) in (1..).zip(calls) {
            make(&mut session, call, seconds);
            prop_assert!(session.is_done() || !done);
            done = session.is_done();
            prop_assert_eq!(session.poll_timeout().is_none(), done);
        }
        session.handle_timeout(second(100));
        prop_assert!(session.is_done());
        let seen = session.outcome().transcript;
        prop_assert!(seen.failure.is_some() || seen.tls.is_some());
    }

    #[test]
    fn after_the_end_nothing_changes_the_outcome(calls in vec(call(), 0..12)) {
        let mut ended = begin(config());
        ended.connected(second(1));
        ended.receive(HOST_UNKNOWN.as_bytes(), second(2));
        prop_assert!(ended.is_done());
        for (seconds, call) in (3..).zip(calls) {
            make(&mut ended, call, seconds);
        }
        let mut untouched = begin(config());
        untouched.connected(second(1));
        untouched.receive(HOST_UNKNOWN.as_bytes(), second(2));
        prop_assert_eq!(ended.outcome(), untouched.outcome());
    }
}

#[test]
fn before_the_connection_nothing_is_sent_or_read() {
    let mut session = begin(config());
    session.receive(HOST_UNKNOWN.as_bytes(), second(1));
    session.receive_end(second(1));
    assert_eq!(session.poll_transmit(), None);
    assert!(!session.is_done());
}
