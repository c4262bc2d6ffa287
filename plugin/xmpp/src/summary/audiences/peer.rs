//! The kinds of peers, and what each of them tries.

use checker_stream::method::Method;
use checker_stream::side::Side;

use super::attempt::Authentication;
use crate::faults::{Fault, Kind};
use crate::observation::Endpoint;

/// What a kind of peer tries, and how it authenticates.
pub(super) struct Peer {
    pub(super) who: &'static str,
    pub(super) side: Side,
    pub(super) tries: fn(&Endpoint) -> bool,
    pub(super) order: Order,
    pub(super) authentication: Authentication,
    /// Where there is nothing to try: whose fault that is.
    pub(super) without: fn(Side) -> Fault,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// As the records have it (XEP-0368 §3).
    Published,
    /// Direct TLS before everything else.
    DirectTlsFirst,
}

pub(super) const PEERS: [Peer; 8] = [
    Peer {
        who: "a client that validates certificates",
        side: Side::Client,
        tries: |_| true,
        order: Order::Published,
        authentication: Authentication::Login,
        without: |side| Fault::of_side(Kind::NoRecords, side),
    },
    Peer {
        who: "a client that tries direct TLS first",
        side: Side::Client,
        tries: |_| true,
        order: Order::DirectTlsFirst,
        authentication: Authentication::Login,
        without: |side| Fault::of_side(Kind::NoRecords, side),
    },
    Peer {
        who: "a client that knows only STARTTLS",
        side: Side::Client,
        tries: |endpoint| endpoint.method == Method::StartTls,
        order: Order::Published,
        authentication: Authentication::Login,
        without: |side| Fault::of_side(Kind::OnlyDirectTls, side),
    },
    Peer {
        who: "a client with IPv4 only",
        side: Side::Client,
        tries: |endpoint| endpoint.address.is_ipv4(),
        order: Order::Published,
        authentication: Authentication::Login,
        without: |_| Fault::about(Kind::NoFamily, "ipv4"),
    },
    Peer {
        who: "a client with IPv6 only",
        side: Side::Client,
        tries: |endpoint| endpoint.address.is_ipv6(),
        order: Order::Published,
        authentication: Authentication::Login,
        without: |_| Fault::about(Kind::NoFamily, "ipv6"),
    },
    Peer {
        who: "a server that authenticates by certificate",
        side: Side::Server,
        tries: |_| true,
        order: Order::Published,
        authentication: Authentication::Certificate,
        without: |side| Fault::of_side(Kind::NoRecords, side),
    },
    Peer {
        who: "a server that authenticates by dialback",
        side: Side::Server,
        tries: |_| true,
        order: Order::Published,
        authentication: Authentication::Dialback,
        without: |side| Fault::of_side(Kind::NoRecords, side),
    },
    Peer {
        who: "a server that knows DANE",
        side: Side::Server,
        tries: |_| true,
        order: Order::Published,
        authentication: Authentication::Dane,
        without: |side| Fault::of_side(Kind::NoRecords, side),
    },
];
