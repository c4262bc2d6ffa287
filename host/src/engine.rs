//! Loads components and runs their exports, each call in a store of its own,
//! within limits.

mod activity;
mod budget;
mod call;
mod error;
mod limits;
mod store;

pub use activity::Activity;
pub use error::{Error, LoadError};
pub use limits::{Limit, Limits, UnknownLimit};

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::Semaphore;
use wasmtime::PoolingAllocationConfig;
use wasmtime::component::{Component, HasSelf, Linker};

use crate::bindings::{CheckerPlugin, CheckerPluginPre};
pub use call::{Checker, Surroundings};
pub(crate) use store::Guest;

/// How often running guests are looked at.
const TICK: Duration = Duration::from_millis(10);

/// Stacks that one call of an async export may need at once: its own, the event
/// loop's, and one kept for the next task.
const STACKS_PER_CALL: u32 = 4;

/// How an engine is made.
#[derive(Debug, Clone)]
pub struct Config {
    /// Whether compiled components are kept on disk for the next process.
    pub cache: bool,
    /// The limits of each call.
    pub limits: Limits,
    /// How many calls run at once, their memory set aside once and used again:
    /// further calls wait for a place. `None`: as many as there are, each with
    /// memory of its own.
    pub pool: Option<u32>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            cache: true,
            limits: Limits::default(),
            pool: None,
        }
    }
}

/// Compiles and links components. Make one and share it.
#[derive(Clone)]
pub struct Engine {
    engine: wasmtime::Engine,
    linker: Arc<Linker<Guest>>,
    limits: Limits,
    places: Option<Arc<Semaphore>>,
}

impl Engine {
    /// An engine, with the thread that interrupts its guests.
    pub fn new(config: Config) -> Result<Self, LoadError> {
        let mut settings = wasmtime::Config::new();
        settings.wasm_component_model_async(true);
        settings.wasm_wide_arithmetic(true);
        settings.epoch_interruption(true);
        settings.max_wasm_stack(config.limits.stack_bytes);
        settings.async_stack_size(config.limits.stack_bytes + 512 * 1024);
        if config.cache {
            // A cache that cannot be used costs time, not function.
            settings.cache(wasmtime::Cache::from_file(None).ok());
        }
        if let Some(places) = config.pool {
            settings.allocation_strategy(pool(places, &config.limits));
        }
        let engine = wasmtime::Engine::new(&settings).map_err(LoadError::engine)?;
        let linker = linker(&engine).map_err(LoadError::engine)?;
        tick(&engine);
        Ok(Self {
            engine,
            linker: Arc::new(linker),
            limits: config.limits,
            places: config
                .pool
                .map(|places| Arc::new(Semaphore::new(places as usize))),
        })
    }

    /// Loads a component from its bytes.
    pub fn load(&self, bytes: &[u8]) -> Result<Checker, LoadError> {
        // Compiled code is trusted by the runtime without a look, so it is
        // taken from nobody.
        if bytes.starts_with(b"\x7fELF") {
            return Err(LoadError::Precompiled);
        }
        if !bytes.starts_with(b"\0asm") {
            return Err(LoadError::NotWebAssembly);
        }
        // Component-model preamble: version 13, layer 1.
        if bytes.get(4..8) != Some(&[0x0d, 0, 1, 0]) {
            return Err(LoadError::NotAComponent);
        }
        let component = Component::from_binary(&self.engine, bytes).map_err(LoadError::invalid)?;
        let instance = self
            .linker
            .instantiate_pre(&component)
            .map_err(LoadError::imports)?;
        let plugin = CheckerPluginPre::new(instance).map_err(LoadError::exports)?;
        Ok(Checker::new(
            self.engine.clone(),
            plugin,
            self.limits.clone(),
            self.places.clone(),
        ))
    }

    /// Loads a component from a file.
    pub fn load_file(&self, path: &Path) -> Result<Checker, LoadError> {
        let bytes = std::fs::read(path).map_err(|error| LoadError::Unreadable {
            path: path.to_owned(),
            error,
        })?;
        self.load(&bytes)
    }
}

/// Room for so many instances. A component holds a few core instances, which
/// cost little, and one memory of its own and perhaps one of its adapter.
fn pool(places: u32, limits: &Limits) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(places)
        .total_core_instances(places.saturating_mul(8))
        .total_memories(places.saturating_mul(2))
        .total_tables(places.saturating_mul(4))
        .total_stacks(places.saturating_mul(STACKS_PER_CALL))
        .max_memory_size(limits.memory_bytes)
        .table_elements(limits.table_elements);
    pool
}

/// The contract's imports, and of WASI what a standard library needs to start:
/// no files, no sockets; the environment and the arguments are empty.
fn linker(engine: &wasmtime::Engine) -> wasmtime::Result<Linker<Guest>> {
    use wasmtime_wasi::WasiView;
    use wasmtime_wasi::cli::{WasiCli, WasiCliView};
    use wasmtime_wasi::p2::bindings::{cli, random};
    use wasmtime_wasi::random::WasiRandom;

    let mut linker = Linker::new(engine);
    CheckerPlugin::add_to_linker::<_, HasSelf<Guest>>(&mut linker, |guest| guest)?;
    wasmtime_wasi::p2::add_to_linker_proxy_interfaces_async(&mut linker)?;
    cli::environment::add_to_linker::<_, WasiCli>(&mut linker, Guest::cli)?;
    cli::exit::add_to_linker::<_, WasiCli>(&mut linker, Guest::cli)?;
    cli::terminal_input::add_to_linker::<_, WasiCli>(&mut linker, Guest::cli)?;
    cli::terminal_output::add_to_linker::<_, WasiCli>(&mut linker, Guest::cli)?;
    cli::terminal_stdin::add_to_linker::<_, WasiCli>(&mut linker, Guest::cli)?;
    cli::terminal_stdout::add_to_linker::<_, WasiCli>(&mut linker, Guest::cli)?;
    cli::terminal_stderr::add_to_linker::<_, WasiCli>(&mut linker, Guest::cli)?;
    random::insecure::add_to_linker::<_, WasiRandom>(&mut linker, |guest| {
        guest.ctx().ctx.random()
    })?;
    random::insecure_seed::add_to_linker::<_, WasiRandom>(&mut linker, |guest| {
        guest.ctx().ctx.random()
    })?;
    Ok(linker)
}

/// Advances the epoch as long as the engine lives.
fn tick(engine: &wasmtime::Engine) {
    let engine = engine.weak();
    thread::spawn(move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(TICK);
        }
    });
}
