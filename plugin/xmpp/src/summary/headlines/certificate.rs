//! Faults that a TLS checker names.

use checker_kit::contract::Status;
use checker_kit::problems::{Group, Headline};

/// The headline of a fault of certificates or of TLS; `None` for other causes.
pub(super) fn headline(group: &Group<'_>) -> Option<Headline> {
    let (word, _) = group.cause.split_once(':')?;
    let (what, how) = word.split_once('.')?;
    if what != "certificate" && what != "tls" {
        return None;
    }
    let state = group.worst()?;
    Some(Headline {
        title: without_endpoint(&state.message, state.subject.as_deref()).to_owned(),
        effect: effect(what, how, state.status),
    })
}

/// The words of the finding, which are the same at every endpoint.
fn without_endpoint<'a>(message: &'a str, subject: Option<&str>) -> &'a str {
    let prefix = subject.map(|subject| format!("{subject}: "));
    let rest = prefix.and_then(|prefix| message.strip_prefix(&prefix));
    rest.unwrap_or(message).trim_end_matches('.')
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
