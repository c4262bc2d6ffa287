//! What can be done about an error with the flags of the command line. The
//! library's errors say what is wrong; which flag changes it is known here.

use serde_json::{Map, Value};

use super::failure::Failure;
use crate::components::flags::FLAGS;
use crate::engine::{Activity, Error, Limit};
use crate::model::Json;
use crate::platform::{CheckError, HOST_RULE, Outcome};

/// What to do about a failure that ended the program, in a few words.
pub(super) fn of_failure(failure: &Failure) -> Option<String> {
    match failure {
        Failure::Check(CheckError::InvalidOption(option)) => of_option(&option.id),
        Failure::Check(CheckError::Call(error)) | Failure::Checker(error) => of_error(error),
        Failure::NoSuchOption(_) => Some("\"checker-xmpp definition\" lists them".into()),
        Failure::Resolver(_) => Some("name one with --resolver IP".into()),
        Failure::NoSuchDemo(_) => Some("\"checker-xmpp demo\" lists them".into()),
        _ => None,
    }
}

/// What to do where no DNS query of a check was answered.
pub(super) fn of_activity(activity: &Activity) -> Option<String> {
    let asked = activity.queries();
    let nobody = asked > 0 && activity.unanswered() == asked;
    nobody.then(|| "name a resolver that answers with --resolver IP".into())
}

/// Completes what a result says about limits that were hit.
pub(super) fn complete(outcome: &mut Outcome) {
    let limits: Vec<Limit> = outcome
        .failures
        .iter()
        .filter_map(|failed| match &failed.error {
            Error::Limit(limit) => Some(*limit),
            _ => None,
        })
        .collect();
    for limit in limits {
        let hint = of_limit(limit);
        let cause = format!("{HOST_RULE}.{}", limit.name());
        for state in outcome.states.iter_mut() {
            if state.cause.as_deref() == Some(&cause) {
                let fix = joined(&state.meta().fix, &hint);
                state.meta = with_fix(state.meta.as_ref(), &fix);
            }
        }
        for problem in &mut outcome.summary.problems {
            if problem.cause == cause {
                problem.fix = joined(&problem.fix, &hint);
            }
        }
    }
}

/// What to tell whoever runs a server that was asked under a name that it does
/// not know.
pub(super) fn of_host(name: &str) -> String {
    format!("if it should, start it with --allow-host {name}")
}

fn of_option(id: &str) -> Option<String> {
    let flag = FLAGS.iter().find(|flag| flag.option == id)?;
    Some(format!("--{}", flag.name))
}

fn of_error(error: &Error) -> Option<String> {
    match error {
        Error::InvalidOption(option) => of_option(&option.id),
        Error::Limit(limit) => Some(of_limit(*limit)),
        _ => None,
    }
}

fn of_limit(limit: Limit) -> String {
    format!("raise it with --limit {}=…", limit.name())
}

/// A sentence of the library with a hint behind it.
fn joined(fix: &str, hint: &str) -> String {
    match fix.trim_end_matches('.') {
        "" => format!("On the command line: {hint}."),
        fix if fix.ends_with(&format!("({hint})")) => format!("{fix}."),
        fix => format!("{fix} ({hint})."),
    }
}

fn with_fix(meta: Option<&Json>, fix: &str) -> Option<Json> {
    let members = meta.and_then(|meta| meta.read().ok());
    let mut members: Map<String, Value> = members.unwrap_or_default();
    members.insert("fix".into(), fix.into());
    Json::of(&members).ok()
}
