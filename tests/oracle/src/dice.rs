/// Choices that follow from one number: the same number, the same choices.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number (SplitMix64).
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another one.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.roll() % limit.max(1)
    }

    /// Yes, as often as this in a hundred.
    pub(crate) fn percent(&mut self, often: u64) -> bool {
        self.below(100) < often
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, several: &'a [T]) -> &'a T {
        let many = u64::try_from(several.len()).expect("a list of few");
        let at = usize::try_from(self.below(many)).expect("a place in the list");
        several.get(at).expect("one of a list that is not empty")
    }

    /// One of several, of which some come up more often.
    pub(crate) fn weigh<'a, T>(&mut self, several: &'a [(u64, T)]) -> &'a T {
        let mut left = self.below(several.iter().map(|(weight, _)| weight).sum());
        for (weight, one) in several {
            if left < *weight {
                return one;
            }
            left -= weight;
        }
        &several.first().expect("one of a list that is not empty").1
    }

    /// Something, as often as this in a hundred.
    pub(crate) fn maybe<T>(&mut self, often: u64, one: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.percent(often).then(|| one(self))
    }
}
