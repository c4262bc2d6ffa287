//! What every output for people needs.

mod facts;
mod standing;
mod tables;

use checker_kit::checker::{Audience, Gauge, Summary};
use checker_kit::contract::{State, Status};
use checker_kit::problems::{Group, Headline, by_message, problems};
use checker_kit::text::count;

use crate::case::Case;
use standing::Standings;

pub use facts::SCHEMA as FACTS_SCHEMA;
pub use standing::CLASSES;

/// The summary of a case with the states that it was given.
pub fn summary(case: &Case, states: &[State]) -> Summary {
    let standings = Standings::new(case, states);
    Summary {
        subject: String::new(),
        class: standings.class().word().to_owned(),
        verdict: standings.verdict(),
        notes: notes(case),
        problems: problems(states, headline),
        audiences: audiences(&standings),
        tables: tables::tables(case, &standings),
        gauges: gauges(case, &standings),
        facts: facts::facts(case),
    }
}

fn headline(group: &Group<'_>) -> Headline {
    let mut headline = by_message(group);
    headline.effect = group
        .worst()
        .map_or_else(String::new, |state| effect(state).to_owned());
    headline
}

fn effect(state: &State) -> &'static str {
    match (state.rule.as_str(), state.status) {
        ("tls.expiry", Status::Crit | Status::Warn) if state.code.ends_with(".expires-soon") => {
            "After that day whoever validates certificates does not connect."
        }
        ("tls.expiry" | "tls.chain_validity" | "tls.hostname_match", Status::Crit) => {
            "Whoever validates certificates does not connect."
        }
        (
            "tls.reachability"
            | "tls.handshake"
            | "tls.starttls_advertised"
            | "tls.peer_certificate_present",
            Status::Crit,
        ) => "Nobody gets a secure connection there.",
        ("tls.reachability", Status::Warn) => "Whoever tries this address first waits or fails.",
        _ => "",
    }
}

fn notes(case: &Case) -> Vec<String> {
    let mut notes = Vec::new();
    if case.left_out > 0 {
        notes.push(format!(
            "{} left out: more than can be looked at in one check.",
            count(case.left_out, "endpoint")
        ));
    }
    for endpoint in case
        .endpoints
        .iter()
        .filter(|endpoint| endpoint.addresses_left_out > 0)
    {
        notes.push(format!(
            "{} more of {} left out: a host's first ones are looked at.",
            match endpoint.addresses_left_out {
                1 => "1 address".to_owned(),
                number => format!("{number} addresses"),
            },
            endpoint.entry.host
        ));
    }
    notes.dedup();
    notes
}

fn audiences(standings: &Standings<'_>) -> Vec<Audience> {
    let looked_at = standings.looked_at();
    if looked_at == 0 {
        return Vec::new();
    }
    let audience = |who: &str, welcome: usize, unknown: usize| Audience {
        who: who.to_owned(),
        status: match welcome {
            all if all == looked_at => Status::Ok,
            known if known + unknown == looked_at => Status::Unknown,
            0 => Status::Crit,
            _ => Status::Warn,
        },
        outcome: match unknown {
            0 => format!(
                "gets through at {welcome} of {}",
                count(looked_at, "endpoint")
            ),
            _ => format!(
                "gets through at {welcome} of {}, and perhaps at {unknown} more",
                count(looked_at, "endpoint")
            ),
        },
    };
    let (valid, unvalidated) = (standings.valid(), standings.unvalidated());
    vec![
        audience("whoever validates certificates", valid, unvalidated),
        audience("whoever takes any certificate", standings.secured(), 0),
    ]
}

fn gauges(case: &Case, standings: &Standings<'_>) -> Vec<Gauge> {
    let mut gauges = vec![
        number("tls_endpoints", standings.looked_at()),
        number("tls_endpoints_valid", standings.valid()),
    ];
    let ends = case.endpoints.iter().flat_map(|endpoint| endpoint.shown());
    if let Some(end) = ends.map(|shown| shown.leaf.not_after).min() {
        #[expect(
            clippy::cast_precision_loss,
            reason = "dates of certificates are far below 2^53 seconds"
        )]
        gauges.push(Gauge {
            name: "certificate_remaining".to_owned(),
            value: end.saturating_sub(case.judged_at) as f64,
            unit: "s".to_owned(),
            min: None,
            max: None,
        });
    }
    gauges
}

fn number(name: &str, number: usize) -> Gauge {
    #[expect(clippy::cast_precision_loss, reason = "endpoints are few")]
    Gauge {
        name: name.to_owned(),
        value: number as f64,
        unit: String::new(),
        min: Some(0.0),
        max: None,
    }
}

#[cfg(test)]
mod tests;
