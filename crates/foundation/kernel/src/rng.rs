use std::sync::Mutex;

/// Where random bytes come from. Everything that needs chance takes one.
pub trait Rng: Send + Sync {
    /// Fills `bytes` with random bytes fit for keys and identifiers.
    fn fill(&self, bytes: &mut [u8]);

    /// A counter that grows within one millisecond, so that ids of one process sort by creation.
    ///
    /// Twelve bits are used by UUID version 7; beyond 4 096 ids in a millisecond the order within it is lost,
    /// never the uniqueness (62 further bits are random).
    fn ordered(&self, millis: u64) -> u16;
}

/// Counts ids within one millisecond.
#[derive(Debug, Default)]
struct Sequence {
    last: Mutex<(u64, u16)>,
}

impl Sequence {
    fn next(&self, millis: u64) -> u16 {
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *last = if last.0 == millis { (millis, last.1.wrapping_add(1) & 0x0fff) } else { (millis, 0) };
        last.1
    }
}

/// The operating system's generator.
#[derive(Debug, Default)]
pub struct SystemRng {
    sequence: Sequence,
}

impl Rng for SystemRng {
    fn fill(&self, bytes: &mut [u8]) {
        // INVARIANT: without random bytes no key and no identifier is safe; going on would be worse than ending.
        if getrandom::fill(bytes).is_err() {
            std::process::abort();
        }
    }

    fn ordered(&self, millis: u64) -> u16 {
        self.sequence.next(millis)
    }
}

/// A generator whose bytes follow from its seed, for tests that must give the same result each time.
///
/// It is SplitMix64: fast, even, and **not** fit for keys.
#[derive(Debug)]
pub struct SeededRng {
    state: Mutex<u64>,
    sequence: Sequence,
}

impl SeededRng {
    /// A generator that always gives the same bytes for the same seed.
    pub fn new(seed: u64) -> Self {
        Self { state: Mutex::new(seed), sequence: Sequence::default() }
    }
}

impl Rng for SeededRng {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in bytes.chunks_mut(8) {
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = *state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^= mixed >> 31;
            for (to, from) in chunk.iter_mut().zip(mixed.to_le_bytes()) {
                *to = from;
            }
        }
    }

    fn ordered(&self, millis: u64) -> u16 {
        self.sequence.next(millis)
    }
}
