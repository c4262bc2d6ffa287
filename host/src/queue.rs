//! Waiting for a place: calls of an engine, connections to one address, checks
//! of a server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many places, and a queue before them in which whoever came first is
/// first. Clones share the places.
#[derive(Debug, Clone)]
pub struct Queue {
    free: Arc<Semaphore>,
    places: usize,
    waiting: Arc<AtomicUsize>,
    max_waiting: usize,
}

/// A place; it is free again when this is dropped.
#[derive(Debug)]
pub struct Permit(#[expect(dead_code, reason = "held")] Option<OwnedSemaphorePermit>);

/// A place taken, or one in the queue; dropping it is leaving.
#[derive(Debug)]
pub struct Waiting {
    queue: Queue,
    turn: Turn,
}

/// So many wait that no more can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many are waiting already")]
pub struct Full;

#[derive(Debug)]
enum Turn {
    Come(Permit),
    Counted(Count),
}

/// Counts somebody who waits as long as they do.
#[derive(Debug)]
struct Count(Arc<AtomicUsize>);

impl Queue {
    /// So many places, and nobody is turned away.
    pub fn new(places: usize) -> Self {
        // More is more than there will ever be, and more than there can be.
        let places = places.min(Semaphore::MAX_PERMITS);
        Self {
            free: Arc::new(Semaphore::new(places)),
            places,
            waiting: Arc::default(),
            max_waiting: usize::MAX,
        }
    }

    /// The same where at most so many may wait.
    #[must_use]
    pub fn max_waiting(mut self, most: usize) -> Self {
        self.max_waiting = most;
        self
    }

    /// Takes a free place at once, or one in the queue.
    ///
    /// # Errors
    ///
    /// Where all places are taken and as many wait as may.
    pub fn join(&self) -> Result<Waiting, Full> {
        let turn = match self.free.clone().try_acquire_owned() {
            Ok(permit) => Turn::Come(Permit(Some(permit))),
            Err(_) => Turn::Counted(Count::up_to(self.max_waiting, &self.waiting)?),
        };
        Ok(Waiting {
            queue: self.clone(),
            turn,
        })
    }

    /// Waits for a place, however many wait already.
    pub async fn permit(&self) -> Permit {
        let _count = Count::up_to(usize::MAX, &self.waiting);
        self.acquire().await
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Acquire)
    }

    /// How many places are taken.
    pub fn in_use(&self) -> usize {
        self.places.saturating_sub(self.free.available_permits())
    }

    /// Whether anybody else has this queue in hand.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.waiting) > 1
    }

    async fn acquire(&self) -> Permit {
        // It fails where the semaphore was closed, which nobody does.
        Permit(self.free.clone().acquire_owned().await.ok())
    }
}

impl Waiting {
    /// Waits for the place.
    pub async fn permit(self) -> Permit {
        match self.turn {
            Turn::Come(permit) => permit,
            Turn::Counted(_count) => self.queue.acquire().await,
        }
    }
}

impl Count {
    fn up_to(most: usize, waiting: &Arc<AtomicUsize>) -> Result<Self, Full> {
        let count = Self(waiting.clone());
        match waiting.fetch_add(1, Ordering::AcqRel) < most {
            true => Ok(count),
            // Dropping the count takes it back.
            false => Err(Full),
        }
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_queue_refuses_and_an_abandoned_place_is_free_again() {
        let queue = Queue::new(1).max_waiting(1);
        let running = queue.join().unwrap().permit().await;
        let waiting = queue.join().unwrap();
        assert_eq!(queue.join().err(), Some(Full));
        assert_eq!((queue.in_use(), queue.waiting()), (1, 1));
        drop(waiting);
        assert_eq!(queue.waiting(), 0);
        let next = queue.join().unwrap();
        drop(running);
        let _permit = next.permit().await;
        assert_eq!((queue.in_use(), queue.waiting()), (1, 0));
    }

    #[tokio::test]
    async fn whoever_is_patient_waits_in_a_full_queue_too() {
        let queue = Queue::new(1).max_waiting(0);
        let running = queue.permit().await;
        let patient = tokio::spawn({
            let queue = queue.clone();
            async move { queue.permit().await }
        });
        tokio::task::yield_now().await;
        assert_eq!(queue.waiting(), 1);
        assert_eq!(queue.join().err(), Some(Full));
        drop(running);
        let permit = patient.await.unwrap();
        assert_eq!((queue.in_use(), queue.waiting()), (1, 0));
        drop(permit);
        assert_eq!(queue.in_use(), 0);
    }

    #[tokio::test]
    async fn giving_up_leaves_the_queue() {
        let queue = Queue::new(1);
        let _running = queue.permit().await;
        let impatient = tokio::spawn({
            let queue = queue.clone();
            async move { queue.permit().await }
        });
        tokio::task::yield_now().await;
        impatient.abort();
        assert!(impatient.await.is_err());
        assert_eq!((queue.in_use(), queue.waiting()), (1, 0));
    }
}
