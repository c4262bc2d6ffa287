//! Something for each address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Something for each address, made when it is asked for first. Clones of it are
/// to be the same thing.
pub(super) struct ByAddress<T>(Mutex<HashMap<IpAddr, T>>);

impl<T: Clone> ByAddress<T> {
    /// That of an address.
    pub(super) fn at(&self, address: IpAddr, make: impl FnOnce() -> T) -> T {
        self.at_of_few(address, usize::MAX, |_| true, make)
    }

    /// The same; where so many addresses are known, those that are not in use are
    /// forgotten.
    pub(super) fn at_of_few(
        &self,
        address: IpAddr,
        most: usize,
        in_use: impl Fn(&T) -> bool,
        make: impl FnOnce() -> T,
    ) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= most {
            all.retain(|_, one| in_use(one));
        }
        all.entry(address).or_insert_with(make).clone()
    }
}

impl<T> Default for ByAddress<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn an_address_has_one_and_the_same_until_it_is_forgotten() {
        let all = ByAddress::default();
        let [first, second] = ["192.0.2.1", "2001:db8::1"].map(|text| text.parse().unwrap());
        let in_use = |one: &Arc<u8>| Arc::strong_count(one) > 1;
        let held = all.at(first, || Arc::new(1));
        drop(all.at(second, || Arc::new(2)));
        assert!(Arc::ptr_eq(&held, &all.at(first, || Arc::new(3))));
        assert_eq!(*all.at(second, || Arc::new(3)), 2);
        drop(all.at_of_few(first, 2, in_use, || Arc::new(4)));
        assert!(Arc::ptr_eq(&held, &all.at(first, || Arc::new(5))));
        assert_eq!(*all.at(second, || Arc::new(5)), 5);
    }
}
