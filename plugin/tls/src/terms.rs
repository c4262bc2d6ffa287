//! What a verdict depends on besides the observation and the date.

use checker_kit::contract::ErrorCode;
use checker_kit::options::{Options, invalid};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

const DAY: f64 = 86_400.0;
/// The most that a threshold can be, in days: ten years.
const MAX_DAYS: f64 = 3_650.0;

/// The options that a verdict depends on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Roots to trust besides those compiled in.
    pub roots: Vec<CertificateDer<'static>>,
    /// When the end of a certificate is near.
    pub thresholds: Thresholds,
}

/// When the end of a certificate is near.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Thresholds {
    /// Seconds before it to warn, whatever the certificate's lifetime.
    pub warn: Option<i64>,
    /// Seconds before it to call it critical, whatever the lifetime.
    pub crit: Option<i64>,
}

impl Terms {
    /// Reads them from the options of a check.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOption`] for a value that cannot be used.
    pub fn read(options: &Options) -> Result<Self, ErrorCode> {
        Ok(Self {
            roots: roots(options.text("trustedRoots")?)?,
            thresholds: Thresholds {
                warn: days(options, "warnDays")?,
                crit: days(options, "critDays")?,
            },
        })
    }
}

/// A number of days, in seconds.
fn days(options: &Options, id: &str) -> Result<Option<i64>, ErrorCode> {
    let days = options.number(id, 0.0, MAX_DAYS)?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the option has bounds, and a fraction of a second does not matter"
    )]
    Ok(days.map(|days| (days * DAY) as i64))
}

fn roots(pem: Option<&str>) -> Result<Vec<CertificateDer<'static>>, ErrorCode> {
    let Some(pem) = pem else {
        return Ok(Vec::new());
    };
    let refuse = || invalid("trustedRoots", pem, "one or more certificates in PEM");
    let roots: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    let roots = roots.map_err(|_| refuse())?;
    let usable = |root| webpki::anchor_from_trusted_cert(root).is_ok();
    match !roots.is_empty() && roots.iter().all(usable) {
        true => Ok(roots),
        false => Err(refuse()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::Authority;

    fn read(options: &serde_json::Value) -> Result<Terms, ErrorCode> {
        Terms::read(&Options::parse(&options.to_string())?)
    }

    fn refused(options: &serde_json::Value) -> String {
        match read(options) {
            Err(ErrorCode::InvalidOption(option)) => option.id,
            other => panic!("{options} gives {other:?}"),
        }
    }

    #[test]
    fn nothing_is_needed() {
        assert_eq!(read(&serde_json::json!({})), Ok(Terms::default()));
    }

    #[test]
    fn thresholds_are_days_with_bounds() {
        let terms = read(&serde_json::json!({ "warnDays": 14, "critDays": "0.5" })).unwrap();
        assert_eq!(terms.thresholds.warn, Some(14 * 86_400));
        assert_eq!(terms.thresholds.crit, Some(43_200));
        for value in ["NaN", "inf", "-inf", "-1", "3651", "soon"] {
            assert_eq!(
                refused(&serde_json::json!({ "warnDays": value })),
                "warnDays"
            );
            assert_eq!(
                refused(&serde_json::json!({ "critDays": value })),
                "critDays"
            );
        }
    }

    #[test]
    fn roots_are_certificates_and_at_least_one() {
        let root = Authority::root("Own");
        let terms = read(&serde_json::json!({ "trustedRoots": root.pem() })).unwrap();
        assert_eq!(terms.roots, [root.certificate().clone()]);
        let truncated = root.pem().replace("-----END CERTIFICATE-----", "");
        let nothing = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for text in ["hello", " ", &truncated, nothing] {
            assert_eq!(
                refused(&serde_json::json!({ "trustedRoots": text })),
                "trustedRoots"
            );
        }
    }
}
