//! Where machine code is looked for.

use std::env;
use std::path::PathBuf;

/// Below the folder that holds `bin` with the program.
const INSTALLED: &str = "lib/checker-xmpp/compiled";
/// Below the folder in which programs keep what they can make again.
const OWN: &str = "checker-xmpp";

/// Folders with compiled components.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeFolders {
    /// One that was filled at installation, and is only read. It and its files
    /// have to belong to root or to the owner of the program, and nobody else
    /// may write to them.
    pub installed: Option<PathBuf>,
    /// One that is filled as components are compiled, and is made where it is
    /// missing. It and its files have to belong to the user or to root, and
    /// nobody else may write to them.
    pub own: Option<PathBuf>,
}

/// One of them.
pub(super) enum Folder {
    Installed(PathBuf),
    Own(PathBuf),
}

impl CodeFolders {
    /// None: every process compiles for itself.
    pub fn none() -> Self {
        Self {
            installed: None,
            own: None,
        }
    }

    /// Where an installation of the running program has its compiled
    /// components: `lib/checker-xmpp/compiled` beside its `bin`.
    pub fn of_program() -> Option<PathBuf> {
        let program = env::current_exe().ok()?;
        Some(program.parent()?.parent()?.join(INSTALLED))
    }

    /// The platform's folder for what can be made again:
    /// `$XDG_CACHE_HOME/checker-xmpp` or `~/.cache/checker-xmpp`, on macOS
    /// `~/Library/Caches/checker-xmpp`.
    pub fn of_user() -> Option<PathBuf> {
        let home = env::home_dir().filter(|home| home.is_absolute());
        let caches = match cfg!(target_os = "macos") {
            true => home?.join("Library/Caches"),
            // XDG Base Directory Specification: what is not absolute is ignored.
            false => env::var_os("XDG_CACHE_HOME")
                .map(PathBuf::from)
                .filter(|folder| folder.is_absolute())
                .or_else(|| home.map(|home| home.join(".cache")))?,
        };
        Some(caches.join(OWN))
    }

    /// In the order in which they are looked at.
    pub(super) fn in_turn(&self) -> impl Iterator<Item = Folder> {
        let installed = self.installed.clone().map(Folder::Installed);
        installed
            .into_iter()
            .chain(self.own.clone().map(Folder::Own))
    }
}

impl Default for CodeFolders {
    /// That of the running program, and the user's.
    fn default() -> Self {
        Self {
            installed: Self::of_program(),
            own: Self::of_user(),
        }
    }
}
