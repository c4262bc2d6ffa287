//! A server that says nothing more, at each step.

use checker_kit::clock::Mark;
use checker_stream::failure::FailureCause;
use checker_stream::step::Step;

use crate::lab::{DEADLINE, begin, config, direct, run, second};
use crate::server::{Act, HEADER, OFFER};
use crate::success::offering;

#[test]
fn silence_is_reported_for_the_step_that_it_came_in() {
    let silent_after = |script: &[Act]| run(config(), script);
    let cases = [
        (Step::Stream, silent_after(&[])),
        (
            Step::Stream,
            silent_after(&[Act::Hear(">"), Act::Say(HEADER)]),
        ),
        (
            Step::StartTls,
            silent_after(&[Act::Hear(">"), Act::Say(HEADER), Act::Say(OFFER)]),
        ),
        (Step::Tls, silent_after(&offering())),
        (Step::Tls, run(direct(), &[])),
        (Step::Features, run(direct(), &[Act::Secure])),
        (
            Step::Features,
            run(direct(), &[Act::Secure, Act::Hear(">"), Act::Say(HEADER)]),
        ),
    ];
    for (step, run) in cases {
        assert_eq!(run.failure().step, step);
        assert_eq!(run.failure().cause, FailureCause::TimedOut);
        let steps = &run.transcript().steps;
        assert_eq!(steps.last().unwrap().step, step);
        // Together they take all the time there was.
        assert_eq!(u128::from(run.transcript().micros()), DEADLINE.as_micros());
    }
}

#[test]
fn what_was_learnt_before_is_kept() {
    let run = run(direct(), &[Act::Secure, Act::Hear(">"), Act::Say(HEADER)]);
    assert!(run.transcript().tls.is_some());
    assert!(run.transcript().header.is_some());
    assert_eq!(run.probe.chain.len(), 1);
}

#[test]
fn a_connection_that_is_never_made() {
    let mut session = begin(config());
    assert_eq!(session.poll_timeout(), Some(Mark::at(DEADLINE)));
    session.handle_timeout(Mark::at(DEADLINE));
    assert!(session.is_done());
    assert_eq!(session.poll_timeout(), None);
    let failure = session.outcome().transcript.failure.unwrap();
    assert_eq!(failure.message, "no answer to the TCP connection");
}

#[test]
fn before_the_deadline_time_changes_nothing() {
    let mut session = begin(config());
    session.connected(second(1));
    session.handle_timeout(second(9));
    assert!(!session.is_done());
    session.handle_timeout(second(10));
    assert!(session.is_done());
}

#[test]
fn an_answer_that_is_there_beats_the_deadline() {
    let mut session = begin(config());
    session.connected(second(1));
    session.receive(HEADER.as_bytes(), second(11));
    assert!(!session.is_done());
}
