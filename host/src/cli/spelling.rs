//! Arguments as they were typed, before it is known whether they are right.

use std::cell::LazyCell;
use std::ffi::{OsStr, OsString};

use clap::CommandFactory;

use super::args::Arguments;

/// The command whose arguments can come from the environment.
pub(super) const SERVE: &str = "serve";
/// How images of checkers are asked for their health.
const HEALTHCHECK: [&str; 2] = ["-healthcheck", "--healthcheck"];

/// The option whose number may stand in an argument of its own.
const DEMO: &str = "--demo";

/// The arguments as the others are spelled.
pub(super) fn usual(arguments: Vec<OsString>) -> Vec<OsString> {
    healthcheck(demo(arguments))
}

/// The arguments with `--demo 100` as `--demo=100`: what follows the option is a
/// number or has nothing to do with it.
fn demo(arguments: Vec<OsString>) -> Vec<OsString> {
    let is_number = |argument: &OsStr| {
        let argument = argument.to_string_lossy();
        !argument.is_empty() && argument.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut spelled: Vec<OsString> = Vec::with_capacity(arguments.len());
    for argument in arguments {
        match spelled.last_mut() {
            Some(last) if last == DEMO && is_number(&argument) => {
                last.push("=");
                last.push(argument);
            }
            _ => spelled.push(argument),
        }
    }
    spelled
}

/// The arguments with `-healthcheck` spelled as the others are: platforms that
/// run the program of an image ask all checkers in the same way, with one dash
/// and without a command.
fn healthcheck(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let asks = |argument: &OsString| HEALTHCHECK.iter().any(|known| argument == *known);
    let asks_for_all = arguments.get(1).is_some_and(asks);
    if asks_for_all {
        arguments.insert(1, SERVE.into());
    }
    let Some(place) = command_at(&arguments).filter(|place| arguments[*place] == SERVE) else {
        return arguments;
    };
    let asking = arguments.iter_mut().skip(place + 1);
    for argument in asking.filter(|argument| asks(argument)) {
        *argument = HEALTHCHECK[1].into();
    }
    arguments
}

/// Where the command is: what stands before it are options for all commands,
/// some with their values.
pub(super) fn command_at(arguments: &[OsString]) -> Option<usize> {
    // Asked only where an option stands before the command, which is rare.
    let program = LazyCell::new(Arguments::command);
    let with_value = |argument: &OsString| {
        let mut options = program.get_arguments();
        options.any(|one| {
            let long = one.get_long().map(|long| format!("--{long}"));
            one.get_action().takes_values() && long.is_some_and(|long| *argument == *long)
        })
    };
    let mut places = arguments.iter().enumerate().skip(1);
    while let Some((place, argument)) = places.next() {
        if !argument.as_encoded_bytes().starts_with(b"-") {
            return Some(place);
        }
        if with_value(argument) {
            places.next();
        }
    }
    None
}

/// Whether the result is for a monitoring system, even if what else was typed
/// cannot be understood.
pub(super) fn is_for_monitoring(arguments: &[OsString]) -> bool {
    let mut following = arguments.iter().skip(1);
    arguments.iter().any(|argument| {
        let value = following.next();
        match argument.to_string_lossy().as_ref() {
            "--format" | "-f" => value.is_some_and(|value| value == OsStr::new("nagios")),
            "--format=nagios" | "-f=nagios" | "-fnagios" => true,
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(arguments: &[&str]) -> Vec<OsString> {
        arguments.iter().map(OsString::from).collect()
    }

    #[test]
    fn a_healthcheck_has_one_dash_or_two_and_needs_no_command() {
        let expected = spelled(&["p", "serve", "--healthcheck"]);
        for typed in [
            &["p", "-healthcheck"][..],
            &["p", "--healthcheck"],
            &["p", "serve", "-healthcheck"],
            &["p", "serve", "--healthcheck"],
        ] {
            assert_eq!(usual(spelled(typed)), expected, "{typed:?}");
        }
        let coloured = spelled(&["p", "--color", "never", "serve", "-healthcheck"]);
        assert_eq!(usual(coloured)[4], "--healthcheck");
        let others = spelled(&["p", "check", "-healthcheck"]);
        assert_eq!(usual(others.clone()), others);
        assert_eq!(usual(spelled(&["p"])), spelled(&["p"]));
    }

    #[test]
    fn the_number_of_a_demo_may_follow_it() {
        let typed = spelled(&["p", "survey", "--demo", "100", "200", "--demo", "list"]);
        let expected = spelled(&["p", "survey", "--demo=100", "200", "--demo", "list"]);
        assert_eq!(usual(typed), expected);
    }

    #[test]
    fn the_command_is_found_behind_options_for_all_commands() {
        for (typed, place) in [
            (&["p", "serve"][..], Some(1)),
            (&["p", "--color", "never", "serve", "check"], Some(3)),
            (&["p", "--color=never", "serve"], Some(2)),
            (&["p", "--color"], None),
            (&["p"], None),
        ] {
            assert_eq!(command_at(&spelled(typed)), place, "{typed:?}");
        }
    }

    #[test]
    fn a_monitoring_system_is_recognised_however_its_format_is_spelled() {
        for typed in [
            &["p", "check", "--format", "nagios"][..],
            &["p", "check", "-f", "nagios"],
            &["p", "-fnagios"],
            &["p", "--format=nagios"],
        ] {
            assert!(is_for_monitoring(&spelled(typed)), "{typed:?}");
        }
        for typed in [
            &["p", "--format"][..],
            &["p", "nagios"],
            &["p", "-f", "json"],
        ] {
            assert!(!is_for_monitoring(&spelled(typed)), "{typed:?}");
        }
    }
}
