//! How many checks run and how many wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Places for checks, and a queue before them.
#[derive(Clone)]
pub(super) struct Slots {
    places: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    max_waiting: usize,
}

/// The queue is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

/// A place in the queue; leaving it is dropping it.
pub(super) struct Ticket {
    slots: Slots,
    /// Whether it counts as waiting.
    queued: bool,
    place: Option<OwnedSemaphorePermit>,
}

impl Slots {
    pub(super) fn new(places: usize, max_waiting: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(places)),
            waiting: Arc::default(),
            max_waiting,
        }
    }

    /// Takes a free place at once, or one in the queue.
    pub(super) fn queue(&self) -> Result<Ticket, Full> {
        if let Ok(place) = self.places.clone().try_acquire_owned() {
            return Ok(Ticket {
                slots: self.clone(),
                queued: false,
                place: Some(place),
            });
        }
        let before = self.waiting.fetch_add(1, Ordering::AcqRel);
        let ticket = Ticket {
            slots: self.clone(),
            queued: true,
            place: None,
        };
        match before < self.max_waiting {
            true => Ok(ticket),
            // Dropping the ticket takes the count back.
            false => Err(Full),
        }
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Acquire)
    }
}

impl Ticket {
    /// Waits for the place; it is free again when the permit is dropped.
    pub(super) async fn admitted(mut self) -> Option<OwnedSemaphorePermit> {
        match self.place.take() {
            Some(place) => Some(place),
            // The semaphore is never closed.
            None => self.slots.places.clone().acquire_owned().await.ok(),
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if self.queued {
            self.slots.waiting.fetch_sub(1, Ordering::AcqRel);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_queue_refuses_and_an_abandoned_place_is_free_again() {
        let slots = Slots::new(1, 1);
        let running = slots.queue().unwrap().admitted().await.unwrap();
        let waiting = slots.queue().unwrap();
        assert_eq!(slots.queue().err(), Some(Full));
        assert_eq!(slots.waiting(), 1);
        drop(waiting);
        assert_eq!(slots.waiting(), 0);
        let next = slots.queue().unwrap();
        drop(running);
        assert!(next.admitted().await.is_some());
    }
}
