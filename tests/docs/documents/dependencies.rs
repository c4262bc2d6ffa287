//! `docs/dependencies.md`.

use crate::markdown::Document;
use crate::sources::read;

#[test]
fn every_direct_dependency_has_its_line() {
    let manifest = read("Cargo.toml");
    let (_, table) = manifest.split_once("[workspace.dependencies]\n").unwrap();
    let table = table.split("\n[").next().unwrap();
    let names = table.lines().filter_map(|line| line.split_once(" = "));
    let mut direct: Vec<&str> = names
        .filter(|(_, value)| !value.contains("path = "))
        .map(|(name, _)| name)
        .collect();
    direct.sort_unstable();

    let rows = Document::read("docs/dependencies.md").rows();
    let cells = rows.iter().map(|row| row[0].as_str());
    // Those of other registries say so.
    let cells = cells.filter(|cell| !cell.ends_with(')'));
    let mut explained: Vec<&str> = cells.flat_map(|cell| cell.split(", ")).collect();
    explained.sort_unstable();
    assert_eq!(explained, direct);
}
