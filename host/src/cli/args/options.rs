//! Options of checkers: any by its identifier, and those that have a flag.

use std::collections::BTreeMap;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use super::flag::{ANY, Given, PREFIX};
use super::value;

/// The options that were given, by their identifiers.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct OptionArguments(BTreeMap<String, Given>);

impl OptionArguments {
    /// All of them.
    pub(in crate::cli) fn iter(&self) -> impl Iterator<Item = (&str, &Given)> {
        self.0.iter().map(|(id, given)| (id.as_str(), given))
    }

    fn add(&mut self, id: &str, given: Given) -> Result<(), Error> {
        match self.0.insert(id.to_owned(), given) {
            None => Ok(()),
            Some(_) => Err(Error::raw(
                ErrorKind::ArgumentConflict,
                format!("the option \"{id}\" is given twice\n"),
            )),
        }
    }
}

#[cfg(test)]
impl FromIterator<(String, Given)> for OptionArguments {
    fn from_iter<I: IntoIterator<Item = (String, Given)>>(options: I) -> Self {
        Self(options.into_iter().collect())
    }
}

impl Args for OptionArguments {
    /// The flag for any; those that are called after options come with the
    /// checkers.
    fn augment_args(command: Command) -> Command {
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
        let mut options = Self::default();
        let any = matches.get_many::<(String, String)>(ANY);
        for (id, value) in any.into_iter().flatten() {
            options.add(id, Given::Text(value.clone()))?;
        }
        let flags = matches.ids().filter_map(|id| {
            let option = id.as_str().strip_prefix(PREFIX)?;
            Some((option, matches.get_one::<Given>(id.as_str())?.clone()))
        });
        for (option, given) in flags {
            options.add(option, given)?;
        }
        Ok(options)
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
    fn any_option_can_be_given_and_each_once() {
        let given = parse(&["--option", "a=b=c", "--option", "d="]).unwrap();
        let given: Vec<(&str, &Given)> = given.iter().collect();
        let text = |value: &str| Given::Text(value.to_owned());
        assert_eq!(given, [("a", &text("b=c")), ("d", &text(""))]);
        for refused in [["a=1", "a=2"], ["a", "b=1"], ["=1", "b=1"]] {
            let arguments = ["--option", refused[0], "--option", refused[1]];
            assert!(parse(&arguments).is_err(), "{refused:?}");
        }
    }
}
