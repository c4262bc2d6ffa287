//! Files with more than one rule of a checker.
//!
//! A rule is a constant of the type `Rule`, or a `Rule { … }` that stands
//! anywhere else.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{ExprStruct, ItemConst, ItemStatic, Path, Type};

use crate::modules::Tree;
use crate::source::SourceFile;
use crate::violation::{HouseRule, Violation};

/// All files of a crate that hold several rules.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let files = tree.files.iter().map(|file| (file, lines(file)));
    let crowded = files.filter(|(_, lines)| lines.len() > 1);
    let violations = crowded.map(|(file, lines)| {
        let all: Vec<String> = lines.iter().map(usize::to_string).collect();
        Violation {
            rule: HouseRule::OneRule,
            place: file.path.clone(),
            what: format!("{} rules, in lines {}", lines.len(), all.join(", ")),
        }
    });
    violations.collect()
}

/// How many rules a crate has.
pub fn count(tree: &Tree) -> usize {
    tree.files.iter().map(|file| lines(file).len()).sum()
}

/// The lines in which rules begin.
fn lines(file: &SourceFile) -> Vec<usize> {
    let mut rules = Rules(Vec::new());
    for item in &file.items {
        rules.visit_item(item);
    }
    rules.0
}

struct Rules(Vec<usize>);

impl Rules {
    /// Notes a constant, unless it is none of a rule.
    fn constant(&mut self, value_type: &Type) -> bool {
        match value_type {
            Type::Path(value_type) => self.named(&value_type.path),
            _ => false,
        }
    }

    fn named(&mut self, path: &Path) -> bool {
        let last = path.segments.last().filter(|last| last.ident == "Rule");
        self.0
            .extend(last.map(|last| last.ident.span().start().line));
        last.is_some()
    }
}

impl<'ast> Visit<'ast> for Rules {
    fn visit_item_const(&mut self, item: &'ast ItemConst) {
        if !self.constant(&item.ty) {
            visit::visit_item_const(self, item);
        }
    }

    fn visit_item_static(&mut self, item: &'ast ItemStatic) {
        if !self.constant(&item.ty) {
            visit::visit_item_static(self, item);
        }
    }

    fn visit_expr_struct(&mut self, value: &'ast ExprStruct) {
        self.named(&value.path);
        visit::visit_expr_struct(self, value);
    }

    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
        for pair in tokens.windows(2) {
            if let [TokenTree::Ident(name), TokenTree::Group(_)] = pair
                && name == "Rule"
            {
                self.0.push(name.span().start().line);
            }
        }
        for token in &tokens {
            if let TokenTree::Group(group) = token {
                self.visit_token_stream(&group.stream());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modules::Sources;

    fn tree(text: &str) -> Tree {
        let sources = Sources::from([("lib.rs".to_owned(), text.to_owned())]);
        Tree::read("lib.rs", &sources).unwrap()
    }

    fn found(text: &str) -> Vec<String> {
        check(&tree(text))
            .into_iter()
            .map(|violation| violation.what)
            .collect()
    }

    #[test]
    fn one_rule_is_one_however_it_is_made() {
        for text in [
            "const RULE: Rule<Case> = Rule { name: \"a\" };",
            "static RULE: kit::Rule<Case> = rule(Side::Client);",
            "const fn rule(side: Side) -> Rule<Case> { Rule { name: side.name() } }",
        ] {
            assert_eq!(count(&tree(text)), 1, "{text}");
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_list_of_rules_holds_none() {
        assert_eq!(
            count(&tree("const ALL: [Rule<Case>; 2] = [a::RULE, b::RULE];")),
            0
        );
    }

    #[test]
    fn several_rules_in_a_file_are_found() {
        let constants = "const A: Rule = rule(1);\nconst B: Rule = rule(2);";
        assert_eq!(found(constants), ["2 rules, in lines 1, 2"]);
        let list = "const ALL: [Rule; 2] = [\nRule { name: \"a\" },\nRule { name: \"b\" }];";
        assert_eq!(found(list), ["2 rules, in lines 2, 3"]);
        let list = "fn all() { vec![Rule { name: \"a\" },\nRule { name: \"b\" }] }";
        assert_eq!(found(list), ["2 rules, in lines 1, 2"]);
    }

    #[test]
    fn rules_of_tests_do_not_count() {
        let text = "const A: Rule = rule(1);\n#[cfg(test)] mod tests { const B: Rule = rule(2); }";
        assert_eq!(count(&tree(text)), 1);
    }
}
