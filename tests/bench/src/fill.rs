//! Fills the records through the services: the same sealing, decisions and journal lines as any deposit.

use std::thread;

use bytes::Bytes;
use consent::SpaceState;
use documents::{Deposit, Metadata};
use flows::House;
use identity::{Organisation, OrganisationKind, Situation, service::NewCitizen};
use kernel::{Actor, DocumentId, RequestId, SessionId};

use crate::{
    Outcome,
    people::{self, Kind, Record},
    plan::Plan,
    say,
};

/// Deposits of one transaction.
const AT_ONCE: u64 = 50;
/// Threads that fill.
const THREADS: usize = 4;

/// Registers everybody and deposits every document.
///
/// # Errors
/// Any service's.
pub(crate) fn fill(house: &House, plan: &Plan) -> Outcome<()> {
    register_doctors(house, plan)?;
    let records = records(plan);
    let documents: u64 = records.iter().map(|record| documents_of(plan, *record)).sum();
    say(&format!("filling {} records with {documents} documents through the deposit service", records.len()));
    let next = std::sync::atomic::AtomicUsize::new(0);
    thread::scope(|scope| {
        let fill_some = || -> Outcome<()> {
            while let Some(record) = records.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                register(house, *record)?;
                deposit_all(house, plan, *record)?;
            }
            Ok(())
        };
        let running: Vec<_> = (0..THREADS).map(|_| scope.spawn(fill_some)).collect();
        for thread in running {
            thread.join().map_err(|_| "a thread that fills broke down")??;
        }
        Ok(())
    })
}

/// Every record; the large ones first, since they take longest.
pub(crate) fn records(plan: &Plan) -> Vec<Record> {
    let of = |kind: Kind, count: u64| (0..count).map(move |number| (kind, number));
    of(Kind::Large, plan.large_records)
        .chain(of(Kind::Hot, 1))
        .chain(of(Kind::Ordinary, plan.records))
        .chain(of(Kind::Deposit, plan.records))
        .collect()
}

/// How many documents a record is filled with.
fn documents_of(plan: &Plan, (kind, _): Record) -> u64 {
    match kind {
        Kind::Large => plan.large_documents,
        Kind::Deposit => 1,
        _ => plan.documents,
    }
}

fn register_doctors(house: &House, plan: &Plan) -> Outcome<()> {
    let practice = Organisation {
        id: people::practice(),
        finess: None,
        name: "Cabinet de mesure".to_owned(),
        kind: OrganisationKind::Practice,
        listed: false,
    };
    let numbers: Vec<_> =
        (0..plan.connections).map(|number| Ok((number, people::rpps(number)?))).collect::<Outcome<_>>()?;
    let identity = &house.identity;
    house.desk.write(|tx| {
        identity.register_organisation(tx, &practice)?;
        for (number, rpps) in &numbers {
            let (person, name) = (people::doctor(*number), people::doctor_name(*number));
            identity.register_professional(tx, person, rpps, &name, people::PROFESSION)?;
            let situation = Situation {
                id: people::situation(*number),
                person,
                organisation: Some(people::practice()),
                sector: people::SECTOR.to_owned(),
                active: true,
            };
            identity.register_situation(tx, &situation)?;
        }
        Ok::<_, identity::Error>(())
    })?;
    Ok(())
}

fn register(house: &House, record: Record) -> Outcome<()> {
    let citizen = NewCitizen {
        space: people::space(record),
        person: people::holder(record),
        ins: None,
        traits: people::traits(record)?,
        usual_name: None,
        state: SpaceState::Active,
        zone: house.settings.country.time_zone,
    };
    house.identity.register_citizen(&house.desk, &citizen)?;
    Ok(())
}

fn deposit_all(house: &House, plan: &Plan, record: Record) -> Outcome<()> {
    let (clock, rng) = (house.clock.as_ref(), house.rng.as_ref());
    let (_, number) = record;
    let doctor = number % plan.connections;
    let actor = people::actor(doctor, SessionId::new(clock, rng), RequestId::new(clock, rng))?;
    let mut done = 0;
    let documents = documents_of(plan, record);
    while done < documents {
        let batch = AT_ONCE.min(documents - done);
        let deposits: Vec<Deposit> =
            (0..batch).map(|at| deposit(house, &actor, record, done + at)).collect::<Outcome<_>>()?;
        house.desk.write(|tx| {
            for deposit in &deposits {
                house.documents.deposit(tx, &actor, people::space(record), deposit)?;
            }
            Ok::<_, documents::Error>(())
        })?;
        done += batch;
    }
    Ok(())
}

fn deposit(house: &House, actor: &Actor, record: Record, at: u64) -> Outcome<Deposit> {
    let (kind, number) = record;
    let (id, content) = match kind {
        Kind::Deposit => (people::document(number).into(), people::content(number, people::LENGTH)),
        _ => (
            DocumentId::new(house.clock.as_ref(), house.rng.as_ref()),
            people::content(number << 20 | at, people::LISTED_LENGTH),
        ),
    };
    let metadata = Metadata {
        type_code: Some(people::DOCUMENT_TYPE.to_owned()),
        title: Some(format!("Compte rendu de consultation {at}").into()),
        file_name: Some("letter.pdf".into()),
        media_type: Some("application/pdf".to_owned()),
        patient: Some(people::given(record)?),
        ..Metadata::default()
    };
    let prepared = house.documents.prepare(actor.is_citizen(), metadata, Bytes::from(content))?;
    Ok(Deposit { id, way: None, prepared, idempotency: None, blob: None })
}
