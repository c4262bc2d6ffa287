//! Where results are kept.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use crate::cli::args::KeepingArguments;
use crate::serve::{Keeping, Place};

/// Below the folder in which programs keep what they cannot make again.
const OWN: &str = "checker-xmpp";
/// The file.
const FILE: &str = "results.sqlite";

/// How results are kept; `None` where they are not to be, or where there is no
/// folder for them, which is told.
pub(super) fn keeping(arguments: &KeepingArguments, demo: bool) -> Option<Keeping> {
    if arguments.no_store {
        return None;
    }
    let place = match (&arguments.store, demo) {
        (Some(path), _) => Place::File(path.clone()),
        // Results of a simulated network do not belong among real ones.
        (None, true) => Place::Memory,
        (None, false) => match folder(|name| env::var_os(name), env::home_dir()) {
            Some(folder) => Place::File(folder.join(FILE)),
            None => {
                tracing::warn!(
                    "results are not kept: there is no state folder (--store FILE names a file)"
                );
                return None;
            }
        },
    };
    Some(Keeping {
        duration: Duration::from_secs(u64::from(arguments.keep) * 24 * 3600),
        max_bytes: u64::from(arguments.keep_mib) * 1024 * 1024,
        ..Keeping::at(place)
    })
}

/// The folder that systemd made for the service (`StateDirectory=`), else the
/// user's.
fn folder(variable: impl Fn(&str) -> Option<OsString>, home: Option<PathBuf>) -> Option<PathBuf> {
    // XDG Base Directory Specification: what is not absolute is ignored.
    let absolute = |folder: PathBuf| folder.is_absolute().then_some(folder);
    // systemd.exec(5): several are separated by colons.
    let of_service = variable("STATE_DIRECTORY")
        .and_then(|folders| env::split_paths(&folders).next())
        .and_then(absolute);
    if of_service.is_some() {
        return of_service;
    }
    let home = home.and_then(absolute);
    let state = match cfg!(target_os = "macos") {
        true => home?.join("Library/Application Support"),
        false => variable("XDG_STATE_HOME")
            .map(PathBuf::from)
            .and_then(absolute)
            .or_else(|| home.map(|home| home.join(".local/state")))?,
    };
    Some(state.join(OWN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(variables: &[(&str, &str)], home: Option<&str>) -> Option<String> {
        let variable = |name: &str| {
            let mut known = variables.iter();
            let (_, value) = known.find(|(known, _)| *known == name)?;
            Some(OsString::from(value))
        };
        let folder = folder(variable, home.map(PathBuf::from));
        folder.map(|folder| folder.display().to_string())
    }

    #[test]
    #[cfg(not(target_os = "macos"))]
    fn the_services_folder_goes_before_the_users() {
        let service = ("STATE_DIRECTORY", "/var/lib/checker:/var/lib/other");
        let user = ("XDG_STATE_HOME", "/s");
        let of = |variables: &[_]| found(variables, Some("/home/a"));
        assert_eq!(of(&[user, service]).unwrap(), "/var/lib/checker");
        assert_eq!(of(&[user]).unwrap(), "/s/checker-xmpp");
        let own = "/home/a/.local/state/checker-xmpp";
        assert_eq!(of(&[]).unwrap(), own);
        assert_eq!(of(&[("XDG_STATE_HOME", "s")]).unwrap(), own);
        assert_eq!(found(&[], None), None);
    }
}
