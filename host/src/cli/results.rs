//! Files that surveys have written, read line by line.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::failure::Failure;
use crate::survey::{Read, ReadError, Reader, Record};

/// Hands over every record of a file, or of standard input for `-`. Half a last
/// line is left out: a survey may still be writing it.
pub(super) fn each(
    path: &Path,
    take: &mut dyn FnMut(&Record) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let source: Box<dyn BufRead> = match path == Path::new("-") {
        true => Box::new(std::io::stdin().lock()),
        false => Box::new(BufReader::new(File::open(path).map_err(|error| {
            Failure::Input {
                path: path.to_owned(),
                error,
            }
        })?)),
    };
    let mut reader = Reader::new(source);
    let failed = |error| match error {
        ReadError::Io(error) => Failure::Input {
            path: path.to_owned(),
            error,
        },
        ReadError::Foreign(line) => Failure::ForeignResults {
            path: path.to_owned(),
            line,
        },
    };
    while let Some(read) = reader.next_line().map_err(failed)? {
        match read {
            Read::Record(record) | Read::Unended(Some(record)) => take(&record)?,
            Read::Unended(None) => {}
        }
    }
    Ok(())
}
