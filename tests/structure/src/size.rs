//! Files that are too long to be read in one go.

use std::collections::BTreeMap;

use crate::modules::Tree;
use crate::violation::{HouseRule, Violation};

/// How many lines a file may have, not counting modules of tests.
pub const MOST_LINES: usize = 400;

/// Longer files, and how long each may be. None is to be added and no number
/// to be raised.
pub const LONGER: &[(&str, usize)] = &[];

/// All files of crates that are too long, and exceptions that are not needed.
pub fn check<'a>(
    trees: impl IntoIterator<Item = &'a Tree>,
    longer: &[(&str, usize)],
) -> Vec<Violation> {
    let files = trees.into_iter().flat_map(|tree| &tree.files);
    let lines: BTreeMap<&str, usize> = files.map(|file| (file.path.as_str(), file.lines)).collect();
    let allowed: BTreeMap<&str, usize> = longer.iter().copied().collect();
    let too_long = lines.iter().filter_map(|(path, &lines)| {
        let most = allowed.get(path).copied().unwrap_or(MOST_LINES);
        (lines > most).then(|| Violation {
            rule: HouseRule::Size,
            place: (*path).to_owned(),
            what: format!("{lines} lines, tests not counted; at most {most} are allowed"),
        })
    });
    let unused = allowed.keys().filter_map(|path| {
        let lines = lines.get(path).copied().unwrap_or(0);
        (lines <= MOST_LINES).then(|| Violation {
            rule: HouseRule::Exception,
            place: (*path).to_owned(),
            what: format!("has {lines} lines, no more than any file may have"),
        })
    });
    too_long.chain(unused).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modules::Sources;

    fn rules(text: &str, longer: &[(&str, usize)]) -> Vec<HouseRule> {
        let sources = Sources::from([("lib.rs".to_owned(), text.to_owned())]);
        let tree = Tree::read("lib.rs", &sources).unwrap();
        let violations = check([&tree], longer);
        violations
            .into_iter()
            .map(|violation| violation.rule)
            .collect()
    }

    #[test]
    fn a_file_has_at_most_so_many_lines() {
        assert!(rules(&"\n".repeat(MOST_LINES), &[]).is_empty());
        assert_eq!(rules(&"\n".repeat(MOST_LINES + 1), &[]), [HouseRule::Size]);
    }

    #[test]
    fn tests_do_not_count() {
        let code = "\n".repeat(MOST_LINES);
        assert!(rules(&format!("{code}#[cfg(test)]\nmod tests {{\n\n}}\n"), &[]).is_empty());
        assert_eq!(
            rules(&format!("{code}\n#[cfg(test)]\nmod tests {{\n\n}}\n"), &[]),
            [HouseRule::Size]
        );
    }

    #[test]
    fn an_exception_allows_no_more_than_it_says() {
        let text = "\n".repeat(450);
        assert!(rules(&text, &[("lib.rs", 450)]).is_empty());
        assert_eq!(rules(&text, &[("lib.rs", 449)]), [HouseRule::Size]);
    }

    #[test]
    fn an_exception_that_is_not_needed_has_to_go() {
        assert_eq!(rules("", &[("lib.rs", 450)]), [HouseRule::Exception]);
        assert_eq!(rules("", &[("gone.rs", 450)]), [HouseRule::Exception]);
    }
}
