//! `checker:plugin/clock`.

use std::time::{Duration, UNIX_EPOCH};

use wasmtime::component::{Accessor, HasSelf};

use crate::bindings::checker::plugin::clock::{Host, HostWithStore, Instant, Mark};
use crate::engine::Guest;

impl Host for Guest {
    fn now(&mut self) -> wasmtime::Result<Mark> {
        Ok(u64::try_from(self.network.now().as_nanos()).unwrap_or(u64::MAX))
    }

    fn wall(&mut self) -> wasmtime::Result<Instant> {
        let since = self
            .network
            .wall()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Ok(Instant {
            seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            nanoseconds: since.subsec_nanos(),
        })
    }
}

impl<T: Send> HostWithStore<T> for HasSelf<Guest> {
    async fn wait_until(accessor: &Accessor<T, Self>, when: Mark) -> wasmtime::Result<()> {
        let network = accessor.with(|mut access| access.get().network.clone());
        network.wait_until(Duration::from_nanos(when)).await;
        Ok(())
    }
}
