//! From a query to options.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::{Definition, Options, Scope};
use crate::serve::problem::Problem;

/// The option that checkers call the time for one endpoint, in seconds.
const ENDPOINT_TIMEOUT: &str = "timeout";
/// The share of the time that one endpoint may take: DNS comes before it and
/// sibling checkers after it.
const ENDPOINT_SHARE: f64 = 0.3;
/// The share of the time that looking may take: judging comes after it.
const CHECK_SHARE: f64 = 0.8;

/// The options of the check: `target` fills the option that names what is
/// checked, the others go by their names. What only administrators may set is
/// not for those who ask, and a secret is not for an address.
pub(super) fn options(
    definition: &Definition,
    query: &BTreeMap<String, String>,
    budget: Duration,
) -> Result<Options, Problem> {
    let Some(subject) = &definition.subject_option else {
        return Err(Problem::NotOffered("a probe: it takes no domain"));
    };
    let Some(domain) = query.get("target").filter(|target| !target.is_empty()) else {
        return Err(Problem::Request(
            "name a domain: /probe?target=example.org".into(),
        ));
    };
    let mut options = Options::new().with(subject, domain.as_str());
    let free = definition
        .options
        .iter()
        .filter(|field| field.id != *subject && field.scope != Scope::Admin && !field.secret);
    for field in free {
        if let Some(value) = query.get(&field.id).filter(|value| !value.is_empty()) {
            options.set(&field.id, value.as_str());
        }
    }
    // Endpoints that do not answer must not use up the scrape's time.
    if options.get(ENDPOINT_TIMEOUT).is_none() && definition.option(ENDPOINT_TIMEOUT).is_some() {
        let seconds = share(budget, ENDPOINT_SHARE).min(10.0);
        options.set(ENDPOINT_TIMEOUT, seconds);
    }
    let time = definition.time().map(|field| field.id.as_str());
    if let Some(time) = time.filter(|id| options.get(id).is_none()) {
        options.set(time, share(budget, CHECK_SHARE));
    }
    Ok(options)
}

/// A share of the time in seconds, in tenths, at least one second.
fn share(budget: Duration, share: f64) -> f64 {
    let seconds = (budget.as_secs_f64() * share).max(1.0);
    (seconds * 10.0).floor() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;
    use crate::model::{Json, OptionField};

    fn asked(query: &[(&str, &str)], definition: &Definition) -> Result<Options, Problem> {
        let query = query
            .iter()
            .map(|(id, value)| (id.to_string(), value.to_string()));
        options(definition, &query.collect(), Duration::from_secs(20))
    }

    #[test]
    fn the_target_is_the_subject_and_the_budget_sets_the_timeout() {
        let definition = example::definition();
        let options = asked(&[("target", "a.example")], &definition).unwrap();
        assert_eq!(options.to_json(), r#"{"domain":"a.example","timeout":6.0}"#);
        let mut timed = definition.clone();
        let (timeout, whole) = (timed.option("timeout").unwrap().clone(), "whole".to_owned());
        timed.time_option = Some(whole.clone());
        timed.options.push(OptionField {
            id: whole,
            ..timeout
        });
        let options = asked(&[("target", "a.example")], &timed).unwrap();
        assert_eq!(options.get("whole").and_then(Json::number), Some(16.0));
        let options = asked(&[("target", "a.example"), ("whole", "9")], &timed).unwrap();
        assert_eq!(options.text("whole").as_deref(), Some("9"));
        let options = asked(&[("target", "a.example"), ("timeout", "nan")], &definition);
        // What is wrong with it is the checker's to say.
        assert_eq!(options.unwrap().text("timeout").as_deref(), Some("nan"));
    }

    #[test]
    fn neither_another_subject_nor_an_administrators_option_nor_a_secret_can_be_given() {
        let mut definition = example::definition();
        let query = [
            ("target", "a.example"),
            ("domain", "b.example"),
            ("token", "t"),
        ];
        for scope in [Scope::Admin, Scope::Run] {
            for field in &mut definition.options {
                field.scope = scope;
            }
            let options = asked(&query, &definition).unwrap();
            assert_eq!(options.text("domain").as_deref(), Some("a.example"));
            assert_eq!(options.get("token"), None);
        }
    }

    #[test]
    fn without_a_target_or_a_subject_there_is_no_probe() {
        let mut definition = example::definition();
        assert!(matches!(asked(&[], &definition), Err(Problem::Request(_))));
        definition.subject_option = None;
        let asked = asked(&[("target", "a.example")], &definition);
        assert!(matches!(asked, Err(Problem::NotOffered(_))));
    }
}
