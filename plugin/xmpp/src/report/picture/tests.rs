//! Rows, spans and dead ends.

#![allow(clippy::unwrap_used)]
