//! Domains whose servers answer, with faults.

use super::builder::Builder;
use crate::network::sim::Leaf;
use crate::network::sim::xmpp::{StartTls, XmppServer};

pub(super) fn trouble(builder: &mut Builder) {
    let domain = "trouble.example";
    let tls = builder.tls(&Leaf {
        until_day: 3,
        ..Leaf::of(domain)
    });
    builder
        .simulation
        .zone()
        .srv(
            "_xmpp-client._tcp.trouble.example",
            5,
            0,
            5222,
            "new.trouble.example",
        )
        .srv(
            "_xmpp-client._tcp.trouble.example",
            10,
            0,
            5222,
            "old.trouble.example",
        )
        .srv(
            "_xmpps-client._tcp.trouble.example",
            5,
            0,
            5222,
            "new.trouble.example",
        )
        .srv(
            "_xmpp-server._tcp.trouble.example",
            5,
            0,
            5269,
            "new.trouble.example",
        )
        .address("new.trouble.example", "192.0.2.20");
    let c2s = XmppServer {
        starttls: StartTls::Optional,
        mechanisms: vec!["PLAIN", "DIGEST-MD5"],
        channel_bindings: Vec::new(),
        ..XmppServer::c2s(domain, tls.clone())
    };
    let s2s = XmppServer::s2s(domain, tls);
    builder
        .simulation
        .listen("192.0.2.20:5222", c2s)
        .listen("192.0.2.20:5269", s2s);
}

pub(super) fn cleartext(builder: &mut Builder) {
    let domain = "cleartext.example";
    let tls = builder.sound_tls(domain);
    builder.records(domain, "xmpp.cleartext.example", "192.0.2.30", None);
    let c2s = XmppServer {
        starttls: StartTls::Optional,
        mechanisms_before: vec!["PLAIN", "SCRAM-SHA-1"],
        ..XmppServer::c2s(domain, tls.clone())
    };
    let s2s = XmppServer {
        starttls: StartTls::Optional,
        ..XmppServer::s2s(domain, tls)
    };
    builder.serve(&["192.0.2.30"], &c2s, &s2s);
}

pub(super) fn plain(builder: &mut Builder) {
    let domain = "plain.example";
    let tls = builder.sound_tls(domain);
    builder.records(
        domain,
        "xmpp.plain.example",
        "192.0.2.40",
        Some("2001:db8::40"),
    );
    let c2s = XmppServer {
        mechanisms: vec!["PLAIN"],
        channel_bindings: Vec::new(),
        ..XmppServer::c2s(domain, tls.clone())
    };
    let s2s = XmppServer::s2s(domain, tls);
    builder.serve(&["192.0.2.40", "2001:db8::40"], &c2s, &s2s);
}

pub(super) fn lonely(builder: &mut Builder) {
    let domain = "lonely.example";
    let tls = builder.sound_tls(domain);
    builder.records(
        domain,
        "xmpp.lonely.example",
        "192.0.2.80",
        Some("2001:db8::80"),
    );
    let c2s = XmppServer::c2s(domain, tls.clone());
    let s2s = XmppServer {
        dialback: false,
        extra: String::new(),
        ..XmppServer::s2s(domain, tls)
    };
    builder.serve(&["192.0.2.80", "2001:db8::80"], &c2s, &s2s);
}

pub(super) fn expired(builder: &mut Builder) {
    let domain = "expired.example";
    let tls = builder.tls(&Leaf {
        from_day: -95,
        until_day: -5,
        ..Leaf::of(domain)
    });
    builder.records(
        domain,
        "xmpp.expired.example",
        "192.0.2.90",
        Some("2001:db8::90"),
    );
    let c2s = XmppServer::c2s(domain, tls.clone());
    let s2s = XmppServer::s2s(domain, tls);
    builder.serve(&["192.0.2.90", "2001:db8::90"], &c2s, &s2s);
}
