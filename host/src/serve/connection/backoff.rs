//! What to do when a connection cannot be accepted.

use std::io::{Error, ErrorKind};
use std::time::Duration;

use crate::pause::Pauses;

/// The first pause; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(50);
/// The longest pause.
const LONGEST: Duration = Duration::from_secs(1);

/// How often it failed in a row. Without a pause a server that is out of
/// descriptors would spend its processor time on asking for one.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    pauses: Option<Pauses>,
}

impl Backoff {
    /// How long to wait after this error, if at all. It is logged once until
    /// it is over.
    pub(super) fn after(&mut self, error: &Error) -> Option<Duration> {
        if is_of_connection(error) {
            return None;
        }
        let pauses = self.pauses.get_or_insert_with(|| {
            tracing::warn!(%error, "no connection can be accepted");
            Pauses::new(FIRST, LONGEST)
        });
        Some(pauses.next())
    }

    /// A connection was accepted.
    pub(super) fn over(&mut self) {
        if self.pauses.take().is_some() {
            tracing::info!("connections can be accepted again");
        }
    }
}

/// Whether it is about one connection, which its client gave up, and says
/// nothing about the next (accept(2)).
fn is_of_connection(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionRefused
            | ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_descriptors_the_pauses_grow_until_one_is_there() {
        // EMFILE, which the standard library has no name for.
        let error = Error::from_raw_os_error(24);
        let mut backoff = Backoff::default();
        let pauses: Vec<_> = (0..8).filter_map(|_| backoff.after(&error)).collect();
        assert_eq!(pauses.len(), 8);
        assert!(pauses.is_sorted());
        assert_eq!((pauses[0], pauses[7]), (FIRST, LONGEST));
        backoff.over();
        assert_eq!(backoff.after(&error), Some(FIRST));
    }

    #[test]
    fn a_connection_that_was_given_up_delays_nobody() {
        let error = Error::from(ErrorKind::ConnectionAborted);
        assert_eq!(Backoff::default().after(&error), None);
    }
}
