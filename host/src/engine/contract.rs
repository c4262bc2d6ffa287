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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{CodeFolders, Config, Engine};

    /// What loading a component of this text ends with.
    fn load(text: &str) -> LoadError {
        let config = Config {
            code: CodeFolders::none(),
            ..Config::default()
        };
        let engine = Engine::new(config).unwrap();
        let loaded = engine.load(&wat::parse_str(text).unwrap());
        loaded.err().unwrap()
    }

    #[test]
    fn the_version_is_that_of_the_contracts_text() {
        let text = include_str!("../../../wit/checker.wit");
        let package = PACKAGE.trim_end_matches('/');
        assert!(text.starts_with(&format!("package {package}@{CONTRACT};")));
    }

    #[test]
    fn another_version_is_refused_and_both_are_named() {
        for (text, version) in [
            (
                r#"(component (instance $i) (export "checker:plugin/checker@0.1.0" (instance $i)))"#,
                "0.1.0",
            ),
            (
                r#"(component (import "checker:plugin/clock@1.2.0" (instance)))"#,
                "1.2.0",
            ),
            (
                r#"(component (import "checker:plugin/dns" (instance)))"#,
                "none",
            ),
        ] {
            let refused = load(text);
            assert!(
                matches!(&refused, LoadError::ContractVersion { component, host }
                    if component == version && *host == CONTRACT),
                "{refused:?}"
            );
            let message = refused.to_string();
            assert!(message.contains(version) && message.contains(CONTRACT));
        }
    }

    #[test]
    fn a_patch_of_the_same_version_is_not_what_is_wrong() {
        let refused = load(r#"(component (import "checker:plugin/clock@0.2.7" (instance)))"#);
        assert!(matches!(refused, LoadError::Exports(_)), "{refused:?}");
    }
}
