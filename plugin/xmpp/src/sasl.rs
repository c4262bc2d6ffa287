//! SASL mechanisms: what each means for the password, and which is stronger.

use checker_stream::features::Features;

/// What a mechanism means for the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protection {
    /// The password stays secret (RFC 5802), and the login is bound to the TLS
    /// channel.
    ScramPlus,
    /// The password stays secret.
    Scram,
    /// By certificate, no password (RFC 4422 appendix A).
    External,
    /// By token or a method not known here.
    Other,
    /// The server gets the password (RFC 4616).
    Plain,
    /// Outdated, weakly protected: RFC 6331 for DIGEST-MD5,
    /// draft-ietf-sasl-crammd5-to-historic for CRAM-MD5.
    Weak,
    /// Anybody, without an account (RFC 4505).
    Anonymous,
}

impl Protection {
    /// That of the mechanism of this name.
    pub fn of(name: &str) -> Self {
        match name {
            "PLAIN" => Self::Plain,
            "DIGEST-MD5" | "CRAM-MD5" | "LOGIN" => Self::Weak,
            "EXTERNAL" => Self::External,
            "ANONYMOUS" => Self::Anonymous,
            name if !name.starts_with("SCRAM-") => Self::Other,
            name if name.ends_with("-PLUS") => Self::ScramPlus,
            _ => Self::Scram,
        }
    }

    /// The meaning, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::ScramPlus => "the password stays secret, bound to the TLS channel",
            Self::Scram => "the password stays secret",
            Self::External => "by certificate, no password",
            Self::Other => "by token or another method",
            Self::Plain => "hands the password to the server",
            Self::Weak => "outdated, weakly protected",
            Self::Anonymous => "anybody, without an account",
        }
    }

    /// Whether it is SCRAM in either form.
    pub fn is_scram(self) -> bool {
        matches!(self, Self::ScramPlus | Self::Scram)
    }
}

/// The mechanisms of an offer, each once, the strongest first.
pub fn offered(features: &Features) -> Vec<&str> {
    let mut names: Vec<&str> = features.all_mechanisms().collect();
    names.sort_by_key(|name| (hash(name), Protection::of(name), *name));
    names.dedup();
    names
}

/// The strongest first, -PLUS folded into its plain form:
/// `SCRAM-SHA-256(+), PLAIN`.
pub fn in_short(features: &Features) -> String {
    let names = offered(features);
    let has_plus = |name: &str| names.contains(&format!("{name}-PLUS").as_str());
    let shown: Vec<String> = names
        .iter()
        .filter(|name| {
            Protection::of(name) != Protection::ScramPlus || !has_plain_form(name, &names)
        })
        .map(|name| match has_plus(name) {
            true => format!("{name}(+)"),
            false => (*name).to_owned(),
        })
        .collect();
    match shown.is_empty() {
        true => "none".to_owned(),
        false => shown.join(", "),
    }
}

fn has_plain_form(plus: &str, names: &[&str]) -> bool {
    plus.strip_suffix("-PLUS")
        .is_some_and(|plain| names.contains(&plain))
}

/// The order of SCRAM's hashes, the strongest first; others after them.
fn hash(name: &str) -> usize {
    const HASHES: [&str; 5] = ["SHA3-512", "SHA-512", "SHA-384", "SHA-256", "SHA-1"];
    let hash = name
        .strip_prefix("SCRAM-")
        .map(|rest| rest.trim_end_matches("-PLUS"));
    let place = hash.and_then(|hash| HASHES.iter().position(|known| *known == hash));
    place.unwrap_or(HASHES.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::login;

    #[test]
    fn the_strongest_comes_first_and_plus_is_folded() {
        let features = login(&[
            "PLAIN",
            "SCRAM-SHA-1",
            "SCRAM-SHA-256-PLUS",
            "SCRAM-SHA-256",
            "X-OAUTH2",
            "PLAIN",
        ]);
        assert_eq!(
            in_short(&features),
            "SCRAM-SHA-256(+), SCRAM-SHA-1, X-OAUTH2, PLAIN"
        );
        assert_eq!(in_short(&login(&["SCRAM-SHA-1-PLUS"])), "SCRAM-SHA-1-PLUS");
        assert_eq!(in_short(&login(&[])), "none");
    }
}
