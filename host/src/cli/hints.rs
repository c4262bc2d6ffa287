//! What can be done about an error with the flags of the command line. The
//! library's errors say what is wrong; which flag changes it is known here.

use serde_json::{Map, Value};

use super::args::typed;
use super::failure::Failure;
use crate::components::flags::{ANSWERS, Answer};
use crate::engine::{Activity, Code, CompileError, Error, Limit};
use crate::model::Json;
use crate::platform::{BuildError, CheckError, HOST_RULE, Outcome, Platform};

/// The flag that names another resolver.
const RESOLVER: &str = "--resolver";

/// What to do about a failure that ended the program, in a few words.
pub(super) fn of_failure(failure: &Failure) -> Option<String> {
    match failure {
        Failure::Check(CheckError::InvalidOption(option)) => Some(typed(&option.id)),
        Failure::Build(BuildError::Definition(error)) => of_error(error),
        Failure::Check(CheckError::Call(error)) | Failure::Checker(error) => of_error(error),
        Failure::NoSuchOption { .. } => {
            Some("\"checker-xmpp definition\" says what they are".into())
        }
        Failure::Resolver(_) => Some(format!("name one with {RESOLVER} IP")),
        Failure::Compile(CompileError::Keep(_)) | Failure::NoInstallation => {
            Some("name a folder of your own with --output DIR".into())
        }
        Failure::NoSuchDemo(_) => Some("\"checker-xmpp demo\" lists them".into()),
        _ => None,
    }
}

/// What to do where no DNS query of a check was answered.
pub(super) fn of_activity(activity: &Activity) -> Option<String> {
    let asked = activity.queries();
    let nobody = asked > 0 && activity.unanswered() == asked;
    nobody.then(|| format!("name a resolver that answers with {RESOLVER} IP"))
}

/// What to say and do where checkers had to be compiled, and have to be the next
/// time.
pub(super) async fn of_code(platform: &Platform) -> Option<(String, &'static str)> {
    let mut why = None;
    for member in platform.members() {
        // What cannot be loaded, a check tells.
        if let Ok(checker) = member.checker().await
            && let Code::NotKept(told) = checker.code()
        {
            why.get_or_insert(told);
        }
    }
    let why = why?;
    Some((
        format!("the checkers were compiled, which took seconds and was for this run alone: {why}"),
        "name a folder with --cache-dir, or fill one with \"checker-xmpp compile\"",
    ))
}

/// Completes what a result says about what a flag can change: limits that were
/// hit, a private authority, a resolver, the time.
pub(super) fn complete(outcome: &mut Outcome) {
    let limits: Vec<(String, String)> = outcome
        .failures
        .iter()
        .filter_map(|failed| match &failed.error {
            Error::Limit(limit) => {
                Some((format!("{HOST_RULE}.{}", limit.name()), of_limit(*limit)))
            }
            _ => None,
        })
        .collect();
    let hint = |cause: &str| {
        let of_limits = limits.iter().find(|(limit, _)| limit == cause);
        let of_limits = of_limits.map(|(_, hint)| Hint::Within(hint.clone()));
        of_limits.or_else(|| of_cause(cause).map(Hint::After))
    };
    for state in &mut outcome.states {
        if let Some(hint) = state.cause.as_deref().and_then(hint)
            && let Some(fix) = hint.complete(&state.meta().fix)
        {
            state.meta = with_fix(state.meta.as_ref(), &fix);
        }
    }
    for problem in &mut outcome.summary.problems {
        if let Some(hint) = hint(&problem.cause)
            && let Some(fix) = hint.complete(&problem.fix)
        {
            problem.fix = fix;
        }
    }
}

/// What to tell whoever runs a server that was asked under a name that it does
/// not know.
pub(super) fn of_host(name: &str) -> String {
    format!("if it should, start it with --allow-host {name}")
}

/// What completes a remedy.
enum Hint {
    /// The flag for what its last sentence says.
    Within(String),
    /// A sentence of its own.
    After(String),
}

impl Hint {
    /// The remedy with it; `None` where it is there already, or has nothing to
    /// follow.
    fn complete(&self, fix: &str) -> Option<String> {
        match self {
            Self::Within(flag) if !fix.contains(flag) => {
                Some(format!("{} ({flag}).", fix.trim_end_matches('.')))
            }
            Self::After(sentence) if !fix.is_empty() && !fix.contains(sentence) => {
                Some(format!("{fix} {sentence}"))
            }
            _ => None,
        }
    }
}

fn of_error(error: &Error) -> Option<String> {
    match error {
        Error::InvalidOption(option) => Some(typed(&option.id)),
        Error::Limit(limit) => Some(of_limit(*limit)),
        _ => None,
    }
}

/// A cause is its kind, and after a colon what it is about.
fn of_cause(cause: &str) -> Option<String> {
    let kind = cause.split(':').next()?;
    let mut answers = ANSWERS.iter();
    let (_, answer, value, does) = answers.find(|(answered, ..)| *answered == kind)?;
    let flag = match answer {
        Answer::Option(id) => typed(id),
        Answer::Resolver => RESOLVER.to_owned(),
    };
    Some(format!("{flag} {value} {does}."))
}

fn of_limit(limit: Limit) -> String {
    format!("--limit {}=…", limit.name())
}

fn with_fix(meta: Option<&Json>, fix: &str) -> Option<Json> {
    let members = meta.and_then(|meta| meta.read().ok());
    let mut members: Map<String, Value> = members.unwrap_or_default();
    members.insert("fix".into(), fix.into());
    Json::of(&members).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{InvalidOption, Problem, State, Status};
    use crate::platform::Failed;

    fn limited(limits: &[Limit]) -> Outcome {
        let mut outcome = Outcome::from_json(
            r#"{"checker":"probe","version":"1.0.0","domain":"a.example","status":"error",
                "started_at":"2026-01-15T12:00:00Z","duration_ms":1,"observation":null}"#,
        )
        .unwrap();
        for limit in limits {
            let cause = format!("{HOST_RULE}.{}", limit.name());
            outcome.states.push(State {
                status: Status::Error,
                rule: HOST_RULE.into(),
                code: cause.clone(),
                subject: None,
                cause: Some(cause.clone()),
                message: "A limit was reached.".into(),
                meta: Json::parse(r#"{"fix":"Raise it.","more":1}"#).ok(),
            });
            outcome.failures.push(Failed {
                checker: "probe".into(),
                error: Error::Limit(*limit),
            });
            outcome.summary.problems.push(Problem {
                cause,
                status: Status::Error,
                title: "A limit was reached".into(),
                effect: String::new(),
                subjects: Vec::new(),
                states: Vec::new(),
                fix: "Raise it.".into(),
                snippets: Vec::new(),
            });
        }
        outcome
    }

    #[test]
    fn a_limit_that_was_hit_says_how_to_raise_it_once() {
        // The same limit may be hit by two checkers.
        let mut outcome = limited(&[Limit::Connections, Limit::Connections]);
        complete(&mut outcome);
        for state in &outcome.states {
            assert_eq!(state.meta().fix, "Raise it (--limit connections=…).");
            assert!(state.meta.as_ref().unwrap().as_str().contains("more"));
        }
        for problem in &outcome.summary.problems {
            assert_eq!(problem.fix, "Raise it (--limit connections=…).");
        }
    }

    #[test]
    fn what_a_flag_can_change_names_the_flag() {
        let mut outcome = limited(&[Limit::Connections]);
        outcome.failures.clear();
        outcome.states[0].cause = Some("certificate.untrusted-root:CN=Own".into());
        outcome.summary.problems[0].cause = "resolver.no-answer".into();
        complete(&mut outcome);
        complete(&mut outcome);
        let root = "Raise it. --ca FILE gives the checker a root of your own.";
        assert_eq!(outcome.states[0].meta().fix, root);
        let resolver = "Raise it. --resolver IP asks another resolver.";
        assert_eq!(outcome.summary.problems[0].fix, resolver);
    }

    #[test]
    fn every_limit_that_ends_a_check_names_its_flag() {
        for limit in Limit::ALL {
            let flag = format!("--limit {}=…", limit.name());
            let call = Failure::Checker(Error::Limit(*limit));
            assert_eq!(of_failure(&call), Some(flag.clone()));
            let mut outcome = limited(&[*limit]);
            complete(&mut outcome);
            let fix = &outcome.summary.problems[0].fix;
            assert!(fix.contains(&flag), "{fix}");
        }
    }

    #[test]
    fn a_refused_option_is_named_by_its_flag() {
        for (option, typed) in [
            ("maxDuration", "--max-duration"),
            ("key", "--key"),
            ("trustedRoots", "--ca"),
            ("resolver", "--option resolver=…"),
        ] {
            let refused = CheckError::InvalidOption(InvalidOption {
                id: option.into(),
                value: "x".into(),
                allowed: "y".into(),
            });
            let hint = of_failure(&Failure::Check(refused));
            assert_eq!(hint.as_deref(), Some(typed));
        }
    }
}
