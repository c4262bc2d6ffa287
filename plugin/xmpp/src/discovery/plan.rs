//! What discovery hands to the collection.

use std::time::Duration;

use checker_kit::contract::ErrorCode;
use serde::{Deserialize, Serialize};

use crate::mode::Mode;
use crate::observation::SrvLookup;
use crate::settings::Settings;

/// The version of the document.
const SCHEMA: u32 = 1;

/// What discovery hands to the collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    schema: u32,
    domain: String,
    mode: Mode,
    /// When discovery began, in seconds since 1970-01-01T00:00:00Z.
    pub started_at_seconds: i64,
    /// How long it took, in microseconds.
    pub spent_micros: u64,
    /// The SRV lookups, in a fixed order.
    pub services: Vec<SrvLookup>,
}

impl Plan {
    /// The plan for these settings.
    pub fn new(
        settings: &Settings,
        started_at_seconds: i64,
        spent: Duration,
        services: Vec<SrvLookup>,
    ) -> Self {
        Self {
            schema: SCHEMA,
            domain: settings.domain.ascii.clone(),
            mode: settings.mode,
            started_at_seconds,
            spent_micros: u64::try_from(spent.as_micros()).unwrap_or(u64::MAX),
            services,
        }
    }

    /// The plan, if it is one for these settings.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidObservation`] where it was made for another domain,
    /// for other sides or by another version.
    pub fn fitting(self, settings: &Settings) -> Result<Self, ErrorCode> {
        let refuse = |why: String| Err(ErrorCode::InvalidObservation(why));
        if self.schema != SCHEMA {
            return refuse(format!(
                "a plan of schema {} where {SCHEMA} is expected",
                self.schema
            ));
        }
        if self.domain != settings.domain.ascii {
            return refuse(format!(
                "a plan for {} where one for {} is expected",
                self.domain, settings.domain.ascii
            ));
        }
        if self.mode != settings.mode {
            return refuse("a plan for other sides of the service".into());
        }
        Ok(self)
    }

    /// How long discovery took.
    pub fn spent(&self) -> Duration {
        Duration::from_micros(self.spent_micros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use checker_kit::options::Options;
    use checker_stream::side::Side;

    fn settings(domain: &str, wanted: fn(Side) -> bool) -> Settings {
        let options = Options::parse(&format!(r#"{{"domain":"{domain}"}}"#)).unwrap();
        Settings::parse(&options, wanted).unwrap()
    }

    #[test]
    fn a_plan_fits_the_settings_that_it_was_made_for_and_no_others() {
        let own = settings("example.org", |_| true);
        let plan = Plan::new(&own, 0, Duration::from_millis(3), Vec::new());
        let json = serde_json::to_string(&plan).unwrap();
        let read: Plan = serde_json::from_str(&json).unwrap();
        assert_eq!(read.clone().fitting(&own), Ok(plan));
        assert_eq!(read.spent(), Duration::from_millis(3));

        let foreign = settings("example.com", |_| true);
        let narrower = settings("example.org", |side| side == Side::Client);
        for other in [foreign, narrower] {
            let refused = read.clone().fitting(&other);
            assert!(matches!(refused, Err(ErrorCode::InvalidObservation(_))));
        }
        let newer = json.replace("\"schema\":1", "\"schema\":2");
        let newer: Plan = serde_json::from_str(&newer).unwrap();
        assert!(newer.fitting(&own).is_err());
    }
}
