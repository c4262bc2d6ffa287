//! The options that give the prober a certificate of its own.

use checker_kit::contract::ErrorCode;
use checker_kit::options::{Options, invalid};
use checker_kit::shared::sender::DEFAULT_FROM;
use checker_kit::tls::{Identity, IdentityError};

/// The option for the certificate.
pub const CERTIFICATE: &str = "certificate";
/// The option for its key.
pub const KEY: &str = "key";

/// What the certificate is to be.
const CHAIN: &str = "the certificate in PEM (-----BEGIN CERTIFICATE-----), and after it what is \
                     between it and the root";

/// Reads the certificate and its key, which come together, for `from`.
///
/// # Errors
///
/// [`ErrorCode::InvalidOption`], which never repeats what was given.
pub fn read(options: &Options, from: &str) -> Result<Option<Identity>, ErrorCode> {
    let (certificate, key) = match (options.secret(CERTIFICATE)?, options.secret(KEY)?) {
        (None, None) => return Ok(None),
        (Some(certificate), Some(key)) => (certificate, key),
        (Some(_), None) => {
            return Err(refused(
                KEY,
                "the private key of the certificate in PEM, which goes with it",
            ));
        }
        (None, Some(_)) => {
            return Err(refused(
                CERTIFICATE,
                "the certificate of the key in PEM, which goes with it",
            ));
        }
    };
    if from == DEFAULT_FROM {
        return Err(refused(
            "from",
            "the domain that the certificate is for: without it no server can tell whose it is",
        ));
    }
    let identity = Identity::parse(certificate, key);
    identity.map(Some).map_err(|error| match error {
        IdentityError::NoCertificate => refused(CERTIFICATE, &format!("{CHAIN}: {error}")),
        IdentityError::UnreadableCertificate => refused(CERTIFICATE, &format!("{CHAIN}: {error}")),
        IdentityError::NoKey | IdentityError::UnusableKey => refused(
            KEY,
            &format!("the private key of the certificate in PEM, best an EC one: {error}"),
        ),
        IdentityError::Mismatch => refused(
            KEY,
            &format!("the private key that the certificate was issued for: {error}"),
        ),
    })
}

fn refused(id: &str, allowed: &str) -> ErrorCode {
    invalid(id, "", allowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const PEM: &str = include_str!("../../../tests/fixtures/prober/p256-cert.pem");
    const ITS_KEY: &str = include_str!("../../../tests/fixtures/prober/p256-key.pem");
    const OTHER_KEY: &str = include_str!("../../../tests/fixtures/prober/other-key.pem");

    fn parse(options: &Value, from: &str) -> Result<Option<Identity>, ErrorCode> {
        read(&Options::parse(&options.to_string()).unwrap(), from)
    }

    #[test]
    fn both_or_none_are_given() {
        assert_eq!(parse(&json!({}), DEFAULT_FROM), Ok(None));
        let both = json!({ "certificate": PEM, "key": ITS_KEY });
        assert!(parse(&both, "prober.example").unwrap().is_some());
    }

    #[test]
    fn what_cannot_be_used_is_named_with_what_to_do_and_never_repeated() {
        let from = "prober.example";
        for (options, from, id, word) in [
            (json!({ "certificate": PEM }), from, "key", "goes with it"),
            (
                json!({ "key": ITS_KEY }),
                from,
                "certificate",
                "goes with it",
            ),
            (
                json!({ "certificate": PEM, "key": ITS_KEY }),
                DEFAULT_FROM,
                "from",
                "the domain that the certificate is for",
            ),
            (
                json!({ "certificate": ITS_KEY, "key": ITS_KEY }),
                from,
                "certificate",
                "no certificate in PEM",
            ),
            (
                json!({ "certificate": &PEM[..200], "key": ITS_KEY }),
                from,
                "certificate",
                "cannot be read",
            ),
            (
                json!({ "certificate": PEM, "key": PEM }),
                from,
                "key",
                "no private key",
            ),
            (
                json!({ "certificate": PEM, "key": OTHER_KEY }),
                from,
                "key",
                "does not belong",
            ),
            (
                json!({ "certificate": [PEM], "key": ITS_KEY }),
                from,
                "certificate",
                "a string",
            ),
        ] {
            let Err(ErrorCode::InvalidOption(option)) = parse(&options, from) else {
                panic!("{options:#}");
            };
            assert_eq!(option.id, id, "{option:?}");
            assert_eq!(option.value, "", "{option:?}");
            assert!(option.allowed.contains(word), "{option:?}");
            assert!(!option.allowed.contains("MII"), "{option:?}");
        }
    }
}
