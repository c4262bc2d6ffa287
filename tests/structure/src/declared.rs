//! What modules a file declares, and which files they can be.

use syn::ext::IdentExt;
use syn::{Attribute, Expr, ExprLit, Item, Lit, Meta};

/// A module as a file declares it.
pub(crate) struct Declared {
    /// Its name, after those of the inline modules around it.
    pub(crate) path: Vec<String>,
    /// Whether its items stand in the same file.
    pub(crate) inline: bool,
    /// What `#[path]` says.
    at: Option<String>,
}

/// All modules that items declare, those within inline ones too.
pub(crate) fn declared(items: &[Item]) -> Vec<Declared> {
    let mut found = Vec::new();
    collect(items, &[], &mut found);
    found
}

/// Where the modules that a file declares are looked for.
pub(crate) fn folder_of(path: &str, is_root: bool) -> String {
    let (parent, name) = split(path);
    match name {
        "mod.rs" => parent.to_owned(),
        _ if is_root => parent.to_owned(),
        _ => join(parent, name.strip_suffix(".rs").unwrap_or(name)),
    }
}

impl Declared {
    /// The files that a module in its own file can be, where `declaring` has its
    /// modules in `folder`.
    pub(crate) fn files(&self, declaring: &str, folder: &str) -> Vec<String> {
        let path = self.path.join("/");
        match (&self.at, self.path.as_slice()) {
            // As the language has it: beside the declaring file, unless modules
            // stand around the declaration.
            (Some(at), [_]) => vec![join(split(declaring).0, at)],
            (Some(at), _) => vec![join(&join(folder, split(&path).0), at)],
            (None, _) => vec![
                join(folder, &format!("{path}.rs")),
                join(folder, &format!("{path}/mod.rs")),
            ],
        }
    }
}

fn collect(items: &[Item], within: &[String], found: &mut Vec<Declared>) {
    for item in items {
        let Item::Mod(module) = item else { continue };
        let path = [within, &[module.ident.unraw().to_string()]].concat();
        found.push(Declared {
            path: path.clone(),
            inline: module.content.is_some(),
            at: path_attribute(&module.attrs),
        });
        if let Some((_, items)) = &module.content {
            collect(items, &path, found);
        }
    }
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| {
        let Meta::NameValue(pair) = &attribute.meta else {
            return None;
        };
        match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) if pair.path.is_ident("path") => Some(text.value()),
            _ => None,
        }
    })
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn join(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        _ => format!("{folder}/{name}"),
    }
}
