//! What comes of the question about a key that nobody made.

use checker_stream::dialback::Verdict;
use checker_stream::failure::FailureCause;
use checker_stream::session::{Depth, SessionConfig};
use checker_stream::side::Side;
use checker_stream::step::Step;

use crate::lab::{Run, direct, run};
use crate::server::{Act, FEATURES, HEADER, HOST_UNKNOWN};

const ANNOUNCED: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:server' \
    xmlns:db='jabber:server:dialback' xmlns:stream='http://etherx.jabber.org/streams' id='7' \
    version='1.0'>";
const NO_FEATURES: &str = "<stream:features/>";
const INVALID: &str = "<db:verify from='example.org' to='checker.invalid' id='no-such-stream' \
    type='invalid'/>";

fn config(depth: Depth) -> SessionConfig<'static> {
    SessionConfig {
        side: Side::Server,
        from: Some("checker.invalid"),
        depth,
        ..direct()
    }
}

/// A server that offers dialback and does this when asked.
fn asked(acts: &[Act]) -> Run {
    let before = vec![
        Act::Secure,
        Act::Hear(">"),
        Act::Say(ANNOUNCED),
        Act::Say(NO_FEATURES),
        Act::Hear("</db:verify>"),
    ];
    run(config(Depth::Questions), &[before, acts.to_vec()].concat())
}

#[test]
fn the_answer_is_kept_and_the_stream_closed() {
    let run = asked(&[Act::Say(INVALID), Act::Hear("</stream:stream>")]);
    let seen = run.transcript();
    assert_eq!(seen.failure, None);
    assert_eq!(seen.dialback, Some(Verdict::Invalid));
    assert_eq!(seen.steps.last().unwrap().step, Step::Dialback);
    assert!(run.server.script_is_done());
}

#[test]
fn whether_the_answer_repeats_the_key_is_kept() {
    let run = asked(&[Act::Say(INVALID)]);
    assert!(!run.transcript().dialback_key_repeated);
    // As Prosody answers.
    let run = asked(&[Act::Say(
        "<db:verify type='invalid' to='checker.invalid' id='no-such-stream' from='example.org'>\
         64656164626565666465616462656566646561646265656664656164626565</db:verify>",
    )]);
    assert_eq!(run.transcript().dialback, Some(Verdict::Invalid));
    assert!(run.transcript().dialback_key_repeated);
}

#[test]
fn what_else_is_said_before_the_answer_is_passed_over() {
    let noise = "<db:result from='example.org' to='checker.invalid' type='valid'/> <iq/>";
    let run = asked(&[Act::Say(noise), Act::Say(INVALID)]);
    assert_eq!(run.transcript().dialback, Some(Verdict::Invalid));
}

#[test]
fn without_an_answer_everything_before_still_holds() {
    for (acts, cause) in [
        (vec![], FailureCause::TimedOut),
        (vec![Act::End], FailureCause::Closed),
        (
            vec![Act::Say("</stream:stream>")],
            FailureCause::StreamClosed,
        ),
    ] {
        let run = asked(&acts);
        let seen = run.transcript();
        assert_eq!(seen.failure, None, "{cause}");
        assert!(seen.features.is_some(), "{cause}");
        assert_eq!(seen.dialback, Some(Verdict::Unanswered(cause)));
    }
    let run = asked(&[Act::Say(HOST_UNKNOWN)]);
    let Some(Verdict::Unanswered(FailureCause::StreamError(error))) = &run.transcript().dialback
    else {
        panic!("{run:?}");
    };
    assert_eq!(error.condition, "host-unknown");
}

#[test]
fn nobody_is_asked_who_does_not_offer_it_or_where_it_is_not_wanted() {
    let script = |header| {
        vec![
            Act::Secure,
            Act::Hear(">"),
            Act::Say(header),
            Act::Say(FEATURES),
            Act::Hear("</stream:stream>"),
        ]
    };
    let client = SessionConfig {
        side: Side::Client,
        ..config(Depth::Questions)
    };
    for (config, header) in [
        (config(Depth::Questions), HEADER),
        (config(Depth::Features), ANNOUNCED),
        (client, ANNOUNCED),
    ] {
        let run = run(config, &script(header));
        assert_eq!(run.transcript().dialback, None);
        assert!(run.server.script_is_done(), "{run:?}");
    }
}
