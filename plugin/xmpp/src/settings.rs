//! The options of a check, parsed.

use std::time::Duration;

use checker_kit::contract::ErrorCode;
use checker_kit::options::{Options, invalid};
use checker_kit::shared::sender;
use checker_kit::shared::whole;
use checker_kit::tls::Identity;
use checker_stream::side::Side;

use crate::domain::Domain;
use crate::mode::Mode;
use crate::own_certificate;
use crate::schedule::Schedule;

/// The default for `timeout`, in seconds.
pub const DEFAULT_TIMEOUT: f64 = 10.0;
/// The range of `timeout`, in seconds.
const TIMEOUTS: (f64, f64) = (1.0, 60.0);

/// Everything that discovery and collection are told.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The domain.
    pub domain: Domain,
    /// The sides to look at.
    pub mode: Mode,
    /// The times.
    pub schedule: Schedule,
    /// The stream's `from` for server-to-server streams, in A-labels.
    pub from: String,
    /// The certificate of `from`, for servers that ask for one.
    pub identity: Option<Identity>,
}

impl Settings {
    /// Reads the options. `wanted` says for each side whether any rule that is
    /// on could use what is seen there.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOption`] for a value that cannot be used.
    pub fn parse(options: &Options, wanted: impl Fn(Side) -> bool) -> Result<Self, ErrorCode> {
        let domain = Domain::parse("domain", options.text("domain")?.unwrap_or_default())?
            .below("subdomain", options.text("subdomain")?.unwrap_or_default())?;
        let mode = mode(options)?.unwrap_or(Mode::Both).narrowed(wanted);
        let timeout = options
            .number("timeout", TIMEOUTS.0, TIMEOUTS.1)?
            .unwrap_or(DEFAULT_TIMEOUT);
        let timeout = Duration::from_secs_f64(timeout);
        let whole = whole::read(options, timeout)?;
        let from = options.text(sender::OPTION)?;
        let from = Domain::parse(sender::OPTION, from.unwrap_or(sender::DEFAULT_FROM))?.ascii;
        if from == domain.ascii {
            // A server refuses a peer that claims to be itself.
            return Err(invalid(
                sender::OPTION,
                &from,
                "a domain other than the one that is checked",
            ));
        }
        let identity = own_certificate::read(options, &from)?;
        Ok(Self {
            domain,
            mode,
            schedule: Schedule::new(timeout, whole),
            from,
            identity,
        })
    }
}

/// The option `mode`.
///
/// # Errors
///
/// [`ErrorCode::InvalidOption`] for another word.
pub fn mode(options: &Options) -> Result<Option<Mode>, ErrorCode> {
    options.choice("mode", &Mode::CHOICES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn parse(options: Value) -> Result<Settings, ErrorCode> {
        Settings::parse(&Options::parse(&options.to_string()).unwrap(), |_| true)
    }

    fn refused(options: Value) -> (String, String) {
        match parse(options) {
            Err(ErrorCode::InvalidOption(option)) => (option.id, option.allowed),
            other => panic!("expected an invalid option, got {other:?}"),
        }
    }

    #[test]
    fn what_is_not_given_has_a_default() {
        let settings = parse(json!({ "domain": "example.org" })).unwrap();
        assert_eq!(settings.mode, Mode::Both);
        assert_eq!(settings.schedule.timeout(), Duration::from_secs(10));
        assert_eq!(settings.schedule.whole(), Duration::from_secs(60));
        assert_eq!(settings.from, "checker.invalid");
        assert_eq!(settings.identity, None);
    }

    #[test]
    fn a_platform_names_zone_and_service_apart() {
        let ascii = |subdomain: &str| {
            let options = json!({ "domain": "Example.org.", "subdomain": subdomain });
            parse(options).unwrap().domain.ascii
        };
        assert_eq!(ascii("chat"), "chat.example.org");
        assert_eq!(ascii("a.b."), "a.b.example.org");
        assert_eq!(ascii(""), "example.org");
        assert_eq!(ascii("@"), "example.org");
        let bad = json!({ "domain": "example.org", "subdomain": "a b" });
        assert_eq!(refused(bad).0, "subdomain");
    }

    #[test]
    fn numbers_that_are_none_or_out_of_range_are_refused_by_name() {
        for id in ["timeout", "maxDuration"] {
            for value in [
                json!("nan"),
                json!("NaN"),
                json!("inf"),
                json!("-inf"),
                json!("infinity"),
                json!("1e400"),
                json!(-1),
                json!("-0"),
                json!(0),
                json!(1e300),
                json!(u64::MAX),
                json!(i64::MIN),
                json!("ten"),
                json!("0x10"),
                json!(true),
                json!([10]),
                json!({}),
            ] {
                let options = json!({ "domain": "example.org", (id): value });
                assert_eq!(refused(options.clone()).0, id, "{options}");
            }
        }
        let (_, allowed) = refused(json!({ "domain": "example.org", "timeout": "nan" }));
        assert_eq!(allowed, "a number from 1 to 60");
        let (_, allowed) = refused(json!({ "domain": "example.org", "maxDuration": 111 }));
        assert_eq!(allowed, "a number from 1 to 110");
    }

    #[test]
    fn numbers_may_come_as_text() {
        let options = json!({ "domain": "example.org", "timeout": "2.5", "maxDuration": "20" });
        let schedule = parse(options).unwrap().schedule;
        assert_eq!(schedule.timeout(), Duration::from_millis(2500));
        assert_eq!(schedule.whole(), Duration::from_secs(20));
    }

    #[test]
    fn a_side_that_no_rule_asks_for_is_not_looked_at() {
        let options = |mode: &str| {
            let options = json!({ "domain": "example.org", "mode": mode });
            Options::parse(&options.to_string()).unwrap()
        };
        let narrowed =
            |mode, wanted: fn(Side) -> bool| Settings::parse(&options(mode), wanted).unwrap().mode;
        assert_eq!(narrowed("both", |side| side == Side::Server), Mode::S2s);
        assert_eq!(narrowed("c2s", |side| side == Side::Server), Mode::None);
        assert_eq!(narrowed("c2s", |_| true), Mode::C2s);
        assert_eq!(narrowed("both", |_| false), Mode::None);
    }

    #[test]
    fn the_sender_is_never_the_domain_itself() {
        let options = json!({ "domain": "example.org", "from": "Example.ORG." });
        assert_eq!(refused(options).0, "from");
        let below = json!({ "domain": "org", "subdomain": "example", "from": "example.org" });
        assert_eq!(refused(below).0, "from");
    }
}
