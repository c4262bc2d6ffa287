//! Moments of civil time, in RFC 3339 form to the second.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Seconds since 1970-01-01T00:00:00Z as text; empty beyond the year 9999.
pub(crate) fn format(seconds: i64) -> String {
    OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_default()
}

/// The other way round.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(moment.unix_timestamp())
}

pub(crate) fn serialize<S: Serializer>(seconds: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    format(*seconds).serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let text = String::deserialize(deserializer)?;
    let refused = || serde::de::Error::custom(format_args!("\"{text}\" is no date (RFC 3339)"));
    parse(&text).ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_and_read() {
        assert_eq!(format(1_768_478_400), "2026-01-15T12:00:00Z");
        assert_eq!(parse("2026-01-15T13:00:00+01:00"), Some(1_768_478_400));
        assert_eq!(parse("yesterday"), None);
        assert_eq!(format(i64::MAX), "");
    }
}
