//! The checkers at hand: those that come with the program, and components that
//! are given by file. They have to be known before the arguments can be read,
//! since their options are arguments.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::args::value;
use super::failure::Failure;
use super::setup;
use super::spelling::{SERVE, command_at};
use crate::components;
use crate::engine::{Checker, CodeFolders, Config, Engine, LoadError};
use crate::model::Definition;
use crate::platform::BuildError;

/// The command that makes machine code of components and asks them nothing.
const COMPILE: &str = "compile";

/// The checkers at hand, those that were given first.
pub(super) struct Checkers {
    given: Vec<Given>,
    definitions: Vec<Definition>,
}

/// A component that was given by file.
struct Given {
    path: PathBuf,
    checker: Checker,
    id: String,
}

impl Checkers {
    /// Those that come with the program.
    pub(super) fn bundled() -> Self {
        Self {
            given: Vec::new(),
            definitions: components::definitions().to_vec(),
        }
    }

    /// These and the components that the arguments name, each asked what it is.
    /// One that is called like a bundled one takes its place.
    pub(super) fn of(arguments: &[OsString]) -> Result<Self, Failure> {
        let mut bundled = Self::bundled();
        let paths = paths(arguments);
        if paths.is_empty() {
            return Ok(bundled);
        }
        let engine = engine(arguments)?;
        let given: Vec<(Given, Definition)> = setup::single_threaded()?.block_on(async {
            let mut all = Vec::new();
            for path in paths {
                all.push(load(&engine, path).await?);
            }
            Ok::<_, Failure>(all)
        })?;
        let (given, mut definitions): (Vec<_>, Vec<Definition>) = given.into_iter().unzip();
        let is_replaced = |one: &Definition| definitions.iter().any(|other| other.id == one.id);
        bundled.definitions.retain(|one| !is_replaced(one));
        definitions.append(&mut bundled.definitions);
        Ok(Self { given, definitions })
    }

    /// What they are.
    pub(super) fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// The checker of this identifier.
    pub(super) fn find(&self, id: &str) -> Result<&Definition, Failure> {
        let definition = self.definitions.iter().find(|one| one.id == id);
        definition.ok_or_else(|| Failure::NoSuchChecker {
            id: id.to_owned(),
            known: self.definitions.iter().map(|one| one.id.clone()).collect(),
        })
    }

    /// The checker that is asked: the one that is named, else the first that can
    /// be asked for anything.
    pub(super) fn asked(&self, named: Option<&str>) -> Result<&Definition, Failure> {
        if let Some(id) = named {
            return self.find(id);
        }
        let mut definitions = self.definitions.iter();
        let asked = definitions.find(|one| one.subject_option.is_some());
        asked.ok_or_else(|| Failure::NoSubject(String::new()))
    }

    /// The component in this file with its identifier, loaded to be asked what it
    /// is.
    pub(super) fn loaded(&self, path: &Path) -> Option<(&Checker, &str)> {
        let given = self.given.iter().find(|given| given.path == path)?;
        Some((&given.checker, &given.id))
    }
}

/// The checker that the arguments name.
pub(super) fn named(arguments: &[OsString]) -> Option<String> {
    let named = values(arguments, "--checker").pop()?;
    named.into_string().ok()
}

async fn load(engine: &Engine, path: PathBuf) -> Result<(Given, Definition), Failure> {
    let of_file = |error: LoadError| BuildError::File {
        path: path.clone(),
        error,
    };
    let checker = engine.load_file(&path).map_err(of_file)?;
    let definition = checker.definition().await?;
    let given = Given {
        path,
        checker,
        id: definition.id.clone(),
    };
    Ok((given, definition))
}

/// An engine with the folder and the limits that the arguments name. What cannot
/// be understood of them is told when they are read.
fn engine(arguments: &[OsString]) -> Result<Engine, Failure> {
    let mut code = CodeFolders::default();
    let folder = values(arguments, "--cache-dir").pop();
    if let Some(folder) = folder.or_else(|| std::env::var_os("CHECKER_CACHE_DIR")) {
        code.own = Some(folder.into());
    }
    let limits = values(arguments, "--limit").into_iter();
    let limits = limits.filter_map(|typed| value::limit(typed.to_str()?).ok());
    let config = Config {
        code,
        limits: setup::limits(&limits.collect::<Vec<_>>()),
        ..Config::default()
    };
    Ok(Engine::new(config).map_err(BuildError::from)?)
}

/// The files with components that the arguments name.
fn paths(arguments: &[OsString]) -> Vec<PathBuf> {
    let command = command_at(arguments).and_then(|place| arguments.get(place));
    let is = |name: &str| command.is_some_and(|typed| typed == name);
    if is(COMPILE) {
        return Vec::new();
    }
    let mut paths = values(arguments, "--component");
    if paths.is_empty() && is(SERVE) {
        let listed = std::env::var("CHECKER_COMPONENT").unwrap_or_default();
        let listed = listed.split(',').filter(|path| !path.is_empty());
        paths.extend(listed.map(OsString::from));
    }
    paths.into_iter().map(PathBuf::from).collect()
}

/// The values of a flag, in either way of writing it.
fn values(arguments: &[OsString], flag: &str) -> Vec<OsString> {
    let mut values = Vec::new();
    let mut rest = arguments.iter().skip(1);
    while let Some(argument) = rest.next() {
        if argument == "--" {
            break;
        }
        if argument == flag {
            values.extend(rest.next().cloned());
        } else if let Some(value) = joined(argument, flag) {
            values.push(value);
        }
    }
    values
}

/// What follows the flag and an equals sign.
fn joined(argument: &OsStr, flag: &str) -> Option<OsString> {
    let rest = argument.as_encoded_bytes().strip_prefix(flag.as_bytes())?;
    let value = rest.strip_prefix(b"=")?;
    // A file whose name is no text has to be named apart.
    std::str::from_utf8(value).ok().map(OsString::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::DEFAULT;
    use crate::components::flags::CERTIFICATES;

    fn typed(arguments: &[&str]) -> Vec<OsString> {
        arguments.iter().map(OsString::from).collect()
    }

    #[test]
    fn components_are_found_however_they_are_typed() {
        let arguments = typed(&[
            "p",
            "check",
            "--component",
            "a.wasm",
            "example.org",
            "--component=b.wasm",
            "--components=x",
            "--",
            "--component",
            "c.wasm",
        ]);
        let expected = ["a.wasm", "b.wasm"].map(PathBuf::from);
        assert_eq!(paths(&arguments), expected);
        let to_compile = typed(&["p", "compile", "--component", "a.wasm"]);
        assert!(paths(&to_compile).is_empty());
        let coloured = ["p", "--color", "never", "compile", "--component", "a.wasm"];
        assert!(paths(&typed(&coloured)).is_empty());
        assert!(paths(&typed(&["p", "check", "--component"])).is_empty());
    }

    #[test]
    fn the_first_that_can_be_asked_is_asked_unless_one_is_named() {
        let checkers = Checkers::bundled();
        assert_eq!(checkers.asked(None).unwrap().id, DEFAULT);
        assert_eq!(checkers.asked(Some(CERTIFICATES)).unwrap().id, CERTIFICATES);
        let unknown = checkers.asked(Some("imap")).map(|one| one.id.clone());
        let told = unknown.unwrap_err().to_string();
        assert!(told.contains("imap") && told.contains(DEFAULT), "{told}");
    }
}
