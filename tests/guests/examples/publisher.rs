//! An honest checker that shows what it was given: it publishes two entries for
//! `sibling`, and puts what it sees of options, plan and evidence into its
//! precheck, its observation and its states.

use checker_guests::{
    CheckerDefinition, Collection, Discovery, Entry, ErrorCode, Evidence, Hostile, OptionField,
    OptionType, PrecheckResult, State, clock, definition, option, state,
};

struct Guest;

impl Hostile for Guest {
    fn definition() -> CheckerDefinition {
        CheckerDefinition {
            options: vec![
                option("domain", OptionType::Text),
                option("fail", OptionType::Text),
                OptionField {
                    secret: true,
                    ..option("token", OptionType::Text)
                },
            ],
            subject_option: Some("domain".to_owned()),
            publishes: vec!["test.thing.v1".to_owned()],
            related_keys: vec!["sibling".to_owned()],
            ..definition("publisher")
        }
    }

    fn precheck(options: String) -> PrecheckResult {
        PrecheckResult {
            eligible: Some(true),
            reason: options,
            failures: Vec::new(),
            at_most: Some(20_000_000_000),
        }
    }

    async fn discover(_options: String) -> Result<Discovery, ErrorCode> {
        Ok(Discovery {
            entries: vec![thing(1)],
            plan: r#"{"planned":true}"#.to_owned(),
        })
    }

    async fn collect(options: String, plan: Option<String>) -> Result<Collection, ErrorCode> {
        if options.contains(r#""fail":"hang""#) {
            clock::wait_until(u64::MAX).await;
        }
        let plan = plan.unwrap_or_else(|| "null".to_owned());
        Ok(Collection {
            observation: format!(r#"{{"options":{options},"plan":{plan}}}"#),
            entries: vec![thing(1), thing(2)],
        })
    }

    fn evaluate(evidence: Evidence) -> Result<Vec<State>, ErrorCode> {
        let related: Vec<&str> = evidence
            .related
            .iter()
            .map(|one| one.data.as_str())
            .collect();
        let (options, at) = (evidence.options, evidence.judged_at);
        let related = related.join(",");
        Ok(vec![State {
            meta: Some(format!(
                r#"{{"options":{options},"related":[{related}],"judged_at":{at}}}"#
            )),
            ..state("publisher.rule")
        }])
    }
}

fn thing(number: u32) -> Entry {
    Entry {
        entry_type: "test.thing.v1".to_owned(),
        ref_: format!("thing {number}"),
        payload: format!(r#"{{"number":{number}.50}}"#),
    }
}

checker_guests::export!(Guest);
