//! `checker:plugin/clock`.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use wasmtime::component::{Accessor, HasData};

use super::bindings::checker::plugin::clock::{Host, HostWithStore, Instant, Mark};
use crate::network::Clock;

/// The clock of a guest.
pub(in crate::engine) struct ClockCtx {
    clock: Arc<dyn Clock>,
}

/// A store that has a clock.
pub(in crate::engine) trait ClockView: Send {
    fn clock(&mut self) -> &mut ClockCtx;
}

/// The interface.
pub(in crate::engine) struct ClockInterface;

impl ClockCtx {
    pub(in crate::engine) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock }
    }
}

impl HasData for ClockInterface {
    type Data<'a> = &'a mut ClockCtx;
}

impl Host for ClockCtx {
    fn now(&mut self) -> wasmtime::Result<Mark> {
        Ok(u64::try_from(self.clock.now().as_nanos()).unwrap_or(u64::MAX))
    }

    fn wall(&mut self) -> wasmtime::Result<Instant> {
        let since = self.clock.wall().duration_since(UNIX_EPOCH);
        let since = since.unwrap_or_default();
        Ok(Instant {
            seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            nanoseconds: since.subsec_nanos(),
        })
    }
}

impl<T: Send> HostWithStore<T> for ClockInterface {
    async fn wait_until(accessor: &Accessor<T, Self>, when: Mark) -> wasmtime::Result<()> {
        let clock = accessor.with(|mut access| access.get().clock.clone());
        clock.wait_until(Duration::from_nanos(when)).await;
        Ok(())
    }
}
