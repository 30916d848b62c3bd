//! A place in a list, and the part of the list that is seen.

use std::ops::Range;

/// The line under the cursor and the first line seen. Lists may shrink under it: every use clamps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The line it stands on.
    pub at: usize,
    /// The first line seen.
    pub top: usize,
}

/// How long a list is and how much of it is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Lines in all.
    pub lines: usize,
    /// Lines seen at once.
    pub height: usize,
}

/// A movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// By lines, down when positive.
    Lines(isize),
    /// By halves of the height, down when positive.
    Halves(isize),
    /// To the first line.
    First,
    /// To the last line.
    Last,
}

impl Cursor {
    /// Moves within a list whose lines can be chosen: the part seen follows the cursor.
    pub fn step(&mut self, step: Step, extent: Extent) {
        self.at = moved(self.at, step, extent, extent.lines.saturating_sub(1));
        self.settle(extent);
    }

    /// Moves the part seen of a text that has no lines to choose.
    pub fn scroll(&mut self, step: Step, extent: Extent) {
        self.top = moved(self.top, step, extent, extent.lines.saturating_sub(extent.height));
        self.at = self.top;
    }

    /// Goes to one line.
    pub fn go(&mut self, line: usize, extent: Extent) {
        self.at = line;
        self.settle(extent);
    }

    /// Brings the cursor back into the list and the part seen to the cursor.
    pub fn settle(&mut self, extent: Extent) {
        self.at = self.at.min(extent.lines.saturating_sub(1));
        self.top = self.seen(extent).start;
    }

    /// The lines to draw.
    pub fn seen(&self, extent: Extent) -> Range<usize> {
        let height = extent.height.max(1);
        let at = self.at.min(extent.lines.saturating_sub(1));
        let lowest = (at + 1).saturating_sub(height);
        let last_page = extent.lines.saturating_sub(height);
        let top = self.top.clamp(lowest, at.max(lowest)).min(last_page.max(lowest));
        top..extent.lines.min(top + extent.height)
    }
}

fn moved(from: usize, step: Step, extent: Extent, last: usize) -> usize {
    let by = match step {
        Step::First => return 0,
        Step::Last => return last,
        Step::Lines(count) => count,
        Step::Halves(count) => count.saturating_mul((extent.height / 2).max(1).cast_signed()),
    };
    from.saturating_add_signed(by).min(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: Extent = Extent { lines: 10, height: 4 };

    #[test]
    fn the_part_seen_follows_the_cursor() {
        let mut cursor = Cursor::default();
        cursor.step(Step::Lines(5), TEN);
        assert_eq!((cursor.at, cursor.seen(TEN)), (5, 2..6));
        cursor.step(Step::Lines(-2), TEN);
        assert_eq!((cursor.at, cursor.seen(TEN)), (3, 2..6));
        cursor.step(Step::Last, TEN);
        assert_eq!(cursor.seen(TEN), 6..10);
        cursor.step(Step::Halves(-9), TEN);
        assert_eq!(cursor.seen(TEN), 0..4);
    }

    #[test]
    fn a_list_that_shrank_or_vanished_is_no_trouble() {
        let cursor = Cursor { at: 90, top: 80 };
        assert_eq!(cursor.seen(TEN), 6..10);
        assert_eq!(cursor.seen(Extent { lines: 0, height: 4 }), 0..0);
        assert_eq!(cursor.seen(Extent { lines: 3, height: 0 }), 2..2);
    }
}
