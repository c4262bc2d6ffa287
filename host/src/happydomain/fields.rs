//! Reading as Go does: names of fields in any case, the last of two counts, and
//! `null` is the same as a field that is not there.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object that are not null, under their names in lower case:
/// pieces of the text that is read. Options may be secret, so none is copied.
pub(super) struct Fields<'de>(BTreeMap<String, &'de RawValue>);

impl<'de> Fields<'de> {
    /// The members of the object that comes next.
    pub(super) fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members).map(Self)
    }

    /// The field `name` of the protocol; the default where there is none.
    pub(super) fn or_default<T, E>(&mut self, name: &str) -> Result<T, E>
    where
        T: DeserializeOwned + Default,
        E: Error,
    {
        Ok(self.optional(name)?.unwrap_or_default())
    }

    /// The field `name` of the protocol.
    pub(super) fn required<T: DeserializeOwned, E: Error>(
        &mut self,
        name: &'static str,
    ) -> Result<T, E> {
        self.optional(name)?.ok_or_else(|| E::missing_field(name))
    }

    /// The field `name` of the protocol, if it is there.
    pub(super) fn optional<T: DeserializeOwned, E: Error>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, E> {
        let Some(text) = self.0.remove(&name.to_lowercase()) else {
            return Ok(None);
        };
        let read = serde_json::from_str(text.get());
        read.map(Some)
            .map_err(|error| E::custom(format!("{name}: {error}")))
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = BTreeMap<String, &'de RawValue>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
            // A null after a value leaves the value, as it does there.
            if value.get() != "null" {
                members.insert(name.to_lowercase(), value);
            }
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Fields<'_> {
        Fields::read(&mut serde_json::Deserializer::from_str(text)).unwrap()
    }

    #[test]
    fn names_come_in_any_case_and_the_last_counts() {
        for text in [
            r#"{"enabledRules":1}"#,
            r#"{"ENABLEDRULES":1}"#,
            r#"{"enabledrules":7,"EnabledRules":1,"enabledRules":null}"#,
        ] {
            let mut fields = fields(text);
            let read: Result<u8, serde_json::Error> = fields.or_default("enabledRules");
            assert_eq!(read.unwrap(), 1, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let mut fields = fields(r#"{"Key":7}"#);
        let wrong: Result<String, serde_json::Error> = fields.or_default("key");
        assert!(wrong.unwrap_err().to_string().starts_with("key: "));
        let missing: Result<String, serde_json::Error> = fields.required("data");
        assert!(missing.unwrap_err().to_string().contains("data"));
    }
}
