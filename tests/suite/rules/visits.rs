//! The second visit: the TLS checker comes to endpoints where the XMPP checker
//! has just been, and gets in by the same ways.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use checker_host::model::Status;
use checker_host::network::sim::xmpp::XmppServer;
use checker_host::network::sim::{Listener, Service, SimStream};
use tokio::io::AsyncReadExt;
use tokio::time::Instant;

use super::tls::{clean, tls_states};
use crate::lab::{HOST, Lab, V4, found};

const QUALITY: &str = "xmpp.tls_quality";

/// A guard that lets one connection in, and no other until `forgets` has passed
/// since. What it turns away gets what `away` says, else a reset.
fn guarded(server: XmppServer, away: Option<XmppServer>, forgets: Duration) -> Listener {
    let let_in = Arc::new(Mutex::new(None));
    Listener::from(move |mut stream: SimStream| {
        let (server, away, let_in) = (server.clone(), away.clone(), let_in.clone());
        async move {
            if is_free(&let_in, forgets) {
                server.serve(stream).await;
            } else if let Some(away) = away {
                away.serve(stream).await;
            } else {
                let _ = stream.read(&mut [0]).await;
                stream.reset();
            }
        }
    })
}

fn is_free(let_in: &Mutex<Option<Instant>>, forgets: Duration) -> bool {
    let mut let_in = let_in.lock().unwrap();
    let free = let_in.is_none_or(|at: Instant| at.elapsed() >= forgets);
    if free {
        *let_in = Some(Instant::now());
    }
    free
}

/// One STARTTLS endpoint behind a guard.
fn behind(away: impl FnOnce(&Lab) -> Option<XmppServer>, forgets: u64) -> Lab {
    let mut lab = Lab::empty();
    lab.srv("_xmpp-client", 5222, HOST);
    lab.simulation.zone().address(HOST, V4);
    let listener = guarded(lab.c2s(), away(&lab), Duration::from_secs(forgets));
    lab.put(5222, listener);
    lab.option("mode", "c2s")
}

fn turned_away(lab: &Lab) -> Option<XmppServer> {
    let mut server = lab.c2s();
    server.error_before = Some(XmppServer::stream_error("policy-violation", ""));
    Some(server)
}

// jabberd2 with `throttle`; a guard that says why.
#[test]
fn what_was_one_visit_too_many_is_visited_again_later() {
    clean(behind(|_| None, 8));
    clean(behind(turned_away, 8));
}

#[test]
fn who_never_forgets_was_not_looked_at_and_that_is_nobodys_fault() {
    for away in [|_: &Lab| None, turned_away] {
        let outcome = behind(away, 3_600).check_with_tls();
        found(&outcome, QUALITY, "not-looked-at", Status::Error);
    }
    // Said by name, it is no verdict of the TLS checker on the server either.
    let lab = behind(turned_away, 3_600);
    let roots = lab.authority.pem();
    let states = tls_states(&lab.check_with_tls(), &roots);
    let reachability = states.iter().find(|state| state.rule == "tls.reachability");
    let reachability = reachability.unwrap();
    assert_eq!(reachability.code, "tls.reachability.turned-away");
    assert_eq!(reachability.status, Status::Error);
    assert!(states.iter().all(|state| state.status != Status::Crit));
}

#[test]
fn a_server_that_knows_its_u_label_only_is_known_by_it() {
    let mut lab = Lab::empty();
    lab.domain = "münchen.example".into();
    let zone = lab.simulation.zone();
    let record = "_xmpp-client._tcp.xn--mnchen-3ya.example";
    zone.srv(record, 5, 0, 5222, "host.example");
    zone.address("host.example", V4);
    let mut server = lab.c2s_for("xn--mnchen-3ya.example");
    server.domains = vec!["münchen.example".into()];
    lab.put(5222, server);
    clean(lab.option("mode", "c2s"));
}

#[test]
fn a_redirect_is_followed_to_the_certificate() {
    let redirect = XmppServer::stream_error("see-other-host", "other.example.org:5299");
    let mut lab = Lab::empty();
    lab.srv("_xmpp-client", 5222, HOST);
    let zone = lab.simulation.zone();
    zone.address(HOST, V4);
    zone.address("other.example.org", "192.0.2.77");
    let mut first = lab.c2s();
    first.error_before = Some(redirect);
    let other = lab.c2s();
    lab.put(5222, first);
    lab.simulation.listen("192.0.2.77:5299", other);
    clean(lab.option("mode", "c2s"));
}
