//! The machine code of components: mapped from a file that an earlier process
//! compiled, or compiled here and kept for the next.
//!
//! It is looked for in the folder that was filled when the program was
//! installed, then in the user's own. Whatever is wrong with a file, the
//! component is compiled again: a file that cannot be used costs time, not
//! function.

mod folders;
mod identity;
mod keep;
mod map;
mod seal;
mod sealed;
#[cfg(test)]
#[cfg(unix)]
mod tests;
mod trust;
mod turn;

pub use folders::CodeFolders;
pub use keep::{KeepError, Kept};
pub use trust::Distrust;

use std::path::{Path, PathBuf};

use wasmtime::component::Component;

use super::error::LoadError;
use folders::Folder;
use identity::Identity;
use sealed::Sealed;
use turn::{PATIENCE, Turn};

/// Where the machine code of a component came from.
#[derive(Debug)]
#[non_exhaustive]
pub enum Code {
    /// It was mapped from the folder that was filled at installation.
    Installed,
    /// It was mapped from the user's folder.
    Own,
    /// It was compiled, and the next process finds it in the user's folder.
    Compiled,
    /// It was compiled, and the next process has to do so again.
    NotKept(KeepError),
}

/// Why a component could not be compiled for an installation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompileError {
    /// It is none for this host.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// What was compiled could not be written.
    #[error(transparent)]
    Keep(#[from] KeepError),
}

/// The machine code of a component, from wherever it can be had soonest.
///
/// # Errors
///
/// Where the bytes are no valid component.
pub(super) fn of(
    engine: &wasmtime::Engine,
    folders: &CodeFolders,
    bytes: &[u8],
    digest: &[u8; 32],
) -> Result<(Component, Code), LoadError> {
    let identity = Identity::of(engine, digest);
    for folder in folders.in_turn() {
        if let Some(component) = look(engine, &folder, &identity) {
            let code = match folder {
                Folder::Installed(_) => Code::Installed,
                Folder::Own(_) => Code::Own,
            };
            return Ok((component, code));
        }
    }
    let own = folders.own.as_ref().ok_or(KeepError::NoFolder);
    let own = own.and_then(|folder| keep::prepare(folder).map(|()| folder));
    // Held until the code is kept.
    let turn = |folder: &&PathBuf| Turn::wait(folder, &identity, PATIENCE);
    let _turn = own.as_ref().ok().and_then(turn);
    // Another process may have compiled it meanwhile.
    if let Ok(folder) = &own
        && let Some(component) = look(engine, &Folder::Own(folder.to_path_buf()), &identity)
    {
        return Ok((component, Code::Own));
    }
    let component = Component::from_binary(engine, bytes).map_err(LoadError::invalid)?;
    let code = match own.and_then(|folder| keep::privately(folder, &component, &identity)) {
        Ok(_) => Code::Compiled,
        Err(error) => Code::NotKept(error),
    };
    Ok((component, code))
}

/// Writes a component's code for an installation into a folder that all may
/// read.
///
/// # Errors
///
/// Where it cannot be written, or the folder is not the user's own or root's
/// alone. The program uses an installation that is root's or its owner's.
pub(super) fn install(
    engine: &wasmtime::Engine,
    folder: &Path,
    component: &Component,
    digest: &[u8; 32],
) -> Result<Kept, KeepError> {
    keep::for_all(folder, component, &Identity::of(engine, digest))
}

fn look(engine: &wasmtime::Engine, folder: &Folder, identity: &Identity) -> Option<Component> {
    let sealed = match folder {
        // Nobody but those who could replace the program writes there.
        Folder::Installed(path) => Sealed::open(path, &trust::of_program()?, identity),
        Folder::Own(path) => {
            Sealed::open(path, &trust::of_user(), identity).and_then(Sealed::verified)
        }
    };
    map::map(engine, &sealed?)
}
