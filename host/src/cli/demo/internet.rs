//! The domains of the demo: one exemplary, the others broken in instructive
//! ways.

use std::sync::Arc;

use tokio_rustls::rustls::ServerConfig;

use crate::network::sim::{
    Authority, Leaf, Listener, SimNetwork, Simulation, StartTls, XmppServer, server_config,
};

/// A domain of the demo.
pub(crate) struct Domain {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    set_up: fn(&mut Builder),
}

/// All of them.
pub(crate) const DOMAINS: &[Domain] = &[
    Domain {
        name: "exemplary.example",
        about: "everything as it should be, four services over both families",
        set_up: exemplary,
    },
    Domain {
        name: "trouble.example",
        about: "a migration gone wrong: several faults at once",
        set_up: trouble,
    },
    Domain {
        name: "halfdead.example",
        about: "IPv6 addresses that nobody answers at",
        set_up: half_dead,
    },
    Domain {
        name: "cleartext.example",
        about: "encryption offered but not required, PLAIN before TLS",
        set_up: cleartext,
    },
    Domain {
        name: "plain.example",
        about: "PLAIN is the only way to log in",
        set_up: plain,
    },
    Domain {
        name: "swapped.example",
        about: "SRV records that name the wrong ports",
        set_up: swapped,
    },
    Domain {
        name: "bare.example",
        about: "no SRV records at all",
        set_up: bare,
    },
    Domain {
        name: "strict.example",
        about: "federation with certificates only",
        set_up: strict,
    },
    Domain {
        name: "lonely.example",
        about: "other servers cannot authenticate",
        set_up: lonely,
    },
    Domain {
        name: "expired.example",
        about: "a certificate that nobody renewed",
        set_up: expired,
    },
];

/// The network with all domains, and the root certificate that they use.
pub(crate) fn build() -> (SimNetwork, String) {
    let authority = Authority::root("Demo Root");
    let root = authority.pem();
    let mut builder = Builder {
        simulation: Simulation::new(),
        authority,
    };
    for domain in DOMAINS {
        (domain.set_up)(&mut builder);
    }
    (builder.simulation.build(), root)
}

struct Builder {
    simulation: Simulation,
    authority: Authority,
}

impl Builder {
    fn tls(&self, leaf: &Leaf) -> Arc<ServerConfig> {
        server_config(self.authority.issue(leaf), &["xmpp-client", "xmpp-server"])
    }

    fn sound_tls(&self, domain: &str) -> Arc<ServerConfig> {
        self.tls(&Leaf::of(domain))
    }

    /// The four records of a domain on one host with both families.
    fn records(&mut self, domain: &str, host: &str, v4: &str, v6: Option<&str>) {
        let zone = self.simulation.zone();
        zone.srv(&format!("_xmpp-client._tcp.{domain}"), 5, 0, 5222, host)
            .srv(&format!("_xmpps-client._tcp.{domain}"), 5, 0, 5223, host)
            .srv(&format!("_xmpp-server._tcp.{domain}"), 5, 0, 5269, host)
            .srv(&format!("_xmpps-server._tcp.{domain}"), 5, 0, 5270, host)
            .address(host, v4);
        if let Some(v6) = v6 {
            zone.address(host, v6);
        }
    }

    /// The four services on every address given.
    fn serve(&mut self, addresses: &[&str], c2s: &XmppServer, s2s: &XmppServer) {
        for address in addresses {
            let at = |port: u16| match address.contains(':') {
                true => format!("[{address}]:{port}"),
                false => format!("{address}:{port}"),
            };
            self.simulation
                .listen(&at(5222), c2s.clone())
                .listen(&at(5223), c2s.clone().direct())
                .listen(&at(5269), s2s.clone())
                .listen(&at(5270), s2s.clone().direct());
        }
    }
}

fn exemplary(builder: &mut Builder) {
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

fn trouble(builder: &mut Builder) {
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

fn half_dead(builder: &mut Builder) {
    let domain = "halfdead.example";
    let tls = builder.sound_tls(domain);
    builder.records(
        domain,
        "xmpp.halfdead.example",
        "192.0.2.25",
        Some("2001:db8::25"),
    );
    let c2s = XmppServer::c2s(domain, tls.clone());
    let s2s = XmppServer::s2s(domain, tls);
    builder.serve(&["192.0.2.25"], &c2s, &s2s);
    for port in [5222, 5223, 5269, 5270] {
        builder
            .simulation
            .listen(&format!("[2001:db8::25]:{port}"), Listener::Blackhole);
    }
}

fn cleartext(builder: &mut Builder) {
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

fn plain(builder: &mut Builder) {
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

fn swapped(builder: &mut Builder) {
    let domain = "swapped.example";
    let tls = builder.tls(&Leaf::of(domain));
    builder
        .simulation
        .zone()
        .srv(
            "_xmpp-client._tcp.swapped.example",
            5,
            0,
            5223,
            "xmpp.swapped.example",
        )
        .srv(
            "_xmpps-client._tcp.swapped.example",
            5,
            0,
            443,
            "www.swapped.example",
        )
        .srv(
            "_xmpp-server._tcp.swapped.example",
            5,
            0,
            5222,
            "xmpp.swapped.example",
        )
        .address("xmpp.swapped.example", "192.0.2.50")
        .address("www.swapped.example", "192.0.2.51");
    let c2s = XmppServer::c2s(domain, tls.clone());
    let s2s = XmppServer::s2s(domain, tls);
    builder.serve(&["192.0.2.50"], &c2s, &s2s);
    builder
        .simulation
        .listen("192.0.2.51:443", Listener::http());
}

fn bare(builder: &mut Builder) {
    let domain = "bare.example";
    let tls = builder.sound_tls(domain);
    builder.simulation.zone().address(domain, "192.0.2.60");
    let c2s = XmppServer::c2s(domain, tls.clone());
    let s2s = XmppServer::s2s(domain, tls);
    builder.serve(&["192.0.2.60"], &c2s, &s2s);
}

fn strict(builder: &mut Builder) {
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

fn lonely(builder: &mut Builder) {
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

fn expired(builder: &mut Builder) {
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
