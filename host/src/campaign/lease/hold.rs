//! What a worker has of leases, without a server and without a clock.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// A lease that we have.
#[derive(Debug)]
pub(super) struct Lease {
    slot: usize,
    revision: u64,
    in_use: usize,
    /// Since when nobody uses it, if nobody does.
    idle: Option<Instant>,
    renewed: Instant,
    /// It is not ours any more: what is open goes on, and nothing is added.
    lost: bool,
}

/// All that we have.
#[derive(Debug, Default)]
pub(super) struct Holds(HashMap<IpAddr, Vec<Lease>>);

/// A lease as the server knows it.
type Known = (IpAddr, usize, u64);

impl Lease {
    /// One that was just made, and that nobody uses yet.
    pub(super) fn new(slot: usize, revision: u64, now: Instant) -> Self {
        Self {
            slot,
            revision,
            in_use: 0,
            idle: Some(now),
            renewed: now,
            lost: false,
        }
    }
}

impl Holds {
    pub(super) fn add(&mut self, address: IpAddr, lease: Lease) {
        self.0.entry(address).or_default().push(lease);
    }

    /// Whether this one is ours, or was and is in use.
    pub(super) fn has(&self, address: IpAddr, slot: usize) -> bool {
        let leases = self.0.get(&address).into_iter().flatten();
        leases.into_iter().any(|lease| lease.slot == slot)
    }

    /// One more connection of a lease that is good for so many.
    pub(super) fn take(&mut self, address: IpAddr, each: usize) -> Option<usize> {
        let leases = self.0.get_mut(&address)?.iter_mut();
        let mut free = leases.filter(|lease| !lease.lost && lease.in_use < each);
        let lease = free.next()?;
        lease.in_use += 1;
        lease.idle = None;
        Some(lease.slot)
    }

    /// One connection less.
    pub(super) fn release(&mut self, address: IpAddr, slot: usize, now: Instant) {
        if let Some(lease) = self.find(address, slot) {
            lease.in_use = lease.in_use.saturating_sub(1);
            if lease.in_use == 0 {
                lease.idle = Some(now);
            }
        }
        self.drop_lost(address);
    }

    /// Takes out those that have been idle for so long; they are to be given back.
    pub(super) fn idle(&mut self, now: Instant, longer: Duration) -> Vec<Known> {
        let mut idle = Vec::new();
        for (address, leases) in &mut self.0 {
            leases.retain(|lease| {
                let since = lease.idle.map(|since| now.saturating_duration_since(since));
                let goes = since.is_some_and(|since| since >= longer);
                if goes {
                    idle.push((*address, lease.slot, lease.revision));
                }
                !goes
            });
        }
        self.0.retain(|_, leases| !leases.is_empty());
        idle
    }

    /// Those that were renewed so long ago.
    pub(super) fn older(&self, now: Instant, age: Duration) -> Vec<Known> {
        let all = self.0.iter();
        let all = all.flat_map(|(address, leases)| leases.iter().map(move |one| (*address, one)));
        let old = all.filter(|(_, lease)| {
            !lease.lost && now.saturating_duration_since(lease.renewed) >= age
        });
        old.map(|(address, lease)| (address, lease.slot, lease.revision))
            .collect()
    }

    pub(super) fn renewed(&mut self, address: IpAddr, slot: usize, revision: u64, now: Instant) {
        if let Some(lease) = self.find(address, slot) {
            lease.revision = revision;
            lease.renewed = now;
        }
    }

    /// Somebody else has it, or the server has forgotten it.
    pub(super) fn lost(&mut self, address: IpAddr, slot: usize) {
        if let Some(lease) = self.find(address, slot) {
            lease.lost = true;
        }
        self.drop_lost(address);
    }

    /// Holds those for lost that were not renewed for as long as the server
    /// remembers.
    pub(super) fn forget(&mut self, now: Instant, expiry: Duration) {
        for (address, slot, _) in self.older(now, expiry) {
            self.lost(address, slot);
        }
    }

    fn find(&mut self, address: IpAddr, slot: usize) -> Option<&mut Lease> {
        let leases = self.0.get_mut(&address)?;
        leases.iter_mut().find(|lease| lease.slot == slot)
    }

    fn drop_lost(&mut self, address: IpAddr) {
        if let Some(leases) = self.0.get_mut(&address) {
            leases.retain(|lease| !lease.lost || lease.in_use > 0);
            if leases.is_empty() {
                self.0.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const SECOND: Duration = Duration::from_secs(1);

    fn one(now: Instant) -> Holds {
        let mut holds = Holds::default();
        holds.add(ADDRESS, Lease::new(3, 7, now));
        assert_eq!(holds.take(ADDRESS, 1), Some(3));
        holds
    }

    #[test]
    fn a_lease_is_good_for_so_many_connections() {
        let now = Instant::now();
        let mut holds = one(now);
        assert_eq!(holds.take(ADDRESS, 2), Some(3));
        assert_eq!(holds.take(ADDRESS, 2), None);
        holds.release(ADDRESS, 3, now);
        assert_eq!(holds.take(ADDRESS, 2), Some(3));
    }

    #[test]
    fn a_lease_is_given_back_only_after_it_was_idle_for_a_while() {
        let now = Instant::now();
        let mut holds = one(now);
        assert_eq!(holds.idle(now + SECOND * 9, SECOND), []);
        holds.release(ADDRESS, 3, now);
        assert_eq!(holds.idle(now + SECOND / 2, SECOND), []);
        // Used again in between, it begins anew.
        assert_eq!(holds.take(ADDRESS, 2), Some(3));
        holds.release(ADDRESS, 3, now + SECOND);
        assert_eq!(holds.idle(now + SECOND, SECOND), []);
        assert_eq!(holds.idle(now + SECOND * 2, SECOND), [(ADDRESS, 3, 7)]);
        assert!(!holds.has(ADDRESS, 3));
    }

    #[test]
    fn a_lease_that_is_lost_takes_no_further_connection() {
        let now = Instant::now();
        let mut holds = one(now);
        holds.renewed(ADDRESS, 3, 8, now + SECOND);
        assert_eq!(holds.older(now + SECOND, SECOND), []);
        holds.forget(now + SECOND * 2, SECOND);
        assert_eq!(holds.take(ADDRESS, 2), None);
        // What is open is ours until it is closed.
        assert!(holds.has(ADDRESS, 3));
        holds.release(ADDRESS, 3, now);
        assert!(!holds.has(ADDRESS, 3));
    }
}
