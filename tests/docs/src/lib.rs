//! The blocks of Rust in the documents, compiled as examples of this crate.
//!
//! `documents/` has the tests of everything else; one of them sees to it that
//! no document with Rust in it is missing here.

#![cfg(all(doctest, feature = "examples"))]

#[doc = include_str!("../../../README.md")]
mod readme {}

#[doc = include_str!("../../../docs/writing-a-checker.md")]
mod writing_a_checker {}
