//! The whole page.

use serde_json::json;

use super::*;
use crate::example;
use crate::model::{Class, Status};
use crate::survey::Record;

fn record(number: usize) -> Record {
    let facts = json!({
        "up": number.is_multiple_of(2),
        "software": [if number.is_multiple_of(3) { "<one>" } else { "two" }],
        "certificate_not_after_seconds": 1_768_478_400 + number * 86_400,
        "place": [format!("h{number}")],
    });
    let mut record = Record {
        checker: "probe".into(),
        version: "1.2.3".into(),
        domain: format!("d{number}.example"),
        class: if number == 0 { "broken" } else { "sound" }.into(),
        status: Status::Ok,
        started_at: "2026-01-15T12:00:00Z".into(),
        duration_ms: 120,
        facts: facts.as_object().cloned().unwrap(),
        ..Record::default()
    };
    record.causes.insert("plain & simple".into(), Status::Crit);
    record.rules.insert("probe_up".into(), Status::Crit);
    record
}

fn page(count: usize) -> String {
    let mut definition = example::definition();
    definition.classes = vec![Class {
        name: "sound".into(),
        description: "All is well.".into(),
    }];
    let mut census = Census::default();
    (0..count).for_each(|number| census.add(&record(number)));
    census.add(&Record {
        error: Some("no domain".into()),
        ..Record::default()
    });
    render(&census, Some(&definition))
}

#[test]
fn the_page_shows_what_there_is() {
    let page = page(40);
    for part in [
        "A survey of 41 domains",
        "Checked on 2026-01-15 by probe 1.2.3.",
        "1 could not be checked",
        "All is well.",
        "probe.up",
        "Certificate not after",
        "14 · 35.0 %",
        "There are 20 more.",
        "the first 10: 25.0 %",
        "40 checks took 4.8 s together, 120 ms each.",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn what_peers_say_is_text_and_nothing_leads_elsewhere() {
    let page = page(40);
    assert!(!page.contains("<one>") && page.contains("one&#62;"));
    assert!(page.contains("plain &#38; simple"));
    for foreign in ["<script", "http:", "https:", "@import", "url("] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn of_nothing_there_is_a_page_without_charts() {
    let page = render(&Census::default(), None);
    assert!(page.contains("A survey of 0 domains") && !page.contains("<section"));
}
