//! The version of the contract between this host and a component.

use wasmtime::component::Component;

use super::error::LoadError;

/// The contract's version (SemVer), as in `wit/`.
pub const CONTRACT: &str = "0.2.0";

/// The package whose interfaces are the contract.
const PACKAGE: &str = "checker:plugin/";

/// Whether a component was built for a version that fits: the contract says
/// that major and minor number have to agree.
pub(super) fn check(component: &Component) -> Result<(), LoadError> {
    let engine = component.engine();
    let component = component.component_type();
    let names = component.imports(engine).map(|(name, _)| name);
    let names = names.chain(component.exports(engine).map(|(name, _)| name));
    for name in names.filter(|name| name.starts_with(PACKAGE)) {
        let version = name.rsplit_once('@').map_or("none", |(_, version)| version);
        if series(version) != series(CONTRACT) {
            return Err(LoadError::ContractVersion {
                component: version.to_owned(),
                host: CONTRACT,
            });
        }
    }
    Ok(())
}

/// Major and minor number.
fn series(version: &str) -> Option<(&str, &str)> {
    let mut numbers = version.split('.');
    Some((numbers.next()?, numbers.next()?))
}
