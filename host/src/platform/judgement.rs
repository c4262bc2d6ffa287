//! Judging what was seen.

use std::collections::HashSet;

use super::member::{Member, MemberSession};
use super::outcome::{HOST_RULE, Outcome};
use super::problems;
use crate::engine::Error;
use crate::model::{Definition, RuleSwitch, State, Status};

/// How much of a guest's word for a rule is repeated, in characters.
const MAX_QUOTE: usize = 64;

/// Completes an outcome by what follows from its observation.
pub(super) async fn judge(member: &Member, rules: &[RuleSwitch], outcome: &mut Outcome) {
    if !outcome.observation.is_null() {
        match member.session().await {
            Ok(mut session) => sum_up(member, &mut session, rules, outcome).await,
            Err(error) => outcome.fail(&error),
        }
    }
    problems::complete(&mut outcome.summary, &outcome.states);
    let statuses = outcome.states.iter().map(|state| state.status);
    outcome.status = Status::overall(statuses);
}

async fn sum_up(
    member: &Member,
    session: &mut MemberSession<'_>,
    rules: &[RuleSwitch],
    outcome: &mut Outcome,
) {
    evaluate(member, session, rules, outcome).await;
    if member.definition().has_metrics {
        measure(session, outcome).await;
    }
    // Last: it takes all states, the host's included.
    summarize(session, outcome).await;
}

async fn evaluate(
    member: &Member,
    session: &mut MemberSession<'_>,
    rules: &[RuleSwitch],
    outcome: &mut Outcome,
) {
    match session.evaluate(outcome.evidence(), rules).await {
        Ok(states) => {
            let declared = declared(member.definition());
            let (own, others): (Vec<State>, Vec<State>) = states
                .into_iter()
                .partition(|state| declared.contains(state.rule.as_str()));
            outcome.states.splice(0..0, own);
            if let Some(state) = others.first() {
                let rule: String = state.rule.chars().take(MAX_QUOTE).collect();
                outcome.fail(&Error::Malformed(format!(
                    "it judged by a rule that it does not declare, \"{rule}\""
                )));
            }
        }
        Err(error) => outcome.fail(&error),
    }
}

async fn measure(session: &mut MemberSession<'_>, outcome: &mut Outcome) {
    match session.metrics(outcome.evidence(), &outcome.states).await {
        Ok(metrics) => outcome.metrics = metrics,
        Err(error) => outcome.fail(&error),
    }
}

async fn summarize(session: &mut MemberSession<'_>, outcome: &mut Outcome) {
    match session.summarize(outcome.evidence(), &outcome.states).await {
        Ok(mut summary) => {
            let subject = std::mem::take(&mut summary.subject);
            if !subject.is_empty() {
                outcome.subject = subject;
            }
            outcome.summary = summary;
        }
        Err(error) => outcome.fail(&error),
    }
}

/// The rules that the checker may judge by. What the host says of itself is for
/// nobody else to say.
fn declared(definition: &Definition) -> HashSet<&str> {
    let names = definition.rules.iter().map(|rule| rule.name.as_str());
    names.filter(|name| *name != HOST_RULE).collect()
}
