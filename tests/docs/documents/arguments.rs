//! The command line, read from the text of its declaration: subcommands and
//! their options, as the derive macro of clap makes them.

use std::collections::{BTreeMap, BTreeSet};

use crate::declarations::{
    attributes, body, declaration, has_word, items, without_comments, without_visibility,
};
use crate::sources::{read, rust};

/// Where the flags are that stand for options of the bundled checkers.
const FLAGS: &str = "host/src/components/flags.rs";

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

/// What clap gives every program, and what this one gives every command.
pub(crate) fn is_everywhere(option: &str) -> bool {
    ["--help", "--version", "-V", "--color", "-healthcheck"].contains(&option)
}

/// The options of a structure, with those of the structures that it flattens.
fn options(text: &str, structure: &str) -> BTreeSet<String> {
    if text.contains(&format!("impl Args for {structure} ")) {
        return by_hand();
    }
    let mut found = BTreeSet::new();
    for item in items(body(text, &format!("struct {structure} "))) {
        let attributes = attributes(&item);
        let Some((name, kind)) = without_visibility(declaration(&item)).split_once(':') else {
            continue;
        };
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

/// Options of checkers are not derived: those with a flag of their own, and the
/// flag for any.
fn by_hand() -> BTreeSet<String> {
    let flags = read(FLAGS);
    let names = flags.split("name: \"").skip(1);
    let names = names.filter_map(|rest| rest.split('"').next());
    let names: Vec<&str> = names.chain(["option"]).collect();
    assert!(names.len() > 1, "{FLAGS} has no flags");
    names.iter().map(|name| format!("--{name}")).collect()
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
                pub(in a::b) max_checks: Vec<(String, u64)>,\n    #[command(flatten)]\n    \
                inner: Inner,\n    name: String,\n}\nstruct Inner {\n    \
                #[arg(long = \"other\", value_name = \"IP[:PORT]\")]\n    this: u8,\n}";
    let expected = ["--max-checks", "--other"].map(str::to_owned);
    assert_eq!(options(text, "Outer"), expected.into());
}
