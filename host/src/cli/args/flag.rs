//! The flags of checkers: made of their definitions, so that whatever checker is
//! at hand can be asked as those are that come with the program.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::builder::{
    PathBufValueParser, PossibleValue, StringValueParser, TypedValueParser, ValueParser,
};
use clap::{Arg, ArgAction, Command, ValueHint};

use crate::components::DEFAULT;
use crate::components::flags::OTHER_NAMES;
use crate::model::{Definition, OptionField, OptionType};

/// The flag that takes any option.
pub(super) const ANY: &str = "option";
/// How the identifiers of these arguments begin; the option's own follows.
pub(super) const PREFIX: &str = "option:";
/// The command whose arguments can come from the environment.
const SERVE: &str = "serve";
/// The argument that names what is checked.
const SUBJECT: &str = "domain";
/// Commands that look at nothing, and have no use for a secret.
const JUDGING: [&str; 2] = ["evaluate", "report"];

/// What was given for an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Given {
    /// Its value, as it was typed.
    Text(String),
    /// A file that holds it.
    File(PathBuf),
}

/// The command with a flag for each option of these checkers, wherever options
/// are taken: only where they are `typed`, if that is such a command, since making
/// them all is a good part of what the program does before it begins.
pub(in crate::cli) fn with_flags<'a>(
    command: Command,
    definitions: impl IntoIterator<Item = &'a Definition>,
    typed: Option<&str>,
) -> Command {
    let flags = flags(&command, definitions);
    let typed = typed.and_then(|typed| command.find_subcommand(typed));
    let typed = typed.filter(|command| takes_options(command));
    match typed.map(|typed| typed.get_name().to_owned()) {
        Some(typed) => command.mut_subcommand(typed, |command| augmented(command, &flags)),
        None => command.mut_subcommands(|command| match takes_options(&command) {
            true => augmented(command, &flags),
            false => command,
        }),
    }
}

/// The command with help in the words of the checker that is asked.
pub(in crate::cli) fn speaking_of(command: Command, asked: &Definition) -> Command {
    let command = match asked.id == DEFAULT {
        true => command,
        false => command.about(format!(
            "Asks the checker {}: what is wrong, for whom, and how to mend it",
            asked.name
        )),
    };
    let Some(subject) = asked.subject() else {
        return command;
    };
    let is_about_one = |command: &Command| {
        let mut arguments = command.get_arguments();
        arguments.any(|argument| argument.get_id() == SUBJECT && argument.is_required_set())
    };
    command.mut_subcommands(|command| match is_about_one(&command) {
        true => command.mut_arg(SUBJECT, |argument| argument.help(help(subject))),
        false => command,
    })
}

/// What is typed to give an option, such as `--timeout`: its flag, or where it
/// has none the flag for all.
pub(super) fn typed(command: &Command, option: &str) -> String {
    let own = name(option).filter(|name| !reserved(command).contains(name));
    own.map_or_else(|| format!("--{ANY} {option}=…"), |name| format!("--{name}"))
}

fn takes_options(command: &Command) -> bool {
    let mut arguments = command.get_arguments();
    arguments.any(|argument| argument.get_id() == ANY)
}

/// An option with a flag.
struct Flag<'a> {
    name: String,
    field: &'a OptionField,
    heading: String,
}

/// Those of all checkers, one for options of one name.
fn flags<'a>(
    command: &Command,
    definitions: impl IntoIterator<Item = &'a Definition>,
) -> Vec<Flag<'a>> {
    let mut taken = reserved(command);
    let mut flags = Vec::new();
    for definition in definitions {
        let own = definition
            .options
            .iter()
            .filter(|field| is_typed(definition, field));
        for field in own {
            let Some(name) = name(&field.id).filter(|name| taken.insert(name.clone())) else {
                continue;
            };
            flags.push(Flag {
                name,
                field,
                heading: format!("Options of the checker {}", definition.name),
            });
        }
    }
    flags
}

/// Whether people give it: not what is checked, and nothing that is filled in.
fn is_typed(definition: &Definition, field: &OptionField) -> bool {
    let is_subject = definition.subject_option.as_ref() == Some(&field.id);
    !is_subject && field.auto_fill.is_empty() && field.value_type != OptionType::Entries
}

/// The flag's name without dashes: the option's in kebab case, or another that
/// was chosen. `None` where that is no name for a flag.
fn name(option: &str) -> Option<String> {
    let other = OTHER_NAMES.iter().find(|(id, _)| *id == option);
    if let Some((_, name)) = other {
        return Some((*name).to_owned());
    }
    let mut name = String::new();
    for letter in option.chars() {
        match letter {
            'A'..='Z' if !name.is_empty() => {
                name.push('-');
                name.push(letter.to_ascii_lowercase());
            }
            'A'..='Z' => name.push(letter.to_ascii_lowercase()),
            'a'..='z' | '0'..='9' => name.push(letter),
            '-' | '_' | '.' if !name.is_empty() => name.push('-'),
            _ => return None,
        }
    }
    let begins = name.starts_with(|letter: char| letter.is_ascii_lowercase());
    (begins && !name.ends_with('-')).then_some(name)
}

/// The names that the program has flags of its own for, on any command: an
/// option is typed in the same way on all.
fn reserved(command: &Command) -> BTreeSet<String> {
    let commands = command.get_subcommands();
    let own = commands.chain([command]).flat_map(Command::get_arguments);
    let own = own.filter(|argument| !argument.get_id().as_str().starts_with(PREFIX));
    let names = own.flat_map(|argument| {
        let aliases = argument.get_all_aliases().unwrap_or_default();
        argument.get_long().into_iter().chain(aliases)
    });
    let names = names.chain(["help", "version"]);
    names.map(str::to_owned).collect()
}

fn augmented(command: Command, flags: &[Flag<'_>]) -> Command {
    let from_environment = command.get_name() == SERVE;
    let judges = JUDGING.contains(&command.get_name());
    let command = match from_environment {
        true => command.mut_arg(ANY, |any| any.env("CHECKER_OPTION").value_delimiter(',')),
        false => command,
    };
    let flags = flags.iter().filter(|flag| !judges || !flag.field.secret);
    flags.fold(command, |command, flag| {
        let argument = flag.argument();
        command.arg(match from_environment {
            true => argument.env(variable(&flag.name)),
            false => argument,
        })
    })
}

/// The variable of the environment that goes with a flag.
fn variable(name: &str) -> String {
    format!("CHECKER_{}", name.replace('-', "_").to_ascii_uppercase())
}

impl Flag<'_> {
    fn argument(&self) -> Arg {
        let field = self.field;
        let argument = Arg::new(format!("{PREFIX}{}", field.id))
            .long(self.name.clone())
            .help(help(field))
            .help_heading(self.heading.clone())
            .action(ArgAction::Set)
            .value_parser(parser(field))
            .value_name(value_name(field))
            .hide_possible_values(true);
        match (is_file(field), field.value_type) {
            (true, _) => argument.value_hint(ValueHint::FilePath),
            (false, OptionType::Boolean) => argument
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("true"),
            _ => argument,
        }
    }
}

/// Whether a file is named that holds the value: it has several lines, or is
/// not to be seen among the processes of the machine.
fn is_file(field: &OptionField) -> bool {
    field.textarea || field.secret
}

fn help(field: &OptionField) -> String {
    let text = match field.description.is_empty() {
        true => &field.label,
        false => &field.description,
    };
    let text = text.trim_end_matches('.');
    match &field.default_value {
        Some(value) => {
            let value = value.text().unwrap_or_else(|| value.to_string());
            format!("{text} [default: {value}]")
        }
        None => text.to_owned(),
    }
}

fn value_name(field: &OptionField) -> String {
    if is_file(field) {
        return "FILE".into();
    }
    if !field.choices.is_empty() {
        return field.choices.join("|");
    }
    let name = match field.value_type {
        OptionType::Text | OptionType::Entries => "TEXT",
        OptionType::Number => "NUMBER",
        OptionType::Unsigned => "N",
        OptionType::Boolean => "true|false",
    };
    name.into()
}

fn parser(field: &OptionField) -> ValueParser {
    match is_file(field) {
        true => PathBufValueParser::new().map(Given::File).into(),
        false => Words(field.choices.clone()).map(Given::Text).into(),
    }
}

/// Any text; the words are what a shell may complete. What else is wrong with a
/// value the checker says better.
#[derive(Clone)]
struct Words(Vec<String>);

impl TypedValueParser for Words {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let words = self.0.iter().map(PossibleValue::new);
        (!self.0.is_empty()).then(|| Box::new(words) as _)
    }
}

#[cfg(test)]
mod tests;
