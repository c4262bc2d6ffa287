//! `xmpp.srv_c2s` and `xmpp.srv_s2s`.

use checker_host::model::Status;
use checker_host::network::sim::Answer;

use crate::lab::{DOMAIN, HOST, Lab, V4, found, worst};

const C2S: &str = "xmpp.srv_c2s";
const S2S: &str = "xmpp.srv_s2s";

#[test]
fn ok_when_published_and_resolving() {
    let outcome = Lab::sound().check();
    found(&outcome, C2S, "published", Status::Ok);
    found(&outcome, S2S, "published", Status::Ok);
}

#[test]
fn crit_when_none_is_published_and_the_message_says_whether_the_fallback_worked() {
    let mut lab = Lab::empty();
    lab.simulation.zone().address(DOMAIN, V4);
    let c2s = lab.c2s();
    lab.put(5222, c2s);
    let outcome = lab.check();
    let state = found(&outcome, C2S, "none-published", Status::Crit);
    assert!(
        state.message.contains("do get through"),
        "{}",
        state.message
    );
    assert!(
        state.snippets()[0]
            .1
            .contains("_xmpp-client._tcp.example.org. 3600 IN SRV 5 0 5222")
    );
    let state = found(&outcome, S2S, "none-published", Status::Crit);
    assert!(
        state.message.contains("does not work either"),
        "{}",
        state.message
    );
}

#[test]
fn crit_when_no_target_resolves() {
    let mut lab = Lab::empty();
    lab.srv("_xmpp-client", 5222, "gone.example.org");
    lab.srv("_xmpp-server", 5269, "gone.example.org");
    let outcome = lab.check();
    found(&outcome, C2S, "target-unresolvable", Status::Crit);
    found(&outcome, S2S, "target-unresolvable", Status::Crit);
    assert!(
        outcome.observation["fallback"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn warn_when_some_target_does_not_resolve() {
    let mut lab = Lab::sound();
    lab.srv("_xmpp-client", 5222, "gone.example.org");
    lab.srv("_xmpp-server", 5269, "gone.example.org");
    let outcome = lab.check();
    let state = found(&outcome, C2S, "target-unresolvable", Status::Warn);
    assert_eq!(state.subject.as_deref(), Some("gone.example.org"));
    found(&outcome, S2S, "target-unresolvable", Status::Warn);
    worst(&outcome, C2S, Status::Warn);
}

#[test]
fn warn_when_a_target_is_an_alias_that_works_all_the_same() {
    let mut lab = Lab::sound();
    lab.srv("_xmpp-client", 5222, "alias.example.org");
    lab.srv("_xmpp-server", 5269, "alias.example.org");
    lab.simulation.zone().alias("alias.example.org", HOST);
    let outcome = lab.check();
    found(&outcome, C2S, "target-is-alias", Status::Warn);
    found(&outcome, S2S, "target-is-alias", Status::Warn);
    worst(&outcome, "xmpp.c2s_reachable", Status::Ok);
}

#[test]
fn warn_when_records_repeat() {
    let mut lab = Lab::sound();
    lab.simulation
        .zone()
        .srv("_xmpp-client._tcp.example.org", 9, 1, 5222, HOST);
    lab.simulation
        .zone()
        .srv("_xmpp-server._tcp.example.org", 9, 1, 5269, HOST);
    let outcome = lab.check();
    found(&outcome, C2S, "repeated", Status::Warn);
    found(&outcome, S2S, "repeated", Status::Warn);
}

#[test]
fn info_when_the_side_is_declared_not_offered() {
    let mut lab = Lab::empty();
    for name in [
        "_xmpp-client",
        "_xmpps-client",
        "_xmpp-server",
        "_xmpps-server",
    ] {
        lab.srv(name, 0, ".");
    }
    lab.simulation.zone().address(DOMAIN, V4);
    let outcome = lab.check();
    found(&outcome, C2S, "not-offered", Status::Info);
    found(&outcome, S2S, "not-offered", Status::Info);
    found(&outcome, "xmpp.c2s_reachable", "skipped", Status::Unknown);
    assert!(
        outcome.observation["fallback"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_root_target_beside_real_ones_is_a_fault() {
    let mut lab = Lab::sound();
    lab.srv("_xmpp-client", 0, ".");
    let outcome = lab.check();
    found(&outcome, C2S, "root-beside-records", Status::Warn);
}

#[test]
fn a_root_target_for_direct_tls_forbids_the_fallback() {
    // XEP-0368 §3.
    let mut lab = Lab::empty();
    lab.srv("_xmpps-client", 0, ".");
    lab.simulation.zone().address(DOMAIN, V4);
    let outcome = lab.option("mode", "c2s").check();
    let state = found(&outcome, C2S, "none-published", Status::Crit);
    assert!(
        state.message.contains("forbids the fallback"),
        "{}",
        state.message
    );
    found(&outcome, "xmpp.direct_tls", "not-offered", Status::Info);
}

#[test]
fn published_records_whose_targets_fail_do_not_fall_back() {
    // RFC 6120 §3.2.1.
    let mut lab = Lab::empty();
    lab.srv("_xmpp-client", 5222, HOST);
    lab.simulation
        .zone()
        .address(HOST, "192.0.2.99")
        .address(DOMAIN, V4);
    let c2s = lab.c2s();
    lab.put(5222, c2s);
    let outcome = lab.option("mode", "c2s").check();
    found(&outcome, "xmpp.c2s_reachable", "unreachable", Status::Crit);
}

#[test]
fn warn_when_only_the_legacy_record_is_published() {
    let mut lab = Lab::empty();
    lab.srv("_jabber", 5269, HOST);
    lab.simulation.zone().address(HOST, V4);
    let s2s = lab.s2s();
    lab.put(5269, s2s);
    let outcome = lab.check();
    found(&outcome, C2S, "only-jabber", Status::Warn);
    found(&outcome, S2S, "none-published", Status::Crit);
    found(&outcome, "xmpp.s2s_reachable", "reachable", Status::Ok);
}

#[test]
fn a_legacy_target_is_probed_on_the_side_that_its_answer_shows() {
    let mut lab = Lab::empty();
    lab.srv("_jabber", 7777, HOST);
    lab.simulation.zone().address(HOST, V4);
    let c2s = lab.c2s();
    lab.put(7777, c2s);
    let outcome = lab.check();
    found(&outcome, "xmpp.c2s_reachable", "reachable", Status::Ok);
}

#[test]
fn nxdomain_servfail_timeouts_and_bogus_are_kept_apart() {
    let name = "_xmpp-client._tcp.example.org";
    let with = |answer| {
        let mut lab = Lab::sound();
        lab.simulation.zone().answer(name, answer);
        lab.option("mode", "c2s").check()
    };
    let message = |answer| {
        let outcome = with(answer);
        let status = outcome
            .states
            .iter()
            .find(|state| state.rule == C2S && state.subject.as_deref() == Some(name));
        let state = status.unwrap();
        (state.status, state.message.clone())
    };
    let (status, text) = message(Answer::ServerFailure);
    assert_eq!(status, Status::Crit);
    assert!(text.contains("SERVFAIL"), "{text}");
    let (status, text) = message(Answer::Bogus);
    assert_eq!(status, Status::Crit);
    assert!(text.contains("DNSSEC"), "{text}");
    let (status, text) = message(Answer::Silence);
    assert_eq!(status, Status::Error);
    assert!(text.contains("in time"), "{text}");
    let (status, text) = message(Answer::Refused);
    assert_eq!(status, Status::Error);
    assert!(text.contains("REFUSED"), "{text}");

    let outcome = Lab::empty().option("mode", "c2s").check();
    found(&outcome, C2S, "no-such-domain", Status::Crit);
}

#[test]
fn targets_that_are_addresses_or_private_or_port_zero_are_named() {
    let mut lab = Lab::sound();
    lab.srv("_xmpp-client", 5222, "192.0.2.7");
    lab.srv("_xmpp-client", 5222, "inside.example.org");
    lab.srv("_xmpp-client", 0, HOST);
    lab.simulation
        .zone()
        .address("inside.example.org", "10.0.0.1");
    let outcome = lab.option("mode", "c2s").check();
    found(&outcome, C2S, "target-is-address", Status::Warn);
    found(&outcome, C2S, "private-address", Status::Warn);
    found(&outcome, C2S, "port-zero", Status::Warn);
}

#[test]
fn the_ad_bit_is_recorded_for_each_lookup() {
    let mut lab = Lab::sound();
    lab.simulation
        .zone()
        .authentic("_xmpp-client._tcp.example.org");
    let outcome = lab.check();
    let services = outcome.observation["services"].as_array().unwrap();
    let authentic = |name: &str| {
        services
            .iter()
            .find(|lookup| lookup["service"] == name)
            .unwrap()["authentic"]
            .as_bool()
    };
    assert_eq!(authentic("_xmpp-client._tcp"), Some(true));
    assert_eq!(authentic("_xmpp-server._tcp"), Some(false));
}
