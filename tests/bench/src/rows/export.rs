//! The export of a large record, beside reading the same rows by bare SQL and sealing the same bytes.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use blobs::BlockingBlobs;
use consent::Ask;
use flows::leaving::{self, Made, Unheld};
use kernel::{Actor, Called, Capacity, RequestId, SessionId};
use serde_json::json;
use tokio::runtime::Builder;
use vault::{ObjectKey, seal_object};

use crate::{
    Outcome,
    bare::Value,
    ground::{CARNET, Ground},
    people::{self, Kind},
    plan::Plan,
    report::Row,
};

/// Bytes that are sealed at once, as an export seals them.
const PART: usize = 4 * 1024 * 1024;
/// What is wanted of it. The floor neither opens nor checks anything: here each of many small documents is decided about, opened under
/// its own key, checked by its digest and described, which takes some tenths of a millisecond for a few kilobytes.
const GOAL: f64 = 0.02;

/// Measures it on the last of the large records, from the job's first look to the archive that can be taken out, in turn with its
/// floor.
///
/// # Errors
/// When the archive does not hold what it should.
pub(crate) fn measure(plan: &Plan, ground: &Ground) -> Outcome<Row> {
    let (clock, rng) = (ground.house.clock.as_ref(), ground.house.rng.as_ref());
    let record = (Kind::Large, plan.large_records - 1);
    let doctor = people::actor(1, SessionId::new(clock, rng), RequestId::new(clock, rng))?;
    let holder = Actor {
        person: people::holder(record),
        capacity: Capacity::Citizen,
        second_factor_at: Some(clock.now()),
        called: Called::default(),
        ..doctor
    };
    let (mut floors, mut exports, mut bytes) = (Vec::new(), Vec::new(), 0);
    for _ in 0..plan.rounds {
        floors.push(floor(ground, record)?);
        let (took, size) = export(plan, ground, record, &holder)?;
        exports.push(took);
        bytes = size;
    }
    let best = |times: &[Duration]| times.iter().min().copied().unwrap_or_default().as_secs_f64();
    let (floor, export) = (best(&floors), best(&exports));
    let ratio = floor / export.max(1e-9);
    let kilobytes = f64::from(u32::try_from(bytes / 1_000)?);
    let megabytes = |seconds: f64| kilobytes / 1e3 / seconds.max(1e-9);
    Ok(Row {
        work: format!("export of {} documents", plan.large_documents),
        floor: format!("{:.0} MB/s", megabytes(floor)),
        carnet: format!("{:.0} MB/s", megabytes(export)),
        ratio: Some(ratio),
        goal: format!("at least {GOAL}"),
        met: Some(ratio >= GOAL),
        figures: json!({ "floor_seconds": floor, "seconds": export, "bytes": bytes }),
    })
}

/// Reads all contents of the record by one bare statement and seals as many bytes.
fn floor(ground: &Ground, record: people::Record) -> Outcome<Duration> {
    let (clock, rng) = (ground.house.clock.as_ref(), ground.house.rng.as_ref());
    let space = people::space(record);
    let mut bare = ground.connect(CARNET)?;
    bare.prepare("all", "select body from documents.document where space_id = $1::uuid")?;
    let began = Instant::now();
    let given = bare.run("all", &[Value::Text(&space.to_string())])?;
    let mut left = given.bytes;
    let plain = vec![0_u8; PART];
    while left > 0 {
        let some = left.min(PART);
        let part = plain.get(..some).ok_or("a part beyond its end")?;
        let object = RequestId::new(clock, rng).uuid();
        std::hint::black_box(seal_object(&ObjectKey::fresh(rng), space, object, 1, part)?);
        left -= some;
    }
    Ok(began.elapsed())
}

fn export(plan: &Plan, ground: &Ground, record: people::Record, holder: &Actor) -> Outcome<(Duration, u64)> {
    let (house, space) = (&ground.house, people::space(record));
    // Of the time at which it is asked for.
    let holder = Actor { second_factor_at: Some(house.clock.now()), ..holder.clone() };
    let id = house.desk.write(|tx| leaving::ask(house, tx, &holder, space, Ask::default()))?.export.id;
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let blobs = BlockingBlobs::new(Arc::clone(&house.blobs), runtime.handle().clone());
    let made = thread::scope(|scope| {
        let work = || {
            let began = Instant::now();
            leaving::make(house, &blobs, &Unheld, space, id).map(|made| (made, began.elapsed()))
        };
        scope.spawn(work).join()
    });
    let (made, took) = made.map_err(|_| "the export panicked")??;
    let stands = house.desk.write(|tx| leaving::read(house, tx, &holder, space, Ask::default(), id))?;
    if made != Made::Ready || stands.done != plan.large_documents {
        return Err(format!("{made:?} with {} documents", stands.done).into());
    }
    house.desk.write(|tx| leaving::remove(house, tx, &holder, space, Ask::default(), id))?;
    Ok((took, stands.bytes))
}
