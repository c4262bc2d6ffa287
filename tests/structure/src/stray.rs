//! Source files that no module declares: nobody compiles or checks them.

use crate::violation::{HouseRule, Violation};
use crate::workspace::Package;

/// All source files of a package that are in none of its crates.
pub fn check(package: &Package) -> Vec<Violation> {
    let strays = package.sources.keys().filter(|path| {
        let is_known = package.trees.iter().any(|tree| {
            tree.tests.contains(*path) || tree.files.iter().any(|file| file.path == **path)
        });
        !is_known
    });
    let violations = strays.map(|path| Violation {
        rule: HouseRule::Stray,
        place: path.clone(),
        what: "no module of this name is declared".to_owned(),
    });
    violations.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modules::Sources;

    #[test]
    fn a_file_that_no_module_declares_is_found() {
        let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let sources = Sources::from([
            file("x/src/lib.rs", "mod a; #[cfg(test)] mod tests;"),
            file("x/src/a.rs", ""),
            file("x/src/b.rs", ""),
            file("x/src/tests.rs", ""),
        ]);
        let package = Package::new("x", sources).unwrap();
        let places: Vec<String> = check(&package)
            .into_iter()
            .map(|found| found.place)
            .collect();
        assert_eq!(places, ["x/src/b.rs"]);
    }
}
