//! Dates and spans of time for people.

/// Seconds of a day.
const DAY: i64 = 86_400;

/// `2026-01-15T12:00:00Z` as `15 January 2026, 12:00 UTC`; anything else as it
/// is.
pub(super) fn moment(rfc3339: &str) -> String {
    let time = rfc3339.split_once('T').and_then(|(_, time)| time.get(..5));
    match (day(rfc3339), time) {
        (Some(day), Some(time)) => format!("{day}, {time} UTC"),
        _ => rfc3339.to_owned(),
    }
}

/// `2026-01-15T12:00:00Z` as `15 January 2026`.
pub(super) fn day(rfc3339: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (date, _) = rfc3339.split_once('T')?;
    let mut fields = date.split('-');
    let (year, month, day) = (fields.next()?, fields.next()?, fields.next()?);
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    Some(format!("{} {month} {year}", day.trim_start_matches('0')))
}

/// How far an end is away: `12 days left`, `ended 5 days ago`.
pub(super) fn remaining(end: i64, now: i64) -> String {
    let days = |seconds: i64| match seconds / DAY {
        1 => "1 day".to_owned(),
        number => format!("{number} days"),
    };
    match end.saturating_sub(now) {
        past if past < 0 => format!("ended {} ago", days(-past)),
        left => format!("{} left", days(left)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_as_people_write_them() {
        assert_eq!(moment("2026-01-05T12:34:56Z"), "5 January 2026, 12:34 UTC");
        assert_eq!(moment("yesterday"), "yesterday");
        assert_eq!(moment("2026-13-05T12:34:56Z"), "2026-13-05T12:34:56Z");
    }

    #[test]
    fn what_is_left_is_told_in_days() {
        assert_eq!(remaining(10 * DAY, 0), "10 days left");
        assert_eq!(remaining(DAY + 7, 0), "1 day left");
        assert_eq!(remaining(0, 5 * DAY), "ended 5 days ago");
    }
}
