//! What is wrong, where, and what to do about it.

use std::fmt;

/// A rule of this code base that can be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HouseRule {
    /// Folders do not import in a circle.
    FolderCircle,
    /// The files of a folder do not import in a circle.
    FileCircle,
    /// A library names no flag of the command line.
    Flag,
    /// The host knows no checker.
    Word,
    /// A rule of a checker is one file.
    OneRule,
    /// Files are small.
    Size,
    /// Every file belongs to a module.
    Stray,
    /// Exceptions from the rules are few, and needed.
    Exception,
}

impl HouseRule {
    /// The rule and its reason.
    pub fn text(self) -> &'static str {
        match self {
            Self::FolderCircle => {
                "No folder imports from one that imports from it, directly or round a circle: \
                 else neither can be read, tested or moved alone."
            }
            Self::FileCircle => {
                "Inside a folder no files import in a circle, save a parent file and one child: \
                 the parent file assembles, the children do not lean on it."
            }
            Self::Flag => "A library names no command-line flag: whoever embeds it has none.",
            Self::Word => {
                "The host knows no checker: what it says of XMPP must come from the checker, \
                 or any other checker is served badly."
            }
            Self::OneRule => {
                "A rule of a checker is one file, with its name, description, severity, verdict \
                 and tests: another one takes a file and a line in the list."
            }
            Self::Size => "A source file has one reason to exist and can be read in one go.",
            Self::Stray => "Every source file belongs to a module: else nobody compiles it.",
            Self::Exception => "Exceptions from these rules are few, and go when not needed.",
        }
    }

    /// What to do where it is broken.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::FolderCircle => {
                "Look at the imports that go upwards. Move what both sides need to a leaf: a file \
                 named after what it is, in the innermost folder that holds both, importing from \
                 neither. Or let the upper one hand it down, as an argument or a trait."
            }
            Self::FileCircle => {
                "Move what the children share out of the parent file to a leaf beside them, named \
                 after what it is, and import it from there, not through a `pub use` of the parent."
            }
            Self::Flag => {
                "Return a variant of an error or a state; let the command line (host/src/cli) add \
                 the hint about its own flag."
            }
            Self::Word => {
                "Ask the component (definition, summary, metrics), or move it to where the list of \
                 exceptions in tests/structure/src/words.rs says that XMPP may be spoken of."
            }
            Self::OneRule => {
                "Give each rule a file of its own; what several share is a leaf beside them."
            }
            Self::Size => "Split it by what it is about; name the parts after that.",
            Self::Stray => "Declare it with `mod`, or remove it.",
            Self::Exception => "Take the exception out of its list in tests/structure/src.",
        }
    }
}

impl fmt::Display for HouseRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// A place where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// Which.
    pub rule: HouseRule,
    /// A path below the workspace's root, with a line where there is one.
    pub place: String,
    /// What was found there; several lines if need be.
    pub what: String,
}

/// What a person reads: each rule that is broken once, with all places.
pub fn report(violations: &[Violation]) -> String {
    let mut sorted: Vec<&Violation> = violations.iter().collect();
    sorted.sort_by_key(|violation| violation.rule);
    let mut text = String::new();
    for group in sorted.chunk_by(|one, other| one.rule == other.rule) {
        let rule = group[0].rule;
        text += &format!("\n{rule}\nBroken in {} place(s):\n", group.len());
        for violation in group {
            let what = violation.what.replace('\n', "\n      ");
            text += &format!("  - {}: {what}\n", violation.place);
        }
        text += &format!("What to do: {}\n", rule.remedy());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_is_wrong_where_and_what_to_do() {
        let violation = |place: &str| Violation {
            rule: HouseRule::Flag,
            place: place.into(),
            what: "\"--limit\"".into(),
        };
        let text = report(&[violation("a.rs:1"), violation("b.rs:2")]);
        assert_eq!(text.matches(HouseRule::Flag.text()).count(), 1);
        assert_eq!(text.matches(HouseRule::Flag.remedy()).count(), 1);
        assert!(text.contains("  - a.rs:1: \"--limit\"\n  - b.rs:2: \"--limit\"\n"));
    }
}
