//! Words of XMPP in the files of the host.
//!
//! All text counts: names, literals, comments, tests, templates.

use crate::modules::Sources;
use crate::violation::{HouseRule, Violation};

/// What only a checker says, in lower case.
const WORDS: [&str; 10] = [
    "xmpp", "jabber", "c2s", "s2s", "dialback", "starttls", "sasl", "stanza", "prosody", "ejabberd",
];

/// The program's own name, as it is written in various places.
const OWN_NAMES: [&str; 2] = ["checker-xmpp", "checker_xmpp"];

/// Where XMPP may be spoken of, by the beginnings of paths, and why.
pub const EXCEPTIONS: [(&str, &str); 4] = [
    ("host/src/cli/demo", "the demo's internet has XMPP servers"),
    ("host/src/network/sim/xmpp", "the simulator's XMPP services"),
    ("host/src/components", "the list of bundled checkers"),
    (
        "host/packaging",
        "the program as it is installed, with its checkers",
    ),
];

/// All words of XMPP outside of the exceptions; exceptions for nothing.
pub fn check(sources: &Sources, exceptions: &[(&str, &str)]) -> Vec<Violation> {
    let excepted = |path: &str| {
        exceptions
            .iter()
            .any(|(prefix, _)| path.starts_with(prefix))
    };
    let unused = exceptions
        .iter()
        .filter(|(prefix, _)| !sources.keys().any(|path| path.starts_with(prefix)))
        .map(|(prefix, _)| Violation {
            rule: HouseRule::Exception,
            place: (*prefix).to_owned(),
            what: "there is no such file".to_owned(),
        });
    let found = sources
        .iter()
        .filter(|(path, _)| !excepted(path))
        .flat_map(|(path, text)| in_file(path, text));
    unused.chain(found).collect()
}

fn in_file(path: &str, text: &str) -> Vec<Violation> {
    let violation = |place: String, word: &str, context: &str| Violation {
        rule: HouseRule::Word,
        place,
        what: format!("\"{word}\" in: {context}"),
    };
    let named = word_in(path).map(|word| violation(path.to_owned(), word, "the file's name"));
    let lines = text.lines().enumerate().filter_map(|(index, line)| {
        let word = word_in(line).filter(|_| !declares_module(line))?;
        Some(violation(
            format!("{path}:{}", index + 1),
            word,
            line.trim(),
        ))
    });
    named.into_iter().chain(lines).collect()
}

fn word_in(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let text = OWN_NAMES
        .iter()
        .fold(text, |text, name| text.replace(name, ""));
    WORDS.into_iter().find(|word| text.contains(word))
}

/// Whether a line declares a module: its file is looked at by its own name.
fn declares_module(line: &str) -> bool {
    let line = line.trim();
    line.ends_with(';') && line.split_whitespace().rev().nth(1) == Some("mod")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(files: &[(&str, &str)], exceptions: &[(&str, &str)]) -> Vec<String> {
        let sources = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect();
        let violations = check(&sources, exceptions);
        violations
            .into_iter()
            .map(|violation| violation.place)
            .collect()
    }

    #[test]
    fn a_word_is_found_in_code_text_and_comments_alike() {
        let text = "fn srv_c2s() {}\n\"_Jabber._tcp\"\n// RFC 6120: StartTLS\nsafe";
        assert_eq!(
            places(&[("a.rs", text)], &[]),
            ["a.rs:1", "a.rs:2", "a.rs:3"]
        );
        assert_eq!(places(&[("sasl.rs", "")], &[]), ["sasl.rs"]);
    }

    #[test]
    fn the_programs_own_name_is_no_such_word() {
        assert!(
            places(
                &[("a.rs", "//! `checker-xmpp serve`, CHECKER_XMPP_LISTEN")],
                &[]
            )
            .is_empty()
        );
        assert_eq!(
            places(&[("a.rs", "checker-xmpp checks XMPP")], &[]),
            ["a.rs:1"]
        );
    }

    #[test]
    fn an_exception_holds_for_its_files_and_for_declaring_them() {
        let files = [
            ("sim.rs", "pub mod xmpp;\npub use xmpp::Server;"),
            ("sim/xmpp.rs", "XMPP"),
        ];
        assert_eq!(places(&files, &[("sim/xmpp", "")]), ["sim.rs:2"]);
    }

    #[test]
    fn an_exception_for_nothing_has_to_go() {
        assert_eq!(places(&[("a.rs", "")], &[("b", "")]), ["b"]);
    }
}
