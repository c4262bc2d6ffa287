//! The domains of the demo: one exemplary, the others broken in instructive
//! ways.

mod builder;
mod crowd;
mod faulty;
mod reachable;
mod unreachable;

use crate::network::Network;
use builder::Builder;
pub(super) use crowd::names;

/// A domain of the demo.
pub(super) struct Domain {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    set_up: fn(&mut Builder),
}

/// All of them.
pub(super) const DOMAINS: &[Domain] = &[
    Domain {
        name: "exemplary.example",
        about: "everything as it should be, four services over both families",
        set_up: reachable::exemplary,
    },
    Domain {
        name: "trouble.example",
        about: "a migration gone wrong: several faults at once",
        set_up: faulty::trouble,
    },
    Domain {
        name: "halfdead.example",
        about: "IPv6 addresses that nobody answers at",
        set_up: unreachable::half_dead,
    },
    Domain {
        name: "cleartext.example",
        about: "encryption offered but not required, PLAIN before TLS",
        set_up: faulty::cleartext,
    },
    Domain {
        name: "plain.example",
        about: "PLAIN is the only way to log in",
        set_up: faulty::plain,
    },
    Domain {
        name: "swapped.example",
        about: "SRV records that name the wrong ports",
        set_up: unreachable::swapped,
    },
    Domain {
        name: "bare.example",
        about: "no SRV records at all",
        set_up: reachable::bare,
    },
    Domain {
        name: "strict.example",
        about: "federation with certificates only",
        set_up: reachable::strict,
    },
    Domain {
        name: "lonely.example",
        about: "other servers cannot authenticate",
        set_up: faulty::lonely,
    },
    Domain {
        name: "expired.example",
        about: "a certificate that nobody renewed",
        set_up: faulty::expired,
    },
];

/// The network with all domains, and the root certificate that they use.
pub(super) fn build() -> (Network, String) {
    named().build()
}

/// The same with all domains that have a number ([`names`]), however many: they
/// take up no memory.
pub(super) fn build_with_crowd() -> (Network, String) {
    let mut builder = named();
    crowd::set_up(&mut builder);
    builder.build()
}

fn named() -> Builder {
    let mut builder = Builder::new();
    for domain in DOMAINS {
        (domain.set_up)(&mut builder);
    }
    builder
}
