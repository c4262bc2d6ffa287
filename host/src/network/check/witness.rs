//! What the connections of several checkers to one address tell of the server.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};

/// A look of a checker, by a number of its own.
pub(super) type Who = usize;

/// The checker that is asked.
pub(super) const LEADER: Who = 0;

/// A server may have turned one away for the sake of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// What siblings see beside the leader counts no more.
    Siblings,
    /// Nor what the leader sees.
    All,
}

/// The connections of a check, and what became of them.
#[derive(Debug, Default)]
pub(super) struct Witness {
    addresses: HashMap<IpAddr, Address>,
    begun: u64,
}

#[derive(Debug, Default)]
struct Address {
    leader_came: bool,
    siblings_came: bool,
    open: Vec<Open>,
    /// Ports that refused the leader when no other was there, and whether a
    /// sibling was told the same.
    closed: BTreeMap<u16, bool>,
}

/// A connection or an attempt at one.
#[derive(Debug)]
struct Open {
    number: u64,
    who: Who,
    port: u16,
    established: bool,
    /// Whether another checker's was begun before it was established: who was let in
    /// first is not known then.
    came_second: bool,
    /// Whether another checker's was open at any time of it.
    beside: bool,
}

impl Witness {
    /// An attempt begins; it has the number that is returned.
    pub(super) fn begin(&mut self, who: Who, remote: SocketAddr) -> u64 {
        self.begun += 1;
        let number = self.begun;
        let address = self.addresses.entry(remote.ip()).or_default();
        address.leader_came |= who == LEADER;
        address.siblings_came |= who != LEADER;
        let mut others = false;
        for open in &mut address.open {
            if open.who != who {
                open.beside = true;
                open.came_second |= !open.established;
                others = true;
            }
        }
        address.open.push(Open {
            number,
            who,
            port: remote.port(),
            established: false,
            came_second: others,
            beside: others,
        });
        number
    }

    /// The peer has taken the connection.
    pub(super) fn established(&mut self, remote: SocketAddr, number: u64) -> Option<Sign> {
        let address = self.addresses.get_mut(&remote.ip())?;
        let open = address.open.iter_mut().find(|one| one.number == number)?;
        open.established = true;
        if open.who != LEADER {
            return None;
        }
        // It is not closed after all, and a sibling was told so.
        let told = address.closed.remove(&remote.port())?;
        told.then_some(Sign::Siblings)
    }

    /// Nothing listens there, or it was one too many.
    pub(super) fn refused(&mut self, remote: SocketAddr, number: u64) -> Option<Sign> {
        let open = self.end(remote, number)?;
        let address = self.addresses.get_mut(&remote.ip())?;
        if open.who == LEADER && !open.came_second {
            address.closed.entry(open.port).or_default();
            return None;
        }
        if let Some(told) = address.closed.get_mut(&open.port) {
            *told |= open.who != LEADER;
            return None;
        }
        open.sign()
    }

    /// The connection ended before the peer had said much.
    pub(super) fn cut_off(&mut self, remote: SocketAddr, number: u64) -> Option<Sign> {
        let open = self.end(remote, number)?;
        match open.who == LEADER && !open.came_second {
            // Here is something to find out: the leader does so undisturbed.
            true => Some(Sign::Siblings),
            false => open.sign(),
        }
    }

    /// It is over, if it is not yet.
    pub(super) fn over(&mut self, remote: SocketAddr, number: u64) {
        self.end(remote, number);
    }

    /// Whether a sibling may go to an address: the first of them does when what the
    /// leader has begun there is decided.
    pub(super) fn may_follow(&self, address: IpAddr) -> bool {
        self.addresses.get(&address).is_some_and(|address| {
            let mut open = address.open.iter();
            let is_undecided = open.any(|one| one.who == LEADER && !one.established);
            address.siblings_came || (address.leader_came && !is_undecided)
        })
    }

    /// Whether the leader has begun to connect to an address, or is not waited for.
    pub(super) fn leader_was_at(&self, address: IpAddr) -> bool {
        let address = self.addresses.get(&address);
        address.is_some_and(|address| address.leader_came)
    }

    /// The leader is not waited for any more.
    pub(super) fn give_leader_up(&mut self, address: IpAddr) {
        self.addresses.entry(address).or_default().leader_came = true;
    }

    /// Whether nobody but the leader is at an address.
    pub(super) fn is_for_leader(&self, address: IpAddr) -> bool {
        let address = self.addresses.get(&address);
        let mut open = address.into_iter().flat_map(|address| &address.open);
        open.all(|one| one.who == LEADER)
    }

    /// Whether the leader does not know yet if it gets in here.
    pub(super) fn is_leader_trying(&self, remote: SocketAddr) -> bool {
        let address = self.addresses.get(&remote.ip());
        let mut open = address.into_iter().flat_map(|address| &address.open);
        open.any(|one| one.who == LEADER && one.port == remote.port() && !one.established)
    }

    fn end(&mut self, remote: SocketAddr, number: u64) -> Option<Open> {
        let open = &mut self.addresses.get_mut(&remote.ip())?.open;
        let index = open.iter().position(|one| one.number == number)?;
        Some(open.swap_remove(index))
    }
}

impl Open {
    /// What it means that the peer did not want it.
    fn sign(&self) -> Option<Sign> {
        match self.who == LEADER {
            true => self.came_second.then_some(Sign::All),
            false => self.beside.then_some(Sign::Siblings),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIBLING: Who = 1;
    const OTHER: Who = 2;

    fn at(port: u16) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 1], port))
    }

    #[test]
    fn a_sibling_that_is_turned_away_beside_another_is_a_sign() {
        for other in [LEADER, OTHER] {
            let mut witness = Witness::default();
            witness.begin(other, at(5222));
            let refused = witness.begin(SIBLING, at(5269));
            let cut_off = witness.begin(SIBLING, at(5222));
            assert_eq!(witness.refused(at(5269), refused), Some(Sign::Siblings));
            assert_eq!(witness.cut_off(at(5222), cut_off), Some(Sign::Siblings));
        }
        // The other came later, and was there when it was cut off.
        let mut witness = Witness::default();
        let first = witness.begin(SIBLING, at(5222));
        let second = witness.begin(LEADER, at(5222));
        witness.over(at(5222), second);
        assert_eq!(witness.cut_off(at(5222), first), Some(Sign::Siblings));
    }

    #[test]
    fn who_is_turned_away_among_its_own_judges_for_itself() {
        let mut witness = Witness::default();
        let first = witness.begin(SIBLING, at(5222));
        let second = witness.begin(SIBLING, at(5269));
        // Another address.
        witness.begin(LEADER, "192.0.2.2:5222".parse().unwrap());
        assert_eq!(witness.cut_off(at(5222), first), None);
        assert_eq!(witness.refused(at(5269), second), None);
    }

    #[test]
    fn a_port_that_refused_the_leader_when_it_was_alone_is_closed_to_siblings_too() {
        let mut witness = Witness::default();
        let leader = witness.begin(LEADER, at(5223));
        assert_eq!(witness.refused(at(5223), leader), None);
        let sibling = witness.begin(SIBLING, at(5223));
        assert_eq!(witness.refused(at(5223), sibling), None);
        // The leader's second look, with the sibling still there.
        witness.begin(SIBLING, at(5222));
        let again = witness.begin(LEADER, at(5223));
        assert_eq!(witness.refused(at(5223), again), None);
        // And once more: now somebody listens.
        let again = witness.begin(LEADER, at(5223));
        assert_eq!(witness.established(at(5223), again), Some(Sign::Siblings));
    }

    #[test]
    fn a_port_that_opens_without_a_sibling_having_been_refused_is_none() {
        let mut witness = Witness::default();
        let leader = witness.begin(LEADER, at(5223));
        assert_eq!(witness.refused(at(5223), leader), None);
        let again = witness.begin(LEADER, at(5223));
        assert_eq!(witness.established(at(5223), again), None);
    }

    #[test]
    fn a_leader_that_came_first_and_is_cut_off_goes_on_without_siblings() {
        let mut witness = Witness::default();
        let leader = witness.begin(LEADER, at(5222));
        witness.established(at(5222), leader);
        witness.begin(SIBLING, at(5222));
        assert_eq!(witness.cut_off(at(5222), leader), Some(Sign::Siblings));
    }

    #[test]
    fn a_leader_that_came_second_and_is_turned_away_has_to_look_again() {
        let mut witness = Witness::default();
        let sibling = witness.begin(SIBLING, at(5222));
        let [refused, cut_off] = [5269, 5270].map(|port| witness.begin(LEADER, at(port)));
        // It may be over by then.
        witness.over(at(5222), sibling);
        assert_eq!(witness.refused(at(5269), refused), Some(Sign::All));
        assert_eq!(witness.cut_off(at(5270), cut_off), Some(Sign::All));
        // Who was let in first is not known.
        let mut witness = Witness::default();
        let leader = witness.begin(LEADER, at(5222));
        witness.begin(SIBLING, at(5222));
        witness.established(at(5222), leader);
        assert_eq!(witness.cut_off(at(5222), leader), Some(Sign::All));
    }

    #[test]
    fn the_first_sibling_follows_when_it_is_decided_what_the_leader_gets() {
        let mut witness = Witness::default();
        let address = at(0).ip();
        assert!(!witness.may_follow(address));
        let [open, closed] = [5222, 5223].map(|port| witness.begin(LEADER, at(port)));
        witness.established(at(5222), open);
        assert!(!witness.may_follow(address));
        witness.refused(at(5223), closed);
        assert!(witness.may_follow(address));
        witness.begin(SIBLING, at(5222));
        witness.begin(LEADER, at(5269));
        assert!(witness.may_follow(address));
    }

    #[test]
    fn what_is_over_tells_nothing_more() {
        let mut witness = Witness::default();
        witness.begin(LEADER, at(5222));
        let number = witness.begin(SIBLING, at(5222));
        witness.over(at(5222), number);
        assert_eq!(witness.cut_off(at(5222), number), None);
        assert_eq!(witness.established(at(5222), number), None);
    }
}
