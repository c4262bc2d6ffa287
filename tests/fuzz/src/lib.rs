//! Everything that reads hostile bytes, as functions that must hold for any
//! bytes. libFuzzer calls them with inputs of its own (`tests/fuzz/run`), the
//! tests with the corpora and with random ones.

mod certificate;
mod dns;
mod excerpts;
mod features;
mod judgement;
mod session;
mod stream;

pub use certificate::certificate;
pub use dns::dns;
pub use features::features;
pub use judgement::judgement;
pub use stream::stream;

/// A target: it panics when something does not hold.
pub type Target = fn(&[u8]);

/// All targets with the names of their corpora.
pub const TARGETS: [(&str, Target); 5] = [
    ("stream", stream),
    ("features", features),
    ("dns", dns),
    ("certificate", certificate),
    ("judgement", judgement),
];
