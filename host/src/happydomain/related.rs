//! Observations of other checkers.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::fields::Fields;
use super::timestamp::seconds;
use crate::model::{Json, Related};

/// An observation of another checker as it crosses the wire.
#[derive(Debug, Clone)]
pub struct RelatedForm {
    checker_id: String,
    key: String,
    data: Json,
    /// RFC 3339; seconds since 1970 are understood, too.
    collected_at: Value,
    reference: String,
}

impl<'de> Deserialize<'de> for RelatedForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Fields::read(deserializer)?;
        Ok(Self {
            checker_id: fields.or_default("checkerId")?,
            key: fields.or_default("key")?,
            data: fields.optional("data")?.unwrap_or_else(Json::null),
            collected_at: fields.or_default("collectedAt")?,
            reference: fields.or_default("ref")?,
        })
    }
}

impl RelatedForm {
    /// The observation; `key` is the one under which it was sent.
    pub fn under(self, key: &str) -> Related {
        Related {
            checker: self.checker_id,
            key: match self.key.is_empty() {
                true => key.to_owned(),
                false => self.key,
            },
            data: self.data,
            collected_at: seconds(&self.collected_at),
            reference: self.reference,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_null_or_missing_is_empty_and_the_key_is_that_of_the_list() {
        for text in [
            "{}",
            r#"{"checkerId":null,"key":null,"data":null,"collectedAt":null,"ref":null}"#,
        ] {
            let form: RelatedForm = serde_json::from_str(text).unwrap();
            let related = form.under("probes");
            assert_eq!(related.key, "probes");
            assert_eq!(
                (related.checker, related.reference),
                (String::new(), String::new())
            );
            assert!(related.data.is_null());
            assert_eq!(related.collected_at, 0);
        }
    }
}
