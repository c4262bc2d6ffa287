//! The files of the repository.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The text of a file below the root.
pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The files with this ending below a folder (or the file itself), relative to
/// the root, sorted; none where there is no such folder or file. What is built
/// is left out.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = vec![PathBuf::from(folder)];
    while let Some(path) = open.pop() {
        if path.ends_with("target") || path.ends_with("node_modules") {
            continue;
        }
        let full = root().join(&path);
        if let Ok(entries) = std::fs::read_dir(&full) {
            open.extend(entries.map(|entry| path.join(entry.unwrap().file_name())));
        } else if full.is_file() && path.to_string_lossy().ends_with(ending) {
            found.push(path.to_string_lossy().into_owned());
        }
    }
    found.sort();
    found
}

/// The Rust sources below some folders, as one text.
pub(crate) fn rust(folders: &[&str]) -> String {
    let files = folders.iter().flat_map(|folder| files(folder, ".rs"));
    files.map(|path| read(&path)).collect()
}

/// The checkers: the folders of `plugin/` whose crates have rules.
pub(crate) fn checkers() -> Vec<String> {
    let rules = files("plugin", "/src/rules.rs");
    let checkers = rules.iter().filter_map(|path| {
        let name = path.split('/').nth(1)?;
        // The kit has what all rules share.
        (name != "kit").then(|| name.to_owned())
    });
    checkers.collect()
}

/// The string literals that are made of `a-z`, `0-9` and `further` only.
pub(crate) fn literals(text: &str, further: &str) -> BTreeSet<String> {
    let fits = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || further.contains(letter)
    };
    text.split('"')
        .filter(|part| !part.is_empty() && part.chars().all(fits))
        .map(str::to_owned)
        .collect()
}
