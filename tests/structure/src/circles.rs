//! Circles of imports in a folder.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::folders::{Folder, Room, folders};
use crate::imports::Import;
use crate::modules::{FileId, Tree};
use crate::violation::{HouseRule, Violation};

/// All circles of a crate that the house rules do not allow.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let folders = folders(tree);
    let circles = folders.iter().flat_map(|folder| {
        let circles = circles(folder).into_iter();
        circles
            .filter(|rooms| !is_allowed(rooms))
            .map(move |rooms| (folder, rooms))
    });
    circles
        .map(|(folder, rooms)| describe(tree, folder, &rooms))
        .collect()
}

/// The largest sets of rooms of which each reaches each along the imports.
pub fn circles(folder: &Folder) -> Vec<BTreeSet<&Room>> {
    let reach: BTreeMap<&Room, BTreeSet<&Room>> = folder
        .rooms
        .keys()
        .map(|room| (room, reachable(folder, room)))
        .collect();
    let mut found: Vec<BTreeSet<&Room>> = Vec::new();
    for (room, reached) in &reach {
        if found.iter().any(|circle| circle.contains(room)) {
            continue;
        }
        let back = reached.iter().filter(|other| reach[*other].contains(room));
        let circle: BTreeSet<&Room> = back.copied().collect();
        if circle.len() > 1 {
            found.push(circle);
        }
    }
    found
}

/// What a room imports, and what that imports, and so on.
fn reachable<'a>(folder: &'a Folder, room: &'a Room) -> BTreeSet<&'a Room> {
    let mut reached = BTreeSet::new();
    let mut open = vec![room];
    while let Some(room) = open.pop() {
        open.extend(
            folder
                .imported_by(room)
                .into_iter()
                .filter(|next| reached.insert(*next)),
        );
    }
    reached
}

/// A parent file and one file without a folder of its own may need each other.
fn is_allowed(rooms: &BTreeSet<&Room>) -> bool {
    rooms.len() == 2
        && rooms.contains(&Room::Parent)
        && rooms.iter().any(|room| matches!(room, Room::Leaf(_)))
}

fn describe(tree: &Tree, folder: &Folder, rooms: &BTreeSet<&Room>) -> Violation {
    let has_folder = rooms.iter().any(|room| matches!(room, Room::Folder(_)));
    let names: Vec<String> = rooms.iter().map(|room| folder.name(room)).collect();
    let mut what = format!(
        "{} import from one another in a circle: {}",
        names.len(),
        names.join(", ")
    );
    let way: Vec<String> = shortest(folder, rooms)
        .iter()
        .map(|room| folder.name(room))
        .collect();
    what += &format!("\nshortest way round: {}", way.join(" -> "));
    for line in lines(tree, folder, rooms) {
        what += &format!("\n{line}");
    }
    Violation {
        rule: match has_folder {
            true => HouseRule::FolderCircle,
            false => HouseRule::FileCircle,
        },
        place: folder.path.clone(),
        what,
    }
}

/// The imports within a circle, one line for each pair of files.
fn lines(tree: &Tree, folder: &Folder, rooms: &BTreeSet<&Room>) -> Vec<String> {
    let mut pairs: BTreeMap<(FileId, FileId), Vec<&Import>> = BTreeMap::new();
    for (_, imports) in folder.rooms.iter().filter(|(room, _)| rooms.contains(room)) {
        let inside = imports.iter().filter(|(to, _)| rooms.contains(to));
        for (_, import) in inside {
            pairs
                .entry((import.from, import.to))
                .or_default()
                .push(import);
        }
    }
    let lines = pairs.into_iter().map(|((from, to), imports)| {
        let lines: BTreeSet<usize> = imports.iter().map(|import| import.line).collect();
        let lines: Vec<String> = lines.iter().map(usize::to_string).collect();
        let names: BTreeSet<&str> = imports.iter().map(|import| import.name()).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let (from, to) = (&tree.files[from].path, &tree.files[to].path);
        format!("{from}:{} -> {to} ({})", lines.join(","), names.join(", "))
    });
    lines.collect()
}

/// One of the shortest ways from a room of a circle back to it.
fn shortest<'a>(folder: &'a Folder, rooms: &BTreeSet<&'a Room>) -> Vec<&'a Room> {
    let ways = rooms.iter().map(|start| way_back(folder, start));
    ways.filter(|way| !way.is_empty())
        .min_by_key(Vec::len)
        .unwrap_or_default()
}

fn way_back<'a>(folder: &'a Folder, start: &'a Room) -> Vec<&'a Room> {
    let mut seen = BTreeSet::new();
    let mut open = VecDeque::from([vec![start]]);
    while let Some(way) = open.pop_front() {
        for next in way
            .last()
            .into_iter()
            .flat_map(|room| folder.imported_by(room))
        {
            let longer = [way.as_slice(), &[next]].concat();
            if next == start {
                return longer;
            }
            if seen.insert(next) {
                open.push_back(longer);
            }
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modules::Sources;

    /// The rule and the first line of each circle of these files.
    fn found(files: &[(&str, &str)]) -> Vec<(HouseRule, String)> {
        let sources: Sources = files
            .iter()
            .map(|(name, text)| (format!("src/{name}.rs"), (*text).to_owned()))
            .collect();
        let violations = check(&Tree::read("src/lib.rs", &sources).unwrap()).into_iter();
        violations
            .map(|violation| {
                let (_, rooms) = violation
                    .what
                    .lines()
                    .next()
                    .unwrap()
                    .split_once(": ")
                    .unwrap();
                (violation.rule, format!("{}: {rooms}", violation.place))
            })
            .collect()
    }

    fn files(circle: &str) -> Vec<(HouseRule, String)> {
        vec![(HouseRule::FileCircle, circle.to_owned())]
    }

    fn folders(circle: &str) -> Vec<(HouseRule, String)> {
        vec![(HouseRule::FolderCircle, circle.to_owned())]
    }

    #[test]
    fn two_files_that_need_each_other_are_a_circle() {
        let circle = [
            ("lib", "mod a; mod b;"),
            ("a", "use crate::b::B;"),
            ("b", "use crate::a::A;"),
        ];
        assert_eq!(found(&circle), files("src/: a.rs, b.rs"));
    }

    #[test]
    fn one_way_is_no_circle() {
        let line = [
            ("lib", "mod a; mod b; mod c; use a::A;"),
            ("a", "use crate::b::B; use crate::c::C;"),
            ("b", "use crate::c::C;"),
            ("c", ""),
        ];
        assert_eq!(found(&line), []);
    }

    #[test]
    fn a_parent_file_and_one_child_may_need_each_other() {
        let pair = [("lib", "mod a; use a::A;"), ("a", "use crate::Root;")];
        assert_eq!(found(&pair), []);
    }

    #[test]
    fn a_parent_file_and_two_children_may_not() {
        let three = [
            ("lib", "mod a; mod b; use a::A; use b::B;"),
            ("a", "use super::Root;"),
            ("b", "use super::Root;"),
        ];
        assert_eq!(found(&three), files("src/: lib.rs, a.rs, b.rs"));
    }

    #[test]
    fn going_through_what_the_parent_re_exports_leans_on_the_parent() {
        let through = [
            ("lib", "mod a;"),
            ("a", "mod b; mod c; pub use b::B; pub use c::C;"),
            ("a/b", "use super::C;"),
            ("a/c", "use super::B;"),
        ];
        assert_eq!(found(&through), files("src/a/: a.rs, b.rs, c.rs"));
        let direct = [
            ("lib", "mod a;"),
            ("a", "mod b; mod c; pub use b::B; pub use c::C;"),
            ("a/b", "use super::c::C;"),
            ("a/c", ""),
        ];
        assert_eq!(found(&direct), []);
    }

    #[test]
    fn a_parent_file_and_a_folder_below_it_may_not_need_each_other() {
        let below = [
            ("lib", "mod a; use a::A;"),
            ("a", "mod b;"),
            ("a/b", "use super::super::Root;"),
        ];
        assert_eq!(found(&below), folders("src/: lib.rs, a/"));
    }

    #[test]
    fn folders_are_in_a_circle_whichever_of_their_files_are() {
        // No two files need each other here.
        let circle = [
            ("lib", "mod a; mod b; mod c;"),
            ("a", "mod x; mod y;"),
            ("a/x", "use crate::b::x::X;"),
            ("a/y", ""),
            ("b", "pub mod x; pub mod y;"),
            ("b/x", ""),
            ("b/y", "use super::super::c::C;"),
            ("c", "use crate::a::y::Y;"),
        ];
        assert_eq!(found(&circle), folders("src/: c.rs, a/, b/"));
    }

    #[test]
    fn a_folder_may_use_a_leaf_beside_it_of_the_parent_that_assembles_both() {
        let leaf = [
            ("lib", "mod a; mod leaf; use a::b::B; use leaf::Leaf;"),
            ("a", "pub mod b;"),
            ("a/b", "use crate::leaf::Leaf;"),
            ("leaf", ""),
        ];
        assert_eq!(found(&leaf), []);
    }

    #[test]
    fn tests_may_import_from_everywhere() {
        let tested = [
            ("lib", "mod a; mod b;"),
            ("a", "use crate::b::B;"),
            ("b", "#[cfg(test)] mod tests { use crate::a::A; }"),
        ];
        assert_eq!(found(&tested), []);
    }

    #[test]
    fn a_circle_is_described_by_its_shortest_way_and_all_its_imports() {
        let sources: Sources = [
            ("src/lib.rs", "mod a; mod b; mod c;"),
            (
                "src/a.rs",
                "use crate::b::{A, B};\nuse crate::c::C;\nuse crate::b::C;",
            ),
            ("src/b.rs", "use crate::c::C;"),
            ("src/c.rs", "use crate::a::A;"),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into();
        let violations = check(&Tree::read("src/lib.rs", &sources).unwrap());
        let [circle] = violations.as_slice() else {
            panic!("one circle, not {violations:?}");
        };
        let lines: Vec<&str> = circle.what.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "shortest way round: a.rs -> c.rs -> a.rs",
                "src/a.rs:1,3 -> src/b.rs (A, B, C)",
                "src/a.rs:2 -> src/c.rs (C)",
                "src/b.rs:1 -> src/c.rs (C)",
                "src/c.rs:1 -> src/a.rs (A)",
            ]
        );
    }
}
