//! Addresses that are not for everybody, in a public answer.

use std::net::IpAddr;

use checker_kit::text::list;

use crate::words::{INSIDE, for_few};

/// What is wrong with a host's addresses for few, as a sentence's end:
/// `0.0.0.0, which is no address that anybody can connect to`.
pub(super) fn what(addresses: &[IpAddr]) -> String {
    let parts: Vec<String> = by_meaning(addresses)
        .into_iter()
        .map(|(meaning, addresses)| match addresses.as_slice() {
            [one] => format!("{one}, which {meaning}"),
            several => format!("{}, each of which {meaning}", list(several)),
        })
        .collect();
    list(&parts)
}

/// What to do about them.
pub(super) fn remedy(host: &str, addresses: &[IpAddr]) -> String {
    let of_nobody: Vec<IpAddr> = addresses
        .iter()
        .copied()
        .filter(|address| for_few(*address).is_some_and(|meaning| meaning != INSIDE))
        .collect();
    let all: Vec<String> = of_nobody.iter().map(IpAddr::to_string).collect();
    let mut advice = Vec::new();
    if !all.is_empty() {
        let these = match all.len() {
            1 => "this address",
            _ => "these addresses",
        };
        advice.push(format!(
            "Remove {these} of {host} from the DNS: {}.",
            list(&all)
        ));
    }
    if of_nobody.len() < addresses.len() {
        advice.push(
            "Publish public addresses only, or serve private ones in an internal DNS view.".into(),
        );
    }
    advice.join(" ")
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
