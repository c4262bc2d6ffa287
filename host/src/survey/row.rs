//! Flat records as rows of a table (RFC 4180): each on one line, and harmless
//! where a spreadsheet opens it.

use serde_json::Value;

use super::columns::{self, Columns};
use super::record::{NotARecord, Record};
use crate::model::Status;

/// Stands between the items of a list.
const SEPARATOR: char = ';';
/// What makes a spreadsheet read a cell as a formula, and what is put before it.
const FORMULA: [char; 5] = ['=', '+', '-', '@', QUOTE];
const QUOTE: char = '\'';

/// The first row: the names of the columns.
pub(super) fn header(columns: &Columns) -> String {
    written(columns.names().iter().map(String::as_str))
}

/// The row of a record. What has no column is left out.
pub(super) fn row(columns: &Columns, record: &Record) -> String {
    let mut members = record.members();
    if let Some(error) = &record.error {
        members.push(("error".to_owned(), error.as_str().into()));
    }
    let members: std::collections::BTreeMap<String, Value> = members.into_iter().collect();
    let cells = columns.names().iter();
    let cells: Vec<String> = cells
        .map(|name| members.get(name).map(cell).unwrap_or_default())
        .collect();
    written(cells.iter().map(String::as_str))
}

/// Reads the cells of a line.
pub(super) fn cells(line: &[u8]) -> Result<Vec<String>, NotARecord> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .buffer_capacity(line.len().max(1))
        .from_reader(line);
    let mut records = reader.records();
    let record = records.next().and_then(Result::ok).ok_or(NotARecord)?;
    match records.next() {
        None => Ok(record.iter().map(str::to_owned).collect()),
        Some(_) => Err(NotARecord),
    }
}

/// Reads a row back.
pub(super) fn record(columns: &Columns, line: &[u8]) -> Result<Record, NotARecord> {
    let cells = cells(line)?;
    if cells.len() != columns.names().len() {
        return Err(NotARecord);
    }
    let mut record = Record::default();
    for (name, cell) in columns.names().iter().zip(&cells) {
        let cell = unquoted(cell);
        if cell.is_empty() {
            continue;
        }
        let text = || cell.to_owned();
        match name.as_str() {
            "domain" => record.domain = text(),
            "class" => record.class = text(),
            "status" => record.status = Status::of_word(cell).ok_or(NotARecord)?,
            "error" => record.error = Some(text()),
            "checker" => record.checker = text(),
            "version" => record.version = text(),
            "started_at" => record.started_at = text(),
            "duration_ms" => record.duration_ms = cell.parse().map_err(|_| NotARecord)?,
            name if is_list_of_causes(name) => record.take(name, items(cell)),
            name => record.take(name, value(cell)),
        }
    }
    match record.domain.is_empty() {
        true => Err(NotARecord),
        false => Ok(record),
    }
}

fn is_list_of_causes(name: &str) -> bool {
    columns::CAUSES.iter().any(|(known, _)| *known == name)
}

/// A value in the form of a cell.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => guarded(&plain(text)),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(item).collect();
            guarded(&items.join(&SEPARATOR.to_string()))
        }
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

fn item(value: &Value) -> String {
    let text = match value {
        Value::String(text) => plain(text),
        other => other.to_string(),
    };
    text.replace(SEPARATOR, ",")
}

/// Without what would break the line.
fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}

fn guarded(text: &str) -> String {
    match text.starts_with(FORMULA) {
        true => format!("{QUOTE}{text}"),
        false => text.to_owned(),
    }
}

fn unquoted(cell: &str) -> &str {
    match cell.strip_prefix(QUOTE) {
        Some(rest) if rest.starts_with(FORMULA) => rest,
        _ => cell,
    }
}

/// What a cell most likely was.
fn value(cell: &str) -> Value {
    if cell.contains(SEPARATOR) {
        return items(cell);
    }
    match cell {
        "true" => true.into(),
        "false" => false.into(),
        _ => match cell.parse::<i64>() {
            Ok(number) => number.into(),
            Err(_) => cell.into(),
        },
    }
}

fn items(cell: &str) -> Value {
    cell.split(SEPARATOR).collect()
}

fn written<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    // Into memory: it does not fail.
    let _ = writer.write_record(cells);
    let bytes = writer.into_inner().unwrap_or_default();
    let text = String::from_utf8(bytes).unwrap_or_default();
    text.trim_end_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Columns {
        let names = columns::always().chain(["rule_a_b", "list", "number", "truth"]);
        Columns::read(names.map(str::to_owned).collect()).unwrap()
    }

    fn full() -> Record {
        let mut record = Record {
            checker: "probe".into(),
            version: "1.0.0".into(),
            domain: "a.example".into(),
            class: "broken".into(),
            status: Status::Crit,
            started_at: "2026-01-15T12:00:00Z".into(),
            duration_ms: 12,
            causes: [("a".to_owned(), Status::Crit), ("b".into(), Status::Warn)].into(),
            rules: [("a_b".to_owned(), Status::Crit)].into(),
            ..Record::default()
        };
        record
            .facts
            .insert("list".into(), vec!["x y", "z,\"w\""].into());
        record.facts.insert("number".into(), (-5).into());
        record.facts.insert("truth".into(), false.into());
        record
    }

    #[test]
    fn a_row_says_what_the_record_does() {
        let columns = columns();
        let row = row(&columns, &full());
        assert_eq!(
            row,
            "a.example,broken,crit,,probe,1.0.0,2026-01-15T12:00:00Z,12,a;b,a,,crit,\
             \"x y;z,\"\"w\"\"\",-5,false"
        );
        assert_eq!(record(&columns, row.as_bytes()), Ok(full()));
    }

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_its_line() {
        let columns = columns();
        for domain in ["=1+1", "+a", "-a", "@a", "'=a", "''"] {
            let record = Record {
                domain: domain.into(),
                error: Some("two\nlines; \"quoted\"".into()),
                status: Status::Error,
                ..Record::default()
            };
            let row = row(&columns, &record);
            assert!(row.starts_with(QUOTE) && !row.contains('\n'), "{row}");
            let read = super::record(&columns, row.as_bytes()).unwrap();
            assert_eq!(read.domain, domain);
            assert_eq!(read.error.unwrap(), "two lines; \"quoted\"");
        }
        // What is no number at all stays as it is.
        assert_eq!(guarded("a-b"), "a-b");
    }

    #[test]
    fn what_is_no_row_of_the_table_is_refused() {
        let columns = columns();
        for line in ["", "a.example", "a,b\nc,d", &header(&columns)] {
            assert!(record(&columns, line.as_bytes()).is_err(), "{line}");
        }
    }
}
