//! Which results make one history.

use std::collections::BTreeMap;

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::model::{Definition, Options};
use crate::platform::Outcome;

/// The history that a result belongs to: results of one checker about one thing
/// that were made with the same options. What differs by what was looked at
/// cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::serve) struct Series(pub(super) [u8; 32]);

impl Series {
    /// That of an outcome. Secret options are not among an outcome's.
    pub(in crate::serve) fn of(definition: &Definition, outcome: &Outcome) -> Self {
        let subject = outcome.subject.trim_end_matches('.').to_lowercase();
        let options = comparable(definition, &outcome.options);
        let text = json!([outcome.checker, subject, options]).to_string();
        Self(Sha256::digest(text.as_bytes()).into())
    }
}

/// The options as words, so that a number typed into a form is that of a default,
/// and with defaults where nothing was said. What is checked is not among them:
/// the checker knows better than the request how it is written.
fn comparable(definition: &Definition, options: &Options) -> BTreeMap<String, String> {
    let subject = definition.subject_option.as_deref();
    let defaults = definition.options.iter().filter_map(|field| {
        let value = field.default_value.as_ref().filter(|_| !field.secret)?;
        Some((field.id.as_str(), value))
    });
    let given = options.iter();
    defaults
        .chain(given)
        .filter(|(id, _)| Some(*id) != subject)
        .map(|(id, value)| {
            let words = value.text().unwrap_or_else(|| value.to_string());
            (id.to_owned(), words)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;
    use crate::model::Json;

    fn series(subject: &str, options: &str) -> Series {
        let mut definition = example::definition();
        definition.options[1].default_value = Some(Json::parse("10").unwrap());
        let outcome = format!(
            r#"{{"checker":"probe","version":"1.0.0","domain":"{subject}","status":"ok",
                "started_at":"2026-01-15T12:00:00Z","duration_ms":0,"observation":null,
                "options":{options}}}"#
        );
        let outcome = Outcome::from_json(&outcome).unwrap();
        Series::of(&definition, &outcome)
    }

    #[test]
    fn one_thing_has_one_history_however_it_is_written() {
        let plain = series("a.example", r#"{"domain":"a.example"}"#);
        assert_eq!(series("A.example.", r#"{"domain":"A.EXAMPLE."}"#), plain);
        // A default that is said, as a number or as a form says it.
        for options in [r#"{"timeout":10}"#, r#"{"timeout":"10"}"#] {
            assert_eq!(series("a.example", options), plain, "{options}");
        }
    }

    #[test]
    fn what_was_looked_at_otherwise_has_another_history() {
        let plain = series("a.example", "{}");
        assert_ne!(series("b.example", "{}"), plain);
        assert_ne!(series("a.example", r#"{"timeout":5}"#), plain);
    }
}
