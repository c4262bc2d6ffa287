//! The command line, read from the text of its declaration: subcommands and
//! their options, as the derive macro of clap makes them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::declarations::{
    attributes, body, declaration, has_word, items, without_comments, without_visibility,
};
use crate::sources::{files, read, rust};

/// What the bundled checkers say of themselves: flags are made of their options.
const DEFINITIONS: &str = "host/src/components/definitions";
/// Where options are that have a flag of another name.
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

/// Options of checkers are not derived: those that people give have a flag, and
/// there is one for any.
fn by_hand() -> BTreeSet<String> {
    let named = read(FLAGS);
    let mut flags = BTreeSet::from(["--option".to_owned()]);
    for path in files(DEFINITIONS, ".json") {
        let definition: Value = serde_json::from_str(&read(&path)).unwrap();
        for option in definition["options"].as_array().unwrap() {
            let id = option["id"].as_str().unwrap();
            let is_filled_in = option.get("auto_fill").is_some() || option["type"] == "entries";
            if !is_filled_in && definition["subject_option"] != id {
                let other = other_name(&named, id);
                flags.insert(format!("--{}", other.unwrap_or_else(|| kebab(id))));
            }
        }
    }
    assert!(flags.len() > 5, "{DEFINITIONS} has no options");
    flags
}

/// The flag of an option that is not called after it: the pair of the option's
/// constant and the name.
fn other_name(text: &str, option: &str) -> Option<String> {
    let (constant, _) = text.split_once(&format!(": &str = \"{option}\""))?;
    let constant = constant.rsplit(' ').next()?;
    let (_, pairs) = text.split_once("OTHER_NAMES")?;
    let (_, name) = pairs.split_once(&format!("({constant}, \""))?;
    Some(name.split('"').next()?.to_owned())
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
