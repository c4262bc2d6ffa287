//! The form that a person reads first: the verdict, the problems worst first
//! with their remedies, who gets through, what was seen, and in brief what is
//! fine.

mod page;
mod problem;
mod table;
mod verdict;

pub(super) use page::Page;
pub(super) use table::plain_table;

use crate::model::{Problem, State, Status};
use crate::platform::Outcome;
use crate::problems::{is_urgent, others};

/// Renders the outcome for lines of `width` columns.
pub(super) fn render(outcome: &Outcome, width: usize) -> String {
    let mut page = Page::new(width);
    let problems = &outcome.summary.problems;
    verdict::verdict(&mut page, outcome);
    let (urgent, notable): (Vec<&Problem>, Vec<&Problem>) =
        problems.iter().partition(|problem| is_urgent(problem));
    // What could not be looked at is no fault of the deployment.
    let (unseen, broken): (Vec<&Problem>, Vec<&Problem>) = urgent
        .into_iter()
        .partition(|problem| problem.status == Status::Error);
    section(&mut page, "Fix these first", &broken, &outcome.states);
    section(&mut page, "Could not be checked", &unseen, &outcome.states);
    section(&mut page, "Worth knowing", &notable, &outcome.states);
    audiences(&mut page, outcome);
    for each in &outcome.summary.tables {
        table::table(&mut page, each);
    }
    rest(&mut page, &others(problems, &outcome.states));
    page.into_text()
}

fn section(page: &mut Page, title: &str, problems: &[&Problem], states: &[State]) {
    if problems.is_empty() {
        return;
    }
    page.heading(title);
    for problem in problems {
        problem::problem(page, problem, states);
    }
}

fn audiences(page: &mut Page, outcome: &Outcome) {
    if outcome.summary.audiences.is_empty() {
        return;
    }
    page.heading("Who gets through");
    for audience in &outcome.summary.audiences {
        let text = match audience.outcome.as_str() {
            "" => audience.who.clone(),
            outcome => format!("{}: {outcome}", audience.who),
        };
        page.marked(audience.status, &text);
    }
}

fn rest(page: &mut Page, states: &[&State]) {
    if states.is_empty() {
        return;
    }
    page.heading("The rest");
    for state in states {
        page.marked(state.status, &format!("{} {}", state.rule, state.message));
    }
}

#[cfg(test)]
mod tests;
