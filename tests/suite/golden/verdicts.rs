//! What was found, without what it rests on: a line for each state and each
//! problem.

use std::fmt::Write;

use serde_json::Value;

/// The verdicts of a document.
pub(super) fn of(document: &Value) -> String {
    let summary = &document["summary"];
    let mut text = format!(
        "{} ({}): {}\n",
        words(&document["status"]),
        words(&summary["class"]),
        words(&summary["verdict"])
    );
    for note in list(&summary["notes"]) {
        let _ = writeln!(text, "note: {}", words(note));
    }
    text.push_str("\nstates\n");
    for state in list(&document["states"]) {
        let line = [
            format!("{:<7} {}", words(&state["status"]), words(&state["code"])),
            words(&state["subject"]).to_owned(),
            match words(&state["cause"]) {
                "" => String::new(),
                cause => format!("<- {cause}"),
            },
        ];
        let _ = writeln!(text, "{}", line.join(" ").trim_end());
    }
    text.push_str("\nproblems\n");
    for problem in list(&summary["problems"]) {
        let _ = writeln!(
            text,
            "{:<7} {}: {} ({} states)",
            words(&problem["status"]),
            words(&problem["cause"]),
            words(&problem["title"]),
            list(&problem["states"]).len()
        );
    }
    text.push_str("\naudiences\n");
    for audience in list(&summary["audiences"]) {
        let _ = writeln!(
            text,
            "{:<7} {}: {}",
            words(&audience["status"]),
            words(&audience["who"]),
            words(&audience["outcome"])
        );
    }
    text
}

fn words(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
