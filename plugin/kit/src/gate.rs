//! A polite cap: so many visits to one address at a time.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::net::IpAddr;
use std::task::{Poll, Waker};

use crate::clock::{Mark, before};

/// The most connections open to one address: the four services of one host at
/// once, and no more than a busy client behind a NAT would have.
pub const CONNECTIONS_PER_ADDRESS: usize = 4;

/// Counts the visits to each address.
pub struct Gate {
    cap: usize,
    addresses: RefCell<BTreeMap<IpAddr, Queue>>,
}

#[derive(Default)]
struct Queue {
    inside: usize,
    waiting: VecDeque<Waker>,
}

/// A visit; it ends when this is dropped.
pub struct Pass<'a> {
    gate: &'a Gate,
    address: IpAddr,
}

impl Gate {
    /// A gate that lets `cap` visits in to each address.
    pub fn new(cap: usize) -> Self {
        Self {
            cap,
            addresses: RefCell::default(),
        }
    }

    /// Waits for a place, but not past `deadline`.
    pub async fn enter(&self, address: IpAddr, deadline: Mark) -> Option<Pass<'_>> {
        let place = poll_fn(|context| {
            let mut addresses = self.addresses.borrow_mut();
            let queue = addresses.entry(address).or_default();
            if queue.inside < self.cap {
                queue.inside += 1;
                return Poll::Ready(());
            }
            queue.waiting.push_back(context.waker().clone());
            Poll::Pending
        });
        before(deadline, place).await.ok()?;
        Some(Pass {
            gate: self,
            address,
        })
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut addresses = self.gate.addresses.borrow_mut();
        let Some(queue) = addresses.get_mut(&self.address) else {
            return;
        };
        queue.inside = queue.inside.saturating_sub(1);
        // All are woken: one of them may have given up waiting already.
        for waker in std::mem::take(&mut queue.waiting) {
            waker.wake();
        }
    }
}
