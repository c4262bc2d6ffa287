//! What people are shown.

use serde_json::{Map, Value};

use super::json::object;
use crate::engine::capability::bindings::exports::checker::plugin::checker as export;
use crate::engine::error::Error;
use crate::model::{Audience, Gauge, Json, Problem, Row, Snippet, Summary, Table};

/// A summary of so many states.
pub(in crate::engine) fn summary(
    summary: export::Summary,
    states: usize,
) -> Result<Summary, Error> {
    let problems = summary.problems.into_iter();
    Ok(Summary {
        subject: summary.subject,
        class: summary.class,
        verdict: summary.verdict,
        notes: summary.notes,
        problems: problems
            .map(|one| problem(one, states))
            .collect::<Result<_, _>>()?,
        audiences: summary.audiences.into_iter().map(audience).collect(),
        tables: summary
            .tables
            .into_iter()
            .map(table)
            .collect::<Result<_, _>>()?,
        gauges: summary
            .gauges
            .into_iter()
            .map(gauge)
            .collect::<Result<_, _>>()?,
        facts: facts(summary.facts)?,
    })
}

fn problem(problem: export::Problem, states: usize) -> Result<Problem, Error> {
    let is_one = |state: &u32| usize::try_from(*state).is_ok_and(|state| state < states);
    if !problem.states.iter().all(is_one) {
        return malformed("a problem has a state that there is not");
    }
    let snippets = problem.snippets.into_iter().map(|snippet| Snippet {
        label: snippet.label,
        text: snippet.text,
        folded: snippet.folded,
    });
    Ok(Problem {
        cause: problem.cause,
        status: problem.status.into(),
        title: problem.title,
        effect: problem.effect,
        subjects: problem.subjects,
        states: problem.states,
        fix: problem.fix,
        snippets: snippets.collect(),
    })
}

fn audience(audience: export::Audience) -> Audience {
    Audience {
        who: audience.who,
        status: audience.status.into(),
        outcome: audience.outcome,
    }
}

fn table(table: export::Table) -> Result<Table, Error> {
    let width = table.columns.len();
    if table.rows.iter().any(|row| row.cells.len() != width) {
        return malformed("a row of a table has not as many cells as there are columns");
    }
    let rows = table.rows.into_iter().map(|row| Row {
        status: row.status.into(),
        cells: row.cells,
    });
    Ok(Table {
        title: table.title,
        columns: table.columns,
        rows: rows.collect(),
    })
}

fn gauge(gauge: export::Gauge) -> Result<Gauge, Error> {
    let bounds = [Some(gauge.value), gauge.min, gauge.max];
    if !bounds.into_iter().flatten().all(f64::is_finite) {
        return malformed("a gauge is not a number");
    }
    Ok(Gauge {
        name: gauge.name,
        value: gauge.value,
        unit: gauge.unit,
        min: gauge.min,
        max: gauge.max,
    })
}

/// Strings, numbers, booleans and lists of these.
fn facts(text: String) -> Result<Json, Error> {
    let facts = object("facts", text)?;
    let is_plain = |value: &Value| value.is_string() || value.is_number() || value.is_boolean();
    let is_flat = |value: &Value| match value {
        Value::Array(values) => values.iter().all(is_plain),
        value => is_plain(value),
    };
    match facts.read::<Map<String, Value>>() {
        Ok(members) if members.values().all(is_flat) => Ok(facts),
        _ => malformed("the facts are not flat"),
    }
}

fn malformed<T>(why: &str) -> Result<T, Error> {
    Err(Error::Malformed(why.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::capability::bindings::checker::plugin::types::Status;

    fn sound() -> export::Summary {
        export::Summary {
            subject: String::new(),
            class: "fine".into(),
            verdict: "It works.".into(),
            notes: Vec::new(),
            problems: vec![export::Problem {
                cause: "a".into(),
                status: Status::Warn,
                title: "A".into(),
                effect: String::new(),
                subjects: Vec::new(),
                states: vec![0, 1],
                fix: String::new(),
                snippets: Vec::new(),
            }],
            audiences: Vec::new(),
            tables: vec![export::Table {
                title: "T".into(),
                columns: vec!["A".into(), "B".into()],
                rows: vec![export::Row {
                    status: Status::Ok,
                    cells: vec!["1".into(), "2".into()],
                }],
            }],
            gauges: vec![export::Gauge {
                name: "g".into(),
                value: 1.0,
                unit: String::new(),
                min: Some(0.0),
                max: None,
            }],
            facts: r#"{"a":1,"b":["c",true]}"#.into(),
        }
    }

    fn refused(spoil: impl FnOnce(&mut export::Summary)) -> String {
        let mut spoilt = sound();
        spoil(&mut spoilt);
        match summary(spoilt, 2) {
            Err(Error::Malformed(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_refers_to_nothing_or_is_no_number_is_refused() {
        assert!(summary(sound(), 2).is_ok());
        assert!(summary(sound(), 1).is_err());
        assert!(refused(|one| one.problems[0].states.push(2)).contains("problem"));
        assert!(refused(|one| one.tables[0].columns.clear()).contains("row"));
        assert!(refused(|one| one.gauges[0].value = f64::NAN).contains("gauge"));
        assert!(refused(|one| one.gauges[0].max = Some(f64::INFINITY)).contains("gauge"));
        for facts in ["[]", "", r#"{"a":{}}"#, r#"{"a":[[]]}"#, r#"{"a":null}"#] {
            assert!(refused(|one| one.facts = facts.into()).contains("facts"));
        }
    }
}
