//! Moments.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment, in seconds since 1970-01-01T00:00:00Z, in the form of RFC 3339;
/// empty where that has none.
pub fn timestamp(seconds: i64) -> String {
    OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_default()
}

/// The seconds of a moment in the form of RFC 3339; seconds as a number are
/// understood, too.
pub(super) fn seconds(moment: &Value) -> i64 {
    match moment {
        Value::String(text) => OffsetDateTime::parse(text, &Rfc3339)
            .map(OffsetDateTime::unix_timestamp)
            .unwrap_or_default(),
        other => other.as_i64().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_moment_is_read_as_it_was_written() {
        assert_eq!(timestamp(1_768_478_400), "2026-01-15T12:00:00Z");
        assert_eq!(seconds(&json!("2026-01-15T12:00:00Z")), 1_768_478_400);
        assert_eq!(
            seconds(&json!("2026-01-15T13:00:00.5+01:00")),
            1_768_478_400
        );
        assert_eq!(seconds(&json!(1_768_478_400)), 1_768_478_400);
    }

    #[test]
    fn what_is_no_moment_is_none() {
        assert_eq!(timestamp(i64::MAX), "");
        for value in [json!(null), json!("yesterday"), json!(1.5), json!({})] {
            assert_eq!(seconds(&value), 0, "{value}");
        }
    }
}
