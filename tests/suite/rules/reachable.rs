//! `xmpp.c2s_reachable` and `xmpp.s2s_reachable`.

use checker_host::model::Status;
use checker_host::network::sim::{Answer, Listener};

use crate::lab::{Lab, V4, V6, found, states};

const C2S: &str = "xmpp.c2s_reachable";
const S2S: &str = "xmpp.s2s_reachable";

#[test]
fn ok_when_endpoints_complete_tls() {
    let outcome = Lab::sound().check();
    assert!(
        found(&outcome, C2S, "reachable", Status::Ok)
            .message
            .contains("4 of 4")
    );
    assert!(
        found(&outcome, S2S, "reachable", Status::Ok)
            .message
            .contains("4 of 4")
    );
}

#[test]
fn crit_when_none_does() {
    let mut lab = Lab::sound();
    for port in [5222, 5223, 5269, 5270] {
        lab.put(port, Listener::Refuse);
    }
    let outcome = lab.check();
    found(&outcome, C2S, "unreachable", Status::Crit);
    found(&outcome, S2S, "unreachable", Status::Crit);
}

#[test]
fn warn_with_the_address_of_each_further_dead_endpoint() {
    let mut lab = Lab::sound();
    lab.simulation
        .listen(&format!("{V4}:5222"), Listener::Refuse);
    lab.simulation
        .listen(&format!("[{V6}]:5269"), Listener::Blackhole);
    let outcome = lab.check();
    let state = found(&outcome, C2S, "refused", Status::Warn);
    assert_eq!(state.subject.as_deref(), Some("192.0.2.1:5222"));
    assert!(state.fix().unwrap().contains("5222"));
    let state = found(&outcome, S2S, "no-answer", Status::Warn);
    assert_eq!(state.subject.as_deref(), Some("[2001:db8::1]:5269"));
}

#[test]
fn error_when_the_dns_gave_no_answer() {
    let mut lab = Lab::sound();
    for name in ["_xmpp-client", "_xmpps-client"] {
        lab.simulation
            .zone()
            .answer(&format!("{name}._tcp.example.org"), Answer::Silence);
    }
    lab.simulation.zone().answer("example.org", Answer::Silence);
    let outcome = lab.check();
    found(&outcome, C2S, "lookup-failed", Status::Error);
    found(&outcome, S2S, "reachable", Status::Ok);
}

#[test]
fn an_ipv6_only_target_is_not_dead_for_a_prober_without_ipv6() {
    let mut lab = Lab::empty();
    lab.srv("_xmpp-client", 5222, "six.example.org");
    lab.simulation.zone().address("six.example.org", V6);
    lab.simulation.without_ipv6();
    let outcome = lab.option("mode", "c2s").check();
    found(&outcome, C2S, "not-checkable", Status::Error);
    found(
        &outcome,
        "xmpp.ipv6_reachable",
        "prober-without-ipv6",
        Status::Unknown,
    );
}

#[test]
fn each_way_to_be_dead_has_its_own_words() {
    let code = |listener: Listener| {
        let mut lab = Lab::sound();
        lab.simulation.listen(&format!("{V4}:5222"), listener);
        let outcome = lab.option("mode", "c2s").check();
        let dead = states(&outcome, C2S);
        let state = dead
            .iter()
            .find(|state| state.status == Status::Warn)
            .unwrap();
        (state.code.clone(), state.message.clone())
    };
    assert_eq!(code(Listener::silent()).0, format!("{C2S}.silent"));
    assert_eq!(code(Listener::Unreachable).0, format!("{C2S}.no-route"));
    let (_, text) = code(Listener::resetting());
    assert!(text.contains("reset"), "{text}");
    let (_, text) = code(Listener::closing());
    assert!(text.contains("closed"), "{text}");
    let (slug, text) = code(Listener::http());
    assert_eq!(slug, format!("{C2S}.wrong-service"));
    assert!(text.contains("HTTP"), "{text}");
}
