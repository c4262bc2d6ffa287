//! What an earlier run has written: it is gone on with only where it is ours,
//! and a file that is not stays as it is.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, ErrorKind};
use std::path::Path;

use crate::cli::failure::Failure;
use crate::survey::{Lines, Names, Read, ReadError, Reader, Tally};

/// Marks the domains that the output has already, and counts all that it has. A
/// last line of ours that was cut off is taken away: its domain is checked again.
///
/// # Errors
///
/// Where the file cannot be read, a line of it is none of a survey's, or it has
/// other columns than these lines; it is left as it is then.
pub(super) fn take_up(path: &Path, lines: &Lines, names: &mut Names) -> Result<Earlier, Failure> {
    let fail = |error| Failure::Input {
        path: path.to_owned(),
        error,
    };
    let mut earlier = Earlier::default();
    // A pipe or a device has nothing to go on with.
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Ok(earlier);
    }
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(earlier),
        Err(error) => return Err(fail(error)),
    };
    let mut reader = Reader::new(BufReader::new(file));
    let is_cut = loop {
        match reader.next_line() {
            Ok(Some(Read::Record(record))) => {
                earlier.tally.add(&record);
                earlier.known += usize::from(names.mark(&record.domain));
            }
            Ok(Some(Read::Unended(_))) => break true,
            Ok(None) => break false,
            Err(ReadError::Io(error)) => return Err(fail(error)),
            Err(ReadError::Foreign(_)) => {
                return Err(Failure::ForeignOutput {
                    path: path.to_owned(),
                });
            }
        }
    };
    // Where nothing is whole, anything can follow.
    if reader.whole() > 0 && reader.header() != lines.header().as_deref() {
        return Err(Failure::OtherFormat {
            path: path.to_owned(),
        });
    }
    if is_cut {
        let writable = OpenOptions::new().write(true).open(path);
        let cut = writable.and_then(|file| file.set_len(reader.whole()));
        cut.map_err(fail)?;
    }
    Ok(earlier)
}

/// What there was.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Earlier {
    /// How many domains of the list.
    pub(super) known: usize,
    /// All that the output has, of other lists, too.
    pub(super) tally: Tally,
}

/// Refuses an output that has something in it already, since it would be
/// appended to.
pub(super) fn refuse_used(path: &Path) -> Result<(), Failure> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() && found.len() > 0 => Err(Failure::UsedOutput {
            path: path.to_owned(),
        }),
        // What is not there is made, what is no file is written to.
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;
    use crate::survey::LineFormat;

    const OURS: &str = "{\"checker\":\"one\",\"domain\":\"a.example\",\"status\":\"ok\"}\n\
                        {\"domain\":\"b.example\",\"status\":\"error\",\"error\":\"why\"}\n";

    fn of(format: LineFormat) -> Lines {
        Lines::new(format, &example::definition())
    }

    /// How many of three are left afterwards, what was counted, and what is in
    /// the file.
    fn after(content: &str, format: LineFormat) -> (Option<(usize, usize)>, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        std::fs::write(&path, content).unwrap();
        let mut names = Names::of(["A.example", "b.example", "c.example"]).unwrap();
        let earlier = take_up(&path, &of(format), &mut names).ok();
        let found = earlier.map(|earlier| {
            let left = names.unmarked(&mut rand::rng()).len();
            assert_eq!(left + earlier.known, 3);
            (left, earlier.tally.total())
        });
        (found, std::fs::read_to_string(&path).unwrap())
    }

    #[test]
    fn half_a_last_line_of_ours_is_cut_off() {
        let facts = LineFormat::Facts;
        assert_eq!(after(OURS, facts), (Some((1, 2)), OURS.to_owned()));
        for half in ["{", "{\"domain\":\"exem", "{\"checker\":\"one\",\"versi"] {
            let content = format!("{OURS}{half}");
            assert_eq!(
                after(&content, facts),
                (Some((1, 2)), OURS.to_owned()),
                "{half}"
            );
            assert_eq!(after(half, facts), (Some((3, 0)), String::new()), "{half}");
        }
        assert_eq!(after("", facts), (Some((3, 0)), String::new()));
    }

    #[test]
    fn a_table_is_gone_on_with_by_the_same_table_only() {
        let header = of(LineFormat::Csv).header().unwrap();
        let commas = ",".repeat(header.matches(',').count() - 2);
        let table = format!("{header}\na.example,,ok{commas}\n");
        assert_eq!(
            after(&table, LineFormat::Csv),
            (Some((2, 1)), table.clone())
        );
        let cut = format!("{table}b.exam");
        assert_eq!(after(&cut, LineFormat::Csv), (Some((2, 1)), table.clone()));
        assert_eq!(
            after("domain,cl", LineFormat::Csv),
            (Some((3, 0)), String::new())
        );
        let wider = table.replace('\n', ",more\n");
        for (content, format) in [
            (&table, LineFormat::Facts),
            (&wider, LineFormat::Csv),
            (&OURS.to_owned(), LineFormat::Csv),
            (&cut, LineFormat::Brief),
        ] {
            assert_eq!(after(content, format), (None, content.clone()), "{content}");
        }
    }

    #[test]
    fn a_file_that_is_not_ours_stays_as_it_is() {
        for content in [
            "notes without an end of line",
            "notes\n",
            "{\"some\":\"JSON\"}",
            "{\"domain\":\"a.example\"}\n",
            "\n",
        ] {
            let facts = LineFormat::Facts;
            assert_eq!(
                after(content, facts),
                (None, content.to_owned()),
                "{content}"
            );
            let beside = format!("{OURS}{content}");
            assert_eq!(after(&beside, facts), (None, beside.clone()), "{content}");
        }
    }

    #[test]
    fn only_an_output_with_nothing_in_it_is_begun() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        assert!(refuse_used(&path).is_ok());
        std::fs::write(&path, "").unwrap();
        assert!(refuse_used(&path).is_ok());
        std::fs::write(&path, OURS).unwrap();
        assert!(refuse_used(&path).is_err());
        assert!(refuse_used(Path::new("/dev/null")).is_ok());
        let mut names = Names::default();
        let endless = take_up(Path::new("/dev/zero"), &of(LineFormat::Full), &mut names);
        assert_eq!(endless.unwrap(), Earlier::default());
    }
}
