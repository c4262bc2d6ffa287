//! What an earlier run has written: it is gone on with only where it is ours,
//! and a file that is not stays as it is.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::Path;

use serde::Deserialize;

use crate::cli::failure::Failure;

/// How a line of a survey begins, whatever came of the check.
const BEGINNINGS: [&[u8]; 2] = [b"{\"checker\":", b"{\"domain\":"];
/// The longest line that is looked at, in bytes: the longest result is far
/// shorter.
const MAX_LINE: usize = 64 * 1024 * 1024;

/// The domains that the output has already. A last line of ours that was cut
/// off is taken away: its domain is checked again.
///
/// # Errors
///
/// Where the file cannot be read, or a line of it is none of a survey's; it is
/// left as it is then.
pub(super) fn checked(path: &Path) -> Result<HashSet<String>, Failure> {
    let fail = |error| Failure::Input {
        path: path.to_owned(),
        error,
    };
    // A pipe or a device has nothing to go on with.
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Ok(HashSet::new());
    }
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(HashSet::new()),
        Err(error) => return Err(fail(error)),
    };
    let mut lines = BufReader::new(file);
    let mut domains = HashSet::new();
    let mut whole = 0_u64;
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = read_line(&mut lines, &mut line).map_err(fail)?;
        if length == 0 {
            return Ok(domains);
        }
        if line.last() != Some(&b'\n') {
            break;
        }
        let Ok(ours) = serde_json::from_slice::<Line>(&line) else {
            return Err(foreign(path));
        };
        domains.insert(ours.domain);
        whole = whole.saturating_add(length);
    }
    if !begins_like_ours(&line) {
        return Err(foreign(path));
    }
    let writable = OpenOptions::new().write(true).open(path);
    let cut = writable.and_then(|file| file.set_len(whole));
    cut.map_err(fail)?;
    Ok(domains)
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

/// One line with its end, but no more than the longest of ours.
fn read_line(from: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<u64> {
    let most = u64::try_from(MAX_LINE).unwrap_or(u64::MAX);
    let length = std::io::Read::take(from, most).read_until(b'\n', line)?;
    Ok(u64::try_from(length).unwrap_or(u64::MAX))
}

fn begins_like_ours(line: &[u8]) -> bool {
    BEGINNINGS
        .iter()
        .any(|beginning| match line.len() < beginning.len() {
            true => beginning.starts_with(line),
            false => line.starts_with(beginning),
        })
}

fn foreign(path: &Path) -> Failure {
    Failure::ForeignOutput {
        path: path.to_owned(),
    }
}

#[derive(Deserialize)]
struct Line {
    domain: String,
    // Every line has it, whether the check could be made or not.
    #[serde(rename = "status")]
    _status: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "{\"checker\":\"one\",\"domain\":\"a.example\",\"status\":\"ok\"}\n\
                        {\"domain\":\"b.example\",\"status\":\"error\",\"error\":\"why\"}\n";

    /// What is known afterwards, and what is in the file.
    fn after(content: &str) -> (Option<Vec<String>>, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        std::fs::write(&path, content).unwrap();
        let known = checked(&path).ok().map(|domains| {
            let mut domains: Vec<String> = domains.into_iter().collect();
            domains.sort();
            domains
        });
        (known, std::fs::read_to_string(&path).unwrap())
    }

    fn known(domains: &[&str]) -> Option<Vec<String>> {
        Some(domains.iter().map(|domain| (*domain).to_owned()).collect())
    }

    #[test]
    fn half_a_last_line_of_ours_is_cut_off() {
        let both = known(&["a.example", "b.example"]);
        assert_eq!(after(OURS), (both.clone(), OURS.to_owned()));
        for half in ["{", "{\"domain\":\"exem", "{\"checker\":\"one\",\"versi"] {
            let content = format!("{OURS}{half}");
            assert_eq!(after(&content), (both.clone(), OURS.to_owned()), "{half}");
            assert_eq!(after(half), (known(&[]), String::new()), "{half}");
        }
        assert_eq!(after(""), (known(&[]), String::new()));
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
            assert_eq!(after(content), (None, content.to_owned()), "{content}");
            let beside = format!("{OURS}{content}");
            assert_eq!(after(&beside), (None, beside.clone()), "{content}");
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
        assert_eq!(checked(Path::new("/dev/zero")).unwrap().len(), 0);
    }
}
