//! `docs/quirks.md`, and `docs/faults.md`, which names tests in the same way.

use crate::markdown::{Document, spans};
use crate::rules;
use crate::sources::rust;

const PATH: &str = "docs/quirks.md";
const FAULTS: &str = "docs/faults.md";

#[test]
fn every_test_that_is_named_exists_and_every_numbered_test_is_named() {
    let tests = rust(&["tests", "plugin"]);
    let named: Vec<String> = Document::read(PATH)
        .rows()
        .iter()
        .flat_map(|cells| spans(cells.last().unwrap()))
        .collect();
    for name in &named {
        assert!(tests.contains(&format!("fn {name}()")), "{name}");
    }
    let functions = tests.split("fn ").skip(1);
    let numbered = functions.filter_map(|rest| {
        let name = rest.split('(').next()?;
        let number = name.strip_prefix('q')?.get(..3)?;
        let (digits, end) = number.split_at(2);
        (digits.parse::<u8>().is_ok() && end == "_").then_some(name)
    });
    for test in numbered {
        assert!(named.iter().any(|name| name == test), "{test} has no row");
    }
}

#[test]
fn every_test_that_keeps_a_fault_away_exists() {
    let tests = rust(&["tests", "plugin", "host"]);
    let rows = Document::read(FAULTS).rows();
    let named = rows.iter().flat_map(|cells| spans(cells.last().unwrap()));
    let mut seen = 0;
    for name in named {
        assert!(tests.contains(&format!("fn {name}(")), "{name}");
        seen += 1;
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn every_verdict_is_a_rules() {
    let rows = rules::rows();
    let mut seen = 0;
    for cells in Document::read(PATH).rows() {
        for span in spans(&cells[3]) {
            let Some((rule, finding)) = span.split_once('.') else {
                continue;
            };
            let rule = format!("xmpp.{rule}");
            assert!(rows.iter().any(|row| row.rule == rule), "{span}");
            // A row may say "the same" of its neighbour's.
            let known = rows.iter().flat_map(|row| &row.findings);
            assert!(known.into_iter().any(|known| known == finding), "{span}");
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}
