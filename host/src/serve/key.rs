//! What makes two requests identical.

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::model::{Options, RuleSwitch};

/// A request in 32 bytes, however long it is: what is remembered of requests
/// must not grow with them. Whoever finds two requests of one key could be
/// given somebody else's result, so it is a cryptographic hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key([u8; 32]);

impl Key {
    /// The key of a request to this checker. Members are sorted, so the text of
    /// identical ones is one.
    pub(super) fn of(id: &str, options: &Options, rules: &[RuleSwitch]) -> Self {
        let mut rules: Vec<&RuleSwitch> = rules.iter().collect();
        rules.sort();
        let others = json!([id, rules]).to_string();
        // A JSON text ends where it ends.
        let hash = Sha256::new_with_prefix(others);
        Self(
            hash.chain_update(options.to_secret_json().as_bytes())
                .finalize()
                .into(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_as_short_for_a_long_request_and_tells_requests_apart() {
        let key = |domain: &str| Key::of("probe", &Options::new().with("domain", domain), &[]);
        let long = "a".repeat(1_000_000);
        assert_eq!(size_of_val(&key(&long)), 32);
        assert_eq!(key(&long), key(&long));
        assert_ne!(key(&long), key(&long[1..]));
        let options = Options::new().with("domain", "a");
        assert_ne!(
            Key::of("probe", &options, &[]),
            Key::of("other", &options, &[])
        );
    }
}
