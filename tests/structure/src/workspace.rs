//! Finds the packages of this workspace and reads their sources.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::modules::{Sources, Tree, TreeError};

/// Why a package cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A file or folder is not to be read.
    #[error("{path}: {error}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The sources are no crate.
    #[error(transparent)]
    Tree(#[from] TreeError),
}

/// A package with its crates.
pub struct Package {
    /// Its folder below the workspace's root.
    pub folder: String,
    /// Its crates: library, programs, build script.
    pub trees: Vec<Tree>,
    /// The files they are made of.
    pub sources: Sources,
}

impl Package {
    /// The package in a folder, of sources whose paths begin with that.
    pub fn new(folder: &str, sources: Sources) -> Result<Self, TreeError> {
        let roots = sources.keys().filter(|path| {
            let inside = path.strip_prefix(folder).unwrap_or(path);
            is_root(inside.trim_start_matches('/'))
        });
        let trees = roots
            .map(|root| Tree::read(root, &sources))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            folder: folder.to_owned(),
            trees,
            sources,
        })
    }
}

/// Whether cargo takes a file of a package for the root of a crate.
fn is_root(path: &str) -> bool {
    match path.strip_prefix("src/bin/") {
        Some(program) => !program.contains('/') || program.ends_with("/main.rs"),
        None => matches!(
            path,
            "src/lib.rs" | "src/main.rs" | "build.rs" | "build/main.rs"
        ),
    }
}

/// The packages whose shape is checked: the host, the checkers and all they
/// share, this one.
pub fn packages() -> Result<Vec<Package>, ReadError> {
    let root = root();
    let mut folders = vec!["host".to_owned(), "tests/structure".to_owned()];
    find_packages(&root, "plugin", &mut folders)?;
    folders.sort();
    let packages = folders.iter().map(|folder| {
        let mut sources = Sources::new();
        for inside in ["src", "build", "build.rs"] {
            read(&root, &format!("{folder}/{inside}"), &mut sources)?;
        }
        sources.retain(|path, _| path.ends_with(".rs"));
        Ok(Package::new(folder, sources)?)
    });
    packages.collect()
}

/// All texts below a folder of the workspace, whatever their kind.
pub fn texts(folder: &str) -> Result<Sources, ReadError> {
    let mut sources = Sources::new();
    read(&root(), folder, &mut sources)?;
    Ok(sources)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn find_packages(root: &Path, folder: &str, found: &mut Vec<String>) -> Result<(), ReadError> {
    if root.join(folder).join("Cargo.toml").is_file() {
        found.push(folder.to_owned());
    }
    for path in entries(root, folder)? {
        if root.join(&path).is_dir() {
            find_packages(root, &path, found)?;
        }
    }
    Ok(())
}

/// Reads a file, or all files below a folder; what is not there or no UTF-8 is
/// left out.
fn read(root: &Path, path: &str, sources: &mut Sources) -> Result<(), ReadError> {
    let full = root.join(path);
    if full.is_dir() {
        for entry in entries(root, path)? {
            read(root, &entry, sources)?;
        }
    } else if full.is_file() {
        let bytes = fs::read(&full).map_err(|error| ReadError::Io { path: full, error })?;
        if let Ok(text) = String::from_utf8(bytes) {
            sources.insert(path.to_owned(), text);
        }
    }
    Ok(())
}

/// What lies in a folder, build output and hidden files left out.
fn entries(root: &Path, folder: &str) -> Result<Vec<String>, ReadError> {
    let path = root.join(folder);
    let fail = |error| ReadError::Io {
        path: path.clone(),
        error,
    };
    let mut entries = Vec::new();
    for entry in fs::read_dir(&path).map_err(fail)? {
        let name = entry
            .map_err(fail)?
            .file_name()
            .to_string_lossy()
            .into_owned();
        if name != "target" && !name.starts_with('.') {
            entries.push(format!("{folder}/{name}"));
        }
    }
    entries.sort();
    Ok(entries)
}
