//! The commands, options and variables that readers are told to use.

use std::collections::BTreeSet;

use crate::arguments::{Arguments, is_everywhere};
use crate::markdown::{Document, spans};
use crate::sources::{files, read};

/// How the program is called.
const PROGRAMS: [&str; 2] = ["checker-xmpp ", "cargo run --release -- "];

/// The calls of the program in a document: what follows its name.
fn calls(document: &Document) -> Vec<String> {
    let blocks = document.blocks("console");
    let typed = blocks
        .iter()
        .flat_map(|block| &block.lines)
        .filter_map(|line| line.strip_prefix("$ "))
        .map(str::to_owned);
    let typed = typed.chain(document.spans());
    typed
        .filter_map(|line| {
            let call = PROGRAMS.iter().find_map(|name| line.strip_prefix(name))?;
            Some(call.split(" #").next()?.trim().to_owned())
        })
        .collect()
}

#[test]
fn every_command_and_option_exists() {
    let arguments = Arguments::read();
    let mut seen = 0;
    for document in Document::all() {
        for call in calls(&document) {
            let mut words = call.split_whitespace();
            let command = words.next().unwrap();
            if is_everywhere(command) {
                continue;
            }
            let Some(options) = arguments.of(command) else {
                panic!("{}: there is no {command}", document.path);
            };
            for option in words.filter(|word| word.starts_with("--")) {
                let known = is_everywhere(option) || options.contains(option);
                assert!(known, "{}: {command} {option}", document.path);
            }
            seen += 1;
        }
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn every_option_that_the_text_names_exists() {
    let arguments = Arguments::read();
    for document in Document::all() {
        // There it is cargo's options that are meant.
        if document.path == "docs/performance.md" {
            continue;
        }
        for span in document.spans() {
            let option = span.split([' ', '=']).next().unwrap_or_default();
            if option.starts_with("--") {
                assert!(arguments.any(option), "{}: {span}", document.path);
            }
        }
    }
}

#[test]
fn serve_and_survey_have_all_their_options_in_their_tables() {
    let arguments = Arguments::read();
    for (command, path) in [("serve", "docs/serve.md"), ("survey", "docs/surveys.md")] {
        let rows = Document::read(path).rows();
        let named = rows.iter().flat_map(|cells| spans(&cells[0]));
        let listed: BTreeSet<String> = named
            .filter(|span| span.starts_with("--"))
            .filter_map(|span| Some(span.split(' ').next()?.to_owned()))
            .collect();
        assert_eq!(Some(&listed), arguments.of(command), "{command}");
    }
}

#[test]
fn every_environment_variable_that_is_named_is_read_somewhere() {
    let sources: String = [".ci/run".to_owned()]
        .into_iter()
        .chain(files("host", ".rs"))
        .chain(files("tests/suite", ".rs"))
        .map(|path| read(&path))
        .collect();
    let arguments = Arguments::read();
    // Those of generated flags are made of their names.
    let of_flags = arguments.of("serve").into_iter().flatten().map(|flag| {
        let name = flag.trim_start_matches('-').replace('-', "_");
        format!("CHECKER_{}", name.to_ascii_uppercase())
    });
    let of_flags: BTreeSet<String> = of_flags.collect();
    let mut seen = 0;
    for document in Document::all() {
        for span in document.spans() {
            let name = span.split('=').next().unwrap_or_default();
            if name.starts_with("CHECKER_") {
                let known = sources.contains(name) || of_flags.contains(name);
                assert!(known, "{}: {span}", document.path);
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "{seen}");
}
