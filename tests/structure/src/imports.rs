//! Which file imports from which.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::{Attribute, ItemMacro, ItemMod, ItemUse, LitStr, Path, VisRestricted};

use crate::modules::{FileId, ModulePath, Tree};
use crate::names::{Names, used};

/// One file needs something from another of the same crate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// The file that needs it.
    pub from: FileId,
    /// The line in it, from 1.
    pub line: usize,
    /// The file that the path leads to.
    pub to: FileId,
    /// The path as written.
    pub path: String,
}

impl Import {
    /// The last name of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit("::").next().unwrap_or(&self.path)
    }
}

/// All imports of a crate, without those of tests and those of a file from
/// itself.
pub fn imports(tree: &Tree) -> Vec<Import> {
    let names = Names::of(tree);
    let mut found = BTreeSet::new();
    for (from, file) in tree.files.iter().enumerate() {
        let mut paths = Paths {
            names: &names,
            tree,
            from,
            module: file.module.clone(),
            in_attribute: false,
            in_macro_rules: false,
            found: &mut found,
        };
        for item in &file.items {
            paths.visit_item(item);
        }
    }
    found.into_iter().collect()
}

struct Paths<'a> {
    names: &'a Names<'a>,
    tree: &'a Tree,
    from: FileId,
    module: ModulePath,
    in_attribute: bool,
    in_macro_rules: bool,
    found: &'a mut BTreeSet<Import>,
}

impl Paths<'_> {
    fn note(&mut self, segments: &[String], line: usize) {
        let Some((module, _)) = self.names.module(&self.module, segments) else {
            return;
        };
        let Some(&to) = self.tree.modules.get(&module) else {
            return;
        };
        if to != self.from {
            self.found.insert(Import {
                from: self.from,
                line,
                to,
                path: segments.join("::"),
            });
        }
    }

    /// Notes a path; its line where it is not the path's own.
    fn note_path(&mut self, path: &Path, line: Option<usize>) {
        let segments: Vec<String> = path
            .segments
            .iter()
            .map(|s| s.ident.unraw().to_string())
            .collect();
        // One name alone is a variable, a type, or what a `use` has brought in.
        if path.leading_colon.is_none() && segments.len() > 1 {
            let own = || path.segments[0].ident.span().start().line;
            self.note(&segments, line.unwrap_or_else(own));
        }
    }

    /// Notes a path in quotes: `#[serde(with = "crate::instant")]`.
    fn quoted(&mut self, literal: &Literal) {
        let text = syn::parse_str::<LitStr>(&literal.to_string());
        if let Ok(path) = text.and_then(|text| text.parse::<Path>()) {
            self.note_path(&path, Some(literal.span().start().line));
        }
    }

    /// Notes what looks like a path in tokens that are not parsed.
    fn scan(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Group(group) => self.scan(group.stream()),
                TokenTree::Literal(literal) if self.in_attribute => self.quoted(literal),
                TokenTree::Ident(first) => {
                    let line = first.span().start().line;
                    let inner = at >= 2 && is_colons(&tokens[at - 2..]);
                    let mut segments = vec![first.unraw().to_string()];
                    let mut is_path = false;
                    while is_colons(&tokens[at + 1..]) {
                        is_path = true;
                        let Some(TokenTree::Ident(next)) = tokens.get(at + 3) else {
                            break;
                        };
                        segments.push(next.unraw().to_string());
                        at += 3;
                    }
                    let elsewhere =
                        self.in_macro_rules && matches!(segments[0].as_str(), "self" | "super");
                    if is_path && !inner && !elsewhere {
                        self.note(&segments, line);
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        for used in used(item) {
            self.note(&used.segments, used.line);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        self.module.push(module.ident.unraw().to_string());
        visit::visit_item_mod(self, module);
        self.module.pop();
    }

    /// In `macro_rules!`, what `self` and `super` are depends on where the macro
    /// is used.
    fn visit_item_macro(&mut self, item: &'ast ItemMacro) {
        self.in_macro_rules = item.mac.path.is_ident("macro_rules");
        visit::visit_item_macro(self, item);
        self.in_macro_rules = false;
    }

    fn visit_path(&mut self, path: &'ast Path) {
        self.note_path(path, None);
        visit::visit_path(self, path);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if !attribute.path().is_ident("doc") {
            self.in_attribute = true;
            visit::visit_attribute(self, attribute);
            self.in_attribute = false;
        }
    }

    /// Who may see something says nothing of what it needs.
    fn visit_vis_restricted(&mut self, _: &'ast VisRestricted) {}

    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        self.scan(tokens.clone());
    }
}

/// Whether tokens begin with `::`.
fn is_colons(tokens: &[TokenTree]) -> bool {
    let is_colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    is_colon(tokens.first()) && is_colon(tokens.get(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modules::Sources;

    /// `from:line -> to` for all imports of these files, without `.rs`.
    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let sources: Sources = files
            .iter()
            .map(|(name, text)| (format!("{name}.rs"), (*text).to_owned()))
            .collect();
        let tree = Tree::read("lib.rs", &sources).unwrap();
        let name = |file: FileId| tree.files[file].path.trim_end_matches(".rs");
        let imports = imports(&tree).into_iter();
        imports
            .map(|import| {
                format!(
                    "{}:{} -> {}",
                    name(import.from),
                    import.line,
                    name(import.to)
                )
            })
            .collect()
    }

    #[test]
    fn a_path_leads_to_the_longest_prefix_that_is_a_module() {
        let files = [
            ("lib", "mod a; mod c;"),
            ("a", "pub mod b;"),
            ("a/b", ""),
            (
                "c",
                "use crate::a::b::Item;\nuse crate::a::b;\nuse crate::a::Other;\nuse crate::Root;",
            ),
        ];
        assert_eq!(
            found(&files),
            ["c:1 -> a/b", "c:2 -> a/b", "c:3 -> a", "c:4 -> lib"]
        );
    }

    #[test]
    fn what_a_parent_has_from_a_child_is_imported_from_the_parent() {
        let files = [
            ("lib", "mod a; mod c;"),
            ("a", "mod b;\npub use b::Item;"),
            ("a/b", ""),
            ("c", "use crate::a::Item;"),
        ];
        assert_eq!(found(&files), ["a:2 -> a/b", "c:1 -> a"]);
    }

    #[test]
    fn each_super_is_one_module_up_inline_modules_too() {
        let files = [
            ("lib", "mod a; mod c;"),
            ("a", "mod b;"),
            (
                "a/b",
                "use super::super::c::Item;\nuse super::Item as Other;\nmod inline {\nuse super::Own;\nuse super::super::Item;\n}",
            ),
            ("c", ""),
        ];
        assert_eq!(found(&files), ["a/b:1 -> c", "a/b:2 -> a", "a/b:5 -> a"]);
    }

    #[test]
    fn groups_and_globs_are_taken_apart() {
        let files = [
            ("lib", "mod a; mod b; mod c;"),
            ("a", ""),
            ("b", ""),
            ("c", "use crate::{\na::{self, Item},\nb::*,\n};"),
        ];
        assert_eq!(found(&files), ["c:2 -> a", "c:2 -> a", "c:3 -> b"]);
    }

    #[test]
    fn paths_in_code_count_wherever_they_stand() {
        let files = [
            ("lib", "mod a; mod c;"),
            ("a", ""),
            (
                "c",
                "fn f(x: crate::a::Type) -> Option<crate::a::Type> {\n\
                 crate::a::f();\n\
                 g!(1, { crate::a::f() });\n\
                 }\n\
                 impl crate::a::Trait for S {}\n\
                 #[derive(crate::a::Derive)] struct S {\n\
                 #[serde(with = \"crate::a\")] f: u8 }\n\
                 macro_rules! m { () => { $crate::a::f() } }",
            ),
        ];
        let lines: BTreeSet<String> = found(&files).into_iter().collect();
        let expected = [1, 2, 3, 5, 6, 7, 8].map(|line| format!("c:{line} -> a"));
        assert_eq!(lines, BTreeSet::from(expected));
    }

    #[test]
    fn what_a_macro_has_from_where_it_is_used_is_no_import() {
        let files = [
            ("lib", "mod a;"),
            (
                "a",
                "macro_rules! m { () => { mod x { use super::*; $crate::f(); } } }",
            ),
        ];
        assert_eq!(found(&files), ["a:1 -> lib"]);
        let files = [
            ("lib", "mod a;"),
            ("a", "macro_rules! m { () => { mod x { use super::*; } } }"),
        ];
        assert_eq!(found(&files), [] as [&str; 0]);
    }

    #[test]
    fn a_module_is_known_by_the_name_that_a_use_gives_it() {
        let files = [
            ("lib", "mod a; mod c;"),
            ("a", "pub mod b;"),
            ("a/b", ""),
            (
                "c",
                "use crate::a as x;\nfn f() { x::b::f(); }\nfn g() { use super::a::*; b::f(); }",
            ),
        ];
        assert_eq!(
            found(&files),
            ["c:1 -> a", "c:2 -> a/b", "c:3 -> a", "c:3 -> a/b"]
        );
    }

    #[test]
    fn other_crates_and_single_names_are_no_imports() {
        let files = [
            (
                "lib",
                "mod a; fn f() { let a = 1; g(a); }\nuse ::a::Item;\nuse b::a::Item as Other;",
            ),
            ("a", "fn f() { std::a::f(); h!(x.a, other::a::b); }"),
        ];
        assert_eq!(found(&files), [] as [&str; 0]);
    }

    #[test]
    fn declarations_visibilities_documentation_and_tests_are_no_imports() {
        let files = [
            ("lib", "mod a; mod b;"),
            (
                "a",
                "//! [`crate::b::Item`]\n\
                 pub(in crate::b) fn f() {}\n\
                 #[cfg(test)] mod tests { use crate::b::Item; }\n\
                 #[cfg(test)] mod more;",
            ),
            ("a/more", "use crate::b::Item;"),
            ("b", ""),
        ];
        assert_eq!(found(&files), [] as [&str; 0]);
    }
}
