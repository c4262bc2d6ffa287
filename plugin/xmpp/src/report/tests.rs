//! The page as a whole.

#![allow(clippy::unwrap_used)]
