//! The memory of a guest.

use std::collections::BTreeSet;

use wasmtime::ResourceLimiter;

use super::limits::{Limit, Limits};

/// What a guest has of memories, tables and instances, and how much it may
/// have.
pub(super) struct GuestMemory {
    most_bytes: usize,
    most_elements: usize,
    most_instances: usize,
    bytes: usize,
    refused: BTreeSet<Limit>,
}

impl GuestMemory {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            most_bytes: limits.memory_bytes,
            most_elements: limits.table_elements,
            most_instances: limits.instances,
            bytes: 0,
            refused: BTreeSet::new(),
        }
    }

    /// The linear memory that it has, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The limits that were hit.
    pub(super) fn limits_hit(&self) -> impl Iterator<Item = Limit> {
        self.refused.iter().copied()
    }

    fn within(&mut self, holds: bool, limit: Limit) -> bool {
        if !holds {
            self.refused.insert(limit);
        }
        holds
    }
}

impl ResourceLimiter for GuestMemory {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        // All memories of the guest count together.
        let others = self.bytes.saturating_sub(current);
        let total = others.saturating_add(desired);
        if !self.within(total <= self.most_bytes, Limit::Memory) {
            return Ok(false);
        }
        self.bytes = total;
        Ok(true)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(self.within(desired <= self.most_elements, Limit::Table))
    }

    fn instances(&self) -> usize {
        self.most_instances
    }

    fn tables(&self) -> usize {
        self.most_instances
    }

    fn memories(&self) -> usize {
        self.most_instances
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_memories_count_together() {
        let limits = Limits {
            memory_bytes: 100,
            ..Limits::default()
        };
        let mut memory = GuestMemory::new(&limits);
        assert!(memory.memory_growing(0, 60, None).unwrap());
        assert!(memory.memory_growing(0, 30, None).unwrap());
        assert!(memory.memory_growing(30, 40, None).unwrap());
        assert!(!memory.memory_growing(40, 41, None).unwrap());
        assert_eq!(memory.bytes(), 100);
        assert_eq!(memory.limits_hit().collect::<Vec<_>>(), [Limit::Memory]);
    }
}
