//! String literals of libraries that name a flag of the command line.
//!
//! Documentation may name one, and so may tests.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, LitByteStr, LitStr};

use crate::modules::Tree;
use crate::source::SourceFile;
use crate::violation::{HouseRule, Violation};

/// Where the command line itself is.
const COMMAND_LINE: [&str; 3] = ["host/src/main.rs", "host/src/cli.rs", "host/src/cli/"];

/// Programs whose flags a remedy may give: they are not those of this one.
const OTHER_PROGRAMS: [&str; 1] = ["prosodyctl "];

/// All flags that the libraries of a crate name.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let is_library = |file: &&SourceFile| {
        // Build scripts give flags to other programs.
        let is_source = file.path.contains("/src/");
        is_source
            && !COMMAND_LINE
                .iter()
                .any(|prefix| file.path.starts_with(prefix))
    };
    tree.files
        .iter()
        .filter(is_library)
        .flat_map(in_file)
        .collect()
}

fn in_file(file: &SourceFile) -> Vec<Violation> {
    let mut literals = Literals(Vec::new());
    for item in &file.items {
        literals.visit_item(item);
    }
    let flags = literals.0.into_iter().filter(|(_, text)| names_flag(text));
    let violations = flags.map(|(line, text)| Violation {
        rule: HouseRule::Flag,
        place: format!("{}:{line}", file.path),
        what: format!("{text:?}"),
    });
    violations.collect()
}

/// Whether a text has two dashes and a letter where a word begins.
fn names_flag(text: &str) -> bool {
    if OTHER_PROGRAMS.iter().any(|name| text.starts_with(name)) {
        return false;
    }
    text.match_indices("--").any(|(at, dashes)| {
        let before = text[..at].chars().next_back();
        let after = text[at + dashes.len()..].chars().next();
        // `xn--` and `<!--` are none.
        let begins = before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '!'));
        begins && after.is_some_and(|c| c.is_ascii_lowercase())
    })
}

/// String literals with their lines.
struct Literals(Vec<(usize, String)>);

impl<'ast> Visit<'ast> for Literals {
    fn visit_lit_str(&mut self, literal: &'ast LitStr) {
        self.0.push((literal.span().start().line, literal.value()));
    }

    fn visit_lit_byte_str(&mut self, literal: &'ast LitByteStr) {
        let text = String::from_utf8_lossy(&literal.value()).into_owned();
        self.0.push((literal.span().start().line, text));
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if !attribute.path().is_ident("doc") {
            visit::visit_attribute(self, attribute);
        }
    }

    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        let mut tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
        while let Some(token) = tokens.pop() {
            match token {
                TokenTree::Group(group) => tokens.extend(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<LitStr>(&literal.to_string()) {
                        self.0.push((literal.span().start().line, text.value()));
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modules::Sources;

    fn lines(path: &str, text: &str) -> Vec<String> {
        let sources = Sources::from([(path.to_owned(), text.to_owned())]);
        let violations = check(&Tree::read(path, &sources).unwrap());
        violations
            .into_iter()
            .map(|violation| violation.place)
            .collect()
    }

    #[test]
    fn a_flag_is_found_wherever_a_word_begins() {
        let text = "const A: &str = \"--limit\";\n\
                    fn f() { g(\"raise it (--limit)\") }\n\
                    fn g() { format!(\"use {} --ca\", h(\"x\")) }\n\
                    #[error(\"name one with --resolver\")] struct E;";
        let found = lines("a/src/lib.rs", text);
        assert_eq!(
            found,
            [1, 2, 3, 4].map(|line| format!("a/src/lib.rs:{line}"))
        );
    }

    #[test]
    fn other_dashes_are_none() {
        let text = "/// Give `--limit`.\nconst A: [&str; 4] = [\"xn--a\", \"<!--a\", \"a -- b\", \"---\"];\n\
                    #[cfg(test)] mod tests { const B: &str = \"--limit\"; }";
        assert!(lines("a/src/lib.rs", text).is_empty());
    }

    #[test]
    fn a_command_of_another_program_has_flags_of_its_own() {
        let text =
            "const A: &str = \"prosodyctl --root cert\";\nconst B: &str = \"run prosodyctl --a\";";
        assert_eq!(lines("a/src/lib.rs", text), ["a/src/lib.rs:2"]);
    }

    #[test]
    fn the_command_line_may_name_its_flags() {
        assert!(lines("host/src/main.rs", "const A: &str = \"--limit\";").is_empty());
    }
}
