//! When a check began.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// RFC 3339 in seconds since 1970-01-01T00:00:00Z.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(moment.unix_timestamp())
}
