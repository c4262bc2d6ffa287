//! What components are linked with.

use wasmtime::component::Linker;

use super::capability::bindings::Types;
use super::capability::bindings::checker::plugin::{clock, dns, tcp, types};
use super::capability::clock::{ClockInterface, ClockView};
use super::capability::dns::{DnsInterface, DnsView};
use super::capability::tcp::{TcpInterface, TcpView};
use super::capability::wasi;
use super::store::StoreState;

/// The contract's imports, and of WASI what the contract lists.
pub(super) fn linker(engine: &wasmtime::Engine) -> wasmtime::Result<Linker<StoreState>> {
    let mut linker = Linker::new(engine);
    types::add_to_linker::<_, Types>(&mut linker, |_| Types)?;
    dns::add_to_linker::<_, DnsInterface>(&mut linker, StoreState::dns)?;
    tcp::add_to_linker::<_, TcpInterface>(&mut linker, StoreState::tcp)?;
    clock::add_to_linker::<_, ClockInterface>(&mut linker, StoreState::clock)?;
    for (_, add) in wasi::interfaces() {
        add(&mut linker)?;
    }
    Ok(linker)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The interfaces of WASI that the contract's text lists.
    fn listed() -> Vec<&'static str> {
        let text = include_str!("../../../wit/checker.wit");
        let (_, list) = text.split_once("exactly these interfaces of WASI").unwrap();
        let (list, _) = list.split_once("world checker-plugin").unwrap();
        let quoted = list.split('`').skip(1).step_by(2);
        quoted.filter(|word| word.starts_with("wasi:")).collect()
    }

    #[test]
    fn exactly_the_interfaces_that_the_contract_lists_are_linked() {
        let mut listed = listed();
        let mut linked: Vec<&str> = wasi::interfaces::<StoreState>()
            .iter()
            .map(|(name, _)| *name)
            .collect();
        listed.sort_unstable();
        linked.sort_unstable();
        assert_eq!(linked, listed);
    }
}
