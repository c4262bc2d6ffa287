//! The house rules, checked on this workspace.

#![allow(clippy::unwrap_used)]

use checker_structure::modules::Tree;
use checker_structure::workspace::{Package, packages, texts};
use checker_structure::{
    HouseRule, Violation, circles, flags, one_rule, report, size, stray, words,
};

fn assert_none(violations: Vec<Violation>) {
    assert!(violations.is_empty(), "{}", report(&violations));
}

fn assert_no_circle(rule: HouseRule) {
    let packages = packages().unwrap();
    let circles = trees(&packages).flat_map(circles::check);
    assert_none(circles.filter(|violation| violation.rule == rule).collect());
}

fn trees(packages: &[Package]) -> impl Iterator<Item = &Tree> {
    packages.iter().flat_map(|package| &package.trees)
}

/// Else a check that finds no files finds no fault either.
#[test]
fn all_packages_are_looked_at() {
    let packages = packages().unwrap();
    let folders: Vec<&str> = packages
        .iter()
        .map(|package| package.folder.as_str())
        .collect();
    for folder in [
        "host",
        "plugin/kit",
        "plugin/stream",
        "plugin/tls",
        "plugin/xmpp",
    ] {
        assert!(
            folders.contains(&folder),
            "{folder} is not among {folders:?}"
        );
    }
    for package in &packages {
        let files = package
            .trees
            .iter()
            .map(|tree| tree.files.len())
            .sum::<usize>();
        assert!(files > 0, "{} has no sources", package.folder);
    }
}

#[test]
fn no_folders_import_in_a_circle() {
    assert_no_circle(HouseRule::FolderCircle);
}

#[test]
fn no_files_import_in_a_circle_but_a_parent_and_one_child() {
    assert_no_circle(HouseRule::FileCircle);
}

#[test]
fn no_library_names_a_flag_of_the_command_line() {
    let packages = packages().unwrap();
    let checked = packages
        .iter()
        .filter(|package| package.folder != "tests/structure");
    assert_none(
        checked
            .flat_map(|package| &package.trees)
            .flat_map(flags::check)
            .collect(),
    );
}

#[test]
fn the_host_knows_no_checker() {
    assert_none(words::check(&texts("host").unwrap(), &words::EXCEPTIONS));
}

#[test]
fn a_rule_of_a_checker_is_one_file() {
    let packages = packages().unwrap();
    for checker in ["plugin/tls", "plugin/xmpp"] {
        let package = packages.iter().find(|package| package.folder == checker);
        let trees = package.into_iter().flat_map(|package| &package.trees);
        // Else the check no longer sees how rules are written.
        assert!(
            trees.map(one_rule::count).sum::<usize>() > 0,
            "{checker} has no rules"
        );
    }
    let checked = packages
        .iter()
        .filter(|package| package.folder.starts_with("plugin/"));
    assert_none(
        checked
            .flat_map(|package| &package.trees)
            .flat_map(one_rule::check)
            .collect(),
    );
}

#[test]
fn no_source_file_is_too_long() {
    let packages = packages().unwrap();
    assert_none(size::check(trees(&packages), size::LONGER));
}

#[test]
fn every_source_file_belongs_to_a_module() {
    assert_none(packages().unwrap().iter().flat_map(stray::check).collect());
}
