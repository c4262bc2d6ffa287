//! The README's length, and what it and others show of code and output.

use crate::markdown::Document;
use crate::sources::{files, read};

#[test]
fn the_readme_is_short() {
    let lines = Document::read("README.md").text.lines().count();
    assert!(lines <= 200, "{lines} lines");
}

#[test]
fn every_document_with_rust_in_it_is_compiled() {
    let compiled = read("tests/docs/src/lib.rs");
    for document in Document::all() {
        if !document.blocks("rust").is_empty() {
            let include = format!("include_str!(\"../../../{}\")", document.path);
            assert!(compiled.contains(&include), "{}", document.path);
        }
    }
}

#[test]
fn output_that_is_shown_is_output_that_the_tests_saw() {
    let snapshots: Vec<String> = files("tests", ".snap")
        .iter()
        .map(|path| read(path))
        .collect();
    let mut shown = 0;
    for path in ["README.md", "docs/outputs.md"] {
        for block in Document::read(path).blocks("text") {
            // A line of its own says that some were left out.
            for line in block.lines.iter().filter(|line| *line != "…") {
                let seen = snapshots
                    .iter()
                    .any(|snapshot| snapshot.lines().any(|printed| printed == line));
                assert!(seen, "{path}: {line}");
                shown += 1;
            }
        }
    }
    assert!(shown > 10, "{shown}");
}
