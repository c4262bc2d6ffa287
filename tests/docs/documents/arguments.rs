//! The command line, read from the text of its declaration: subcommands and
//! their options, as the derive macro of clap makes them.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::rust;

/// The options of every subcommand.
pub(crate) struct Arguments(BTreeMap<String, BTreeSet<String>>);

impl Arguments {
    pub(crate) fn read() -> Self {
        let text = without_comments(&rust(&["host/src/cli", "host/src/cli.rs"]));
        let commands = items(body(&text, "enum Command "));
        let commands = commands.iter().filter_map(|item| {
            let (name, structure) = declaration(item).split_once('(')?;
            let name = kebab(name.trim());
            Some((name, options(&text, structure.trim_end_matches(')'))))
        });
        let commands: BTreeMap<_, _> = commands.collect();
        assert!(commands.len() > 3, "{:?}", commands.keys());
        Self(commands)
    }

    /// The options of a subcommand.
    pub(crate) fn of(&self, command: &str) -> Option<&BTreeSet<String>> {
        self.0.get(command)
    }

    /// Whether any subcommand has the option.
    pub(crate) fn any(&self, option: &str) -> bool {
        is_everywhere(option) || self.0.values().any(|options| options.contains(option))
    }
}

/// What clap gives every program.
pub(crate) fn is_everywhere(option: &str) -> bool {
    ["--help", "--version"].contains(&option)
}

/// The options of a structure, with those of the structures that it flattens.
fn options(text: &str, structure: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for item in items(body(text, &format!("struct {structure} "))) {
        let attributes = attributes(&item);
        let Some((name, kind)) = declaration(&item).split_once(':') else {
            continue;
        };
        let name = name.rsplit(' ').next().unwrap_or_default();
        if has_word(&attributes, "flatten") {
            found.extend(options(text, kind.trim()));
        }
        if has_word(&attributes, "long") {
            let named = attributes.split("long = \"").nth(1);
            let named = named.and_then(|rest| rest.split('"').next());
            found.insert(format!(
                "--{}",
                named.map_or_else(|| kebab(name), str::to_owned)
            ));
        }
    }
    found
}

/// The text between the braces that follow `head`.
fn body<'a>(text: &'a str, head: &str) -> &'a str {
    let (_, rest) = text
        .split_once(head)
        .unwrap_or_else(|| panic!("there is no {head}"));
    let start = rest.find('{').unwrap();
    let mut depth = 0;
    for (at, letter) in rest[start..].char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &rest[start + 1..start + at];
        }
    }
    panic!("{head} does not end")
}

/// What commas separate, but not those within brackets.
fn items(body: &str) -> Vec<String> {
    let (mut items, mut depth) = (vec![String::new()], 0);
    for letter in body.chars() {
        match letter {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' | '>' => depth -= 1,
            _ => {}
        }
        match (letter, depth) {
            (',', 0) => items.push(String::new()),
            _ => items.last_mut().unwrap().push(letter),
        }
    }
    items.retain(|item| !item.trim().is_empty());
    items
}

/// The attributes before a declaration.
fn attributes(item: &str) -> String {
    item[..item.len() - declaration(item).len()].to_owned()
}

/// What follows the attributes.
fn declaration(item: &str) -> &str {
    let mut rest = item.trim_start();
    while let Some(attribute) = rest.strip_prefix("#[") {
        let mut depth = 1;
        let end = attribute.char_indices().find(|(_, letter)| {
            match letter {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        rest = attribute[end.unwrap().0 + 1..].trim_start();
    }
    rest.trim_end()
}

fn has_word(text: &str, word: &str) -> bool {
    let letters = |letter: char| !letter.is_ascii_alphanumeric() && letter != '_';
    text.split(letters).any(|part| part == word)
}

fn without_comments(text: &str) -> String {
    let lines = text.lines();
    let code = lines.map(|line| match line.trim_start().starts_with("//") {
        true => "",
        false => line,
    });
    code.collect::<Vec<_>>().join("\n")
}

/// `MaxChecks` and `max_checks` as `max-checks`.
fn kebab(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        match letter {
            '_' => text.push('-'),
            'A'..='Z' if !text.is_empty() => {
                text.push('-');
                text.push(letter.to_ascii_lowercase());
            }
            _ => text.push(letter.to_ascii_lowercase()),
        }
    }
    text
}

#[test]
fn a_declaration_is_read_as_clap_reads_it() {
    let text = "struct Outer {\n    #[arg(long, value_parser = [\"a\", \"b\"])]\n    \
                pub(super) max_checks: Vec<(String, u64)>,\n    #[command(flatten)]\n    \
                inner: Inner,\n    name: String,\n}\nstruct Inner {\n    \
                #[arg(long = \"other\", value_name = \"IP[:PORT]\")]\n    this: u8,\n}";
    let expected = ["--max-checks", "--other"].map(str::to_owned);
    assert_eq!(options(text, "Outer"), expected.into());
}
