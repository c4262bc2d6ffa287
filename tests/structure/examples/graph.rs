//! Prints who imports whom in a folder: `cargo run -p checker-structure
//! --example graph [FOLDER…]`, as in `host/src/network`; the root of each crate
//! where none is named.

#![allow(clippy::print_stdout, reason = "that is what it is for")]

use std::collections::BTreeSet;
use std::error::Error;

use checker_structure::circles::circles;
use checker_structure::folders::{Folder, Room, folders};
use checker_structure::workspace::packages;

fn main() -> Result<(), Box<dyn Error>> {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .map(|path| path.trim_end_matches('/').to_owned() + "/")
        .collect();
    let packages = packages()?;
    for folder in packages
        .iter()
        .flat_map(|package| &package.trees)
        .flat_map(folders)
    {
        let is_wanted = match wanted.is_empty() {
            true => folder.module.is_empty(),
            false => wanted.contains(&folder.path),
        };
        if is_wanted {
            print(&folder);
        }
    }
    Ok(())
}

/// One line a room: those that nobody imports first, those that import nobody
/// last, what imports in a circle together.
fn print(folder: &Folder) {
    println!("{}", folder.path);
    let circles = circles(folder);
    let mut left: BTreeSet<&Room> = folder.rooms.keys().collect();
    while let Some(next) = next(folder, &circles, &left) {
        for room in &next {
            let imported: Vec<String> = folder
                .imported_by(room)
                .into_iter()
                .map(|room| folder.name(room))
                .collect();
            let mark = if next.len() > 1 { "circle" } else { "" };
            println!(
                "  {mark:6} {:16} -> {}",
                folder.name(room),
                imported.join(", ")
            );
        }
        left.retain(|room| !next.contains(room));
    }
    println!();
}

/// The rooms, more than one in a circle, that none of those left imports.
fn next<'a>(
    folder: &'a Folder,
    circles: &[BTreeSet<&'a Room>],
    left: &BTreeSet<&'a Room>,
) -> Option<BTreeSet<&'a Room>> {
    let together = |room: &'a Room| {
        let circle = circles.iter().find(|circle| circle.contains(room));
        circle.cloned().unwrap_or_else(|| BTreeSet::from([room]))
    };
    left.iter().copied().map(together).find(|rooms| {
        let others = left.iter().filter(|other| !rooms.contains(*other));
        others
            .flat_map(|other| folder.imported_by(other))
            .all(|imported| !rooms.contains(imported))
    })
}
