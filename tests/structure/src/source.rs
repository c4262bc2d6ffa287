//! One source file, parsed, without its tests.

use syn::{Attribute, ImplItem, Item, ItemMod, Meta, Token, TraitItem, punctuated::Punctuated};

/// A file of one crate.
pub struct SourceFile {
    /// Its path below the workspace's root.
    pub path: String,
    /// The module whose file it is.
    pub module: Vec<String>,
    /// Its length in lines, modules of tests left out.
    pub lines: usize,
    /// What it holds, tests left out.
    pub items: Vec<Item>,
}

/// Parts items into those that are always there and those of tests only.
pub(crate) fn part(items: Vec<Item>) -> (Vec<Item>, Vec<Item>) {
    let (tests, mut items): (Vec<Item>, Vec<Item>) = items
        .into_iter()
        .partition(|item| only_in_tests(attributes(item)));
    for item in &mut items {
        strip(item);
    }
    (items, tests)
}

/// Takes the tests out of what an item contains.
fn strip(item: &mut Item) {
    match item {
        Item::Mod(module) => {
            if let Some((_, items)) = &mut module.content {
                *items = part(std::mem::take(items)).0;
            }
        }
        Item::Impl(block) => block.items.retain(|item| match item {
            ImplItem::Const(item) => !only_in_tests(&item.attrs),
            ImplItem::Fn(item) => !only_in_tests(&item.attrs),
            ImplItem::Type(item) => !only_in_tests(&item.attrs),
            ImplItem::Macro(item) => !only_in_tests(&item.attrs),
            _ => true,
        }),
        Item::Trait(block) => block.items.retain(|item| match item {
            TraitItem::Const(item) => !only_in_tests(&item.attrs),
            TraitItem::Fn(item) => !only_in_tests(&item.attrs),
            TraitItem::Type(item) => !only_in_tests(&item.attrs),
            TraitItem::Macro(item) => !only_in_tests(&item.attrs),
            _ => true,
        }),
        _ => {}
    }
}

/// How many lines modules of tests take in their file.
pub(crate) fn lines_of_tests(tests: &[Item]) -> usize {
    let modules = tests.iter().map(|item| match item {
        Item::Mod(ItemMod {
            attrs,
            content: Some((brace, _)),
            mod_token,
            ..
        }) => {
            let first = attrs
                .first()
                .map_or(mod_token.span, |attribute| attribute.pound_token.span);
            brace.span.close().end().line + 1 - first.start().line
        }
        _ => 0,
    });
    modules.sum()
}

/// Whether what has these attributes is compiled for tests only.
pub(crate) fn only_in_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<Meta>()
                .is_ok_and(|condition| implies_test(&condition))
    })
}

/// Whether a condition of `cfg` holds in tests only.
fn implies_test(condition: &Meta) -> bool {
    let Meta::List(list) = condition else {
        return condition.path().is_ident("test");
    };
    let Ok(parts) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else {
        return false;
    };
    if list.path.is_ident("all") {
        parts.iter().any(implies_test)
    } else {
        list.path.is_ident("any") && !parts.is_empty() && parts.iter().all(implies_test)
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(source: &str) -> usize {
        let file = syn::parse_file(source).unwrap();
        part(file.items).0.len()
    }

    #[test]
    fn what_only_tests_have_is_left_out() {
        assert_eq!(kept("#[cfg(test)] mod tests {}"), 0);
        assert_eq!(kept("#[cfg(all(unix, test))] use a::b;"), 0);
        assert_eq!(kept("#[cfg(any(test, all(test, unix)))] fn f() {}"), 0);
    }

    #[test]
    fn what_others_have_too_stays() {
        assert_eq!(kept("#[cfg(not(test))] mod a {}"), 1);
        assert_eq!(kept("#[cfg(any(test, feature = \"sim\"))] mod a {}"), 1);
        assert_eq!(kept("#[cfg(feature = \"test\")] mod a {}"), 1);
    }

    #[test]
    fn tests_within_items_are_left_out() {
        let file = syn::parse_file(
            "mod a { #[cfg(test)] fn f() {} fn g() {} } impl A { #[cfg(test)] fn f() {} }",
        )
        .unwrap();
        let (items, _) = part(file.items);
        let [Item::Mod(module), Item::Impl(block)] = items.as_slice() else {
            panic!("two items");
        };
        assert_eq!(module.content.as_ref().unwrap().1.len(), 1);
        assert!(block.items.is_empty());
    }
}
