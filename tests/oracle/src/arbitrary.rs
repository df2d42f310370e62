//! Facts and things at random, on edges often.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use config::Category;
use consent::{
    Ask, Facts, IdentityAgreement, Party, PartyKind, Provision, Purpose, RuleId, SpaceFacts, SpaceState,
    Thing, Topics,
};
use kernel::{AdminRole, Assurance, OrganisationId, PersonId, Practice, ProvisionId, SpaceId, Standing};
use proptest::{
    option,
    prelude::*,
    sample::select,
    strategy::{BoxedStrategy, Union},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Vocabulary, moment, organisation, person};

/// A day, in microseconds.
const DAY: i64 = 86_400_000_000;

impl Vocabulary {
    /// Facts of one decision.
    pub fn arbitrary_facts(&self) -> BoxedStrategy<Facts> {
        let words = self.clone();
        self.party()
            .prop_flat_map(move |party| {
                let provisions = proptest::collection::vec(words.provision(&party), 0..4);
                (Just(party), option::weighted(0.95, space()), provisions, words.ask())
            })
            .prop_map(|(party, space, provisions, ask)| Facts {
                now: moment(0),
                party,
                space,
                provisions,
                topics: Topics::default(),
                practising: BTreeSet::new(),
                ask,
            })
            .boxed()
    }

    /// A thing that stands in a space.
    pub fn arbitrary_thing(&self) -> BoxedStrategy<Thing> {
        let shelf = prop_oneof![3 => Just(None), 1 => select(Category::ALL.to_vec()).prop_map(Some)];
        let who = (people(), option::of(structures()), option::of(people()), any::<bool>());
        let flags = (any::<bool>(), any::<bool>(), option::of(instant()), instant());
        (0..4u128, select(self.types.clone()), shelf, who, flags)
            .prop_map(|(id, (type_code, usual), shelf, who, flags)| {
                let (depositor, depositor_organisation, natural_author, by_citizen) = who;
                let (masked, hidden_from_representatives, withheld_until, service_start) = flags;
                Thing {
                    id: Uuid::from_u128(0x7000_8000_0000_0000_3000 + id),
                    series: Uuid::from_u128(0x7000_8000_0000_0000_3000 + id),
                    category: shelf.unwrap_or(usual),
                    type_code,
                    masked,
                    codes: Arc::default(),
                    withheld_until,
                    hidden_from_representatives,
                    depositor,
                    depositor_organisation,
                    natural_author,
                    by_citizen,
                    service_start,
                    deposited_at: service_start,
                }
            })
            .boxed()
    }

    fn party(&self) -> BoxedStrategy<Party> {
        let assurance = prop_oneof![
            1 => Just(Assurance::Low),
            3 => Just(Assurance::Substantial),
            2 => Just(Assurance::High),
        ];
        let establishment = (structures(), prop_oneof![3 => Just(true), 1 => Just(false)])
            .prop_map(|(organisation, listed)| PartyKind::Establishment { organisation, listed });
        let kind = prop_oneof![
            3 => Just(PartyKind::Citizen),
            8 => self.practice().prop_map(PartyKind::Professional),
            2 => establishment,
            1 => select(AdminRole::ALL.to_vec()).prop_map(|role| PartyKind::Admin(vec![role])),
            1 => select(Purpose::ALL.to_vec()).prop_map(PartyKind::System),
        ];
        // Around the instant of the decision, and around the end of the five minutes before it.
        let shown = option::of(select(vec![-DAY, -300_000_001, -300_000_000, -299_999_999, -1, 0, 1]));
        let assisted = prop_oneof![7 => Just(false), 1 => Just(true)];
        (people(), assurance, shown, assisted, kind)
            .prop_map(|(person, assurance, shown, assisted, kind)| Party {
                person,
                assurance,
                second_factor_at: shown.map(moment),
                assisted,
                kind,
            })
            .boxed()
    }

    fn practice(&self) -> BoxedStrategy<Practice> {
        let standing = prop_oneof![
            6 => Just(Standing::Good),
            1 => Just(Standing::Suspended),
            1 => Just(Standing::StruckOff),
        ];
        (select(self.professions.clone()), option::of(structures()), standing)
            .prop_map(|(profession, organisation, standing)| Practice {
                rpps: "99700218896".parse().expect("a number with its key"),
                profession,
                organisation,
                sector: "SA07".to_owned(),
                standing,
            })
            .boxed()
    }

    fn provision(&self, party: &Party) -> BoxedStrategy<Provision> {
        let said = (self.kind_and_terms(party), concerned(party));
        let begin = prop_oneof![1 => Just(moment(-DAY)), 1 => instant()];
        let times = (1..u128::MAX, begin, option::of(instant()), people(), instant());
        (said, times)
            .prop_map(
                |(((kind, terms), (person, organisation)), (id, starts_at, ends_at, given_by, given_at))| {
                    let id = ProvisionId::from(Uuid::from_u128(id));
                    Provision {
                        id,
                        kind,
                        person,
                        organisation,
                        terms,
                        starts_at,
                        ends_at,
                        given_by,
                        given_at,
                    }
                },
            )
            .boxed()
    }

    /// A kind with terms of its own; half of the care relationships are of the party's own profession.
    fn kind_and_terms(&self, party: &Party) -> BoxedStrategy<(String, Value)> {
        let one = |(kind, terms): &(String, Vec<Value>)| (Just(kind.clone()), select(terms.clone())).boxed();
        let mut kinds: Vec<(u32, BoxedStrategy<(String, Value)>)> =
            self.provisions.iter().map(|words| (2, one(words))).collect();
        if let PartyKind::Professional(practice) = &party.kind {
            let evidence = select(vec!["team_in_charge", "consent_of_this_consultation", "admission"]);
            let profession = practice.profession.clone();
            let own = (0..12u8, evidence).prop_map(move |(form, evidence)| {
                let terms = match form {
                    0 => json!([evidence, profession]),
                    1 => json!({ "evidence": evidence, "profession": profession, "until": "forever" }),
                    _ => json!({ "evidence": evidence, "profession": profession }),
                };
                ("care_relationship".to_owned(), terms)
            });
            kinds.push((8, own.boxed()));
        }
        Union::new_weighted(kinds).boxed()
    }

    fn ask(&self) -> BoxedStrategy<Ask> {
        let way = select(self.ways.clone()).prop_map(RuleId::given);
        let identity = select(vec![
            IdentityAgreement::NotGiven,
            IdentityAgreement::Agrees,
            IdentityAgreement::Disagrees,
        ]);
        (option::weighted(0.3, way), identity)
            .prop_map(|(way, identity)| Ask { way, identity, ..Ask::default() })
            .boxed()
    }
}

/// Whom a provision concerns: most often the party itself, in its own structure.
fn concerned(party: &Party) -> BoxedStrategy<(Option<PersonId>, Option<OrganisationId>)> {
    let same = (Some(party.person), party.organisation());
    prop_oneof![4 => Just(same), 2 => (option::of(people()), option::of(structures()))].boxed()
}

fn people() -> BoxedStrategy<PersonId> {
    (0..3u8).prop_map(person).boxed()
}

fn structures() -> BoxedStrategy<OrganisationId> {
    (0..2u8).prop_map(organisation).boxed()
}

/// Around the instant of the decision: exactly then, a microsecond and a day to either side.
fn instant() -> BoxedStrategy<DateTime<Utc>> {
    select(vec![-DAY, -1, 0, 1, DAY]).prop_map(moment).boxed()
}

fn space() -> BoxedStrategy<SpaceFacts> {
    let state = prop_oneof![1 => Just(SpaceState::Active), 1 => select(SpaceState::ALL.to_vec())];
    let zone = select(vec![Tz::Europe__Paris, Tz::America__Martinique, Tz::Pacific__Noumea]);
    (state, people(), zone)
        .prop_map(|(state, holder, zone)| {
            let id = SpaceId::from(Uuid::from_u128(0x7000_8000_0000_0000_4000));
            SpaceFacts { id, state, holder, zone }
        })
        .boxed()
}
