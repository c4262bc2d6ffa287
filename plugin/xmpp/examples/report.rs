//! Judges a stored result again and writes its page to standard output, so that
//! a change of the template is seen in a browser within seconds:
//!
//! ```console
//! $ checker-xmpp demo trouble.example --format json > result.json
//! $ cargo run -p checker-xmpp-plugin --example report result.json > page.html
//! ```
//!
//! The result is the JSON document of the command line, or an observation
//! alone. With a date (seconds since 1970-01-01T00:00:00Z) as the second
//! argument it is judged for that moment.

#![allow(clippy::print_stdout, reason = "writing the page is what it is for")]

use std::error::Error;

use checker_kit::Checker;
use checker_kit::checker::Evidence;
use checker_kit::contract::{Related, State};
use checker_kit::rule::evaluate;
use checker_kit::switches::Switches;
use checker_xmpp_plugin::Xmpp;
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("name a file with a result")?;
    let date: Option<i64> = arguments.next().map(|date| date.parse()).transpose()?;
    let document: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let evidence = evidence(&document, date);
    let case = Xmpp::case(&evidence).map_err(|error| format!("{error:?}"))?;
    let states: Vec<State> = evaluate(Xmpp::RULES, &case, Switches::default());
    let page = Xmpp::report(&case, &states).map_err(|error| format!("{error:?}"))?;
    print!("{page}");
    Ok(())
}

fn evidence(document: &Value, date: Option<i64>) -> Evidence {
    let observation = document.get("observation").unwrap_or(document);
    let started = observation
        .get("started_at_seconds")
        .and_then(Value::as_i64);
    let related = document.get("related").and_then(Value::as_array);
    Evidence {
        observation: observation.to_string(),
        related: related.into_iter().flatten().map(item).collect(),
        options: document
            .get("options")
            .map_or_else(|| "{}".to_owned(), Value::to_string),
        judged_at: date.or(started).unwrap_or_default(),
    }
}

fn item(value: &Value) -> Related {
    let text = |name: &str| {
        value
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    Related {
        checker: text("checker"),
        key: text("key"),
        data: value
            .get("data")
            .map_or_else(|| "{}".to_owned(), Value::to_string),
        collected_at: value
            .get("collected_at")
            .and_then(Value::as_i64)
            .unwrap_or_default(),
        ref_: text("ref"),
    }
}
