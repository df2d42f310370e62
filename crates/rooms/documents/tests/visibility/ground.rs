//! A space with rows of every kind, and a way of the test's own that shows whatever condition it is given.

use std::{collections::HashSet, sync::Arc};

use chrono::{DateTime, Utc};
use config::{Category, Reference, Settings};
use consent::{
    Act, Ask, Condition, Consent, Facts, Offer, RuleId, Rules, SpaceState, Thing, Topic, Way,
    service::NewSpace,
};
use diesel::{
    RunQueryDsl,
    sql_types::{Array, Binary, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use documents::{Documents, ListDocuments, Neighbours};
use flows::{House, Parts};
use kernel::{
    Actor, Assurance, Called, Capacity, PersonId, RequestId, SessionId, SpaceId, SystemClock, SystemRng,
};
use oracle::{Vocabulary, tells};
use proptest::{prelude::*, sample::select, strategy::ValueTree, test_runner::TestRunner};
use testkit::TestDatabase;
use uuid::Uuid;
use vault::FileMasterKeys;

pub(crate) struct Ground {
    pub(crate) house: House,
    pub(crate) things: Vec<Thing>,
    pub(crate) topics: Vec<Topic>,
    space: SpaceId,
    _database: TestDatabase,
    _folder: tempfile::TempDir,
}

struct Shows(Condition);

impl Way for Shows {
    fn id(&self) -> RuleId {
        RuleId::new("W-test")
    }

    fn offers(&self, _: &Facts) -> Vec<Offer> {
        vec![Offer { acts: vec![Act::Consult], things: self.0.clone(), until: None, provision: None }]
    }
}

impl Ground {
    pub(crate) fn new(rows: usize) -> Self {
        let database = TestDatabase::new();
        let folder = tempfile::tempdir().unwrap();
        let house = house(&database, folder.path());
        let space = SpaceId::new(house.clock.as_ref(), house.rng.as_ref());
        house.vault.create_space_key(space).unwrap();
        let new = NewSpace {
            id: space,
            holder: oracle::person(1),
            state: SpaceState::Active,
            zone: chrono_tz::UTC,
        };
        house.desk.write(|tx| house.consent.open_space(tx, &new)).unwrap();
        let things = things(&house.reference, rows);
        let topics = Vocabulary::new(&house.reference).topics();
        insert(&database, space, &things);
        insert_topics(&database, space, &things, &topics);
        Self { house, things, topics, space, _database: database, _folder: folder }
    }

    /// The rows that the SQL of this condition gives.
    pub(crate) fn shown(&self, condition: Condition) -> HashSet<Uuid> {
        let house = &self.house;
        let rules = Rules { gates: Vec::new(), ways: vec![Box::new(Shows(condition))], filters: Vec::new() };
        let consent = Arc::new(Consent::new(
            rules,
            Arc::clone(&house.reference),
            house.vault.clone(),
            Arc::clone(&house.clock),
            Arc::clone(&house.rng),
        ));
        let below = Neighbours {
            consent: Arc::clone(&consent),
            identity: Arc::clone(&house.identity),
            vault: house.vault.clone(),
            reference: Arc::clone(&house.reference),
            blobs: Arc::clone(&house.blobs),
            clock: Arc::clone(&house.clock),
            rng: Arc::clone(&house.rng),
        };
        let room = Documents::new(below, house.documents.settings());
        let ids: Vec<Uuid> = self.things.iter().map(|thing| thing.id).collect();
        house
            .desk
            .write(|tx| {
                let permit = consent.check::<ListDocuments>(tx, &actor(), self.space, Ask::default())?;
                room.visible(tx, &permit, &ids)
            })
            .unwrap()
            .shown
    }
}

fn actor() -> Actor {
    Actor {
        person: PersonId::from(Uuid::from_u128(9)),
        session: SessionId::from(Uuid::from_u128(9)),
        request: RequestId::from(Uuid::from_u128(9)),
        capacity: Capacity::Citizen,
        assurance: Assurance::High,
        second_factor_at: None,
        assisted_by: None,
        secret: false,
        software: None,
        called: Called::default(),
        name: "nobody".into(),
    }
}

fn house(database: &TestDatabase, folder: &std::path::Path) -> House {
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let env = [("CARNET_JOURNAL__COPY_FOLDER", at("copy")), ("CARNET_DATABASE__POOL_SIZE", "2".to_owned())];
    let env = env.into_iter().map(|(name, value)| (name.to_owned(), value));
    let rng = Arc::new(SystemRng::default());
    let parts = Parts {
        database_url: database.url(database::SERVER).reveal(),
        key_store_url: None,
        master: Box::new(FileMasterKeys::create(&folder.join("keys"), rng.as_ref()).unwrap()),
        blobs: Arc::new(blobs::LocalBlobs::open(&folder.join("blobs")).unwrap()),
        reference: Arc::new(Reference::load(None).unwrap()),
        clock: Arc::new(SystemClock),
        rng,
    };
    House::open(Arc::new(Settings::load(None, env).unwrap()), parts).unwrap()
}

fn things(reference: &Reference, rows: usize) -> Vec<Thing> {
    let strategy = Vocabulary::new(reference).arbitrary_thing();
    let mut runner = TestRunner::deterministic();
    (0..rows)
        .map(|number| {
            let mut thing = strategy.new_tree(&mut runner).unwrap().current();
            thing.id = Uuid::from_u128(u128::try_from(number).unwrap() + 1);
            thing
        })
        .collect()
}

/// Rows as a superuser puts them: only the columns that rules look at mean anything here.
fn insert(database: &TestDatabase, space: SpaceId, things: &[Thing]) {
    let each = |f: &dyn Fn(&Thing) -> String| things.iter().map(f).collect::<Vec<_>>();
    diesel::sql_query(
        "insert into documents.document (space_id, id, series_id, entry_id, changed_at, sealed_form, version, unique_tag, status, type_code, type_system, \
         class_code, category, confidentiality, masked, withheld_until, hidden_from_representatives, media_type, size, \
         service_start, deposited_at, depositor, depositor_organisation, natural_author, by_citizen, sealed, object_key, body) \
         select $1, id, series, id, service, 2, 1, uuid_send(id), 'approved', type, '', '', category, 'N', masked, withheld, hidden, 'text/plain', \
         1, service, deposited, depositor, organisation, author, citizen, '', '', '' \
         from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
         as t (id, type, category, masked, withheld, hidden, service, depositor, organisation, author, citizen, series, deposited)",
    )
    .bind::<SqlUuid, _>(space.uuid())
    .bind::<Array<SqlUuid>, _>(things.iter().map(|thing| thing.id).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(each(&|thing| thing.type_code.clone()))
    .bind::<Array<Text>, _>(each(&|thing| thing.category.code().to_owned()))
    .bind::<Array<Bool>, _>(things.iter().map(|thing| thing.masked).collect::<Vec<_>>())
    .bind::<Array<Nullable<Timestamptz>>, _>(things.iter().map(|thing| thing.withheld_until).collect::<Vec<_>>())
    .bind::<Array<Bool>, _>(things.iter().map(|thing| thing.hidden_from_representatives).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(things.iter().map(|thing| thing.service_start).collect::<Vec<_>>())
    .bind::<Array<SqlUuid>, _>(things.iter().map(|thing| thing.depositor.uuid()).collect::<Vec<_>>())
    .bind::<Array<Nullable<SqlUuid>>, _>(
        things.iter().map(|thing| thing.depositor_organisation.map(kernel::Id::uuid)).collect::<Vec<_>>(),
    )
    .bind::<Array<Nullable<SqlUuid>>, _>(
        things.iter().map(|thing| thing.natural_author.map(kernel::Id::uuid)).collect::<Vec<_>>(),
    )
    .bind::<Array<Bool>, _>(things.iter().map(|thing| thing.by_citizen).collect::<Vec<_>>())
    .bind::<Array<SqlUuid>, _>(things.iter().map(|thing| thing.series).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(things.iter().map(|thing| thing.deposited_at).collect::<Vec<_>>())
    .execute(&mut database.connect_superuser())
    .unwrap();
}

/// For each thing the topics of which its codes tell.
fn insert_topics(database: &TestDatabase, space: SpaceId, things: &[Thing], topics: &[Topic]) {
    let told = things.iter().flat_map(|thing| {
        topics.iter().filter(|topic| tells(topic, thing)).map(|topic| (thing.id, topic.tag.clone()))
    });
    let (things, tags): (Vec<Uuid>, Vec<Vec<u8>>) = told.unzip();
    assert!(things.len() > 1, "things of no topic show nothing");
    diesel::sql_query(
        "insert into documents.document_topic (space_id, document_id, tag) \
         select $1, thing, tag from unnest($2, $3) as t (thing, tag)",
    )
    .bind::<SqlUuid, _>(space.uuid())
    .bind::<Array<SqlUuid>, _>(things)
    .bind::<Array<Binary>, _>(tags)
    .execute(&mut database.connect_superuser())
    .unwrap();
}

/// Conditions of every word, nested, whose values are taken from the things so that they often hold.
pub(crate) fn conditions(things: &[Thing], topics: &[Topic]) -> BoxedStrategy<Condition> {
    let thing = select(things.to_vec());
    let instant = |thing: &Thing| -> DateTime<Utc> { thing.withheld_until.unwrap_or(thing.service_start) };
    let some = prop::collection::vec(select(things.to_vec()), 0..4);
    let leaf = prop_oneof![
        Just(Condition::Always),
        Just(Condition::Never),
        Just(Condition::Masked),
        Just(Condition::HiddenFromRepresentatives),
        Just(Condition::ByCitizen),
        some.clone().prop_map(|some| Condition::InSeries(some.iter().map(|thing| thing.series).collect())),
        (select(topics.to_vec()), few_series(things), few_series(things))
            .prop_map(|(topic, also, except)| Condition::InTopic(Arc::new(Topic { also, except, ..topic }))),
        some.clone()
            .prop_map(|some| Condition::TypeIn(some.iter().map(|thing| thing.type_code.clone()).collect())),
        some.prop_map(|some| Condition::CategoryIn(
            some.iter().map(|thing| thing.category).collect::<Vec<Category>>().into()
        )),
        thing.clone().prop_map(move |thing| Condition::WithheldAt(instant(&thing))),
        thing.clone().prop_map(|thing| Condition::DepositedBy(thing.depositor)),
        thing.clone().prop_map(|thing| {
            Condition::DepositedFor(thing.depositor_organisation.unwrap_or_else(|| oracle::organisation(1)))
        }),
        thing.clone().prop_map(|thing| {
            Condition::AuthoredBy(thing.natural_author.unwrap_or_else(|| oracle::person(1)))
        }),
        thing.clone().prop_map(|thing| Condition::ServiceFrom(thing.service_start)),
        thing.prop_map(|thing| Condition::DepositedFrom(thing.deposited_at)),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::Any),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
    .boxed()
}

/// Series that the holder named by hand: most often none.
fn few_series(things: &[Thing]) -> BoxedStrategy<Arc<[Uuid]>> {
    let series = prop::collection::vec(select(things.to_vec()), 0..3);
    series.prop_map(|things| things.iter().map(|thing| thing.series).collect()).boxed()
}
