//! What to do about addresses that are not for everybody, in a public answer.

use std::net::IpAddr;

use checker_kit::address::AddressClass;
use checker_kit::text::list;

/// What to do about them.
pub(super) fn remedy(host: &str, addresses: &[IpAddr]) -> String {
    let of_nobody: Vec<IpAddr> = addresses
        .iter()
        .copied()
        .filter(|address| AddressClass::of(*address).is_nobodys())
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
