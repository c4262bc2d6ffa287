//! Options of checkers: any by its identifier, and those of the bundled
//! checkers that have a flag of their own.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, value_parser};

use super::value;
use crate::components::flags::{FILE_FLAGS, FLAGS};
use crate::model::Options;

/// The flag that takes any option.
const ANY: &str = "option";

/// The options that were given, as the text that was typed: the checker reads
/// numbers in it where it wants them, and says what is wrong with them.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct OptionArguments {
    /// All of them.
    pub(in crate::cli) options: Options,
    /// The identifiers of those without a flag of their own: a checker should
    /// have them.
    pub(in crate::cli) named: Vec<String>,
    /// The files that hold values of options.
    pub(in crate::cli) files: Vec<OptionFile>,
}

/// A file that holds the value of an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct OptionFile {
    /// The option's identifier.
    pub(in crate::cli) option: &'static str,
    /// The file.
    pub(in crate::cli) path: PathBuf,
}

impl Args for OptionArguments {
    fn augment_args(command: Command) -> Command {
        let command = FLAGS.iter().fold(command, |command, flag| {
            command.arg(
                Arg::new(flag.name)
                    .long(flag.name)
                    .value_name(flag.value)
                    .help(flag.help),
            )
        });
        let command = FILE_FLAGS.iter().fold(command, |command, flag| {
            command.arg(
                Arg::new(flag.name)
                    .long(flag.name)
                    .value_name("FILE")
                    .help(flag.help)
                    .value_parser(value_parser!(PathBuf)),
            )
        });
        command.arg(
            Arg::new(ANY)
                .long(ANY)
                .value_name("ID=VALUE")
                .help("Any option of a checker, as its definition names them; may be repeated")
                .value_parser(value::option)
                .action(ArgAction::Append),
        )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for OptionArguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut given = Self::default();
        let any = matches.get_many::<(String, String)>(ANY);
        for (id, value) in any.into_iter().flatten() {
            if given.options.get(id).is_some() {
                return Err(Error::raw(
                    ErrorKind::ArgumentConflict,
                    format!("the option \"{id}\" is given twice\n"),
                ));
            }
            given.options.set(id, value.as_str());
            given.named.push(id.clone());
        }
        for flag in FLAGS {
            if let Some(value) = matches.get_one::<String>(flag.name) {
                given.options.set(flag.option, value.as_str());
            }
        }
        let files = FILE_FLAGS.iter().filter_map(|flag| {
            Some(OptionFile {
                option: flag.name,
                path: matches.get_one::<PathBuf>(flag.name)?.clone(),
            })
        });
        given.files.extend(files);
        Ok(given)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<OptionArguments, Error> {
        let command = OptionArguments::augment_args(Command::new("test").no_binary_name(true));
        OptionArguments::from_arg_matches(&command.try_get_matches_from(arguments)?)
    }

    #[test]
    fn a_flag_is_the_option_that_it_stands_for() {
        for flag in FLAGS {
            let given = parse(&[&format!("--{}", flag.name), "7"]).unwrap();
            assert_eq!(given.options.text(flag.option).as_deref(), Some("7"));
        }
    }

    #[test]
    fn a_file_is_named_and_not_read() {
        let given = parse(&["--key", "no such file"]).unwrap();
        let file = OptionFile {
            option: "key",
            path: "no such file".into(),
        };
        assert_eq!(given.files, [file]);
        assert!(given.options.is_empty());
    }

    #[test]
    fn any_option_can_be_given_and_each_once() {
        let given = parse(&["--option", "a=b=c", "--option", "d="]).unwrap();
        assert_eq!(given.options.text("a").as_deref(), Some("b=c"));
        assert_eq!(given.options.text("d").as_deref(), Some(""));
        assert_eq!(given.named, ["a", "d"]);
        for refused in [["a=1", "a=2"], ["a", "b=1"], ["=1", "b=1"]] {
            let arguments = ["--option", refused[0], "--option", refused[1]];
            assert!(parse(&arguments).is_err(), "{refused:?}");
        }
    }
}
