//! The options of a check, parsed.

use std::time::Duration;

use checker_kit::contract::{ErrorCode, RuleSwitch};
use checker_kit::options::{Options, invalid};
use checker_kit::rules::enabled;
use checker_stream::side::Side;
use serde::{Deserialize, Serialize};

use crate::domain::Domain;
use crate::rules;

/// The default for `from`: a name that no server can serve (RFC 6761 §6.4).
pub const DEFAULT_FROM: &str = "checker.invalid";
/// The default for `timeout`, in seconds.
pub const DEFAULT_TIMEOUT: f64 = 10.0;

/// Which sides to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Client to server only.
    C2s,
    /// Server to server only.
    S2s,
    /// Both.
    Both,
    /// Neither: all rules of both are switched off.
    None,
}

impl Mode {
    /// Whether the side is looked at.
    pub fn covers(self, side: Side) -> bool {
        match (self, side) {
            (Self::Both, _) | (Self::C2s, Side::Client) | (Self::S2s, Side::Server) => true,
            (Self::C2s | Self::S2s | Self::None, _) => false,
        }
    }

    fn from_sides(client: bool, server: bool) -> Self {
        match (client, server) {
            (true, true) => Self::Both,
            (true, false) => Self::C2s,
            (false, true) => Self::S2s,
            (false, false) => Self::None,
        }
    }
}

/// Everything that `collect` is told.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The domain.
    pub domain: Domain,
    /// The sides, after rules that are off were taken into account.
    pub mode: Mode,
    /// The budget of each endpoint.
    pub timeout: Duration,
    /// The stream's `from` for server-to-server streams, in A-labels.
    pub from: String,
}

impl Settings {
    /// Reads the contract's arguments.
    pub fn parse(options: &str, switches: &[RuleSwitch]) -> Result<Self, ErrorCode> {
        let options = Options::parse(options)?;
        let domain = Domain::parse("domain", options.text("domain")?.unwrap_or_default())?;
        let mode = options.choice(
            "mode",
            &[("both", Mode::Both), ("c2s", Mode::C2s), ("s2s", Mode::S2s)],
        )?;
        let mode = mode.unwrap_or(Mode::Both);
        let wanted = |side| {
            mode.covers(side) && rules::of_side(side).any(|rule| enabled(rule.name, switches))
        };
        let timeout = options
            .number("timeout", 1.0, 60.0)?
            .unwrap_or(DEFAULT_TIMEOUT);
        let from = Domain::parse("from", options.text("from")?.unwrap_or(DEFAULT_FROM))?.ascii;
        if from == domain.ascii {
            // A server refuses a peer that claims to be itself.
            return Err(invalid(
                "from",
                &from,
                "a domain other than the one that is checked",
            ));
        }
        Ok(Self {
            domain,
            mode: Mode::from_sides(wanted(Side::Client), wanted(Side::Server)),
            timeout: Duration::from_secs_f64(timeout),
            from,
        })
    }
}
