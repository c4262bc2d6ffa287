//! Which sides of a service are looked at.

use checker_stream::side::Side;
use serde::{Deserialize, Serialize};

/// Which sides are looked at: the option `mode`, less what no rule asks for.
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
    /// The values of the option, in the words that people use.
    pub const CHOICES: [(&'static str, Self); 3] =
        [("both", Self::Both), ("c2s", Self::C2s), ("s2s", Self::S2s)];

    /// Whether the side is looked at.
    pub fn covers(self, side: Side) -> bool {
        match (self, side) {
            (Self::Both, _) | (Self::C2s, Side::Client) | (Self::S2s, Side::Server) => true,
            (Self::C2s | Self::S2s | Self::None, _) => false,
        }
    }

    /// The sides, clients first.
    pub fn sides(self) -> impl Iterator<Item = Side> {
        [Side::Client, Side::Server]
            .into_iter()
            .filter(move |side| self.covers(*side))
    }

    /// What is left of this mode where only some sides are wanted.
    #[must_use]
    pub fn narrowed(self, wanted: impl Fn(Side) -> bool) -> Self {
        let wants = |side| self.covers(side) && wanted(side);
        match (wants(Side::Client), wants(Side::Server)) {
            (true, true) => Self::Both,
            (true, false) => Self::C2s,
            (false, true) => Self::S2s,
            (false, false) => Self::None,
        }
    }
}
