//! What a campaign checks with: one for all who work on it.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::{Options, milliseconds};
use crate::survey::LineFormat;

/// What all workers of a campaign check with, whoever started them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The checker that is asked.
    pub checker: String,
    /// The options of each check besides its subject.
    pub options: Options,
    /// What holds for each checker that takes part, by its identifier.
    pub standing: Vec<(String, Options)>,
    /// The checkers that are left out.
    pub without: Vec<String>,
    /// How much lines say.
    pub form: Form,
    /// How many connections to one address at once, over all workers.
    pub per_address: usize,
    /// Whether the domains are those of a simulated internet.
    pub simulated: bool,
    /// How long a worker may be silent about a job until another gets it.
    #[serde(rename = "silence_ms", with = "milliseconds")]
    pub silence: Duration,
}

/// How much the lines of a campaign say. They are JSON as long as they are on the
/// server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// The whole document.
    Full,
    /// One flat record.
    Facts,
    /// The verdicts without what they rest on.
    Brief,
}

impl Form {
    /// What it takes for lines of this format.
    pub fn of(format: LineFormat) -> Self {
        match format {
            LineFormat::Full => Self::Full,
            // The cells of a table are the members of the flat record.
            LineFormat::Facts | LineFormat::Csv => Self::Facts,
            LineFormat::Brief => Self::Brief,
        }
    }

    pub(super) fn format(self) -> LineFormat {
        match self {
            Self::Full => LineFormat::Full,
            Self::Facts => LineFormat::Facts,
            Self::Brief => LineFormat::Brief,
        }
    }
}

/// What two plans differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// Who is asked, or left out.
    Checkers,
    /// What they are told.
    Options,
    /// The form of the lines.
    Form,
    /// How many connections to an address.
    PerAddress,
    /// Whether it is the simulated internet.
    Internet,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Checkers => "other checkers",
            Self::Options => "other options",
            Self::Form => "lines of another form",
            Self::PerAddress => "another number of connections to an address",
            Self::Internet => "domains of another internet (simulated, or not)",
        })
    }
}

impl Plan {
    /// What results would not be the same in; how long workers may be silent is
    /// none of that.
    pub fn difference(&self, other: &Self) -> Option<Difference> {
        let differences = [
            (
                (&self.checker, &self.without) != (&other.checker, &other.without),
                Difference::Checkers,
            ),
            (
                (&self.options, &self.standing) != (&other.options, &other.standing),
                Difference::Options,
            ),
            (self.form != other.form, Difference::Form),
            (self.simulated != other.simulated, Difference::Internet),
            (
                self.per_address != other.per_address,
                Difference::PerAddress,
            ),
        ];
        let mut differences = differences.into_iter();
        differences.find_map(|(differs, what)| differs.then_some(what))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::campaign) fn plan() -> Plan {
        Plan {
            checker: "main".into(),
            options: Options::new().with("timeout", 5u64),
            standing: vec![("other".into(), Options::new().with("days", 7u64))],
            without: vec!["third".into()],
            form: Form::Brief,
            per_address: 16,
            simulated: true,
            silence: Duration::from_millis(1_500),
        }
    }

    #[test]
    fn a_plan_is_read_as_it_was_written() {
        let text = serde_json::to_string(&plan()).unwrap();
        assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan());
    }

    #[test]
    fn plans_differ_in_what_changes_results() {
        let slower = Plan {
            silence: Duration::from_secs(9),
            ..plan()
        };
        assert_eq!(plan().difference(&slower), None);
        let other = Plan {
            options: Options::new(),
            ..plan()
        };
        assert_eq!(plan().difference(&other), Some(Difference::Options));
        let real = Plan {
            simulated: false,
            ..plan()
        };
        assert_eq!(plan().difference(&real), Some(Difference::Internet));
    }
}
