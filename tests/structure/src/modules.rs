//! The modules of a crate and the files they stand in.

use std::collections::{BTreeMap, BTreeSet};

use syn::Item;

use crate::declared::{Declared, declared, folder_of};
pub use crate::source::SourceFile;
use crate::source::{lines_of_tests, only_in_tests, part};

/// The text of source files, by their paths below the workspace's root.
pub type Sources = BTreeMap<String, String>;

/// Names of modules from the crate's root to one of them; empty for the root.
pub type ModulePath = Vec<String>;

/// Which file of [`Tree::files`].
pub type FileId = usize;

/// Why sources cannot be read as a crate.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// Not Rust.
    #[error("{path}:{line}: {message}")]
    Syntax {
        /// The file.
        path: String,
        /// The line in it, from 1.
        line: usize,
        /// What the parser says.
        message: String,
    },
    /// A module is declared that has no file.
    #[error("{path} declares the module {module}, of which there is no file")]
    Missing {
        /// The declaring file.
        path: String,
        /// The module's name.
        module: String,
    },
}

/// One crate: what `lib.rs` or `main.rs` declares, and what that declares.
#[derive(Default)]
pub struct Tree {
    /// Its files, the root first.
    pub files: Vec<SourceFile>,
    /// The file in which each module stands.
    pub modules: BTreeMap<ModulePath, FileId>,
    /// Files that only tests have.
    pub tests: BTreeSet<String>,
}

impl Tree {
    /// Reads the crate that begins at a file of the sources.
    pub fn read(root: &str, sources: &Sources) -> Result<Self, TreeError> {
        let mut tree = Self::default();
        tree.add_file(root, Vec::new(), true, sources)?;
        Ok(tree)
    }

    /// Whether a module has modules in files of their own.
    pub fn is_folder(&self, module: &[String]) -> bool {
        self.files
            .iter()
            .any(|file| file.module.len() > module.len() && file.module.starts_with(module))
    }

    fn add_file(
        &mut self,
        path: &str,
        module: ModulePath,
        is_root: bool,
        sources: &Sources,
    ) -> Result<(), TreeError> {
        let file = parse(path, sources)?;
        let folder = folder_of(path, is_root);
        if only_in_tests(&file.attrs) {
            return self.add_test_file(path, file.items, &folder, sources);
        }
        let (items, tests) = part(file.items);
        let lines = text(path, sources).lines().count() - lines_of_tests(&tests);
        self.note_tests(path, &tests, &folder, sources)?;

        let modules = declared(&items);
        let id = self.files.len();
        self.modules.insert(module.clone(), id);
        self.files.push(SourceFile {
            path: path.to_owned(),
            module: module.clone(),
            lines,
            items,
        });
        for declared in modules {
            let child = [module.as_slice(), &declared.path].concat();
            if declared.inline {
                self.modules.insert(child, id);
            } else {
                let file = find(path, &folder, &declared, sources)?;
                self.add_file(&file, child, false, sources)?;
            }
        }
        Ok(())
    }

    fn add_test_file(
        &mut self,
        path: &str,
        items: Vec<Item>,
        folder: &str,
        sources: &Sources,
    ) -> Result<(), TreeError> {
        self.tests.insert(path.to_owned());
        self.note_tests(path, &items, folder, sources)
    }

    /// Remembers the files of modules that only tests have.
    fn note_tests(
        &mut self,
        path: &str,
        items: &[Item],
        folder: &str,
        sources: &Sources,
    ) -> Result<(), TreeError> {
        for declared in declared(items).iter().filter(|module| !module.inline) {
            let file = find(path, folder, declared, sources)?;
            let items = parse(&file, sources)?.items;
            let below = folder_of(&file, false);
            self.add_test_file(&file, items, &below, sources)?;
        }
        Ok(())
    }
}

fn parse(path: &str, sources: &Sources) -> Result<syn::File, TreeError> {
    syn::parse_file(text(path, sources)).map_err(|error| TreeError::Syntax {
        path: path.to_owned(),
        line: error.span().start().line,
        message: error.to_string(),
    })
}

fn text<'a>(path: &str, sources: &'a Sources) -> &'a str {
    sources.get(path).map_or("", String::as_str)
}

fn find(
    path: &str,
    folder: &str,
    declared: &Declared,
    sources: &Sources,
) -> Result<String, TreeError> {
    let mut candidates = declared.files(path, folder).into_iter();
    candidates
        .find(|candidate| sources.contains_key(candidate))
        .ok_or_else(|| TreeError::Missing {
            path: path.to_owned(),
            module: declared.path.join("::"),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(files: &[(&str, &str)]) -> Sources {
        let owned = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        owned.collect()
    }

    fn file_of(tree: &Tree, module: &str) -> String {
        let module: ModulePath = module.split("::").map(str::to_owned).collect();
        tree.files[tree.modules[&module]].path.clone()
    }

    #[test]
    fn modules_are_found_in_all_places_the_language_has_for_them() {
        let sources = sources(&[
            ("x/src/lib.rs", "mod a; mod c; mod inline { mod e; }"),
            ("x/src/a.rs", "mod b; #[path = \"elsewhere.rs\"] mod d;"),
            ("x/src/a/b.rs", ""),
            ("x/src/elsewhere.rs", ""),
            ("x/src/c/mod.rs", "mod f;"),
            ("x/src/c/f.rs", ""),
            ("x/src/inline/e.rs", ""),
        ]);
        let tree = Tree::read("x/src/lib.rs", &sources).unwrap();
        assert_eq!(file_of(&tree, "a::b"), "x/src/a/b.rs");
        assert_eq!(file_of(&tree, "a::d"), "x/src/elsewhere.rs");
        assert_eq!(file_of(&tree, "c"), "x/src/c/mod.rs");
        assert_eq!(file_of(&tree, "c::f"), "x/src/c/f.rs");
        assert_eq!(file_of(&tree, "inline"), "x/src/lib.rs");
        assert_eq!(file_of(&tree, "inline::e"), "x/src/inline/e.rs");
        assert_eq!(tree.files.len(), sources.len());
    }

    #[test]
    fn files_of_tests_are_known_but_not_part_of_the_tree() {
        let sources = sources(&[
            ("src/lib.rs", "#[cfg(test)] mod tests; mod a;"),
            ("src/tests.rs", "mod more;"),
            ("src/tests/more.rs", ""),
            ("src/a.rs", "#![cfg(test)]"),
        ]);
        let tree = Tree::read("src/lib.rs", &sources).unwrap();
        assert_eq!(tree.files.len(), 1);
        let tests: Vec<&str> = tree.tests.iter().map(String::as_str).collect();
        assert_eq!(tests, ["src/a.rs", "src/tests.rs", "src/tests/more.rs"]);
    }

    #[test]
    fn a_module_without_a_file_is_an_error() {
        let sources = sources(&[("src/lib.rs", "mod a;")]);
        let error = Tree::read("src/lib.rs", &sources).map(|_| ()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "src/lib.rs declares the module a, of which there is no file"
        );
    }

    #[test]
    fn a_folder_is_a_module_with_files_below_it() {
        let sources = sources(&[
            ("src/lib.rs", "mod a; mod c { mod d {} }"),
            ("src/a.rs", "mod b;"),
            ("src/a/b.rs", ""),
        ]);
        let tree = Tree::read("src/lib.rs", &sources).unwrap();
        let is_folder = |name: &str| tree.is_folder(&[name.to_owned()]);
        assert!(tree.is_folder(&[]));
        assert!(is_folder("a"));
        assert!(!is_folder("b"));
        assert!(!is_folder("c"));
    }
}
