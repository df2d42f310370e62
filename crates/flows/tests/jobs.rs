//! The jobs of the house, run by a runner on a real database with a clock that the story moves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests"
)]

use std::{fs, path::PathBuf, sync::Arc};

use blobs::{BlobId, BlockingBlobs, LocalBlobs};
use chrono::TimeDelta;
use config::{Reference, Settings};
use consent::{Ask, service::AnnouncedSpace};
use database::{
    Snapshot,
    idempotency::{Claim, IdempotencyClaim, claim},
};
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};
use flows::{House, Parts, history::ReadHistory, jobs};
use identity::{Organisation, OrganisationKind, SessionCapacity, Software, service::NewSession};
use kernel::{
    Actor, Assurance, Called, Capacity, ManualClock, OrganisationId, PersonId, RequestId, SessionId,
    SoftwareId, SpaceId, SystemRng,
};
use outbox::{Runner, RunnerOptions};
use testkit::TestDatabase;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;
use vault::{FileMasterKeys, Purpose};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// A house with a runner for its jobs.
struct Worked {
    house: House,
    clock: Arc<ManualClock>,
    runner: Runner,
    folder: PathBuf,
    _runtime: Runtime,
    database: TestDatabase,
}

impl Worked {
    fn new(story: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("carnet-jobs-{story}-{}", std::process::id()));
        let set = |name: &str, inner: &str| (name.to_owned(), folder.join(inner).display().to_string());
        let variables = [
            set("CARNET_KEYS__FOLDER", "keys"),
            set("CARNET_BLOBS__FOLDER", "blobs"),
            set("CARNET_JOURNAL__COPY_FOLDER", "checkpoints"),
        ];
        let settings = Arc::new(Settings::load(None, variables.into_iter()).unwrap());
        let (database, rng) = (TestDatabase::new(), Arc::new(SystemRng::default()));
        let clock = Arc::new(ManualClock::at("2026-03-01T08:00:00Z").unwrap());
        let parts = Parts {
            database_url: database.url(database::SERVER).reveal(),
            key_store_url: None,
            master: Box::new(FileMasterKeys::create(&settings.keys.folder, rng.as_ref()).unwrap()),
            blobs: Arc::new(LocalBlobs::open(&settings.blobs.folder).unwrap()),
            reference: Arc::new(Reference::load(None).unwrap()),
            clock: clock.clone(),
            rng,
        };
        let house = House::open(settings, parts).unwrap();
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let blobs = BlockingBlobs::new(Arc::clone(&house.blobs), runtime.handle().clone());
        let runner = Runner::new(
            house.desk.clone(),
            house.vault.clone(),
            house.clock.clone(),
            house.rng.clone(),
            jobs::handlers(&house, blobs, None).unwrap(),
            RunnerOptions::default(),
        );
        runner.schedule().unwrap();
        Self { house, clock, runner, folder, _runtime: runtime, database }
    }

    /// Lets time pass and everything be done that is due then.
    fn after(&self, time: TimeDelta) {
        self.clock.advance(time);
        while self.runner.turn().unwrap() > 0 {}
    }

    fn report(&self) -> journal::Report {
        let report = journal::verify(&self.house.desk, &self.house.vault, Some(&self.house.outside)).unwrap();
        assert_eq!(report.findings, []);
        report
    }
}

impl Drop for Worked {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn every_job_that_comes_back_has_its_kind_in_the_list() {
    let worked = Worked::new("kinds");
    let listed = worked.house.desk.read(|rtx| outbox::jobs::list(rtx, &outbox::jobs::JobFilter::default()));
    let mut found: Vec<_> = listed.unwrap().into_iter().map(|line| line.kind).collect();
    found.sort_unstable();
    let mut kinds = jobs::PERIODIC;
    kinds.sort_unstable();
    assert_eq!(found, kinds);
}

#[test]
fn a_checkpoint_is_made_when_its_time_has_come_and_there_are_lines() {
    let worked = Worked::new("checkpoint");
    worked.after(TimeDelta::seconds(1));
    assert_eq!(worked.report().checkpoints, 0, "there is no line");
    worked.house.write_reference_line().unwrap();
    worked.after(TimeDelta::seconds(10));
    assert_eq!(worked.report().checkpoints, 1);
    worked.house.write_reference_line().unwrap();
    worked.after(TimeDelta::seconds(10));
    assert_eq!(worked.report().checkpoints, 1, "the time has not come");
    worked.after(TimeDelta::seconds(60));
    assert_eq!(worked.report().checkpoints, 2);
    worked.after(TimeDelta::hours(1));
    assert_eq!(worked.report().checkpoints, 2, "nothing changed");
    assert_eq!(worked.house.outside.all().unwrap().len(), 2);
}

#[test]
fn the_line_of_the_reference_data_is_signed_by_the_key_of_checkpoints() {
    let worked = Worked::new("reference");
    worked.house.write_reference_line().unwrap();
    let House { desk, vault, reference, .. } = &worked.house;
    let chain = journal::system_chain(Uuid::nil());
    let lines = desk.write(|tx| journal::lines_without_permit(tx, vault, chain, None, 10)).unwrap();
    assert_eq!(lines.len(), 1);
    let detail = &lines[0].entry.detail;
    assert_eq!(detail["digest"], reference.digest());
    let key = u32::try_from(detail["key"].as_u64().unwrap()).unwrap();
    let key = vault.service(Purpose::JournalSign).by_id(key).unwrap();
    let signer = key.signer().unwrap();
    let signature = hex::decode(detail["signature"].as_str().unwrap()).unwrap();
    let statement = format!("carnet.reference.v1\n{}", reference.digest());
    assert!(signer.verify(statement.as_bytes(), &signature));
    assert!(!signer.verify(b"carnet.reference.v1\nother", &signature));
}

#[test]
fn equal_refusals_of_a_minute_become_one_line_with_their_number() {
    let worked = Worked::new("tally");
    let House { desk, vault, consent, clock, rng, .. } = &worked.house;
    let stranger = Actor {
        person: PersonId::new(clock.as_ref(), rng.as_ref()),
        session: SessionId::new(clock.as_ref(), rng.as_ref()),
        request: RequestId::new(clock.as_ref(), rng.as_ref()),
        capacity: Capacity::Citizen,
        assurance: Assurance::Substantial,
        second_factor_at: None,
        assisted_by: None,
        secret: false,
        software: None,
        called: Called::default(),
        name: "Nobody".into(),
    };
    let nowhere = SpaceId::new(clock.as_ref(), rng.as_ref());
    for _ in 0..3 {
        let refused =
            desk.write(|tx| consent.check::<ReadHistory>(tx, &stranger, nowhere, Ask::default()).map(drop));
        assert!(refused.is_err());
    }
    worked.after(TimeDelta::minutes(2));
    let chain = journal::system_chain(stranger.person.uuid());
    let lines = desk.write(|tx| journal::lines_without_permit(tx, vault, chain, None, 10)).unwrap();
    let times: Vec<_> = lines.iter().map(|line| line.entry.times).collect();
    assert_eq!(times, [Some(3), None]);
}

#[test]
fn keys_of_requests_are_forgotten_after_a_week() {
    let worked = Worked::new("idempotency");
    let House { desk, clock, rng, .. } = &worked.house;
    let mut bytes = [0; 16];
    rng.fill(&mut bytes);
    let wanted =
        IdempotencyClaim { actor: Uuid::from_bytes(bytes), key_hash: vec![1; 32], fingerprint: vec![2; 32] };
    let claimed = || desk.write(|tx| claim(tx, &wanted, Uuid::nil(), clock.now())).unwrap();
    assert_eq!(claimed(), Claim::New);
    worked.after(TimeDelta::days(6));
    assert_eq!(claimed(), Claim::Replay(Uuid::nil()));
    worked.after(TimeDelta::days(1) + TimeDelta::hours(1));
    assert_eq!(claimed(), Claim::New);
}

#[test]
fn sessions_are_removed_a_month_after_their_end_and_the_journal_is_whole_without_them() {
    let worked = Worked::new("sessions");
    let House { desk, clock, rng, identity, .. } = &worked.house;
    let organisation = Organisation {
        id: OrganisationId::new(clock.as_ref(), rng.as_ref()),
        finess: None,
        name: "Centre de régulation".to_owned(),
        kind: OrganisationKind::RegulationCentre,
        listed: true,
    };
    let software = Software {
        id: SoftwareId::new(clock.as_ref(), rng.as_ref()),
        name: "Logiciel".to_owned(),
        organisation: Some(organisation.id),
        listed: true,
    };
    let open = || {
        let new = NewSession {
            software: Some(software.id),
            ..NewSession::new(SessionCapacity::Establishment, Assurance::Substantial)
        };
        desk.write(|tx| identity.open_session(tx, &new)).unwrap()
    };
    desk.write(|tx| {
        identity.register_organisation(tx, &organisation)?;
        identity.register_software(tx, &software)
    })
    .unwrap();
    let (old, revoked) = (open(), open());
    desk.write(|tx| identity.end_session(tx, revoked.id)).unwrap();
    worked.house.write_reference_line().unwrap();
    let left = || {
        let mut conn = worked.database.connect_superuser();
        let query = "select count(*) as number from identity.session";
        sql_query(query).get_result::<Number>(&mut conn).unwrap().number
    };
    worked.after(TimeDelta::days(29));
    let running = open();
    worked.after(TimeDelta::days(1));
    assert_eq!(left(), 3, "the old ones ended some hours less than thirty days ago");
    worked.after(TimeDelta::hours(6));
    assert_eq!(left(), 1);
    let known = |session| desk.write(|tx| identity.end_session(tx, session)).unwrap();
    assert!(!known(old.id) && known(running.id), "the newest alone is left");
    worked.report();
}

#[test]
fn the_sweeper_takes_every_blob_for_named_while_a_backup_holds_its_point() {
    let worked = Worked::new("held");
    let House { clock, rng, .. } = &worked.house;
    let orphan = BlobId::new(clock.as_ref(), rng.as_ref());
    let named = || jobs::named_or_held(&worked.house, &[orphan]).unwrap();
    assert!(named().is_empty(), "no row names it");
    let mut snapshot = Snapshot::take(&worked.database.superuser()).unwrap();
    assert!(named().contains(&orphan), "while the point is held");
    snapshot.forget().unwrap();
    assert!(named().contains(&orphan), "while the blobs are copied");
    drop(snapshot);
    // PostgreSQL lets go once it has seen that the connection is gone.
    let free = (0..500).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        named().is_empty()
    });
    assert!(free, "when the backup has ended, or was killed");
}

#[test]
fn records_are_made_after_the_time_to_oppose_also_after_an_outage() {
    let worked = Worked::new("oppositions");
    let House { desk, vault, consent, clock, rng, .. } = &worked.house;
    let new = |told_on: &str| AnnouncedSpace {
        id: SpaceId::new(clock.as_ref(), rng.as_ref()),
        holder: PersonId::new(clock.as_ref(), rng.as_ref()),
        zone: chrono_tz::Tz::Europe__Paris,
        told_on: told_on.parse().unwrap(),
    };
    // More of them than one transaction takes.
    let all: Vec<AnnouncedSpace> = (0..130).map(|_| new("2026-01-20")).chain([new("2026-02-28")]).collect();
    let ids: Vec<SpaceId> = all.iter().map(|one| one.id).collect();
    vault.create_space_keys(&ids).unwrap();
    desk.write(|tx| consent.announce_spaces::<identity::RegisterCitizen>(tx, &all).map(drop)).unwrap();
    let made =
        || worked.database.count("select count(*) as number from consent.space where state = 'created'");
    worked.after(TimeDelta::minutes(2));
    assert_eq!(made(), 0, "the last day is 3 March");
    worked.after(TimeDelta::days(5));
    assert_eq!(made(), 130, "the house was shut on the day itself");
    worked.after(TimeDelta::days(60));
    assert_eq!(made(), 131);
    worked.after(TimeDelta::days(1));
    assert_eq!(journal::verify(desk, vault, None).unwrap().findings, []);
}
