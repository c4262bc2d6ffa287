//! What other checkers say to the entries of one.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::error::CheckError;
use super::look::{Look, seconds};
use super::member::Member;
use crate::engine::{Error, Limit};
use crate::model::{Definition, Entry, Evidence, Json, Options, Related};

/// Those who may look at what a checker finds.
#[derive(Clone, Copy)]
pub(super) struct Siblings<'a> {
    pub(super) members: &'a Arc<[Member]>,
    pub(super) publisher: &'a Member,
    /// The options of the check.
    pub(super) options: &'a Options,
}

/// One sibling with what it is to look at.
pub(super) struct Task {
    members: Arc<[Member]>,
    position: usize,
    options: Options,
    /// How many entries it is given.
    entries: usize,
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

impl<'a> Siblings<'a> {
    /// Their positions among the members.
    pub(super) fn positions(self) -> impl Iterator<Item = usize> + use<'a> {
        let publisher = &self.publisher.definition().id;
        let members = self.members.iter().enumerate();
        members.filter_map(move |(position, member)| {
            let definition = member.definition();
            let is_one = definition.id != *publisher && definition.entries_option().is_some();
            is_one.then_some(position)
        })
    }

    /// The entries that are for the one at this position.
    pub(super) fn consumed(self, position: usize, entries: &[Entry]) -> Vec<Entry> {
        let Some(sibling) = self.members.get(position) else {
            return Vec::new();
        };
        let consumes = &sibling.definition().consumes;
        let is_for_it = |entry: &&Entry| consumes.contains(&entry.entry_type);
        entries.iter().filter(is_for_it).cloned().collect()
    }

    /// What it takes to let the one at this position look at these entries,
    /// within what is left of the time that the check may take, where it is
    /// known.
    pub(super) fn task(
        self,
        position: usize,
        entries: &[Entry],
        left: Option<Duration>,
    ) -> Option<Task> {
        let sibling = self.members.get(position)?;
        let definition = sibling.definition();
        let field = definition.entries_option()?;
        let mut options = shared(definition, self.publisher.definition(), self.options);
        options.set(&field.id, Json::of(&entries).unwrap_or_default());
        if let Some((time, left)) = definition.time().zip(left) {
            let own = sibling.option(&options, &time.id).and_then(Json::number);
            options.set(&time.id, seconds(left, own));
        }
        Some(Task {
            members: self.members.clone(),
            position,
            options,
            entries: entries.len(),
        })
    }
}

impl Task {
    /// Lets the sibling look.
    pub(super) async fn look(self, look: &Look) -> Option<Seen> {
        let sibling = self.members.get(self.position)?;
        let collected = look.collect(sibling, &self.options, &[]).await;
        let (data, limits_hit, error) = match collected {
            Ok(collected) => (collected.observation, collected.limits_hit, None),
            Err(error) => (missing(&error), Vec::new(), Some(error)),
        };
        Some(Seen {
            related: Related {
                checker: sibling.definition().id.clone(),
                key: sibling.definition().observation_key.clone(),
                data,
                collected_at: look.network.wall_seconds(),
                reference: String::new(),
            },
            entries: self.entries,
            error,
            limits_hit,
        })
    }
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
