//! What the options alone tell.

use checker_kit::checker::PrecheckResult;
use checker_kit::rules::{explain, ineligible};

use crate::rules;
use crate::settings::Settings;

/// Names the rules that these options leave nothing to look at.
pub fn precheck(options: &str) -> PrecheckResult {
    let settings = match Settings::parse(options, &[]) {
        Ok(settings) => settings,
        Err(error) => {
            let all = rules::ALL.iter().map(|rule| rule.name);
            return ineligible(&explain(&error), all);
        }
    };
    let left_out = rules::ALL
        .iter()
        .filter(|rule| rule.side.is_some_and(|side| !settings.mode.covers(side)));
    PrecheckResult {
        eligible: Some(true),
        reason: String::new(),
        failures: left_out
            .map(|rule| {
                let reason = "The option mode leaves this side out.";
                (rule.name.to_owned(), reason.to_owned())
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failing(options: &str) -> Vec<String> {
        let failures = precheck(options).failures;
        failures.into_iter().map(|(rule, _)| rule).collect()
    }

    #[test]
    fn a_side_that_is_left_out_fails_its_rules() {
        assert!(failing(r#"{"domain":"a.example"}"#).is_empty());
        let failures = failing(r#"{"domain":"a.example","mode":"c2s"}"#);
        assert!(failures.contains(&"xmpp.s2s_reachable".to_owned()));
        assert!(!failures.contains(&"xmpp.c2s_reachable".to_owned()));
    }

    #[test]
    fn a_bad_option_fails_them_all_with_its_name() {
        let result = precheck(r#"{"domain":"a.example","timeout":99}"#);
        assert_eq!(result.failures.len(), rules::ALL.len());
        assert_eq!(result.eligible, Some(false));
        assert!(result.reason.contains("timeout"), "{}", result.reason);
    }
}
