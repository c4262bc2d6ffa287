//! Whether a checker may say of itself what it says.

use std::collections::BTreeSet;

use crate::model::Definition;

/// The longest identifier of a checker, in characters.
const MAX_IDENTIFIER: usize = 64;

/// What is wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidDefinition {
    /// The identifier is empty, too long, or has other characters.
    #[error("its identifier is not made of a-z, 0-9 and hyphens")]
    Identifier,
    /// There is a checker of this identifier already.
    #[error("there is a checker \"{0}\" already")]
    Duplicate(String),
    /// It names no observation key.
    #[error("it names no observation key")]
    ObservationKey,
    /// A rule has no name, or that of another.
    #[error("it has a rule without a name, or twice")]
    Rule,
    /// An option has no identifier, or that of another.
    #[error("it has an option without an identifier, or twice")]
    Option,
    /// The option that names the subject is none of its options.
    #[error("the option that names what is checked, \"{0}\", is none of its options")]
    Subject(String),
    /// The option that bounds the time is none of its numbers.
    #[error("the option that bounds its time, \"{0}\", is none of its numbers")]
    Time(String),
}

/// Looks at the definition of a checker that is to stand beside others.
pub(super) fn check<'a>(
    definition: &Definition,
    mut others: impl Iterator<Item = &'a Definition>,
) -> Result<(), InvalidDefinition> {
    let id = &definition.id;
    let of_identifier =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if id.is_empty() || id.len() > MAX_IDENTIFIER || !id.chars().all(of_identifier) {
        return Err(InvalidDefinition::Identifier);
    }
    if others.any(|other| other.id == *id) {
        return Err(InvalidDefinition::Duplicate(id.clone()));
    }
    if definition.observation_key.is_empty() {
        return Err(InvalidDefinition::ObservationKey);
    }
    if !are_names(definition.rules.iter().map(|rule| &rule.name)) {
        return Err(InvalidDefinition::Rule);
    }
    if !are_names(definition.options.iter().map(|field| &field.id)) {
        return Err(InvalidDefinition::Option);
    }
    match (&definition.subject_option, &definition.time_option) {
        (Some(subject), _) if definition.subject().is_none() => {
            Err(InvalidDefinition::Subject(subject.clone()))
        }
        (_, Some(time)) if definition.time().is_none() => {
            Err(InvalidDefinition::Time(time.clone()))
        }
        _ => Ok(()),
    }
}

/// Whether all are there, and none twice.
fn are_names<'a>(names: impl Iterator<Item = &'a String>) -> bool {
    let mut known = BTreeSet::new();
    names
        .into_iter()
        .all(|name| !name.is_empty() && known.insert(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::member::tests::definition;

    fn refused(spoil: impl FnOnce(&mut Definition)) -> Option<InvalidDefinition> {
        let mut spoilt = definition("sound");
        spoil(&mut spoilt);
        check(&spoilt, [&definition("other")].into_iter()).err()
    }

    #[test]
    fn lies_in_a_definition_are_refused() {
        use InvalidDefinition::{
            Duplicate, Identifier, ObservationKey, Option, Rule, Subject, Time,
        };
        assert_eq!(refused(|_| {}), None);
        for id in ["", "Sound", "so und", "ü", &"a".repeat(65)] {
            assert_eq!(refused(|one| one.id = id.into()), Some(Identifier), "{id}");
        }
        let other = refused(|one| one.id = "other".into());
        assert_eq!(other, Some(Duplicate("other".into())));
        let keyless = refused(|one| one.observation_key.clear());
        assert_eq!(keyless, Some(ObservationKey));
        let twice = refused(|one| one.rules.push(one.rules[0].clone()));
        assert_eq!(twice, Some(Rule));
        let nameless = refused(|one| one.options[0].id.clear());
        assert_eq!(nameless, Some(Option));
        let astray = refused(|one| one.subject_option = Some("host".into()));
        assert_eq!(astray, Some(Subject("host".into())));
        // There is such an option, and it is a text.
        let of_text = refused(|one| one.time_option = Some("domain".into()));
        assert_eq!(of_text, Some(Time("domain".into())));
    }
}
