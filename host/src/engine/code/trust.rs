//! Whose files are mapped. Machine code is trusted by the runtime without a
//! look, so it is taken only from those who could as well replace the program
//! or act as its user.

use std::fs::Metadata;

/// Whoever may own a folder with machine code and its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trusted(Vec<u32>);

/// Why something is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// It belongs to somebody else.
    #[error("it belongs to another user ({0})")]
    Owner(u32),
    /// Others could change it.
    #[error("others may write to it (mode {0:o})")]
    Mode(u32),
    /// It is not what it should be.
    #[error("it is no folder")]
    NoFolder,
    /// The system does not tell whom files belong to.
    #[error("this system does not tell whom it belongs to")]
    Unknown,
}

/// Who could replace the program: its owner, and root.
#[cfg(unix)]
pub(super) fn of_program() -> Option<Trusted> {
    use std::os::unix::fs::MetadataExt;

    let program = std::env::current_exe().ok()?;
    Some(Trusted(vec![0, program.metadata().ok()?.uid()]))
}

/// Who runs the program, and root.
#[cfg(unix)]
pub(super) fn of_user() -> Trusted {
    Trusted(vec![0, rustix::process::geteuid().as_raw()])
}

impl Trusted {
    #[cfg(test)]
    pub(super) fn only(user: u32) -> Self {
        Self(vec![user])
    }

    /// Whether nobody else could have written or could change what this
    /// describes.
    #[cfg(unix)]
    pub(super) fn check(&self, found: &Metadata) -> Result<(), Distrust> {
        use std::os::unix::fs::MetadataExt;

        if !self.0.contains(&found.uid()) {
            return Err(Distrust::Owner(found.uid()));
        }
        // Write permission of group and others.
        match found.mode() & 0o022 {
            0 => Ok(()),
            _ => Err(Distrust::Mode(found.mode() & 0o7777)),
        }
    }

    /// Nothing is taken from anybody where owners are not told.
    #[cfg(not(unix))]
    pub(super) fn check(&self, _: &Metadata) -> Result<(), Distrust> {
        Err(Distrust::Unknown)
    }
}

#[cfg(not(unix))]
pub(super) fn of_program() -> Option<Trusted> {
    None
}

#[cfg(not(unix))]
pub(super) fn of_user() -> Trusted {
    Trusted(Vec::new())
}
