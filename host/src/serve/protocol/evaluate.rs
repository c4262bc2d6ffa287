//! `POST /evaluate`.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::body::Body;
use crate::happydomain::{self, EvaluateRequest, StateForm};
use crate::model::{self, Definition, Evidence, Related, RuleSwitch, State as Verdict, Status};
use crate::serve::deadline::within;
use crate::serve::load::Working;
use crate::serve::mount::Mount;
use crate::serve::problem::Problem;

#[derive(Serialize)]
pub(super) struct Answer {
    states: Vec<StateForm>,
}

/// Judges, at the date of the network that is checked.
pub(super) async fn evaluate(
    State(mount): State<Mount>,
    Body(asked): Body<EvaluateRequest>,
) -> Result<Json<Answer>, Problem> {
    let service = &mount.service;
    let _working = Working::begin(&service.load);
    let member = mount.member()?;
    let definition = member.definition();
    let rules = asked.rules();
    let mut observations = asked.observations();
    if observations.is_empty() {
        return Ok(answer(&skipped(definition, &rules)));
    }
    let key = &definition.observation_key;
    let Some(observation) = observations.remove(key) else {
        return Err(Problem::Request(format!(
            "there is no observation under the key \"{key}\""
        )));
    };
    let related = related(definition, observations);
    let evidence = Evidence {
        observation: &observation,
        related: &related,
        options: &asked.options,
        judged_at: service.platform.network().wall_seconds(),
    };
    let deadline = service.settings.request_deadline;
    let states = within(deadline, member.evaluate(evidence, &rules)).await??;
    Ok(answer(&states))
}

fn answer(states: &[Verdict]) -> Json<Answer> {
    Json(Answer {
        states: happydomain::states(states),
    })
}

/// Observations of others come under their own keys.
fn related(
    definition: &Definition,
    observations: impl IntoIterator<Item = (String, model::Json)>,
) -> Vec<Related> {
    let understood = observations
        .into_iter()
        .filter(|(key, _)| definition.related_keys.contains(key));
    understood
        .map(|(key, data)| Related {
            checker: String::new(),
            key,
            data,
            collected_at: 0,
            reference: String::new(),
        })
        .collect()
}

/// What the rules say that are on and have nothing to look at.
fn skipped(definition: &Definition, rules: &[RuleSwitch]) -> Vec<Verdict> {
    let is_on = |name: &str| {
        let mut switches = rules.iter();
        !switches.any(|(rule, on)| rule == name && !on)
    };
    let on = definition.rules.iter().filter(|rule| is_on(&rule.name));
    on.map(|rule| Verdict {
        status: Status::Unknown,
        rule: rule.name.clone(),
        code: format!("{}.skipped", rule.name),
        subject: None,
        cause: None,
        message: "There is no observation to judge.".to_owned(),
        meta: None,
    })
    .collect()
}
