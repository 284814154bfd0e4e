//! Input of which no single piece may fill the memory.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// How many bytes one finding may have: as many as a line of a snapshot.
pub(super) const FINDING: u64 = bartizan_model::LONGEST_LINE as u64;

/// How many bytes all rules, all waivers or all gaps may have.
pub(super) const MEMBER: u64 = 32 << 20;

/// How many bytes may still be read before the next piece begins.
#[derive(Debug, Clone, Default)]
pub(super) struct Allowance(Rc<Cell<u64>>);

impl Allowance {
    /// A new piece begins.
    pub(super) fn renew(&self, bytes: u64) {
        self.0.set(bytes);
    }

    /// Whether it is used up.
    pub(super) fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

/// Reads until the allowance is used up. It counts what was buffered, so pieces end some kilobytes earlier or later.
pub(super) struct Bounded {
    pub(super) input: Box<dyn BufRead + Send>,
    pub(super) allowance: Allowance,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.allowance.0.get();
        if left == 0 {
            return Err(io::Error::other("longer than any report needs"));
        }
        let read = self.input.read(buffer)?;
        self.allowance.0.set(left.saturating_sub(read as u64));
        Ok(read)
    }
}
