use std::time::Duration;

use chrono::TimeDelta;
use kernel::Rng;

/// How a runner works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunnerOptions {
    /// Threads that do jobs: so many jobs of this process run at once.
    pub threads: u16,
    /// How many jobs a thread claims at once.
    pub batch: u16,
    /// How long a claim holds without being renewed; a process that is killed delays its jobs by this much.
    pub lease: Duration,
    /// How often to look for jobs without being called.
    pub poll: Duration,
    /// The wait after the first failed attempt; it doubles with each further one.
    pub back_off: Duration,
    /// The longest wait after a failed attempt.
    pub most_back_off: Duration,
    /// How long one attempt may take before its lease is no longer renewed.
    pub longest: Duration,
}

impl Default for RunnerOptions {
    fn default() -> Self {
        Self {
            threads: 2,
            batch: 8,
            lease: Duration::from_secs(60),
            poll: Duration::from_millis(200),
            back_off: Duration::from_secs(1),
            most_back_off: Duration::from_secs(3_600),
            longest: Duration::from_secs(3_600),
        }
    }
}

impl RunnerOptions {
    /// How long to wait after the attempt of this number: between half of the doubled time and all of it, so that
    /// jobs which failed together do not come back together.
    pub(crate) fn wait_after(&self, tries: i32, rng: &dyn Rng) -> TimeDelta {
        let doublings = u32::try_from(tries.saturating_sub(1)).unwrap_or_default().min(31);
        let whole = self.back_off.saturating_mul(1 << doublings).min(self.most_back_off);
        let mut chance = [0; 2];
        rng.fill(&mut chance);
        let part = 500 + u32::from(u16::from_le_bytes(chance)) % 501;
        span(whole.saturating_mul(part) / 1_000)
    }
}

/// A duration as calendar arithmetic wants it.
pub(crate) fn span(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use kernel::SeededRng;

    use super::*;

    #[test]
    fn the_wait_doubles_up_to_the_most_and_is_scattered() {
        let options = RunnerOptions::default();
        let rng = SeededRng::new(1);
        for (tries, whole) in [(1, 1), (2, 2), (5, 16), (12, 2_048), (13, 3_600), (1_000, 3_600)] {
            let waits: Vec<_> =
                (0..200).map(|_| options.wait_after(tries, &rng).num_milliseconds()).collect();
            let (least, most) = (*waits.iter().min().unwrap(), *waits.iter().max().unwrap());
            assert!(least >= whole * 500 && most <= whole * 1_000, "{tries}: {least} to {most}");
            assert!(most - least > whole * 300, "{tries}: {least} to {most}");
        }
    }
}
