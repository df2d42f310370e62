use std::sync::Arc;

use config::{Category, CodeSystem};
use consent::{BornCode, Thing};
use uuid::Uuid;

use super::{
    party::{anyone, anywhere},
    times::Moments,
};
use crate::{
    Vocabulary,
    dice::Dice,
    vocabulary::{SERIES, series},
};

/// The shelves that are spoken of most.
pub(super) const SHELVES: [Category; 4] =
    [Category::Laboratory, Category::Prescription, Category::Report, Category::Summary];

impl Vocabulary {
    pub(super) fn thing(&self, dice: &mut Dice, now: &Moments) -> Thing {
        let (type_code, usual) = dice.pick(&self.types).clone();
        let category = match dice.below(10) {
            0..=3 => *dice.pick(&SHELVES),
            4 => *dice.pick(&Category::ALL),
            _ => usual,
        };
        let series = series(dice.below(SERIES));
        let version = dice.below(3);
        let codes: Vec<BornCode> = (0..dice.below(3)).filter_map(|_| self.code(dice)).collect();
        Thing {
            id: Uuid::from_u128(series.as_u128() + (u128::from(version) << 32)),
            series,
            category,
            type_code: if dice.percent(5) { "11502-2".to_owned() } else { type_code },
            masked: dice.percent(30),
            codes: Arc::from(codes),
            withheld_until: dice.maybe(50, |dice| now.near(dice)),
            hidden_from_representatives: dice.percent(50),
            depositor: anyone(dice),
            depositor_organisation: dice.maybe(60, anywhere),
            natural_author: dice.maybe(50, anyone),
            by_citizen: dice.percent(50),
            service_start: now.near(dice),
            deposited_at: now.near(dice),
        }
    }

    /// A code that a document bears, as it is written down: one of a topic, a longer or a shorter one, or another one.
    fn code(&self, dice: &mut Dice) -> Option<BornCode> {
        let listed = dice.pick(&self.topics).codes.clone();
        let listed: Vec<_> = listed.into_iter().filter(|code| code.system != CodeSystem::Type).collect();
        if listed.is_empty() || dice.percent(10) {
            let system =
                *dice.pick(&[CodeSystem::Atc, CodeSystem::Icd10, CodeSystem::Loinc, CodeSystem::Cis]);
            return Some(BornCode { system, code: "A10".to_owned() });
        }
        let one = dice.pick(&listed);
        // In capitals and without dots, as far as prefixes count.
        let prefix = matches!(one.system, CodeSystem::Atc | CodeSystem::Icd10);
        let mut code: String = one.code.chars().filter(|letter| !prefix || *letter != '.').collect();
        match dice.below(6) {
            0 | 1 => code.push('9'),
            2 => drop(code.pop()),
            3 => {
                let system = *dice.pick(&CodeSystem::ALL);
                return (system != CodeSystem::Type).then_some(BornCode { system, code });
            }
            _ => {}
        }
        (!code.is_empty()).then_some(BornCode { system: one.system, code })
    }
}
