//! Values as they are typed: each parser says what is allowed instead.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::campaign::{InvalidName, Name};
use crate::engine::{Limit, UnknownLimit};

/// The longest time that can be typed: a year.
const MAX_SECONDS: u64 = 365 * 24 * 60 * 60;
/// The most checks that may wait.
const MAX_QUEUE: usize = 1_000_000;
/// The most connections at once.
const MAX_CONNECTIONS: usize = 1_000_000;
/// The longest time that results are kept, in days: ten years.
const MAX_DAYS: u32 = 3_650;
/// The most room that kept results may have, in MiB: a tebibyte.
const MAX_MEBIBYTES: u32 = 1024 * 1024;
/// The most of what runs at once.
const MAX_COUNT: usize = 1_000;

/// A resolver's address; port 53 where it is not said.
pub(super) fn resolver(text: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Ok(address);
    }
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => Ok(SocketAddr::new(address, 53)),
        Err(_) => Err("give an IP address, with a port if it is not 53".into()),
    }
}

/// Where to listen: `:8080` is every address, as other servers have it.
pub(super) fn listen(text: &str) -> Result<SocketAddr, String> {
    let full = match text.strip_prefix(':') {
        Some(port) => format!("[::]:{port}"),
        None => text.to_owned(),
    };
    full.parse()
        .map_err(|_| "give an address and a port, such as 127.0.0.1:8080 or :8080".into())
}

/// The name of a campaign.
pub(super) fn campaign(text: &str) -> Result<Name, String> {
    text.parse().map_err(|error: InvalidName| error.to_string())
}

/// How many run at once.
pub(super) fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=MAX_COUNT) => Ok(count),
        _ => Err(format!("give a whole number from 1 to {MAX_COUNT}")),
    }
}

/// How many of something that costs nothing.
pub(super) fn many(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err(format!("give a whole number from 1 to {}", u32::MAX)),
        Ok(many) => Ok(many),
    }
}

/// How many wait.
pub(super) fn queue(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 0..=MAX_QUEUE) => Ok(count),
        _ => Err(format!("give a whole number from 0 to {MAX_QUEUE}")),
    }
}

/// How many connections are open at once.
pub(super) fn connections(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=MAX_CONNECTIONS) => Ok(count),
        _ => Err(format!("give a whole number from 1 to {MAX_CONNECTIONS}")),
    }
}

/// A length of time in days.
pub(super) fn days(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(days @ 1..=MAX_DAYS) => Ok(days),
        _ => Err(format!("give a whole number of days from 1 to {MAX_DAYS}")),
    }
}

/// A size in MiB.
pub(super) fn mebibytes(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(size @ 1..=MAX_MEBIBYTES) => Ok(size),
        _ => Err(format!(
            "give a whole number of MiB from 1 to {MAX_MEBIBYTES}"
        )),
    }
}

/// A length of time in seconds.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 0..=MAX_SECONDS) => Ok(Duration::from_secs(seconds)),
        _ => Err(format!(
            "give a whole number of seconds from 0 to {MAX_SECONDS}"
        )),
    }
}

/// A limit with its new value.
pub(in crate::cli) fn limit(text: &str) -> Result<(Limit, u64), String> {
    let form = || "give a name and a whole number: connections=128".to_owned();
    let (name, value) = text.split_once('=').ok_or_else(form)?;
    let limit: Limit = name
        .parse()
        .map_err(|error: UnknownLimit| error.to_string())?;
    let most = limit.most();
    match value.parse() {
        Ok(value) if value <= most => Ok((limit, value)),
        _ => Err(format!(
            "give a whole number from 0 to {most}: {name}={}",
            limit.default_value()
        )),
    }
}

/// An option of a checker with its value.
pub(super) fn option(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((id, value)) if !id.is_empty() => Ok((id.to_owned(), value.to_owned())),
        _ => Err("give an option and its value: name=value".into()),
    }
}

/// A date, with a time of day where it matters.
pub(super) fn date(text: &str) -> Result<OffsetDateTime, String> {
    let midnight = format!("{text}T00:00:00Z");
    OffsetDateTime::parse(text, &Rfc3339)
        .or_else(|_| OffsetDateTime::parse(&midnight, &Rfc3339))
        .map_err(|_| "give a date, such as 2027-01-31 or 2027-01-31T12:00:00Z".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a number may be and cannot be read as here.
    const EXTREMES: [&str; 10] = [
        "nan",
        "NaN",
        "inf",
        "-inf",
        "-1",
        "1e9",
        "",
        "ten",
        "18446744073709551615",
        "99999999999999999999999999",
    ];

    #[test]
    fn numbers_out_of_range_are_refused_with_what_is_allowed() {
        for text in EXTREMES {
            assert!(
                count(text).unwrap_err().contains("from 1 to 1000"),
                "{text}"
            );
            assert!(queue(text).unwrap_err().contains("from 0 to"), "{text}");
            assert!(
                connections(text).unwrap_err().contains("from 1 to"),
                "{text}"
            );
            assert!(seconds(text).unwrap_err().contains("from 0 to"), "{text}");
        }
        assert_eq!(count("1000"), Ok(1_000));
        assert!(count("0").is_err());
        assert_eq!(queue("0"), Ok(0));
        assert_eq!(seconds("600"), Ok(Duration::from_secs(600)));
    }

    #[test]
    fn limits_are_refused_by_name_and_by_value() {
        for text in ["connections", "wishes=3", "=3", ""] {
            assert!(limit(text).is_err(), "{text}");
        }
        for known in Limit::ALL {
            for value in EXTREMES.iter().filter(|text| text.parse::<u64>().is_err()) {
                let refused = limit(&format!("{}={value}", known.name())).unwrap_err();
                assert!(refused.contains("a whole number from 0 to"), "{refused}");
            }
        }
        assert!(limit("deadline=18446744073709551615").is_err());
        assert_eq!(limit("connections=3"), Ok((Limit::Connections, 3)));
    }

    #[test]
    fn a_resolver_has_port_53_unless_it_is_said() {
        for (text, address) in [
            ("192.0.2.1", "192.0.2.1:53"),
            ("192.0.2.1:5353", "192.0.2.1:5353"),
            ("2001:db8::1", "[2001:db8::1]:53"),
            ("[2001:db8::1]", "[2001:db8::1]:53"),
            ("[2001:db8::1]:5353", "[2001:db8::1]:5353"),
        ] {
            assert_eq!(resolver(text), Ok(address.parse().unwrap()), "{text}");
        }
        assert!(resolver("resolver.example").is_err());
    }

    #[test]
    fn a_date_has_a_time_of_day_or_begins_the_day() {
        let midnight = date("2027-01-31").unwrap();
        assert_eq!(midnight, date("2027-01-31T00:00:00Z").unwrap());
        assert_eq!(midnight, date("2027-01-31T01:00:00+01:00").unwrap());
        for text in ["", "2027", "2027-02-30", "tomorrow", "1801353600", "nan"] {
            assert!(date(text).is_err(), "{text}");
        }
    }
}
