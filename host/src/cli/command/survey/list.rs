//! Which domains: the list.

use std::collections::BTreeSet;
use std::path::Path;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_blanks_and_repetitions_are_left_out() {
        let text = "# ours\nexample.org\n\n  example.net  # theirs\nEXAMPLE.org\r\n";
        assert_eq!(parse(text), ["example.org", "example.net"]);
    }
}
