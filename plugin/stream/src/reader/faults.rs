//! The faults of one stream, each the first of its kind.

use std::collections::BTreeSet;

use checker_kit::text::excerpt;

use crate::ill_formed::{IllFormed, XmlFault};

/// How many bytes of each are shown.
const SHOWN: usize = 60;

/// Notes what comes first of each kind, and so no more than there are kinds.
#[derive(Debug, Default)]
pub(super) struct Faults {
    known: BTreeSet<XmlFault>,
    fresh: Vec<IllFormed>,
}

impl Faults {
    /// `token` begins `offset` bytes into the stream and is at fault from its
    /// byte `at` on.
    pub(super) fn note(&mut self, fault: XmlFault, token: &str, at: usize, offset: usize) {
        if self.known.insert(fault) {
            let begins = token.as_bytes().get(at..).unwrap_or_default();
            self.fresh.push(IllFormed {
                fault,
                offset: offset + at,
                excerpt: excerpt(begins, SHOWN),
            });
        }
    }

    /// What was noted since this was called last.
    pub(super) fn take(&mut self) -> Vec<IllFormed> {
        std::mem::take(&mut self.fresh)
    }
}
