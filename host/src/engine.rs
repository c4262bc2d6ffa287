//! Loads components and runs their exports, each call in a store of its own,
//! within limits.

mod activity;
mod allowance;
mod call;
mod capability;
mod checker;
mod code;
mod context;
mod contract;
mod convert;
mod error;
mod limits;
mod linker;
mod memory;
mod meter;
mod session;
mod store;
mod ticker;

pub use activity::{Activity, Awaited};
pub use call::Returned;
pub use checker::Checker;
pub use code::{Code, CodeFolders, CompileError, Distrust, KeepError, Kept};
pub use context::Context;
pub use contract::CONTRACT;
pub use error::{Error, LoadError};
pub use limits::{Limit, Limits, Unit, UnknownLimit};
pub use session::Session;

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use wasmtime::PoolingAllocationConfig;
use wasmtime::component::{Component, Linker};

use crate::queue::Queue;
use call::Shared;
use capability::bindings::CheckerPluginPre;
use store::StoreState;
use ticker::Ticker;

/// The longest component that is loaded from a file, in bytes.
const MAX_COMPONENT: u64 = 256 * 1024 * 1024;
/// Stacks that one call of an async export may need at once: its own, the event
/// loop's, and one kept for the next task.
const STACKS_PER_CALL: u32 = 4;

/// How an engine is made.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Where compiled components are looked for and kept.
    pub code: CodeFolders,
    /// The limits of each call.
    pub limits: Limits,
    /// How many calls run at once, their memory set aside once and used again:
    /// further calls wait for a place. `None`: as many as there are, each with
    /// memory of its own.
    pub pool: Option<u32>,
    /// How many places of the pool are kept for calls that look at no deployment,
    /// and so are soon over.
    pub spare: u32,
    /// Whether components may use nothing but what any engine has that knows the
    /// component model with its async functions: no wide arithmetic.
    pub portable_only: bool,
}

/// Compiles and links components. Make one and share it.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
    linker: Arc<Linker<StoreState>>,
    code: Arc<CodeFolders>,
    limits: Limits,
}

impl Engine {
    /// An engine, with the thread that interrupts its guests.
    ///
    /// # Errors
    ///
    /// Where the machine cannot give what the configuration asks for.
    pub fn new(config: Config) -> Result<Self, LoadError> {
        let limits = config.limits;
        let mut settings = wasmtime::Config::new();
        settings.wasm_component_model_async(true);
        settings.wasm_wide_arithmetic(!config.portable_only);
        settings.epoch_interruption(true);
        settings.max_wasm_stack(limits.stack_bytes);
        settings.async_stack_size(limits.stack_bytes.saturating_add(512 * 1024));
        compiling(&mut settings).map_err(LoadError::engine)?;
        if let Some(places) = config.pool {
            settings.allocation_strategy(pool(places, &limits));
        }
        let engine = wasmtime::Engine::new(&settings).map_err(LoadError::engine)?;
        let linker = linker::linker(&engine).map_err(LoadError::engine)?;
        let weak = engine.weak();
        let ticker = Ticker::new(move || {
            if let Some(engine) = weak.upgrade() {
                engine.increment_epoch();
            }
        });
        Ok(Self {
            shared: Arc::new(Shared {
                engine,
                ticker,
                queue: config.pool.map(|places| Queue::new(places as usize)),
                looks: looks(config.pool, config.spare),
            }),
            linker: Arc::new(linker),
            code: Arc::new(config.code),
            limits,
        })
    }

    /// Loads a component from its bytes: compiled, if no folder has its code. While
    /// another process compiles the same into the user's folder that is waited for,
    /// a minute at most.
    ///
    /// # Errors
    ///
    /// Where they are not a component, or not one for this host.
    pub fn load(&self, bytes: &[u8]) -> Result<Checker, LoadError> {
        preamble(bytes)?;
        self.load_known(bytes, &Sha256::digest(bytes).into())
    }

    /// The same with the SHA-256 of the bytes.
    pub(crate) fn load_known(&self, bytes: &[u8], digest: &[u8; 32]) -> Result<Checker, LoadError> {
        preamble(bytes)?;
        let (component, code) = code::of(&self.shared.engine, &self.code, bytes, digest)?;
        let plugin = self.link(&component)?;
        Ok(Checker::new(
            self.shared.clone(),
            plugin,
            code,
            self.limits.clone(),
        ))
    }

    /// Compiles a component into a folder that is to be
    /// [installed](CodeFolders::installed), for every processor of this
    /// machine's kind.
    ///
    /// # Errors
    ///
    /// As for [`load`](Self::load), and where the folder cannot be written.
    pub fn compile(&self, bytes: &[u8], folder: &Path) -> Result<Kept, CompileError> {
        preamble(bytes)?;
        let engine = &self.shared.engine;
        let component = Component::from_binary(engine, bytes).map_err(LoadError::invalid)?;
        self.link(&component)?;
        let digest = Sha256::digest(bytes).into();
        Ok(code::install(engine, folder, &component, &digest)?)
    }

    /// Loads a component from a file.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, and as for [`load`](Self::load).
    pub fn load_file(&self, path: &Path) -> Result<Checker, LoadError> {
        self.load(&read(path)?)
    }

    /// The same with a file.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, and as for [`compile`](Self::compile).
    pub fn compile_file(&self, path: &Path, folder: &Path) -> Result<Kept, CompileError> {
        self.compile(&read(path)?, folder)
    }

    fn link(&self, component: &Component) -> Result<CheckerPluginPre<StoreState>, LoadError> {
        contract::check(component)?;
        let instance = self
            .linker
            .instantiate_pre(component)
            .map_err(LoadError::imports)?;
        CheckerPluginPre::new(instance).map_err(LoadError::exports)
    }
}

/// Whether the bytes begin as a component does.
fn preamble(bytes: &[u8]) -> Result<(), LoadError> {
    // Compiled code is trusted by the runtime without a look: it is taken from
    // folders that nobody else may write to, and from nobody by hand.
    if bytes.starts_with(b"\x7fELF") {
        return Err(LoadError::Precompiled);
    }
    if !bytes.starts_with(b"\0asm") {
        return Err(LoadError::NotWebAssembly);
    }
    // Component-model preamble: version 13, layer 1.
    match bytes.get(4..8) {
        Some([0x0d, 0, 1, 0]) => Ok(()),
        _ => Err(LoadError::NotAComponent),
    }
}

/// How components are compiled: for the processors that the program itself was
/// built for, not for the one at hand. So the code can be installed on another
/// machine, and is the same wherever it is kept. What would tell where in a
/// guest a trap was is left out: nobody is shown that.
fn compiling(settings: &mut wasmtime::Config) -> wasmtime::Result<()> {
    settings.generate_address_map(false);
    settings.wasm_backtrace_max_frames(None);
    // There the system itself wants the tables.
    if cfg!(not(windows)) {
        settings.native_unwind_info(false);
    }
    // For others the runtime has an interpreter of its own, and chooses it.
    if cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) {
        settings.target(env!("CHECKER_TARGET"))?;
    }
    Ok(())
}

/// The bytes of a file that can be a component.
fn read(path: &Path) -> Result<Vec<u8>, LoadError> {
    bytes(path).map_err(|error| LoadError::Unreadable {
        path: path.to_owned(),
        error,
    })
}

/// The bytes of a regular file of a length that a component can have.
fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let found = std::fs::metadata(path)?;
    if !found.is_file() {
        return Err(std::io::Error::other("it is no regular file"));
    }
    if found.len() > MAX_COMPONENT {
        return Err(std::io::Error::other(format!(
            "it is longer than {} MiB",
            MAX_COMPONENT / 1024 / 1024
        )));
    }
    std::fs::read(path)
}

/// The places for calls that look at a deployment: one at least.
fn looks(pool: Option<u32>, spare: u32) -> Option<Queue> {
    let places = pool.filter(|_| spare > 0)?.saturating_sub(spare).max(1);
    Some(Queue::new(places as usize))
}

/// Room for so many instances. A component holds as many core instances as it
/// may, which cost little, one memory of its own and perhaps one of its
/// adapter, and a few tables.
fn pool(places: u32, limits: &Limits) -> PoolingAllocationConfig {
    let instances = u32::try_from(limits.instances).unwrap_or(u32::MAX);
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(places)
        .total_core_instances(places.saturating_mul(instances))
        .total_memories(places.saturating_mul(2))
        .total_tables(places.saturating_mul(8))
        .total_stacks(places.saturating_mul(STACKS_PER_CALL))
        .max_memory_size(limits.memory_bytes)
        .table_elements(limits.table_elements);
    pool
}
