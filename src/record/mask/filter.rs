//! A quick no: which texts of eight bytes and more cannot stand in another, without searching it for each of them.

/// Bytes by which a text is told from others.
pub(super) const HEAD: usize = 8;

/// The first bytes of a text.
pub(super) type Head = [u8; HEAD];

/// Shorter texts are searched as fast as they are prepared.
const SHORT: usize = 512;

/// One bit for every group of heads. A bit that is not set is a sure no; one that is set is a maybe.
#[derive(Clone)]
pub(super) struct Filter {
    words: Vec<u64>,
}

impl Filter {
    /// With room for about so many heads.
    pub fn with_room(heads: usize) -> Self {
        Self { words: vec![0; (heads / 8).next_power_of_two()] }
    }

    /// Everything of eight bytes that stands in a text. A short one is not looked at: it may hold anything.
    pub fn of(text: &str) -> Self {
        if text.len() < SHORT {
            return Self { words: vec![u64::MAX] };
        }
        let mut filter = Self::with_room(text.len());
        text.as_bytes().windows(HEAD).filter_map(|window| window.first_chunk()).for_each(|head| filter.add(*head));
        filter
    }

    pub fn add(&mut self, head: Head) {
        let (word, bit) = self.place(head);
        self.words[word] |= bit;
    }

    pub fn may_hold(&self, head: Head) -> bool {
        let (word, bit) = self.place(head);
        self.words[word] & bit != 0
    }

    /// Whether a text may stand in it; one that has no head always may.
    pub fn may_hold_text(&self, text: &str) -> bool {
        text.as_bytes().first_chunk().is_none_or(|head| self.may_hold(*head))
    }

    /// The upper bits of the product depend on all of the head; there is a power of two of words.
    fn place(&self, head: Head) -> (usize, u64) {
        let mixed = u64::from_le_bytes(head).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24;
        let word = usize::try_from(mixed >> 6).expect("34 bits fit") & (self.words.len() - 1);
        (word, 1 << (mixed & 63))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_text_is_never_denied() {
        let text = (0..400).map(|n| format!("part-{n};")).collect::<Vec<_>>().concat();
        let filter = Filter::of(&text);
        assert!((0..400).all(|n| filter.may_hold_text(&format!("part-{n};"))));
        let maybe = (0..1000).filter(|n| filter.may_hold_text(&format!("other-{n}"))).count();
        assert!(maybe < 200, "{maybe} of 1000 need a search");
        assert!(Filter::of("short").may_hold_text("anything at all"));
        assert!(filter.may_hold_text("short"), "too short to be told");
    }
}
