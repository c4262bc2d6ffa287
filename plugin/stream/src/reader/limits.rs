//! How much is read of a server that has not authenticated anybody yet.

/// The most bytes read of one stream.
pub const MAX_BYTES: usize = 256 * 1024;
/// The deepest nesting below the stream's root.
pub const MAX_DEPTH: usize = 16;
/// The most attributes of one element.
pub const MAX_ATTRIBUTES: usize = 64;
/// The most elements of one stream.
pub const MAX_ELEMENTS: usize = 4_000;
