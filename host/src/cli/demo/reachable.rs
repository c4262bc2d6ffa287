//! Domains that work, the first as it should be.

use super::builder::Builder;
use crate::network::sim::xmpp::XmppServer;

pub(super) fn exemplary(builder: &mut Builder) {
    let domain = "exemplary.example";
    let tls = builder.sound_tls(domain);
    builder.records(
        domain,
        "xmpp.exemplary.example",
        "192.0.2.10",
        Some("2001:db8::10"),
    );
    let c2s = XmppServer::c2s(domain, tls.clone());
    let s2s = XmppServer::s2s(domain, tls);
    builder.serve(&["192.0.2.10", "2001:db8::10"], &c2s, &s2s);
    for service in [
        "_xmpp-client",
        "_xmpps-client",
        "_xmpp-server",
        "_xmpps-server",
    ] {
        builder
            .simulation
            .zone()
            .authentic(&format!("{service}._tcp.{domain}"));
    }
}

pub(super) fn bare(builder: &mut Builder) {
    let domain = "bare.example";
    let tls = builder.sound_tls(domain);
    builder.simulation.zone().address(domain, "192.0.2.60");
    let c2s = XmppServer::c2s(domain, tls.clone());
    let s2s = XmppServer::s2s(domain, tls);
    builder.serve(&["192.0.2.60"], &c2s, &s2s);
}

pub(super) fn strict(builder: &mut Builder) {
    let domain = "strict.example";
    let tls = builder.sound_tls(domain);
    builder.records(
        domain,
        "xmpp.strict.example",
        "192.0.2.70",
        Some("2001:db8::70"),
    );
    let c2s = XmppServer::c2s(domain, tls.clone());
    let s2s = XmppServer {
        error: Some(XmppServer::stream_error("not-authorized", "")),
        ..XmppServer::s2s(domain, tls)
    };
    builder.serve(&["192.0.2.70", "2001:db8::70"], &c2s, &s2s);
}
