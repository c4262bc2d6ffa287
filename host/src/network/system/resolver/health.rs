//! Which servers answer, and so in which order they are asked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a server that did not answer is asked last.
const MEMORY: Duration = Duration::from_secs(120);

/// What is remembered of servers, known by their places in the list.
#[derive(Debug)]
pub(super) struct Health {
    failed: Mutex<Vec<Option<Instant>>>,
    turn: AtomicUsize,
}

impl Health {
    pub(super) fn new(servers: usize) -> Self {
        Self {
            failed: Mutex::new(vec![None; servers]),
            turn: AtomicUsize::new(0),
        }
    }

    /// In which order they are asked: as listed, or each as often first as the
    /// others, and those that did not answer lately at the end.
    pub(super) fn order(&self, rotate: bool) -> Vec<usize> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let mut order: Vec<usize> = (0..failed.len()).collect();
        if rotate && !order.is_empty() {
            let turn = self.turn.fetch_add(1, Ordering::Relaxed) % order.len();
            order.rotate_left(turn);
        }
        let is_out = |index: &usize| {
            let when = failed.get(*index).copied().flatten();
            when.is_some_and(|when| when.elapsed() < MEMORY)
        };
        // Stable: what is alike stays in order.
        order.sort_by_key(is_out);
        order
    }

    /// It did not answer.
    pub(super) fn failed(&self, index: usize) {
        self.set(index, Some(Instant::now()));
    }

    /// It answered.
    pub(super) fn answered(&self, index: usize) {
        self.set(index, None);
    }

    fn set(&self, index: usize, when: Option<Instant>) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = failed.get_mut(index) {
            *server = when;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_did_not_answer_is_asked_last_until_it_does() {
        let health = Health::new(3);
        assert_eq!(health.order(false), [0, 1, 2]);
        health.failed(0);
        assert_eq!(health.order(false), [1, 2, 0]);
        health.failed(1);
        assert_eq!(health.order(false), [2, 0, 1]);
        health.answered(0);
        assert_eq!(health.order(false), [0, 2, 1]);
    }

    #[test]
    fn a_failure_is_forgotten() {
        let health = Health::new(2);
        health.set(0, Instant::now().checked_sub(MEMORY));
        assert_eq!(health.order(false), [0, 1]);
    }

    #[test]
    fn servers_take_turns_where_that_is_asked_for() {
        let health = Health::new(3);
        let firsts: Vec<usize> = (0..4).map(|_| health.order(true)[0]).collect();
        assert_eq!(firsts, [0, 1, 2, 0]);
        health.failed(2);
        assert_eq!(health.order(true), [1, 0, 2]);
        assert_eq!(Health::new(0).order(true), [0; 0]);
    }
}
