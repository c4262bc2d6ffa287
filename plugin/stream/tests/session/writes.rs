//! What a session sends, and in how many writes.

use checker_kit::tcp::TcpError;
use checker_stream::failure::FailureCause;
use checker_stream::header::opening;
use checker_stream::session::{Depth, SessionConfig};
use checker_stream::side::Side;
use checker_stream::step::Step;

use crate::lab::{Cut, begin, config, direct, drive, run, second};
use crate::server::{Act, HEADER, HOST_UNKNOWN, OFFER, PROCEED, Server};
use crate::success::{offering, secured, sound};

#[test]
fn what_can_leave_together_leaves_in_one_write() {
    // A second small write would wait for a delayed acknowledgement. STARTTLS:
    // header, starttls, ClientHello, Finished with the second header, farewell.
    assert_eq!(run(config(), &sound()).writes.len(), 5);
    // ClientHello, Finished with the header, farewell.
    assert_eq!(run(direct(), &secured()).writes.len(), 3);
    let no_further = SessionConfig {
        depth: Depth::Tls,
        ..direct()
    };
    assert_eq!(run(no_further, &secured()).writes.len(), 3);
}

#[test]
fn the_first_header_and_the_request_go_out_in_clear() {
    let run = run(config(), &sound());
    let header = opening(Side::Client, "example.org", None);
    assert_eq!(run.writes[0], header.as_bytes());
    assert_eq!(
        run.writes[1],
        b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
    );
    // RFC 8446 §5.1: handshake records from here on.
    assert_eq!(run.writes[2][0], 0x16);
    assert!(run.writes[3..].iter().flatten().count() > 0);
    let clear = run.writes[3..].concat();
    assert!(!clear.windows(7).any(|window| window == b"stream:"));
}

#[test]
fn under_tls_the_stream_is_closed_and_so_is_tls() {
    let mut script = secured();
    script.push(Act::Hear("</stream:stream>"));
    let mut run = run(direct(), &script);
    assert!(run.server.script_is_done());
    assert!(run.server.saw_close_notify());
    assert_eq!(run.server.failure, None);
}

#[test]
fn a_server_without_starttls_is_left_politely() {
    let script = [
        Act::Hear(">"),
        Act::Say(HEADER),
        Act::Say("<stream:features/>"),
    ];
    let run = run(config(), &script);
    assert_eq!(run.failure().cause, FailureCause::NotOffered);
    assert_eq!(run.writes[1..], [b"</stream:stream>".to_vec()]);
}

#[test]
fn a_server_that_breaks_tls_is_told_so() {
    let garbage = b"\x16\x03\x03\x00\x04\x02\x00\x00\x00".to_vec();
    let script = [Act::Hear("/>"), Act::Say(PROCEED)];
    let script = [
        vec![Act::Hear(">"), Act::Say(HEADER), Act::Say(OFFER)],
        script.to_vec(),
        vec![Act::Forget, Act::Send(garbage)],
    ]
    .concat();
    let run = run(config(), &script);
    assert_eq!(run.failure().step, Step::Tls);
    // RFC 8446 §6: an alert.
    assert_eq!(run.writes.last().unwrap()[0], 0x15);
}

#[test]
fn a_failed_write_is_not_worth_what_the_server_said() {
    let mut session = begin(config());
    session.connected(second(1));
    assert!(session.poll_transmit().is_some());
    session.write_failed(TcpError::Reset);
    assert_eq!(session.poll_transmit(), None);
    session.receive(HEADER.as_bytes(), second(2));
    assert!(!session.is_done());
    session.receive(HOST_UNKNOWN.as_bytes(), second(3));
    let failure = session.outcome().transcript.failure.unwrap();
    assert!(
        matches!(failure.cause, FailureCause::StreamError(error) if error.condition == "host-unknown")
    );
}

#[test]
fn a_failed_write_is_reported_where_there_is_nothing_to_read() {
    for end in [true, false] {
        let mut session = begin(config());
        session.connected(second(1));
        session.write_failed(TcpError::Reset);
        match end {
            true => session.receive_end(second(2)),
            false => session.connection_failed(TcpError::TimedOut, second(2)),
        }
        let failure = session.outcome().transcript.failure.unwrap();
        assert_eq!(failure.cause, FailureCause::Tcp(TcpError::Reset));
    }
}

#[test]
fn a_failed_write_is_why_there_is_no_answer() {
    let mut session = begin(config());
    session.connected(second(1));
    session.write_failed(TcpError::Limit);
    let deadline = session.poll_timeout().unwrap();
    session.handle_timeout(deadline);
    let failure = session.outcome().transcript.failure.unwrap();
    assert_eq!(failure.cause, FailureCause::Tcp(TcpError::Limit));
}

#[test]
fn nothing_is_sent_after_a_failed_write() {
    let mut session = begin(config());
    session.connected(second(1));
    session.write_failed(TcpError::Reset);
    session.receive(format!("{HEADER}{OFFER}{PROCEED}").as_bytes(), second(2));
    assert_eq!(session.poll_transmit(), None);
    assert!(!session.is_done());
}

#[test]
fn an_answer_in_pieces_needs_no_more_writes() {
    let pieces = Cut {
        lengths: vec![1],
        poll: true,
    };
    assert_eq!(
        drive(config(), Server::new(&sound()), &pieces).writes.len(),
        5
    );
    let script = [offering(), secured()].concat();
    assert_eq!(
        drive(config(), Server::new(&script), &pieces).writes.len(),
        5
    );
}
