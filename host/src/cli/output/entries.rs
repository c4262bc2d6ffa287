//! What a discovery found.

use std::io::IsTerminal;

use serde::Serialize;
use serde_json::Value;

use super::text::{Page, plain_table};
use super::width;
use crate::cli::args::ListFormat;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::cli::printable::printable;
use crate::model::Entry;

/// The entries of a subject, as a document.
#[derive(Serialize)]
pub(in crate::cli) struct Found<'a> {
    /// The checker that was asked.
    pub(in crate::cli) checker: &'a str,
    /// Its version.
    pub(in crate::cli) version: &'a str,
    /// What it was asked about.
    pub(in crate::cli) domain: &'a str,
    /// What the DNS names.
    pub(in crate::cli) entries: &'a [Entry],
}

/// Writes what was found to standard output.
pub(in crate::cli) fn write(found: &Found<'_>, format: ListFormat) -> Result<(), Failure> {
    match format {
        ListFormat::Json => {
            let document = serde_json::to_string_pretty(found).unwrap_or_default();
            print::out(&format!("{document}\n"))
        }
        ListFormat::Text => {
            let columns = width::columns(std::io::stdout().is_terminal());
            print::out(&text(found, columns))
        }
    }
}

fn text(found: &Found<'_>, width: usize) -> String {
    let mut page = Page::new(width);
    if found.entries.is_empty() {
        let domain = printable(found.domain);
        page.line(&format!("The DNS names nothing for {domain}."));
    }
    // A payload is known to those who share its type, so its members are shown
    // as they are.
    for (entry_type, entries) in by_type(found.entries) {
        let (columns, rows) = members(&entries);
        plain_table(&mut page, entry_type, &columns, &rows);
    }
    page.into_text()
}

fn by_type(entries: &[Entry]) -> Vec<(&str, Vec<&Entry>)> {
    let mut types: Vec<(&str, Vec<&Entry>)> = Vec::new();
    for entry in entries {
        match types.iter_mut().find(|(name, _)| *name == entry.entry_type) {
            Some((_, of_type)) => of_type.push(entry),
            None => types.push((&entry.entry_type, vec![entry])),
        }
    }
    types
}

/// The references and the payloads' members: the columns and the rows.
fn members(entries: &[&Entry]) -> (Vec<String>, Vec<Vec<String>>) {
    let payloads = entries.iter().map(|entry| entry.payload.read());
    let payloads: Vec<Value> = payloads.map(Result::unwrap_or_default).collect();
    let mut names: Vec<String> = Vec::new();
    for (name, _) in payloads.iter().filter_map(Value::as_object).flatten() {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let rows = entries.iter().zip(&payloads).map(|(entry, payload)| {
        let members = names.iter().map(|name| cell(payload.get(name)));
        std::iter::once(entry.reference.clone())
            .chain(members)
            .collect()
    });
    let rows = rows.collect();
    names.insert(0, "ref".to_owned());
    (names, rows)
}

/// A value as it is read: text without quotes.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Json;
    use serde_json::json;

    fn entry(entry_type: &str, reference: &str, payload: Value) -> Entry {
        Entry {
            entry_type: entry_type.into(),
            reference: reference.into(),
            payload: Json::of(&payload).unwrap(),
        }
    }

    fn shown(entries: &[Entry]) -> String {
        let found = Found {
            checker: "probe",
            version: "1.0.0",
            domain: "a.example",
            entries,
        };
        anstream::adapter::strip_str(&text(&found, 80)).to_string()
    }

    #[test]
    fn each_type_is_a_table_of_its_payloads_members() {
        let entries = [
            entry("one.v1", "a:1", json!({"host": "a", "port": 1})),
            entry("two.v1", "b", json!("whatever")),
            entry(
                "one.v1",
                "b:2",
                json!({"port": 2, "note": null, "safe": true}),
            ),
        ];
        assert_eq!(
            shown(&entries),
            "one.v1\n    ref  host  port  note  safe\n  - a:1  a     1\n  - b:2        2           true\n\n\
             two.v1\n    ref\n  - b\n"
        );
    }

    #[test]
    fn that_nothing_was_found_is_said() {
        assert_eq!(shown(&[]), "The DNS names nothing for a.example.\n");
    }
}
