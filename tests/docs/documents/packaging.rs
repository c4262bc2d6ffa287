//! What `host/packaging` says of the program.

use std::collections::BTreeSet;

use crate::arguments::Arguments;
use crate::sources::{files, read, rust};

const FOLDER: &str = "host/packaging";

#[test]
fn every_environment_variable_that_packages_set_is_read() {
    let sources = rust(&["host/src", "host/build"]);
    let is_part = |letter: char| letter.is_ascii_uppercase() || letter == '_';
    let mut seen = BTreeSet::new();
    for path in files(FOLDER, "") {
        for word in read(&path).split(|letter: char| !is_part(letter)) {
            if word.starts_with("CHECKER_") {
                assert!(sources.contains(&format!("\"{word}\"")), "{path}: {word}");
                seen.insert(word.to_owned());
            }
        }
    }
    assert!(seen.len() > 3, "{seen:?}");
}

#[test]
fn the_image_beside_happydomain_is_named_as_that_platform_wants_it() {
    let compose = read("host/packaging/image/compose.yaml");
    let platform = "HAPPYDOMAIN_CHECKER_XMPP_ENDPOINT: http://checker-xmpp:8080";
    assert!(compose.contains(platform));
    assert!(compose.contains("\n  checker-xmpp:\n"));
    assert!(read("docs/serve.md").contains("HAPPYDOMAIN_CHECKER_XMPP_ENDPOINT"));
}

#[test]
fn icinga_gives_no_option_that_check_does_not_have() {
    let arguments = Arguments::read();
    let known = arguments.of("check").unwrap();
    let text = read("host/packaging/monitoring/icinga2.conf");
    let given = text.lines().filter_map(|line| {
        let option = line.trim().strip_prefix('"')?.split('"').next()?;
        option.starts_with("--").then_some(option)
    });
    let given: Vec<&str> = given.collect();
    assert!(given.len() > 4, "{given:?}");
    for option in given {
        assert!(option == "--" || known.contains(option), "{option}");
    }
}
