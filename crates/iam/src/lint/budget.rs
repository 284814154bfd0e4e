//! A bound on comparisons of everything with everything.

/// The comparisons that one document gets, each of a few nanoseconds. AWS's own largest document needs a tenth.
const MOST: usize = 10_000_000;

/// How many comparisons are left.
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
    spent: bool,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            left: MOST,
            spent: false,
        }
    }
}

impl Budget {
    /// Takes so many; no when there are not enough left, and then the comparison is not to be made.
    pub(super) fn take(&mut self, comparisons: usize) -> bool {
        match self.left.checked_sub(comparisons) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.spent = true;
                false
            }
        }
    }

    /// Whether something was not compared.
    pub(super) fn is_spent(&self) -> bool {
        self.spent
    }
}
