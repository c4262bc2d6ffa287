//! Counts the calls of its instance, which nobody should: tells the number in its
//! states and its summary, and crashes in between where it is told to.

use std::sync::atomic::{AtomicU32, Ordering};

use checker_guests::{
    CheckerDefinition, ErrorCode, Evidence, Hostile, Metric, OptionType, State, Summary,
    definition, option, state, summary,
};

static CALLS: AtomicU32 = AtomicU32::new(0);

struct Guest;

impl Hostile for Guest {
    fn definition() -> CheckerDefinition {
        CheckerDefinition {
            options: vec![option("fail", OptionType::Text)],
            ..definition("counts-calls")
        }
    }

    fn evaluate(_evidence: Evidence) -> Result<Vec<State>, ErrorCode> {
        Ok(vec![State {
            message: call(),
            ..state("counts-calls.rule")
        }])
    }

    fn metrics(evidence: Evidence) -> Result<Vec<Metric>, ErrorCode> {
        call();
        if evidence.options.contains("fail") {
            panic!("as it was told");
        }
        Ok(Vec::new())
    }

    fn summarize(_evidence: Evidence, _states: Vec<State>) -> Result<Summary, ErrorCode> {
        Ok(Summary {
            verdict: call(),
            ..summary()
        })
    }
}

fn call() -> String {
    (CALLS.fetch_add(1, Ordering::Relaxed) + 1).to_string()
}

checker_guests::export!(Guest);
