use clap::{ArgMatches, Args, FromArgMatches};

use super::*;
use crate::cli::args::options::OptionArguments;
use crate::example;

/// A checker with one option of each kind.
fn definition() -> Definition {
    let mut definition = example::definition();
    let field = definition.options[1].clone();
    let of = |id: &str, change: fn(&mut OptionField)| {
        let mut field = OptionField {
            id: id.to_owned(),
            ..field.clone()
        };
        change(&mut field);
        field
    };
    definition.options.extend([
        of("warnDays", |_| {}),
        of("loud", |field| field.value_type = OptionType::Boolean),
        of("level", |field| {
            field.value_type = OptionType::Text;
            field.choices = vec!["low".into(), "high".into()];
        }),
        of("roots", |field| field.textarea = true),
        of("things", |field| field.value_type = OptionType::Entries),
        of("format", |_| {}),
        of("no name", |_| {}),
    ]);
    definition
}

/// A program with one command that takes options, and its own flag `format`.
fn command() -> Command {
    let ask = OptionArguments::augment_args(Command::new("ask"));
    let ask = ask.arg(Arg::new("format").long("format"));
    Command::new("test").subcommand(ask)
}

fn parse(arguments: &[&str]) -> Result<Vec<(String, Given)>, clap::Error> {
    let all = ["test", "ask"].iter().chain(arguments);
    let matches = with_flags(command(), [&definition()], None).try_get_matches_from(all)?;
    let asked: &ArgMatches = matches.subcommand().unwrap().1;
    let options = OptionArguments::from_arg_matches(asked)?;
    Ok(options
        .iter()
        .map(|(id, given)| (id.to_owned(), given.clone()))
        .collect())
}

fn given(arguments: &[&str]) -> (String, Given) {
    let mut given = parse(arguments).unwrap();
    assert_eq!(given.len(), 1, "{arguments:?}");
    given.remove(0)
}

fn text(id: &str, value: &str) -> (String, Given) {
    (id.to_owned(), Given::Text(value.to_owned()))
}

#[test]
fn a_flag_is_the_option_that_it_is_called_after() {
    assert_eq!(given(&["--timeout", "7"]), text("timeout", "7"));
    assert_eq!(given(&["--warn-days=7"]), text("warnDays", "7"));
    assert_eq!(given(&["--level", "odd"]), text("level", "odd"));
    assert_eq!(given(&["--loud"]), text("loud", "true"));
    assert_eq!(given(&["--loud=false"]), text("loud", "false"));
}

#[test]
fn what_is_long_or_secret_comes_from_a_file_that_is_not_read_yet() {
    for id in ["token", "roots"] {
        let flag = format!("--{id}");
        let file = Given::File("no such file".into());
        assert_eq!(given(&[&flag, "no such file"]), (id.to_owned(), file));
    }
}

#[test]
fn what_is_checked_or_filled_in_and_what_the_program_has_itself_gets_no_flag() {
    for flag in ["--domain", "--things", "--no name"] {
        assert!(parse(&[flag, "x"]).is_err(), "{flag}");
    }
    assert_eq!(parse(&["--format", "x"]).unwrap(), []);
    let by_name = given(&["--option", "format=x"]);
    assert_eq!(by_name, text("format", "x"));
}

#[test]
fn an_option_is_given_once_by_whatever_way() {
    assert!(parse(&["--timeout", "1", "--timeout", "2"]).is_err());
    assert!(parse(&["--timeout", "1", "--option", "timeout=2"]).is_err());
}

#[test]
fn options_of_one_name_have_one_flag() {
    let other = Definition {
        id: "other".into(),
        ..definition()
    };
    let command = with_flags(command(), [&definition(), &other], None);
    command.debug_assert();
}

#[test]
fn flags_are_made_for_the_command_that_is_typed_or_for_all() {
    let other = OptionArguments::augment_args(Command::new("other"));
    let command = command().subcommand(other);
    for (typed, made) in [
        (Some("ask"), [true, false]),
        (Some("other"), [false, true]),
        (Some("help"), [true, true]),
        (None, [true, true]),
    ] {
        let command = with_flags(command.clone(), [&definition()], typed);
        let has = ["ask", "other"].map(|name| {
            let mut flags = command.find_subcommand(name).unwrap().get_arguments();
            flags.any(|flag| flag.get_long() == Some("loud"))
        });
        assert_eq!(has, made, "{typed:?}");
    }
}

#[test]
fn a_name_is_in_kebab_case_or_was_chosen() {
    for (option, flag) in [
        ("maxDuration", Some("max-duration")),
        ("Mode", Some("mode")),
        ("warn_days", Some("warn-days")),
        ("a.b", Some("a-b")),
        ("trustedRoots", Some("ca")),
        ("", None),
        ("2nd", None),
        ("-x", None),
        ("x-", None),
        ("größe", None),
        ("a b", None),
        ("a=b", None),
    ] {
        assert_eq!(name(option).as_deref(), flag, "{option}");
    }
}

#[test]
fn what_is_typed_for_an_option_is_its_flag_unless_the_program_has_it() {
    assert_eq!(typed(&command(), "maxDuration"), "--max-duration");
    assert_eq!(typed(&command(), "trustedRoots"), "--ca");
    assert_eq!(typed(&command(), "format"), "--option format=…");
    assert_eq!(typed(&command(), "größe"), "--option größe=…");
}
