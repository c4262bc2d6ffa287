//! One line for a monitoring system: status, text and performance data; the
//! problems as long output below it.

use std::fmt::Write;

use super::performance;
use crate::cli::printable::printable;
use crate::model::{Definition, Problem, Status};
use crate::platform::Outcome;
use crate::problems::{is_urgent, places};

/// How many problems the first line names.
const NAMED: usize = 2;

/// Renders the outcome as a monitoring plugin does; `name` is the checker's.
pub(super) fn render(outcome: &Outcome, name: &str) -> String {
    let problems = &outcome.summary.problems;
    let urgent: Vec<&Problem> = problems.iter().filter(|one| is_urgent(one)).collect();
    let mut about = String::new();
    if !outcome.subject.is_empty() {
        let _ = write!(about, "{}: ", clean(&outcome.subject));
    }
    let mut page = format!(
        "{} {} - {about}{} | {}\n",
        clean(name),
        word(outcome.status),
        clean(&headline(&urgent, &outcome.summary.verdict)),
        performance::data(outcome.duration, &outcome.summary.gauges),
    );
    for problem in problems {
        long_output(&mut page, problem);
    }
    page
}

/// The line of a check that could not be made, of the checker that was to be
/// asked where that much is known.
pub(in crate::cli) fn unknown(checker: Option<&Definition>, why: &str) -> String {
    let name = checker.map_or("CHECK", |checker| &checker.name);
    let first = why.lines().find(|line| !line.trim().is_empty());
    let first = first.unwrap_or(why).trim();
    format!("{} UNKNOWN - {}\n", clean(name), clean(first))
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Ok | Status::Info => "OK",
        Status::Warn => "WARNING",
        Status::Crit => "CRITICAL",
        Status::Unknown | Status::Error => "UNKNOWN",
    }
}

/// The worst problems by their titles, or the verdict where there are none.
fn headline(urgent: &[&Problem], verdict: &str) -> String {
    if urgent.is_empty() {
        return match verdict {
            "" => "nothing to mend".to_owned(),
            verdict => verdict.to_owned(),
        };
    }
    let titles: Vec<&str> = urgent.iter().map(|one| one.title.as_str()).collect();
    let named = titles.len().min(NAMED);
    match titles.len() - named {
        0 => titles.join("; "),
        more => format!("{}; and {more} more", titles[..named].join("; ")),
    }
}

fn long_output(page: &mut String, problem: &Problem) {
    let _ = write!(page, "[{}] {}", problem.status, clean(&problem.title));
    if !problem.effect.is_empty() {
        let _ = write!(page, ": {}", clean(&problem.effect));
    }
    let places = places(&problem.subjects);
    if !places.is_empty() {
        let _ = write!(page, " ({})", clean(&places.join(", ")));
    }
    page.push('\n');
    if !problem.fix.is_empty() {
        let _ = writeln!(page, "  fix: {}", clean(&problem.fix));
    }
}

/// The pipe separates text from performance data.
fn clean(text: &str) -> String {
    printable(text).replace('|', "¦")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::example::{half_down, outcome, problem, state};
    use crate::model::Summary;

    #[test]
    fn one_line_by_problems_with_performance_data_and_long_output_below() {
        assert_eq!(
            render(&half_down(), "Probe"),
            "\
Probe CRITICAL - a.example: An expired certificate; A dead address | time=1.280s;;;0 endpoints=2;;;0
[crit] An expired certificate: Browsers refuse the connection. (b.example:443)
  fix: Renew it.
[warn] A dead address (192.0.2.1 (ports 443, 444))
[info] The server is old
"
        );
    }

    #[test]
    fn where_nothing_is_to_be_mended_the_verdict_is_the_text() {
        let fine = vec![state(Status::Ok, "up", "It is up.")];
        let mut outcome = outcome(fine, Summary::default());
        let line = |outcome: &Outcome| render(outcome, "Probe");
        assert_eq!(
            line(&outcome),
            "Probe OK - a.example: nothing to mend | time=1.280s;;;0\n"
        );
        outcome.summary.verdict = "Everybody gets in.".into();
        outcome.subject.clear();
        assert_eq!(
            line(&outcome),
            "Probe OK - Everybody gets in. | time=1.280s;;;0\n"
        );
    }

    #[test]
    fn many_problems_are_counted_and_no_pipe_or_line_break_is_let_through() {
        let problems = (0..5).map(|number| {
            let title = format!("Number {number} | is\nodd");
            problem(Status::Error, &title, &[])
        });
        let summary = Summary {
            problems: problems.collect(),
            ..Summary::default()
        };
        let states = vec![state(Status::Error, "odd", "Odd.")];
        let text = render(&outcome(states, summary), "Probe|");
        let first = text.lines().next().unwrap();
        assert_eq!(
            first,
            "Probe¦ UNKNOWN - a.example: Number 0 ¦ is\\u{a}odd; Number 1 ¦ is\\u{a}odd; and 3 \
             more | time=1.280s;;;0"
        );
        assert_eq!(text.lines().count(), 6);
    }
}
