//! What preferences cost: a list of a large record under 200 of them beside the same list without any, and a topic of the
//! holder's own over every document of it while it is read.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use config::{CodeSystem, TopicCode};
use consent::{
    Ask,
    rules::{Effect, Evidence, OwnTopic, TopicTerms, What},
    service::{NamedException, RelationshipCommand, Whom},
};
use documents::{PageRequest, Selection};
use kernel::{Actor, Called, Capacity, Limit, RequestId, SessionId};
use serde_json::json;

use super::turns;
use crate::{
    Outcome,
    ground::Ground,
    people::{self, Kind},
    plan::Plan,
    report::Row,
};

/// Named exceptions of the holder.
const PREFERENCES: u64 = 200;
/// Exceptions of one transaction.
const AT_ONCE: usize = 20;
/// How much dearer the list may be.
const LIST_AT_MOST: f64 = 1.5;
/// How long a topic over all documents may take.
const TOPIC_AT_MOST: Duration = Duration::from_secs(5);
/// Lists between two looks at the clock.
const LISTS: u32 = 10;

/// Measures both on the first of the large records, which has preferences afterwards.
///
/// # Errors
/// When the record does not answer as it should.
pub(crate) fn measure(plan: &Plan, ground: &Ground) -> Outcome<Vec<Row>> {
    let (clock, rng) = (ground.house.clock.as_ref(), ground.house.rng.as_ref());
    let record = (Kind::Large, 0);
    // Somebody who has deposited nothing there: from its author nothing is hidden.
    let doctor = people::actor(1, SessionId::new(clock, rng), RequestId::new(clock, rng))?;
    let command = RelationshipCommand {
        evidence: Evidence::TeamInCharge,
        days: None,
        code: None,
        collected_by: None,
        idempotency: None,
    };
    ground.house.desk.write(|tx| {
        ground.house.consent.open_relationship(tx, &doctor, people::space(record), Ask::default(), &command)
    })?;
    let holder = Actor {
        person: people::holder(record),
        capacity: Capacity::Citizen,
        second_factor_at: Some(clock.now()),
        called: Called::default(),
        ..doctor.clone()
    };
    let without = micros(plan, ground, &doctor)?;
    say_no(plan, ground, &holder, &doctor)?;
    let with = micros(plan, ground, &doctor)?;
    let ratio = with / without.max(1e-9);
    let list = Row {
        work: format!(
            "list of a record of {} documents under {PREFERENCES} preferences beside none (ratio is cost)",
            plan.large_documents
        ),
        floor: format!("{without:.0} µs"),
        carnet: format!("{with:.0} µs"),
        ratio: Some(ratio),
        goal: format!("at most {LIST_AT_MOST}"),
        met: Some(ratio <= LIST_AT_MOST),
        figures: json!({ "without_micros": without, "with_micros": with }),
    };
    Ok(vec![list, topic(plan, ground, &holder, &doctor)?])
}

/// Of 200 exceptions one half hides the newest documents, one by one, from the one who reads, and the other half the shelves
/// from other people.
fn say_no(plan: &Plan, ground: &Ground, holder: &Actor, reader: &Actor) -> Outcome<()> {
    let (house, space) = (&ground.house, people::space((Kind::Large, 0)));
    // In a small record fewer, so that something is left to list.
    let of_reader = usize::try_from((PREFERENCES / 2).min(plan.large_documents / 2))?;
    let (mut newest, mut before) = (Vec::new(), None);
    while newest.len() < of_reader {
        let wanted = PageRequest { before, limit: Limit::default() };
        let page = house.desk.write(|tx| {
            house.documents.list(tx, reader, space, Ask::default(), &Selection::default(), wanted)
        })?;
        newest.extend(page.items.iter().map(|document| document.series_id.uuid()));
        before = Some(page.next.ok_or("a large record that is none")?);
    }
    let from_reader = newest.into_iter().take(of_reader).map(|one| (reader.person, What::Document(one)));
    let shelves = config::Category::ALL.into_iter().cycle().map(What::Category);
    let from_others =
        (1_000..).map(people::doctor).zip(shelves).take(usize::try_from(PREFERENCES)? - of_reader);
    let all: Vec<_> = from_reader.chain(from_others).collect();
    for some in all.chunks(AT_ONCE) {
        house.desk.write(|tx| {
            for (person, what) in some {
                let exception = NamedException {
                    whom: Whom::Person(*person),
                    what: what.clone(),
                    effect: Effect::Hidden,
                    until: None,
                };
                house.consent.except(tx, holder, space, &exception)?;
            }
            Ok::<_, consent::Error>(())
        })?;
    }
    Ok(())
}

fn list(ground: &Ground, doctor: &Actor) -> Outcome<usize> {
    let (house, space) = (&ground.house, people::space((Kind::Large, 0)));
    let wanted = PageRequest { before: None, limit: Limit::default() };
    let page = house
        .desk
        .write(|tx| house.documents.list(tx, doctor, space, Ask::default(), &Selection::default(), wanted))?;
    Ok(page.items.len())
}

/// Microseconds of one list, decided and journaled: the median of the rounds.
fn micros(plan: &Plan, ground: &Ground, doctor: &Actor) -> Outcome<f64> {
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        let (began, mut lists) = (Instant::now(), 0_u32);
        while began.elapsed() < plan.in_memory {
            for _ in 0..LISTS {
                if list(ground, doctor)? == 0 {
                    return Err("a list without documents".into());
                }
            }
            lists += LISTS;
        }
        rounds.push(began.elapsed().as_secs_f64() * 1e6 / f64::from(lists));
    }
    Ok(turns::median(rounds).unwrap_or_default())
}

/// A topic that covers every document comes to be hidden, while somebody goes on reading the list.
fn topic(plan: &Plan, ground: &Ground, holder: &Actor, doctor: &Actor) -> Outcome<Row> {
    let (house, space) = (&ground.house, people::space((Kind::Large, 0)));
    let before = house.desk.write(|tx| house.consent.preferences(tx, holder, space))?;
    let mut wanted = before.preferences;
    wanted.topics.push(TopicTerms {
        key: "mesure".to_owned(),
        hidden: true,
        own: Some(OwnTopic {
            name: "Mesure".to_owned(),
            codes: vec![TopicCode { system: CodeSystem::Type, code: people::DOCUMENT_TYPE.to_owned() }],
        }),
        also: Vec::new(),
        except: Vec::new(),
    });
    let done = AtomicBool::new(false);
    let (took, longest) = thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let mut longest = Duration::ZERO;
            while !done.load(Ordering::Relaxed) {
                let began = Instant::now();
                if list(ground, doctor).is_err() {
                    return None;
                }
                longest = longest.max(began.elapsed());
            }
            Some(longest)
        });
        let began = Instant::now();
        let said = house
            .desk
            .write(|tx| flows::access::change_preferences(house, tx, holder, space, &|_| true, &wanted));
        let took = began.elapsed();
        done.store(true, Ordering::Relaxed);
        (said.map(|_| took), reading.join())
    });
    let took = took?;
    let longest = longest.ok().flatten().ok_or("a list failed while the topic was made")?;
    if list(ground, doctor)? != 0 {
        return Err("the topic hides every document".into());
    }
    let (seconds, wait) = (took.as_secs_f64(), longest.as_secs_f64() * 1e3);
    Ok(Row {
        work: format!("a topic over {} documents is hidden, longest read meanwhile", plan.large_documents),
        floor: "-".to_owned(),
        carnet: format!("{seconds:.2} s, {wait:.0} ms"),
        ratio: None,
        goal: format!("at most {} s", TOPIC_AT_MOST.as_secs()),
        met: Some(took <= TOPIC_AT_MOST && longest < took),
        figures: json!({ "seconds": seconds, "longest_read_ms": wait }),
    })
}
