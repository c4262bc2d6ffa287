//! The observation in tables.

use std::collections::BTreeSet;

use checker_kit::checker::{Row, Table};
use checker_kit::contract::Status;
use checker_kit::tls::CertificateFacts;

use super::standing::{Standing, Standings};
use crate::case::{Case, is_current};

/// How much of a fingerprint is shown, in hexadecimal digits.
const FINGERPRINT: usize = 16;

pub(super) fn tables(case: &Case, standings: &Standings<'_>) -> Vec<Table> {
    if case.endpoints.is_empty() {
        return Vec::new();
    }
    let endpoints = standings
        .all()
        .iter()
        .map(|standing| endpoint(standing, case.judged_at));
    let mut tables = vec![Table {
        title: "TLS endpoints".to_owned(),
        columns: words(&[
            "Endpoint",
            "TLS",
            "Cipher suite",
            "Name",
            "Chain",
            "Valid until",
        ]),
        rows: endpoints.collect(),
    }];
    let certificates = certificates(case);
    if !certificates.is_empty() {
        tables.push(Table {
            title: "Certificates".to_owned(),
            columns: words(&["Subject", "Issuer", "Key", "Valid until", "SHA-256"]),
            rows: certificates,
        });
    }
    tables
}

fn endpoint(standing: &Standing<'_>, judged_at: i64) -> Row {
    let endpoint = standing.endpoint;
    let agreed = endpoint
        .addresses
        .iter()
        .find_map(|address| address.agreed.as_ref());
    let all = |truths: Vec<Option<bool>>| match truths.as_slice() {
        [] => "-",
        truths if truths.contains(&Some(false)) => "wrong",
        truths if truths.contains(&None) => "unknown",
        _ => "right",
    };
    let names = endpoint
        .shown()
        .map(|shown| Some(shown.names_endpoint))
        .collect();
    let chains = endpoint
        .shown()
        .map(|shown| shown.chain_valid(judged_at))
        .collect();
    let ends = endpoint
        .shown()
        .map(|shown| day(&shown.leaf.not_after_text))
        .min();
    Row {
        status: standing.status,
        cells: vec![
            endpoint.entry.label(),
            agreed.map_or_else(|| "-".into(), |agreed| agreed.version.clone()),
            agreed.map_or_else(|| "-".into(), |agreed| agreed.cipher_suite.clone()),
            all(names).to_owned(),
            all(chains).to_owned(),
            ends.unwrap_or("-").to_owned(),
        ],
    }
}

/// Each server's certificate once.
fn certificates(case: &Case) -> Vec<Row> {
    let mut listed: BTreeSet<&str> = BTreeSet::new();
    let shown = case.endpoints.iter().flat_map(|endpoint| endpoint.shown());
    let once = shown.filter(|shown| listed.insert(&shown.leaf.sha256));
    once.map(|shown| Row {
        status: match is_current(&shown.leaf, case.judged_at) {
            true => Status::Ok,
            false => Status::Crit,
        },
        cells: cells(&shown.leaf),
    })
    .collect()
}

fn cells(leaf: &CertificateFacts) -> Vec<String> {
    let fingerprint = leaf.sha256.get(..FINGERPRINT).unwrap_or(&leaf.sha256);
    vec![
        leaf.subject.clone(),
        leaf.issuer.clone(),
        format!("{} {}", leaf.key.algorithm, leaf.key.bits),
        day(&leaf.not_after_text).to_owned(),
        fingerprint.to_owned(),
    ]
}

fn day(date: &str) -> &str {
    date.split('T').next().unwrap_or_default()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
