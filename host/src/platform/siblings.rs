//! What other checkers say to the entries of one.

use std::time::Duration;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};

use super::error::CheckError;
use super::look::Look;
use super::member::Member;
use crate::engine::{Error, Limit};
use crate::model::{Definition, Entry, Evidence, Json, Options, Related};

/// What a checker found that others may look at.
pub(super) struct Found<'a> {
    pub(super) publisher: &'a Member,
    /// The options of the check.
    pub(super) options: &'a Options,
    pub(super) entries: &'a [Entry],
    /// What is left of the time that the check may take, where it is known.
    pub(super) left: Option<Duration>,
}

/// What one sibling saw, or why it saw nothing.
pub(super) struct Seen {
    pub(super) related: Related,
    /// How many entries it was given.
    pub(super) entries: usize,
    pub(super) error: Option<Error>,
    pub(super) limits_hit: Vec<Limit>,
}

/// What stands in the place of an observation that could not be made.
#[derive(Debug, Serialize, Deserialize)]
struct Missing {
    error: String,
}

/// Lets every sibling that consumes such entries look at them, all at once.
pub(super) async fn look(look: &Look, members: &[Member], found: &Found<'_>) -> Vec<Seen> {
    let runs = members.iter().filter_map(|sibling| {
        let entries = consumed(sibling, found.publisher, found.entries);
        let definition = sibling.definition();
        let field = definition.entries_option()?;
        if entries.is_empty() {
            return None;
        }
        let mut options = shared(definition, found.publisher.definition(), found.options);
        options.set(&field.id, Json::of(&entries).unwrap_or_default());
        if let Some((time, left)) = definition.time().zip(found.left) {
            let own = sibling.option(&options, &time.id).and_then(Json::number);
            options.set(&time.id, remaining(left, own));
        }
        Some(async move {
            let collected = look.collect(sibling, &options, &[]).await;
            let (data, limits_hit, error) = match collected {
                Ok(collected) => (collected.observation, collected.limits_hit, None),
                Err(error) => (missing(&error), Vec::new(), Some(error)),
            };
            Seen {
                related: Related {
                    checker: sibling.definition().id.clone(),
                    key: sibling.definition().observation_key.clone(),
                    data,
                    collected_at: look.network.wall_seconds(),
                    reference: String::new(),
                },
                entries: entries.len(),
                error,
                limits_hit,
            }
        })
    });
    join_all(runs).await
}

/// Lets siblings say what they saw once more: for another moment, under the
/// options of the check and those of the overrides that they declare.
pub(super) async fn restate(
    members: &[Member],
    publisher: &Member,
    options: &Options,
    overrides: &Options,
    judged_at: i64,
    seen: &mut [Related],
) -> Result<(), CheckError> {
    for related in seen {
        let is_author = |member: &&Member| {
            let definition = member.definition();
            definition.id == related.checker && definition.observation_key == related.key
        };
        let Some(sibling) = members.iter().find(is_author) else {
            continue;
        };
        if related.data.read::<Missing>().is_ok() {
            continue;
        }
        let declared = |id: &str| sibling.definition().option(id).is_some();
        let own: Options = overrides
            .iter()
            .filter(|(id, _)| declared(id))
            .map(|(id, value)| (id.to_owned(), value.clone()))
            .collect();
        let of_check = shared(sibling.definition(), publisher.definition(), options);
        let evidence = Evidence {
            observation: &related.data,
            related: &[],
            options: &own.over(&of_check),
            judged_at,
        };
        related.data = sibling.restate(evidence).await?;
    }
    Ok(())
}

/// The entries that are for this sibling.
fn consumed<'a>(sibling: &Member, publisher: &Member, entries: &'a [Entry]) -> Vec<&'a Entry> {
    let sibling = sibling.definition();
    let is_for_it = |entry: &&Entry| {
        sibling.id != publisher.definition().id && sibling.consumes.contains(&entry.entry_type)
    };
    entries.iter().filter(is_for_it).collect()
}

/// The seconds that a sibling gets: the rest of the check's time, or the less
/// that it is to have anyhow. The contract wants at least one.
fn remaining(left: Duration, own: Option<f64>) -> f64 {
    let left = left.as_secs_f64().max(1.0);
    own.map_or(left, |own| own.min(left))
}

/// The options of a check that mean the same to both checkers: the identifier,
/// the type, and whether others may see the value.
fn shared(sibling: &Definition, publisher: &Definition, options: &Options) -> Options {
    let means_the_same = |id: &str| {
        let (theirs, ours) = (publisher.option(id), sibling.option(id));
        theirs.zip(ours).is_some_and(|(theirs, ours)| {
            theirs.value_type == ours.value_type && theirs.secret == ours.secret
        })
    };
    options
        .iter()
        .filter(|(id, _)| means_the_same(id))
        .map(|(id, value)| (id.to_owned(), value.clone()))
        .collect()
}

fn missing(error: &Error) -> Json {
    let missing = Missing {
        error: error.to_string(),
    };
    Json::of(&missing).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::OptionType;
    use crate::platform::member::tests::{definition, field};

    #[test]
    fn options_that_mean_the_same_are_shared() {
        let mut publisher = definition("publisher");
        let mut sibling = definition("sibling");
        for id in ["timeout", "token", "level", "mine"] {
            publisher.options.push(field(id, OptionType::Number));
        }
        for id in ["timeout", "token", "theirs"] {
            sibling.options.push(field(id, OptionType::Number));
        }
        sibling.options.push(field("level", OptionType::Text));
        for field in &mut publisher.options {
            field.secret = field.id == "token";
        }
        let given: Options = ["timeout", "token", "level", "mine", "theirs", "domain"]
            .into_iter()
            .map(|id| (id.to_owned(), Json::from(1u64)))
            .collect();
        let shared = shared(&sibling, &publisher, &given);
        let ids: Vec<&str> = shared.iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["domain", "timeout"]);
    }

    #[test]
    fn a_sibling_gets_the_rest_of_the_time_or_the_less_that_it_is_to_have() {
        let left = Duration::from_millis(7_500);
        assert_eq!(remaining(left, None), 7.5);
        assert_eq!(remaining(left, Some(60.0)), 7.5);
        assert_eq!(remaining(left, Some(5.0)), 5.0);
        assert_eq!(remaining(Duration::ZERO, Some(60.0)), 1.0);
    }

    #[test]
    fn what_could_not_be_seen_is_told_as_the_contract_says() {
        let data = missing(&Error::Limit(Limit::Cpu));
        let text = data.as_str();
        assert!(
            text.starts_with(r#"{"error":"the limit of processor time"#),
            "{text}"
        );
        assert!(data.read::<Missing>().is_ok());
        assert!(
            Json::parse(r#"{"probes":{}}"#)
                .unwrap()
                .read::<Missing>()
                .is_err()
        );
    }
}
