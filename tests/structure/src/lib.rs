//! Checks the shape of the code, so that it stays what the documents say.
//! `cargo test -p checker-structure` runs the checks over the workspace;
//! `cargo run -p checker-structure --example graph` prints who imports whom.
//!
//! # Circles of imports
//!
//! A file can be read without those that import from it; in a circle nothing
//! can be read alone. So in each folder what stands in it is looked at: its
//! *parent file*, its other files, and its sub-folders.
//!
//! - A folder is a module with modules in files of their own: `a.rs` and all
//!   below `a/`. Its parent file is `a.rs` (or `a/mod.rs`; `lib.rs` for a whole
//!   crate): it belongs to folder `a`, not to the one in which it lies.
//! - A sub-folder counts as one thing, with its parent file and everything
//!   below: who imports from any file of it imports from it.
//! - Each import is one between two things of exactly one folder: the innermost
//!   one that holds both ends.
//!
//! What stands in a folder must not import in a circle, directly or round
//! several. The one exception is a parent file and one file below it that has
//! no folder of its own. Two children that lean on the parent which assembles
//! them make a circle of three: what they share belongs in a file of its own,
//! a leaf. The flat graph of folders, in which every leaf counts as part of its
//! folder, would forbid just that: the parent file imports from the sub-folder,
//! the sub-folder from the leaf beside it.
//!
//! An import is a `use`, or a path in code, that begins with `crate`, `self` or
//! `super`, with a module declared in the same place, or with a name for a module
//! that a `use` brought in. It leads to the file of the longest prefix that is a
//! module: `crate::a::Item` is an import of `a.rs`, also where `a.rs` has
//! `Item` from a child, since it is the parent that the importing file leans
//! on. `mod child;` is no import, nor are documentation, visibilities and tests.
//! In the arguments of macros everything that looks like such a path counts; in
//! `macro_rules!` not `self` and `super`, which depend on where it is used.
//! Methods and implementations need no path and are not seen.
//!
//! # The rest
//!
//! [`flags`], [`words`], [`one_rule`], [`size`] and [`stray`] say for themselves
//! what they look for. The [`HouseRule`] that is broken, why there is one and
//! what to do about it stand in each failure.

pub mod circles;
mod declared;
pub mod flags;
pub mod folders;
pub mod imports;
pub mod modules;
mod names;
pub mod one_rule;
pub mod size;
mod source;
pub mod stray;
pub mod violation;
pub mod words;
pub mod workspace;

pub use violation::{HouseRule, Violation, report};
