use chrono_tz::Tz;
use consent::{
    Ask, EmergencyPurpose, IdentityAgreement, Party, PartyKind, Purpose, RuleId, SpaceFacts, SpaceState,
};
use kernel::{AdminRole, Assurance, OrganisationId, PersonId, Practice, SpaceId, Standing};
use uuid::Uuid;

use super::{
    Scene,
    times::{DAY, Moments},
};
use crate::{Vocabulary, dice::Dice, organisation, person};

/// One of the few people.
pub(super) fn anyone(dice: &mut Dice) -> PersonId {
    person(*dice.pick(&[0, 1, 2]))
}

/// One of the few structures.
pub(super) fn anywhere(dice: &mut Dice) -> OrganisationId {
    organisation(*dice.pick(&[0, 1]))
}

#[derive(Clone, Copy)]
enum Kind {
    Citizen,
    Professional,
    Establishment,
    Guest,
    Admin,
    System,
}

impl Vocabulary {
    pub(super) fn party(&self, dice: &mut Dice, scene: Scene, now: &Moments) -> Party {
        use Kind::{Admin, Citizen, Establishment, Guest, Professional, System};
        let anybody =
            [(7, Citizen), (8, Professional), (2, Establishment), (1, Guest), (1, Admin), (2, System)];
        let kind = match scene {
            Scene::Anybody => *dice.weigh(&anybody),
            Scene::Access => *dice.weigh(&[(60, Professional), (35, Guest), (5, Citizen)]),
            Scene::Carers => {
                *dice.weigh(&[(90, Citizen), (7, Professional), (1, Guest), (1, Admin), (1, Establishment)])
            }
            Scene::Family => *dice.weigh(&[(60, Citizen), (37, Professional), (2, Guest), (1, Admin)]),
            Scene::Death => *dice.weigh(&[(45, Citizen), (51, Professional), (2, Guest), (2, Admin)]),
            Scene::Care | Scene::Team | Scene::Emergency => {
                if dice.percent(96) {
                    Professional
                } else {
                    *dice.weigh(&anybody)
                }
            }
        };
        let known = [(1, Assurance::Low), (3, Assurance::Substantial), (2, Assurance::High)];
        let assurance = match scene {
            Scene::Anybody => *dice.weigh(&known),
            _ if dice.percent(3) => Assurance::Low,
            _ => Assurance::Substantial,
        };
        // Around the instant of the decision, and around the end of the five minutes before it.
        let shown = [-DAY, -300_000_001, -300_000_000, -299_999_999, -1, 0, 1];
        Party {
            person: anyone(dice),
            assurance,
            second_factor_at: dice.maybe(60, |dice| now.after_now(*dice.pick(&shown))),
            assisted: dice.percent(if scene == Scene::Family { 3 } else { 12 }),
            secret: dice.percent(if scene == Scene::Anybody { 10 } else { 4 }),
            kind: match kind {
                Citizen => PartyKind::Citizen,
                Professional => PartyKind::Professional(self.practice(dice, scene)),
                Establishment => {
                    let organisation = anywhere(dice);
                    PartyKind::Establishment { organisation, listed: dice.percent(75) }
                }
                Guest => PartyKind::Guest,
                Admin => PartyKind::Admin(vec![*dice.pick(&AdminRole::ALL)]),
                System => PartyKind::System(*dice.pick(&Purpose::ALL)),
            },
        }
    }

    fn practice(&self, dice: &mut Dice, scene: Scene) -> Practice {
        let good = if scene == Scene::Anybody { 75 } else { 97 };
        let standing = if dice.percent(good) {
            Standing::Good
        } else {
            *dice.pick(&[Standing::Suspended, Standing::StruckOff])
        };
        let ordinary = if scene == Scene::Anybody { 60 } else { 85 };
        let sector =
            if dice.percent(ordinary) { "SA07".to_owned() } else { dice.pick(&self.sectors).clone() };
        let regulates = dice.percent(if scene == Scene::Emergency { 25 } else { 3 });
        let alone = if scene == Scene::Team { 5 } else { 25 };
        Practice {
            rpps: "99700218896".parse().expect("a number with its key"),
            profession: if scene == Scene::Team && dice.percent(20) {
                dice.pick(&self.helpers).clone()
            } else {
                self.profession_in(dice, scene)
            },
            organisation: dice.maybe(100 - alone, anywhere),
            sector,
            regulates,
            standing,
        }
    }

    /// The profession of whoever asks: a temporary access serves those in no matrix too.
    fn profession_in(&self, dice: &mut Dice, scene: Scene) -> String {
        if scene == Scene::Access && dice.percent(35) {
            return dice.pick(&self.professions).clone();
        }
        self.profession(dice)
    }

    /// A profession: that of doctors, who see most, one to which the matrix opens something, or any.
    pub(super) fn profession(&self, dice: &mut Dice) -> String {
        match dice.below(10) {
            0..=4 => "10".to_owned(),
            5..=8 => dice.pick(&self.opened).clone(),
            _ => dice.pick(&self.professions).clone(),
        }
    }

    /// A space; of a citizen who asks most often their own, but of a carer seldom.
    pub(super) fn space(&self, dice: &mut Dice, scene: Scene, party: &Party) -> SpaceFacts {
        let active = match (scene, &party.kind) {
            (Scene::Anybody, PartyKind::Citizen) => 25,
            (Scene::Anybody, _) => 50,
            (Scene::Carers, _) => 85,
            (Scene::Family, _) => 80,
            (Scene::Death, _) => 6,
            _ => 92,
        };
        let state = match scene {
            _ if dice.percent(active) => SpaceState::Active,
            Scene::Death if dice.percent(94) => SpaceState::Deceased,
            _ => *dice.pick(&SpaceState::ALL),
        };
        let zone = *dice.pick(&[Tz::Europe__Paris, Tz::America__Martinique, Tz::Pacific__Noumea]);
        let id = SpaceId::from(Uuid::from_u128(0x7000_8000_0000_0000_4000));
        let carers = matches!(scene, Scene::Carers | Scene::Family | Scene::Death);
        let own = party.kind == PartyKind::Citizen && dice.percent(if carers { 5 } else { 60 });
        let mut holder = if own { party.person } else { anyone(dice) };
        while carers && !own && holder == party.person && dice.percent(80) {
            holder = anyone(dice);
        }
        SpaceFacts { id, state, holder, zone }
    }

    pub(super) fn ask(&self, dice: &mut Dice, scene: Scene, party: &Party) -> Ask {
        let of_the_scene = match scene {
            Scene::Anybody if matches!(party.kind, PartyKind::Professional(_)) => {
                *dice.pick(&["W0", "W5", "W6", "W7", "W8"])
            }
            Scene::Anybody => *dice.pick(&self.ways),
            Scene::Care => "W5",
            Scene::Team => "W6",
            Scene::Access => "W7",
            Scene::Emergency => "W8",
            Scene::Carers => *dice.pick(&["W4", "W4", "W3"]),
            Scene::Death => "W9",
            Scene::Family => match &party.kind {
                PartyKind::Professional(_) => *dice.pick(&["W5", "W6", "W7"]),
                _ => "W2",
            },
        };
        // In an emergency most is weighed once somebody is in.
        let of_it = if scene == Scene::Emergency { 7 } else { 4 };
        let way = match dice.below(10) {
            way if way < of_it => Some(of_the_scene),
            way if way == of_it => Some(*dice.pick(&self.ways)),
            _ => None,
        };
        Ask {
            way: way.map(RuleId::given),
            identity: *dice.pick(&[
                IdentityAgreement::NotGiven,
                IdentityAgreement::Agrees,
                IdentityAgreement::Disagrees,
            ]),
            invited: dice.percent(20),
            secret_code: dice.percent(10),
            emergency: *dice.pick(&[
                None,
                Some(EmergencyPurpose::BreakTheGlass),
                Some(EmergencyPurpose::Regulation),
            ]),
        }
    }
}
