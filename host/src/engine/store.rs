//! The state of one call: what the guest is given and what it has used.

use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use super::capability::clock::{ClockCtx, ClockView};
use super::capability::dns::{DnsCtx, DnsView};
use super::capability::tcp::{TcpCtx, TcpCtxView, TcpView};
use super::capability::wasi::{self, Stderr};
use super::context::Context;
use super::limits::{Limit, Limits};
use super::memory::GuestMemory;

/// The data of a store: a context for each capability.
pub(super) struct StoreState {
    wasi: WasiCtx,
    table: ResourceTable,
    dns: DnsCtx,
    tcp: TcpCtx,
    clock: ClockCtx,
    pub(super) memory: GuestMemory,
    stderr: Stderr,
}

impl StoreState {
    pub(super) fn new(context: &Context, limits: &Limits) -> Self {
        let network = &context.network;
        let stderr = Stderr::new(limits);
        let mut table = ResourceTable::new();
        table.set_max_capacity(limits.handles.saturating_mul(2));
        Self {
            wasi: wasi::context(network, &stderr),
            table,
            dns: DnsCtx::new(network.resolver.clone(), context.activity.clone(), limits),
            tcp: TcpCtx::new(
                network.connector.clone(),
                context.policy.clone(),
                context.activity.clone(),
                limits,
            ),
            clock: ClockCtx::new(network.clock.clone()),
            memory: GuestMemory::new(limits),
            stderr,
        }
    }

    /// The limits that were hit.
    pub(super) fn limits_hit(&self) -> Vec<Limit> {
        let network = self.dns.limits_hit().chain(self.tcp.limits_hit());
        network
            .chain(self.memory.limits_hit())
            .chain(self.stderr.limit_hit())
            .collect()
    }

    /// What a panic said on standard error: where, and why.
    pub(super) fn last_words(&self) -> Option<String> {
        self.stderr.last_words()
    }
}

impl DnsView for StoreState {
    fn dns(&mut self) -> &mut DnsCtx {
        &mut self.dns
    }
}

impl TcpView for StoreState {
    fn tcp(&mut self) -> TcpCtxView<'_> {
        TcpCtxView {
            ctx: &mut self.tcp,
            table: &mut self.table,
        }
    }
}

impl ClockView for StoreState {
    fn clock(&mut self) -> &mut ClockCtx {
        &mut self.clock
    }
}

impl WasiView for StoreState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}
