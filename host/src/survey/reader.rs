//! Reads what surveys have written, line by line.

use std::io::{self, BufRead};

use super::columns::{Columns, always};
use super::record::Record;
use super::row;

/// How a line of JSON begins, whatever came of the check.
const BEGINNINGS: [&[u8]; 2] = [b"{\"checker\":", b"{\"domain\":"];
/// The longest line that is looked at, in bytes: the longest result is far
/// shorter.
const MAX_LINE: u64 = 64 * 1024 * 1024;

/// Reads lines of any format; those of one file may differ, but for a table,
/// which is one from its first row to its last.
pub struct Reader<R> {
    source: R,
    table: Option<Table>,
    line: Vec<u8>,
    number: u64,
    whole: u64,
}

/// The first row of a table as it stands, and what it says.
struct Table {
    header: String,
    columns: Columns,
}

/// What comes next.
#[derive(Debug, PartialEq)]
pub enum Read {
    /// A line.
    Record(Box<Record>),
    /// A last line without its end: it begins like one of a survey's, and was
    /// perhaps cut off. It is read where that is possible.
    Unended(Option<Box<Record>>),
}

/// Why there is nothing to be had.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A line, counted from one, that no survey has written.
    #[error("line {0} is not what a survey has written")]
    Foreign(u64),
}

impl<R: BufRead> Reader<R> {
    /// Reads from the beginning.
    pub fn new(source: R) -> Self {
        Self {
            source,
            table: None,
            line: Vec::new(),
            number: 0,
            whole: 0,
        }
    }

    /// The next line; `None` at the end.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or is none of a survey's.
    pub fn next_line(&mut self) -> Result<Option<Read>, ReadError> {
        loop {
            let length = self.fetch()?;
            if length == 0 {
                return Ok(None);
            }
            if self.line.last() != Some(&b'\n') {
                return self.unended().map(Some);
            }
            let is_header = self.number == 1 && self.line.first() != Some(&b'{');
            let read = match is_header {
                true => self.begin_table().then_some(None),
                false => self.record().map(Some),
            };
            let read = read.ok_or(ReadError::Foreign(self.number))?;
            self.whole = self.whole.saturating_add(length);
            if let Some(record) = read {
                return Ok(Some(Read::Record(record)));
            }
        }
    }

    /// How many bytes the lines take up that have their end.
    pub fn whole(&self) -> u64 {
        self.whole
    }

    /// The first row, where it is a table.
    pub fn header(&self) -> Option<&str> {
        Some(&self.table.as_ref()?.header)
    }

    /// One line with its end, but no more than the longest of ours.
    fn fetch(&mut self) -> io::Result<u64> {
        self.line.clear();
        let mut source = io::Read::take(&mut self.source, MAX_LINE);
        let length = source.read_until(b'\n', &mut self.line)?;
        self.number += u64::from(length > 0);
        Ok(u64::try_from(length).unwrap_or(u64::MAX))
    }

    fn record(&self) -> Option<Box<Record>> {
        let record = match &self.table {
            Some(table) => row::record(&table.columns, &self.line),
            None => Record::of_json(&self.line),
        };
        record.ok().map(Box::new)
    }

    fn begin_table(&mut self) -> bool {
        let columns = row::cells(&self.line).ok().and_then(Columns::read);
        let text = std::str::from_utf8(&self.line).ok();
        self.table = columns.zip(text).map(|(columns, text)| Table {
            header: text.trim_end_matches(['\n', '\r']).to_owned(),
            columns,
        });
        self.table.is_some()
    }

    fn unended(&self) -> Result<Read, ReadError> {
        match self.table.is_some() || begins_like_ours(&self.line) {
            true => Ok(Read::Unended(self.record())),
            false => Err(ReadError::Foreign(self.number)),
        }
    }
}

fn begins_like_ours(line: &[u8]) -> bool {
    let names: Vec<&str> = always().collect();
    let header = names.join(",");
    let beginnings = BEGINNINGS.into_iter().chain([header.as_bytes()]);
    beginnings
        .into_iter()
        .any(|beginning| match line.len() < beginning.len() {
            true => beginning.starts_with(line),
            false => line.starts_with(beginning),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = "{\"checker\":\"one\",\"domain\":\"a.example\",\"status\":\"ok\"}\n\
                        {\"domain\":\"b.example\",\"status\":\"error\",\"error\":\"why\"}\n";

    fn table() -> String {
        let names: Vec<&str> = always().chain(["colour"]).collect();
        let commas = ",".repeat(8);
        format!("{}\na.example,,ok{commas},,red\n", names.join(","))
            .replace(",,,,,,,,,,red", ",,,,,,,,,red")
    }

    /// The domains, how much of it is whole, and whether there was more.
    fn read(text: &str) -> Result<(Vec<String>, u64, bool), ReadError> {
        let mut reader = Reader::new(text.as_bytes());
        let mut domains = Vec::new();
        loop {
            match reader.next_line()? {
                Some(Read::Record(record)) => domains.push(record.domain),
                Some(Read::Unended(_)) => return Ok((domains, reader.whole(), true)),
                None => return Ok((domains, reader.whole(), false)),
            }
        }
    }

    #[test]
    fn lines_are_read_and_what_is_whole_is_known() {
        let table = table();
        for (text, domains, halves) in [
            (
                JSON,
                vec!["a.example", "b.example"],
                ["{", "{\"domain\":\"exem"],
            ),
            (&table, vec!["a.example"], ["b.exa", "c.example,sou"]),
        ] {
            let whole = text.len() as u64;
            let (found, length, more) = read(text).unwrap();
            assert_eq!(
                (found, length, more),
                (
                    domains.iter().map(|one| (*one).to_owned()).collect(),
                    whole,
                    false
                )
            );
            for half in halves {
                let (found, length, more) = read(&format!("{text}{half}")).unwrap();
                assert_eq!(
                    (found.len(), length, more),
                    (domains.len(), whole, true),
                    "{half}"
                );
            }
        }
        assert!(read("domain,cla").unwrap().2);
        assert!(!read("").unwrap().2);
    }

    #[test]
    fn what_is_not_ours_is_told_by_its_line() {
        for text in [
            "notes without an end of line",
            "notes\n",
            "{\"some\":\"JSON\"}",
            "{\"domain\":\"a.example\"}\n",
            "\n",
            "domain,colour\na.example,red\n",
        ] {
            assert!(matches!(read(text), Err(ReadError::Foreign(1))), "{text}");
            let beside = format!("{JSON}{text}");
            assert!(
                matches!(read(&beside), Err(ReadError::Foreign(3))),
                "{text}"
            );
        }
        let beside = format!("{}{JSON}", table());
        assert!(matches!(read(&beside), Err(ReadError::Foreign(3))));
    }

    #[test]
    fn a_whole_line_without_its_end_is_read() {
        let mut reader = Reader::new(JSON.trim_end().as_bytes());
        assert!(matches!(reader.next_line().unwrap(), Some(Read::Record(_))));
        let Some(Read::Unended(Some(record))) = reader.next_line().unwrap() else {
            panic!("it is a line");
        };
        assert_eq!(record.domain, "b.example");
    }
}
