//! Words that rules, summary and page share.

use std::collections::BTreeSet;
use std::net::IpAddr;

use checker_kit::address::AddressClass;
use checker_kit::text::list;
use checker_stream::side::Side;

use crate::observation::{Diagnosis, Endpoint};

/// What keeps software out that is current and offers the usual groups.
pub const RARE_GROUP: &str = "a key-exchange group that few clients offer, such as P-521";

/// How many names a sentence bears.
const NAMES: usize = 6;

/// A side as a person says it: `client-to-server`.
pub fn side_name(side: Side) -> &'static str {
    match side {
        Side::Client => "client-to-server",
        Side::Server => "server-to-server",
    }
}

/// Whom a fault of a side concerns: `clients`.
pub fn peers(side: Side) -> &'static str {
    match side {
        Side::Client => "clients",
        Side::Server => "other servers",
    }
}

/// Whom a fault of several sides concerns: `clients and other servers`.
pub fn peers_of(sides: &BTreeSet<Side>) -> String {
    let words: Vec<&str> = sides.iter().map(|side| peers(*side)).collect();
    list(&words)
}

/// The names of endpoints for a sentence, no more than it bears.
pub fn names<'a>(endpoints: impl IntoIterator<Item = &'a Endpoint>) -> String {
    let names: Vec<String> = endpoints.into_iter().map(Endpoint::name).collect();
    some(&names)
}

/// `a, b and c`, or the first of them with the number of the rest.
pub fn some(items: &[String]) -> String {
    if items.len() <= NAMES {
        return list(items);
    }
    let (shown, rest) = items.split_at(NAMES - 1);
    let more = format!("{} more", rest.len());
    let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
    list(&[shown, vec![more.as_str()]].concat())
}

/// The sentence with a capital letter in front.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// What is really there, to go on with after "leads to".
pub fn really_there(diagnosis: Diagnosis) -> &'static str {
    match diagnosis {
        Diagnosis::DirectTls { xmpp: true } => "a port for direct TLS",
        Diagnosis::DirectTls { xmpp: false } => "a TLS server that is not XMPP's",
        Diagnosis::StartTls => "a port for STARTTLS",
        Diagnosis::Http => "an HTTP server",
        Diagnosis::Https => "an HTTPS server",
        Diagnosis::OtherSide { side: Side::Client } => "a port for clients",
        Diagnosis::OtherSide { side: Side::Server } => "a port for other servers",
    }
}

/// What is to be said of an address that is not for everybody, to go on with
/// after it; `None` of one that is.
pub fn for_few(address: IpAddr) -> Option<&'static str> {
    match AddressClass::of(address) {
        AddressClass::Global => None,
        AddressClass::Loopback => Some("names the client's own machine"),
        AddressClass::Private | AddressClass::LinkLocal => Some("works only inside a network"),
        AddressClass::Unusable => Some("is no address that anybody can connect to"),
    }
}

/// Addresses that are not for everybody, with what is to be said of each, to go
/// on with after "resolves to":
/// `0.0.0.0, which is no address that anybody can connect to`.
pub fn with_meaning(addresses: &[IpAddr]) -> String {
    let parts: Vec<String> = by_meaning(addresses)
        .into_iter()
        .map(|(meaning, addresses)| match addresses.as_slice() {
            [one] => format!("{one}, which {meaning}"),
            several => format!("{}, each of which {meaning}", list(several)),
        })
        .collect();
    list(&parts)
}

/// `12 ms`, `1.2 s`.
pub fn time(micros: u64) -> String {
    match micros {
        0..1_000 => "<1 ms".to_owned(),
        1_000..1_000_000 => format!("{} ms", micros / 1_000),
        _ => format!("{:.1} s", micros as f64 / 1_000_000.0),
    }
}

/// The sentence to go on with after a colon: without its capital letter,
/// unless that belongs to a name.
pub fn continued(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

/// The addresses that mean the same, in their order.
fn by_meaning(addresses: &[IpAddr]) -> Vec<(&'static str, Vec<String>)> {
    let mut groups: Vec<(&'static str, Vec<String>)> = Vec::new();
    for address in addresses {
        let Some(meaning) = for_few(*address) else {
            continue;
        };
        match groups.iter_mut().find(|(known, _)| *known == meaning) {
            Some((_, members)) => members.push(address.to_string()),
            None => groups.push((meaning, vec![address.to_string()])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_with_the_number_of_the_rest() {
        let items = |count: usize| -> Vec<String> {
            (1..=count).map(|number| number.to_string()).collect()
        };
        assert_eq!(some(&items(6)), "1, 2, 3, 4, 5 and 6");
        assert_eq!(some(&items(9)), "1, 2, 3, 4, 5 and 4 more");
    }

    #[test]
    fn a_sentence_begins_with_a_capital_letter() {
        assert_eq!(capital("other servers wait"), "Other servers wait");
        assert_eq!(capital(""), "");
        assert_eq!(continued("The server is down"), "the server is down");
        assert_eq!(continued("IPv6 is dead"), "IPv6 is dead");
        assert_eq!(continued("PLAIN is offered"), "PLAIN is offered");
    }
}
