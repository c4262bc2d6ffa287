//! What is handed to the exports that judge and show.

use crate::engine::capability::bindings::checker::plugin::types;
use crate::engine::capability::bindings::exports::checker::plugin::checker as export;
use crate::model::{Evidence, Json, Related, State};

pub(in crate::engine) fn evidence(evidence: Evidence<'_>) -> export::Evidence {
    export::Evidence {
        observation: text(evidence.observation),
        related: evidence.related.iter().map(to_related).collect(),
        options: evidence.options.to_json(),
        judged_at: evidence.judged_at,
    }
}

pub(in crate::engine) fn to_state(state: &State) -> types::State {
    types::State {
        status: state.status.into(),
        rule: state.rule.clone(),
        code: state.code.clone(),
        subject: state.subject.clone(),
        cause: state.cause.clone(),
        message: state.message.clone(),
        meta: state.meta.as_ref().map(text),
    }
}

fn to_related(related: &Related) -> types::Related {
    types::Related {
        checker: related.checker.clone(),
        key: related.key.clone(),
        data: text(&related.data),
        collected_at: related.collected_at,
        ref_: related.reference.clone(),
    }
}

fn text(json: &Json) -> String {
    json.as_str().to_owned()
}
