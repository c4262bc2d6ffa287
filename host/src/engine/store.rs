//! The state of one call: what the guest is given and what it has used.

use std::sync::Arc;

use rand::SeedableRng;
use rand::rngs::StdRng;
use wasmtime::ResourceLimiter;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{HostMonotonicClock, HostWallClock, WasiCtx, WasiCtxView, WasiView};

use super::budget::Budget;
use super::call::Surroundings;
use super::{Activity, Limit, Limits};
use crate::network::{Network, Policy};

/// How much of a crashed guest's last words is passed on, in characters.
const MAX_LAST_WORDS: usize = 200;

/// The data of a store.
pub(crate) struct Guest {
    wasi: WasiCtx,
    pub(crate) table: ResourceTable,
    pub(crate) network: Arc<dyn Network>,
    pub(crate) policy: Arc<Policy>,
    pub(crate) activity: Arc<Activity>,
    pub(crate) limits: Limits,
    pub(crate) budget: Budget,
    stderr: MemoryOutputPipe,
    memory: usize,
}

impl Guest {
    pub(super) fn new(surroundings: &Surroundings, limits: Limits) -> Self {
        let network = surroundings.network.clone();
        let stderr = MemoryOutputPipe::new(limits.stderr_bytes);
        let mut table = ResourceTable::new();
        table.set_max_capacity(limits.handles.saturating_mul(2));
        let mut wasi = WasiCtx::builder();
        wasi.stderr(stderr.clone())
            .wall_clock(Clock(network.clone()))
            .monotonic_clock(Clock(network.clone()));
        if let Some(seed) = network.seed() {
            wasi.secure_random(StdRng::seed_from_u64(seed))
                .insecure_random(StdRng::seed_from_u64(seed))
                .insecure_random_seed(u128::from(seed));
        }
        Self {
            wasi: wasi.build(),
            table,
            network,
            policy: surroundings.policy.clone(),
            activity: surroundings.activity.clone(),
            limits,
            budget: Budget::default(),
            stderr,
            memory: 0,
        }
    }

    /// The linear memory that it has, in bytes.
    pub(super) fn memory(&self) -> usize {
        self.memory
    }

    /// The limits that were hit.
    pub(super) fn limits_hit(&self) -> Vec<Limit> {
        let full = self.stderr.contents().len() >= self.limits.stderr_bytes;
        let mut hit: Vec<Limit> = self.budget.hit().collect();
        if full {
            hit.push(Limit::StderrBytes);
        }
        hit
    }

    /// What a panic said on standard error: where, and why.
    pub(super) fn last_words(&self) -> Option<String> {
        let contents = self.stderr.contents();
        let text = String::from_utf8_lossy(&contents);
        let lines: Vec<&str> = text.lines().collect();
        let panic = lines
            .iter()
            .rposition(|line| line.contains("panicked at"))?;
        let said = lines[panic..].iter().take(2).map(|line| line.trim());
        let said = said.collect::<Vec<_>>().join(" ");
        let clean = said.chars().filter(|letter| !letter.is_control());
        Some(clean.take(MAX_LAST_WORDS).collect())
    }
}

impl crate::bindings::checker::plugin::types::Host for Guest {}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl ResourceLimiter for Guest {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        // All memories of the guest count together.
        let total = self.memory - current.min(self.memory) + desired;
        if total > self.limits.memory_bytes {
            self.budget.note(Limit::Memory);
            return Ok(false);
        }
        self.memory = total;
        Ok(true)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        if desired > self.limits.table_elements {
            self.budget.note(Limit::Table);
            return Ok(false);
        }
        Ok(true)
    }

    fn instances(&self) -> usize {
        self.limits.instances
    }

    fn tables(&self) -> usize {
        self.limits.instances
    }

    fn memories(&self) -> usize {
        self.limits.instances
    }
}

/// The network's clock as WASI sees it.
struct Clock(Arc<dyn Network>);

impl HostWallClock for Clock {
    fn resolution(&self) -> std::time::Duration {
        std::time::Duration::from_nanos(1)
    }

    fn now(&self) -> std::time::Duration {
        let since = self.0.wall().duration_since(std::time::UNIX_EPOCH);
        since.unwrap_or_default()
    }
}

impl HostMonotonicClock for Clock {
    fn resolution(&self) -> u64 {
        1
    }

    fn now(&self) -> u64 {
        u64::try_from(self.0.now().as_nanos()).unwrap_or(u64::MAX)
    }
}
