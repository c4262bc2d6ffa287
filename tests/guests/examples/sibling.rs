//! Looks at the entries of `publisher` and shows what it was given; fails in
//! whatever way the option says that both have.

use checker_guests::{
    CheckerDefinition, Collection, ErrorCode, Evidence, Hostile, OptionField, OptionType, Scope,
    clock, definition, dns, observed, option,
};

struct Guest;

impl Hostile for Guest {
    fn definition() -> CheckerDefinition {
        CheckerDefinition {
            options: vec![
                option("fail", OptionType::Text),
                option("things", OptionType::Entries),
                OptionField {
                    scope: Scope::Admin,
                    ..option("roots", OptionType::Text)
                },
            ],
            consumes: vec!["test.thing.v1".to_owned()],
            ..definition("sibling")
        }
    }

    async fn collect(options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let fails = |how: &str| options.contains(&format!(r#""fail":"{how}""#));
        if fails("trap") {
            panic!("as it was told");
        }
        if fails("error") {
            return Err(ErrorCode::Other(Some("as it was told".to_owned())));
        }
        if fails("hang-in-sibling") {
            clock::wait_until(u64::MAX).await;
        }
        if fails("flood") {
            while !matches!(
                dns::query(Vec::new()).await,
                Err(dns::ErrorCode::LimitExceeded)
            ) {}
        }
        Ok(observed(&format!(r#"{{"given":{options}}}"#)))
    }

    fn restate(evidence: Evidence) -> Result<String, ErrorCode> {
        let (options, at) = (evidence.options, evidence.judged_at);
        Ok(format!(r#"{{"restated":{at},"options":{options}}}"#))
    }
}

checker_guests::export!(Guest);
