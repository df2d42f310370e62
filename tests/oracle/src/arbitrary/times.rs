use chrono::{DateTime, Months, NaiveTime, TimeDelta, TimeZone, Utc};

use super::Scene;
use crate::{dice::Dice, moment};

/// A day, in microseconds.
pub(super) const DAY: i64 = 86_400_000_000;

/// The instant of a decision, and the edge near which it lies.
pub(super) struct Moments {
    pub(super) now: DateTime<Utc>,
    edge: DateTime<Utc>,
}

/// Edges of days, in seconds: midnight in Martinique and in Paris, both nights in which the clocks of Paris change, and the
/// day that most years do not have.
const EDGES: [i64; 8] = [
    1_772_424_000, // 2026-03-02T00:00 in Martinique
    1_772_406_000, // 2026-03-02T00:00 in Paris
    1_774_738_800, // 2026-03-29T00:00 in Paris
    1_774_746_000, // 2026-03-29T03:00 in Paris, where it would have been two
    1_792_886_400, // 2026-10-25T02:00 in Paris, for the first time
    1_792_890_000, // 2026-10-25T02:00 in Paris, for the second time
    1_835_391_600, // 2028-02-29T00:00 in Paris
    1_835_478_000, // 2028-03-01T00:00 in Paris
];

pub(super) fn moments(dice: &mut Dice, scene: Scene) -> Moments {
    if dice.percent(if scene == Scene::Anybody { 90 } else { 70 }) {
        return Moments::usual();
    }
    let edge = DateTime::from_timestamp(*dice.pick(&EDGES), 0).expect("an instant of this century");
    Moments { now: edge + TimeDelta::microseconds(*dice.pick(&[-1, 0, 1])), edge }
}

impl Moments {
    /// The instant at which most decisions are made.
    pub(super) fn usual() -> Self {
        Self { now: moment(0), edge: moment(0) }
    }

    /// Some microseconds from the decision.
    pub(super) fn after_now(&self, microseconds: i64) -> DateTime<Utc> {
        self.now + TimeDelta::microseconds(microseconds)
    }

    /// On the edge, a microsecond or a day to either side.
    pub(super) fn near(&self, dice: &mut Dice) -> DateTime<Utc> {
        self.edge + TimeDelta::microseconds(*dice.pick(&[-DAY, -1, 0, 1, DAY]))
    }

    /// The same, seldom after the decision.
    pub(super) fn before(&self, dice: &mut Dice) -> DateTime<Utc> {
        if dice.percent(12) {
            return self.near(dice);
        }
        self.now - TimeDelta::microseconds(*dice.pick(&[DAY * 2, DAY, DAY - 1, DAY - 1, 1, 1, 0]))
    }

    /// A midnight in Paris some years after the day of the edge, or of one beside it: a birthday at which somebody is of age who has
    /// another one on the edge.
    pub(super) fn birthday(&self, dice: &mut Dice) -> DateTime<Utc> {
        let paris = chrono_tz::Europe::Paris;
        let day = self.near(dice).with_timezone(&paris).date_naive();
        let years = Months::new(12 * *dice.pick(&[3, 3, 6, 6, 10]));
        let midnight = day.checked_add_months(years).expect("a day of this century").and_time(NaiveTime::MIN);
        paris.from_local_datetime(&midnight).earliest().expect("a midnight").to_utc()
    }

    /// No end, or one that seldom lies before the decision or on it.
    pub(super) fn end(&self, dice: &mut Dice) -> Option<DateTime<Utc>> {
        match dice.below(20) {
            0 | 1 => Some(self.now),
            2 => Some(self.near(dice)),
            3..=9 => Some(self.now + TimeDelta::microseconds(*dice.pick(&[1, DAY]))),
            _ => None,
        }
    }
}
