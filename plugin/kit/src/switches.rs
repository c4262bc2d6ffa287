//! Which rules of a check are wanted.

use crate::contract::RuleSwitch;

/// Rules that are switched on or off; those not named are on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Switches<'a>(&'a [RuleSwitch]);

impl<'a> Switches<'a> {
    /// The contract's argument. The last switch of a rule counts.
    pub fn new(switches: &'a [RuleSwitch]) -> Self {
        Self(switches)
    }

    /// Whether the rule of this name is wanted.
    pub fn wants(self, rule: &str) -> bool {
        let switch = self.0.iter().rev().find(|(name, _)| name == rule);
        switch.is_none_or(|(_, wanted)| *wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_wanted_unless_switched_off() {
        let switches = [
            ("a".to_owned(), false),
            ("b".to_owned(), false),
            ("b".to_owned(), true),
        ];
        let switches = Switches::new(&switches);
        assert!(!switches.wants("a"));
        assert!(switches.wants("b"));
        assert!(switches.wants("c"));
    }
}
