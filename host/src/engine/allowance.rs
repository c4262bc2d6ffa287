//! What a guest has left of something.

use super::limits::Limit;

/// An account that is drawn on until it is empty.
#[derive(Debug)]
pub(super) struct Allowance {
    limit: Limit,
    left: u64,
    exceeded: bool,
}

impl Allowance {
    pub(super) fn new(limit: Limit, amount: u64) -> Self {
        Self {
            limit,
            left: amount,
            exceeded: false,
        }
    }

    /// Takes so much; the limit where that much is not left.
    pub(super) fn take(&mut self, amount: u64) -> Result<(), Limit> {
        match self.left.checked_sub(amount) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                self.exceeded = true;
                Err(self.limit)
            }
        }
    }

    /// The limit, where more was asked for than there was.
    pub(super) fn exceeded(&self) -> Option<Limit> {
        self.exceeded.then_some(self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_gone_and_asking_for_more_is_noted() {
        let mut allowance = Allowance::new(Limit::SentBytes, 10);
        assert_eq!(allowance.take(10), Ok(()));
        assert_eq!(allowance.exceeded(), None);
        assert_eq!(allowance.take(1), Err(Limit::SentBytes));
        assert_eq!(allowance.exceeded(), Some(Limit::SentBytes));
    }

    #[test]
    fn what_was_refused_leaves_nothing_for_less() {
        let mut allowance = Allowance::new(Limit::SentBytes, 10);
        assert_eq!(allowance.take(11), Err(Limit::SentBytes));
        assert_eq!(allowance.take(1), Err(Limit::SentBytes));
    }
}
