//! Faults that a TLS checker names.

use std::collections::BTreeSet;

use checker_kit::contract::Status;
use checker_kit::problems::{Group, Headline};
use checker_kit::text::list;

use super::super::affected::Affected;
use crate::case::Case;

/// The headline of a fault of certificates or of TLS; `None` for other causes.
pub(super) fn headline(
    case: &Case,
    affected: &Affected<'_>,
    group: &Group<'_>,
) -> Option<Headline> {
    let (word, _) = group.cause.split_once(':')?;
    let (what, how) = word.split_once('.')?;
    if what != "certificate" && what != "tls" {
        return None;
    }
    let state = group.worst()?;
    let title = without_endpoint(&state.message, state.subject.as_deref());
    Some(Headline {
        title: format!("{title}{}", only_on(case, affected, group)),
        effect: effect(what, how, state.status),
    })
}

/// The words of the finding, which are the same at every endpoint.
fn without_endpoint<'a>(message: &'a str, subject: Option<&str>) -> &'a str {
    let prefix = subject.map(|subject| format!("{subject}: "));
    let rest = prefix.and_then(|prefix| message.strip_prefix(&prefix));
    rest.unwrap_or(message).trim_end_matches('.')
}

/// The ports, where the same peers find no fault with others.
fn only_on(case: &Case, affected: &Affected<'_>, group: &Group<'_>) -> String {
    let sides = affected.sides(group);
    let with_tls = case.observation.endpoints.iter();
    let with_tls: BTreeSet<u16> = with_tls
        .filter(|one| sides.contains(&one.side) && one.secured())
        .map(|one| one.port)
        .collect();
    let concerned = affected.endpoints(group);
    let concerned: BTreeSet<u16> = concerned.iter().map(|one| one.port).collect();
    if concerned.is_empty() || concerned.is_superset(&with_tls) {
        return String::new();
    }
    let ports: Vec<String> = concerned.iter().map(u16::to_string).collect();
    let word = match ports.len() {
        1 => "port",
        _ => "ports",
    };
    format!(" (only on {word} {})", list(&ports))
}

fn effect(what: &str, how: &str, status: Status) -> String {
    match (what, how, status) {
        ("certificate", "expires-soon", _) => {
            "From then on whoever validates certificates will refuse to connect.".into()
        }
        ("certificate", "untrusted-root", _) => {
            "Whoever does not have this authority among the trusted ones refuses to connect.".into()
        }
        ("certificate", "not-for-clients", _) => {
            "Strict servers refuse it when this one authenticates with it.".into()
        }
        ("certificate", _, Status::Crit) => {
            "Whoever validates certificates refuses to connect.".into()
        }
        _ => String::new(),
    }
}
