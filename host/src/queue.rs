//! Waiting for a place: calls of an engine, connections to one address, checks
//! of a server.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many places, and a queue before them in which whoever came first is
/// first. Clones share the places.
#[derive(Debug, Clone)]
pub struct Queue {
    free: Arc<Semaphore>,
    places: usize,
    line: Arc<Mutex<Line>>,
    max_waiting: usize,
}

/// Who waits.
#[derive(Debug, Default)]
struct Line {
    come: u64,
    /// By when they came; who goes first is first.
    waiting: BTreeSet<u64>,
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
struct Count {
    line: Arc<Mutex<Line>>,
    number: u64,
}

/// Tells how far somebody in the queue has come.
#[derive(Debug, Clone, Default)]
pub struct Position(Option<(Arc<Mutex<Line>>, u64)>);

impl Queue {
    /// So many places, and nobody is turned away.
    pub fn new(places: usize) -> Self {
        // More is more than there will ever be, and more than there can be.
        let places = places.min(Semaphore::MAX_PERMITS);
        Self {
            free: Arc::new(Semaphore::new(places)),
            places,
            line: Arc::default(),
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
            Err(_) => Turn::Counted(Count::up_to(self.max_waiting, &self.line)?),
        };
        Ok(Waiting {
            queue: self.clone(),
            turn,
        })
    }

    /// Waits for a place, however many wait already.
    pub async fn permit(&self) -> Permit {
        let _count = Count::up_to(usize::MAX, &self.line);
        self.acquire().await
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        lock(&self.line).waiting.len()
    }

    /// How many places are taken.
    pub fn in_use(&self) -> usize {
        self.places.saturating_sub(self.free.available_permits())
    }

    /// Whether anybody else has this queue in hand.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.line) > 1
    }

    async fn acquire(&self) -> Permit {
        // It fails where the semaphore was closed, which nobody does.
        Permit(self.free.clone().acquire_owned().await.ok())
    }
}

impl Waiting {
    /// How far it has come, for as long as it waits.
    pub fn position(&self) -> Position {
        Position(match &self.turn {
            Turn::Come(_) => None,
            Turn::Counted(count) => Some((count.line.clone(), count.number)),
        })
    }

    /// Waits for the place.
    pub async fn permit(self) -> Permit {
        match self.turn {
            Turn::Come(permit) => permit,
            Turn::Counted(_count) => self.queue.acquire().await,
        }
    }
}

impl Position {
    /// The position in the queue, counted from one; `None` where there is nothing
    /// to wait for any more.
    pub fn number(&self) -> Option<usize> {
        let (line, number) = self.0.as_ref()?;
        let line = lock(line);
        let is_waiting = line.waiting.contains(number);
        is_waiting.then(|| line.waiting.range(..=number).count())
    }
}

impl Count {
    fn up_to(most: usize, line: &Arc<Mutex<Line>>) -> Result<Self, Full> {
        let mut who = lock(line);
        if who.waiting.len() >= most {
            return Err(Full);
        }
        who.come += 1;
        let number = who.come;
        who.waiting.insert(number);
        Ok(Self {
            line: line.clone(),
            number,
        })
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        lock(&self.line).waiting.remove(&self.number);
    }
}

fn lock(line: &Mutex<Line>) -> MutexGuard<'_, Line> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
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
    async fn a_position_moves_up_as_others_go_or_give_up() {
        let queue = Queue::new(1);
        let running = queue.join().unwrap();
        assert_eq!(running.position().number(), None);
        let running = running.permit().await;
        let [first, second, third] = [(); 3].map(|()| queue.join().unwrap());
        let positions = [&first, &second, &third].map(Waiting::position);
        let numbers = || positions.clone().map(|position| position.number());
        assert_eq!(numbers(), [Some(1), Some(2), Some(3)]);
        drop(second);
        assert_eq!(numbers(), [Some(1), None, Some(2)]);
        drop(running);
        let _permit = first.permit().await;
        assert_eq!(numbers(), [None, None, Some(1)]);
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
