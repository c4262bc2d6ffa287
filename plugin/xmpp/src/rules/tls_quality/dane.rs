//! What a DANE checker found at a target.

use checker_kit::contract::Status;
use checker_kit::state::Finding;

use super::NAME;
use crate::case::Case;
use crate::observation::Target;

/// What was asked for and could not be looked at is no better for that.
pub(super) fn missing(why: &str) -> Finding {
    let message =
        format!("TLSA records could not be looked at: the DANE checker gave no findings ({why}).");
    Finding::new(Status::Error, NAME, "records-not-reported", message)
        .cause("prober.dane-checker")
        .fix("Remove the reason and run the check again, or leave the DANE checker out on purpose.")
}

/// Each of its issues, with the lines for the zone where the remedy has some.
pub(super) fn findings(case: &Case, target: &Target) -> Vec<Finding> {
    let Some(probe) = case.tls.dane.get(&target.r#ref) else {
        return Vec::new();
    };
    let endpoint = probe.endpoint.as_deref().unwrap_or(&target.r#ref);
    let issues = probe.issues.iter().map(|issue| {
        let message = format!("{endpoint}: {}", issue.message);
        let cause = issue.cause.clone();
        let cause = cause.unwrap_or_else(|| format!("dane.{}:{}", issue.code, target.r#ref));
        let finding = Finding::new(issue.severity.status(), NAME, &issue.code, message)
            .subject(endpoint)
            .cause(cause);
        let Some(fix) = &issue.fix else {
            return finding;
        };
        let finding = finding.fix(fix.clone());
        match probe.lines.iter().any(|line| fix.contains(line)) {
            true => finding.snippet("TLSA", probe.lines.join("\n")),
            false => finding,
        }
    });
    issues.collect()
}

#[cfg(test)]
mod tests {
    use checker_kit::contract::State;
    use checker_kit::shared::dane_probes::Probe;
    use checker_kit::shared::issue::{Issue, Severity};

    use super::*;
    use crate::rules::tls_quality::RULE;
    use crate::testing::{report, sound};

    fn mismatch(reference: &str) -> Probe {
        let line = "_5222._tcp.xmpp.example.org. IN TLSA 3 1 1 00".to_owned();
        Probe {
            endpoint: Some(reference.to_owned()),
            applies: Some(true),
            matches: Some(false),
            issues: vec![Issue {
                severity: Severity::Crit,
                code: "mismatch".into(),
                message: "No TLSA record matches.".into(),
                fix: Some(format!("Publish {line}")),
                rule: Some("dane.matches".into()),
                cause: Some("dane.mismatch:here".into()),
            }],
            lines: vec![line],
            ..Probe::default()
        }
    }

    #[test]
    fn a_checker_that_failed_is_named() {
        let mut case = sound();
        report(&mut case, |_| {});
        case.tls.dane_missing = Some("out of memory".into());
        let findings = RULE.findings(&case).into_iter();
        let states: Vec<State> = findings.map(State::from).collect();
        assert_eq!(states[0].code, "xmpp.tls_quality.records-not-reported");
        assert_eq!(states[0].status, Status::Error);
    }

    #[test]
    fn issues_count_beside_those_of_the_tls_checker_and_without_it() {
        let mut case = sound();
        let reference = case.observation.targets[0].r#ref.clone();
        case.tls
            .dane
            .insert(reference.clone(), mismatch(&reference));
        for with_tls in [false, true] {
            if with_tls {
                report(&mut case, |_| {});
            }
            let findings = RULE.findings(&case).into_iter();
            let states: Vec<State> = findings.map(State::from).collect();
            assert_eq!(states.len(), 1, "{states:?}");
            assert_eq!(states[0].status, Status::Crit);
            assert_eq!(states[0].code, "xmpp.tls_quality.mismatch");
            assert_eq!(states[0].cause.as_deref(), Some("dane.mismatch:here"));
            let meta = states[0].meta.as_deref().unwrap();
            assert!(meta.contains("\"snippets\""), "{meta}");
        }
    }
}
