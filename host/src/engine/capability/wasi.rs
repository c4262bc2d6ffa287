//! What of WASI a language's standard library needs to start: no files, no
//! sockets; the environment and the arguments are empty.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use rand::SeedableRng;
use rand::rngs::StdRng;
use wasmtime::component::{HasData, Linker, ResourceTable};
use wasmtime_wasi::cli::{WasiCli, WasiCliView};
use wasmtime_wasi::clocks::{WasiClocks, WasiClocksView};
use wasmtime_wasi::p2::bindings::{cli, clocks, random};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::random::{WasiRandom, WasiRandomCtx};
use wasmtime_wasi::{HostMonotonicClock, HostWallClock, WasiCtx, WasiView};
use wasmtime_wasi_io::bindings::wasi::io;

use crate::engine::limits::{Limit, Limits};
use crate::network::{Clock, Network};

/// How much of a crashed guest's last words is passed on, in characters.
const MAX_LAST_WORDS: usize = 200;

/// Adds one interface to a linker.
type Add<T> = fn(&mut Linker<T>) -> wasmtime::Result<()>;

/// The interfaces of WASI that a guest may import, and nothing else: those that
/// the contract lists.
pub(in crate::engine) fn interfaces<T: WasiView>() -> [(&'static str, Add<T>); 18] {
    [
        ("wasi:cli/environment", |linker| {
            cli::environment::add_to_linker::<T, WasiCli>(linker, T::cli)
        }),
        ("wasi:cli/exit", |linker| {
            cli::exit::add_to_linker::<T, WasiCli>(linker, T::cli)
        }),
        ("wasi:cli/stdin", |linker| {
            cli::stdin::add_to_linker::<T, WasiCli>(linker, T::cli)
        }),
        ("wasi:cli/stdout", |linker| {
            cli::stdout::add_to_linker::<T, WasiCli>(linker, T::cli)
        }),
        ("wasi:cli/stderr", |linker| {
            cli::stderr::add_to_linker::<T, WasiCli>(linker, T::cli)
        }),
        ("wasi:cli/terminal-input", |linker| {
            cli::terminal_input::add_to_linker::<T, WasiCli>(linker, T::cli)
        }),
        ("wasi:cli/terminal-output", |linker| {
            cli::terminal_output::add_to_linker::<T, WasiCli>(linker, T::cli)
        }),
        ("wasi:cli/terminal-stdin", |linker| {
            cli::terminal_stdin::add_to_linker::<T, WasiCli>(linker, T::cli)
        }),
        ("wasi:cli/terminal-stdout", |linker| {
            cli::terminal_stdout::add_to_linker::<T, WasiCli>(linker, T::cli)
        }),
        ("wasi:cli/terminal-stderr", |linker| {
            cli::terminal_stderr::add_to_linker::<T, WasiCli>(linker, T::cli)
        }),
        ("wasi:clocks/monotonic-clock", |linker| {
            clocks::monotonic_clock::add_to_linker::<T, WasiClocks>(linker, T::clocks)
        }),
        ("wasi:clocks/wall-clock", |linker| {
            clocks::wall_clock::add_to_linker::<T, WasiClocks>(linker, T::clocks)
        }),
        ("wasi:io/error", |linker| {
            io::error::add_to_linker::<T, WasiIo>(linker, table)
        }),
        ("wasi:io/poll", |linker| {
            io::poll::add_to_linker::<T, WasiIo>(linker, table)
        }),
        ("wasi:io/streams", |linker| {
            io::streams::add_to_linker::<T, WasiIo>(linker, table)
        }),
        ("wasi:random/random", |linker| {
            random::random::add_to_linker::<T, WasiRandom>(linker, randomness)
        }),
        ("wasi:random/insecure", |linker| {
            random::insecure::add_to_linker::<T, WasiRandom>(linker, randomness)
        }),
        ("wasi:random/insecure-seed", |linker| {
            random::insecure_seed::add_to_linker::<T, WasiRandom>(linker, randomness)
        }),
    ]
}

/// The context of a guest on this network.
pub(in crate::engine) fn context(network: &Network, stderr: &Stderr) -> WasiCtx {
    let clock = || WasiClock(network.clock.clone());
    let mut wasi = WasiCtx::builder();
    wasi.stderr(stderr.pipe.clone())
        .wall_clock(clock())
        .monotonic_clock(clock());
    if let Some(seed) = network.seed {
        wasi.secure_random(StdRng::seed_from_u64(seed))
            .insecure_random(StdRng::seed_from_u64(seed))
            .insecure_random_seed(u128::from(seed));
    }
    wasi.build()
}

/// What a guest writes to standard error.
pub(in crate::engine) struct Stderr {
    pipe: MemoryOutputPipe,
    most: usize,
}

impl Stderr {
    pub(in crate::engine) fn new(limits: &Limits) -> Self {
        Self {
            pipe: MemoryOutputPipe::new(limits.stderr_bytes),
            most: limits.stderr_bytes,
        }
    }

    /// The limit, where it was hit.
    pub(in crate::engine) fn limit_hit(&self) -> Option<Limit> {
        (self.pipe.contents().len() >= self.most).then_some(Limit::StderrBytes)
    }

    /// What a panic said: where, and why.
    pub(in crate::engine) fn last_words(&self) -> Option<String> {
        last_words(&String::from_utf8_lossy(&self.pipe.contents()))
    }
}

fn last_words(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let panic = lines
        .iter()
        .rposition(|line| line.contains("panicked at"))?;
    let said = lines[panic..].iter().take(2).map(|line| line.trim());
    let said = said.collect::<Vec<_>>().join(" ");
    let clean = said.chars().filter(|letter| !letter.is_control());
    Some(clean.take(MAX_LAST_WORDS).collect())
}

struct WasiIo;

impl HasData for WasiIo {
    type Data<'a> = &'a mut ResourceTable;
}

fn table<T: WasiView>(store: &mut T) -> &mut ResourceTable {
    store.ctx().table
}

fn randomness<T: WasiView>(store: &mut T) -> &mut WasiRandomCtx {
    store.ctx().ctx.random()
}

/// The network's clock as WASI sees it.
struct WasiClock(Arc<dyn Clock>);

impl HostWallClock for WasiClock {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }

    fn now(&self) -> Duration {
        let since = self.0.wall().duration_since(UNIX_EPOCH);
        since.unwrap_or_default()
    }
}

impl HostMonotonicClock for WasiClock {
    fn resolution(&self) -> u64 {
        1
    }

    fn now(&self) -> u64 {
        u64::try_from(self.0.now().as_nanos()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_panic_counts_and_control_characters_do_not() {
        let text = "noise\nthread panicked at a.rs:1:\nfirst\n\
                    thread panicked at b.rs:2:\n  second\x1b[1m\nnote: more";
        assert_eq!(
            last_words(text).as_deref(),
            Some("thread panicked at b.rs:2: second[1m")
        );
        assert_eq!(last_words("all is well"), None);
    }
}
