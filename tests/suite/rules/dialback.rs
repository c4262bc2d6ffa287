//! What servers answer for dialback keys, from the stream to the verdict.

use checker_host::model::Status;
use checker_host::network::sim::xmpp::{Verify, XmppServer};

use crate::lab::{Lab, endpoints, found};

const RULE: &str = "xmpp.s2s_dialback";

fn answering(verify: &Verify) -> Lab {
    Lab::with(|_| {}, |s2s| s2s.verify = verify.clone())
}

#[test]
fn each_answer_gets_its_verdict() {
    let error = "<db:verify id='{id}' type='error'><error type='cancel'><item-not-found \
                 xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></db:verify>";
    let pipelined = format!("<db:result type='error' from='a'/>{error}");
    let refused = XmppServer::stream_error("invalid-from", "");
    for (verify, code, status) in [
        (Verify::Type("invalid"), "answers", Status::Ok),
        (Verify::Saying(error.to_owned()), "answers", Status::Ok),
        (Verify::Saying(pipelined), "answers", Status::Ok),
        (Verify::Type("valid"), "accepts-anything", Status::Crit),
        (Verify::Silent, "silent", Status::Warn),
        (Verify::Ending(String::new()), "silent", Status::Warn),
        (
            Verify::Ending("</stream:stream>".into()),
            "silent",
            Status::Warn,
        ),
        (Verify::Ending(refused), "verify-refused", Status::Info),
    ] {
        let outcome = answering(&verify).option("timeout", 2u64).check();
        found(&outcome, RULE, code, status);
        // Nobody is shut out for it.
        found(&outcome, "xmpp.s2s_reachable", "reachable", Status::Ok);
    }
}

#[test]
fn a_server_is_asked_once_and_under_tls_only() {
    let outcome = answering(&Verify::Type("invalid"))
        .option("mode", "s2s")
        .check();
    for endpoint in endpoints(&outcome) {
        let transcript = &endpoint["transcript"];
        assert_eq!(transcript["dialback"]["type"], "invalid", "{endpoint:#}");
        let steps = transcript["steps"].as_array().unwrap();
        assert_eq!(steps.last().unwrap()["step"], "dialback");
    }
    // What is announced in clear alone is not asked about.
    let outcome = Lab::with(
        |_| {},
        |s2s| {
            s2s.dialback = false;
            s2s.extra.clear();
            s2s.mechanisms = vec!["EXTERNAL"];
        },
    );
    for endpoint in endpoints(&outcome.option("mode", "s2s").check()) {
        assert!(endpoint["transcript"].get("dialback").is_none());
    }
}

#[test]
fn what_does_not_answer_is_one_problem_that_its_audiences_know_of() {
    let lab = answering(&Verify::Silent).option("timeout", 2u64);
    let outcome = lab.check_with_tls();
    let causes: Vec<&str> = outcome
        .summary
        .problems
        .iter()
        .map(|problem| problem.cause.as_str())
        .collect();
    assert_eq!(causes, ["s2s.dialback-silent:xmpp.example.org"]);
    let mut audiences = outcome.summary.audiences.iter();
    let dialback = audiences.find(|audience| audience.who.contains("dialback"));
    assert_eq!(dialback.unwrap().status, Status::Warn);
}
