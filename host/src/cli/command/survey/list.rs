//! Which domains: the list, and what an earlier run has done of it.

use std::collections::{BTreeSet, HashSet};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::Deserialize;

use crate::cli::failure::Failure;
use crate::cli::file;

/// The domains of a file, or of standard input for `-`: one on each line,
/// comments after `#`, each once.
pub(super) fn read(list: &Path) -> Result<Vec<String>, Failure> {
    Ok(parse(&file::text(list)?))
}

fn parse(text: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    text.lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|domain| !domain.is_empty() && seen.insert(domain.to_lowercase()))
        .map(str::to_owned)
        .collect()
}

/// The domains that the output has already. A last line that was cut off is
/// taken away: its domain is checked again.
pub(super) fn checked(path: &Path) -> Result<HashSet<String>, Failure> {
    let fail = |error| Failure::Input {
        path: path.to_owned(),
        error,
    };
    let mut file = match std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
    {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(HashSet::new()),
        Err(error) => return Err(fail(error)),
    };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(fail)?;
    let whole = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    if whole < bytes.len() {
        file.set_len(whole as u64).map_err(fail)?;
        file.seek(SeekFrom::End(0)).map_err(fail)?;
        file.flush().map_err(fail)?;
    }
    let known = bytes[..whole]
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Line>(line).ok());
    Ok(known.map(|line| line.domain).collect())
}

#[derive(Deserialize)]
struct Line {
    domain: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_blanks_and_repetitions_are_left_out() {
        let text = "# ours\nexample.org\n\n  example.net  # theirs\nEXAMPLE.org\r\n";
        assert_eq!(parse(text), ["example.org", "example.net"]);
    }
}
