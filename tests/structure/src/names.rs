//! Which module a path in the code leads to.

use std::collections::BTreeMap;

use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::{ItemMod, ItemUse, UseTree};

use crate::modules::{ModulePath, Tree};

/// One path of a `use`, taken out of its groups.
pub(crate) struct Used {
    /// The path; without the star of a glob.
    pub(crate) segments: Vec<String>,
    /// The line of its last segment.
    pub(crate) line: usize,
    /// The name it brings in; `None` for a glob.
    name: Option<String>,
}

/// The single paths of a `use`.
pub(crate) fn used(item: &ItemUse) -> Vec<Used> {
    let mut found = Vec::new();
    // `::name` is another crate, whatever modules there are.
    if item.leading_colon.is_none() {
        flatten(&item.tree, &mut Vec::new(), 0, &mut found);
    }
    found
}

fn flatten(tree: &UseTree, prefix: &mut Vec<String>, line: usize, found: &mut Vec<Used>) {
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.unraw().to_string());
            flatten(&path.tree, prefix, path.ident.span().start().line, found);
            prefix.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, prefix, line, found);
            }
        }
        UseTree::Glob(_) => found.push(Used {
            segments: prefix.clone(),
            line,
            name: None,
        }),
        UseTree::Name(name) => found.push(leaf(prefix, &name.ident, &name.ident)),
        UseTree::Rename(rename) => found.push(leaf(prefix, &rename.ident, &rename.rename)),
    }
}

fn leaf(prefix: &[String], ident: &syn::Ident, name: &syn::Ident) -> Used {
    let mut segments = prefix.to_vec();
    // `a::{self}` is `a`.
    if ident != "self" || segments.is_empty() {
        segments.push(ident.unraw().to_string());
    }
    let name = match name == "self" {
        true => segments.last().cloned(),
        false => Some(name.unraw().to_string()),
    };
    Used {
        segments,
        line: ident.span().start().line,
        name,
    }
}

/// The names for modules that each module has.
pub(crate) struct Names<'a> {
    tree: &'a Tree,
    /// Those that a `use` brings in, by module and name.
    imported: BTreeMap<(ModulePath, String), ModulePath>,
    /// The modules of which a module has everything.
    globs: BTreeMap<ModulePath, Vec<ModulePath>>,
}

impl<'a> Names<'a> {
    pub(crate) fn of(tree: &'a Tree) -> Self {
        let mut names = Self {
            tree,
            imported: BTreeMap::new(),
            globs: BTreeMap::new(),
        };
        for file in &tree.files {
            let mut uses = Uses {
                module: file.module.clone(),
                names: &mut names,
            };
            for item in &file.items {
                uses.visit_item(item);
            }
        }
        names
    }

    /// The module that the longest prefix of a path names, as seen from a
    /// module, and how much of the path is left: an item of it. `None` if the
    /// path leads out of the crate.
    pub(crate) fn module<'s>(
        &self,
        from: &[String],
        segments: &'s [String],
    ) -> Option<(ModulePath, &'s [String])> {
        let (mut module, mut rest) = self.start(from, segments)?;
        while let Some((segment, more)) = rest.split_first() {
            module.push(segment.clone());
            if !self.tree.modules.contains_key(&module) {
                module.pop();
                break;
            }
            rest = more;
        }
        Some((module, rest))
    }

    /// The module that a path is to be followed from, and what follows.
    fn start<'s>(
        &self,
        from: &[String],
        segments: &'s [String],
    ) -> Option<(ModulePath, &'s [String])> {
        let (first, mut rest) = segments.split_first()?;
        let mut module = from.to_vec();
        match first.as_str() {
            "crate" => module.clear(),
            "self" => {}
            "super" => {
                module.pop()?;
            }
            name => return Some((self.local(from, name)?, rest)),
        }
        while let Some(("super", more)) = rest.split_first().map(|(a, b)| (a.as_str(), b)) {
            module.pop()?;
            rest = more;
        }
        Some((module, rest))
    }

    /// The module that a bare name stands for.
    fn local(&self, from: &[String], name: &str) -> Option<ModulePath> {
        if let Some(module) = self.imported.get(&(from.to_vec(), name.to_owned())) {
            return Some(module.clone());
        }
        let globs = self.globs.get(from).into_iter().flatten();
        std::iter::once(from)
            .chain(globs.map(Vec::as_slice))
            .map(|module| [module, &[name.to_owned()]].concat())
            .find(|module| self.tree.modules.contains_key(module))
    }

    fn add(&mut self, module: &ModulePath, used: &Used) {
        // What is left is an item: its name is none for a module.
        let Some((target, [])) = self.module(module, &used.segments) else {
            return;
        };
        match &used.name {
            None => self.globs.entry(module.clone()).or_default().push(target),
            Some(name) => {
                self.imported.insert((module.clone(), name.clone()), target);
            }
        }
    }
}

/// Collects the `use` of a file, those within functions too.
struct Uses<'a, 'tree> {
    module: ModulePath,
    names: &'a mut Names<'tree>,
}

impl<'ast> Visit<'ast> for Uses<'_, '_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        for used in used(item) {
            self.names.add(&self.module, &used);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        self.module.push(module.ident.unraw().to_string());
        visit::visit_item_mod(self, module);
        self.module.pop();
    }
}
