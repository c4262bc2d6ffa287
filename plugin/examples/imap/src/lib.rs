//! Whether mail clients find and reach a domain's IMAP servers: `_imaps._tcp`
//! (RFC 6186), TLS with the first byte (RFC 8314 §3.2).

mod collect;
mod rules;

use checker_kit::checker::{Evidence, OptionField, Summary};
use checker_kit::contract::{Entry, ErrorCode, State};
use checker_kit::definition::{Definition, option_field};
use checker_kit::options::{Options, invalid};
use checker_kit::rule::Rule;
use checker_kit::shared::tls_endpoint::{self, TlsEndpoint};
use checker_kit::shared::tls_probes;
use checker_kit::switches::Switches;
use checker_kit::{Checker, Collection, Discovery, Precheck, from_json, problems};

use collect::{Found, Observation};
use rules::Case;

/// The checker.
#[derive(Debug)]
pub struct Imap;

impl Checker for Imap {
    /// The domain.
    type Settings = String;
    type Plan = Found;
    type Observation = Observation;
    type Case = Case;

    const RULES: &'static [Rule<Case>] = rules::ALL;

    fn definition() -> Definition {
        Definition {
            id: "imap",
            name: "IMAP",
            version: env!("CARGO_PKG_VERSION"),
            options: vec![OptionField {
                required: true,
                auto_fill: "domain_name".into(),
                ..option_field("domain", "Domain", "The part of an address behind the @.")
            }],
            subject_option: Some("domain"),
            classes: &[("greets", "A server greets."), ("silent", "None does.")],
            observation_key: "imap",
            related_keys: &[tls_probes::KEY],
            publishes: &[tls_endpoint::ENTRY_TYPE],
            ..Definition::default()
        }
    }

    fn settings(options: &Options, _switches: Switches<'_>) -> Result<String, ErrorCode> {
        let domain = options.text("domain")?.unwrap_or_default();
        match domain.is_empty() || !domain.is_ascii() {
            true => Err(invalid("domain", domain, "a domain in A-labels")),
            false => Ok(domain.trim_end_matches('.').to_owned()),
        }
    }

    fn precheck(_domain: &String) -> Precheck {
        Precheck {
            at_most: Some(collect::AT_MOST),
            ..Precheck::default()
        }
    }

    async fn discover(domain: &String) -> Result<Discovery<Found>, ErrorCode> {
        let plan = collect::find(domain).await;
        Ok(Discovery {
            entries: entries(&plan),
            plan,
        })
    }

    async fn collect(
        domain: &String,
        plan: Option<Found>,
    ) -> Result<Collection<Observation>, ErrorCode> {
        let found = match plan {
            Some(found) => found,
            None => collect::find(domain).await,
        };
        Ok(Collection {
            entries: entries(&found),
            observation: collect::observe(found).await?,
        })
    }

    fn case(evidence: &Evidence) -> Result<Case, ErrorCode> {
        Ok(Case {
            seen: from_json("observation", &evidence.observation)?,
            probes: tls_probes::among(&evidence.related),
        })
    }

    fn summary(case: &Case, states: &[State]) -> Summary {
        match case.seen.visits.iter().any(rules::greets) {
            true => problems::summary("greets", "Mail clients find a server.", states),
            false => problems::summary("silent", "Mail clients find no server.", states),
        }
    }
}

/// The servers, for whoever looks at TLS.
fn entries(found: &Found) -> Vec<Entry> {
    let servers = found.servers.iter();
    let endpoints = servers.map(|(host, port)| TlsEndpoint {
        authentic: Some(found.authentic),
        ..TlsEndpoint::direct(host, *port)
    });
    endpoints.map(|one| one.to_entry(one.label())).collect()
}

checker_kit::export!(Imap);
