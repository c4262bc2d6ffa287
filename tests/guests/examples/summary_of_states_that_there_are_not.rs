//! Sums up states that it never gave.

use checker_guests::{ErrorCode, Evidence, Hostile, Problem, State, Status, Summary, summary};

struct Guest;

impl Hostile for Guest {
    fn summarize(_evidence: Evidence, _states: Vec<State>) -> Result<Summary, ErrorCode> {
        let mut summary = summary();
        summary.problems.push(Problem {
            cause: "hostile".to_owned(),
            status: Status::Crit,
            title: "Everything is broken".to_owned(),
            effect: String::new(),
            subjects: Vec::new(),
            states: vec![4711],
            fix: String::new(),
            snippets: Vec::new(),
        });
        Ok(summary)
    }
}

checker_guests::export!(Guest);
