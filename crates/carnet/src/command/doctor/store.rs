use blobs::{BlobId, BlockingBlobs, Error};
use chrono::{DateTime, TimeDelta, Utc};
use config::Settings;
use documents::Documents;
use flows::House;
use kernel::{SystemClock, SystemRng};
use uuid::Uuid;

use super::{Line, Lines};
use crate::{command::backup::runtime, fault::Fault, store};

/// Blobs that are looked at unless all are.
const SAMPLE: usize = 200;
/// Blobs that one question to the database names.
const BATCH: usize = 500;
/// How long after its grace time an orphan may still wait for the sweeper's second look.
const SWEPT_WITHIN: TimeDelta = TimeDelta::hours(2);

/// Whether a blob can be written, read and removed, and is not overwritten.
pub(super) fn probe(settings: &Settings) -> Vec<Line> {
    let mut lines = Lines::of("blobs");
    let key = if settings.blobs.s3.is_some() { "blobs.s3_endpoint" } else { "blobs.folder" };
    let probed = store::open(&settings.blobs).and_then(|store| {
        let id = BlobId::new(&SystemClock, &SystemRng::default());
        let done = runtime()?.block_on(blobs::probe(store.as_ref(), id));
        done.map_err(|fault| Fault::Failed(fault.to_string()))
    });
    match probed {
        Ok(()) => lines.ok(format!("`{key}`: a blob was written, read and removed again")),
        Err(fault) => lines.fail(format!(
            "`{key}`: {}; deposits of large files are refused until this is mended",
            fault.to_string().replace("\n  ", " ")
        )),
    }
    lines.lines
}

/// Whether the blobs that rows name are there, and whether the sweeper keeps up with those that none names.
pub(super) fn rows(house: &House, deep: bool) -> Vec<Line> {
    let mut lines = Lines::of("blobs");
    let outcome = runtime().and_then(|runtime| {
        let blobs = BlockingBlobs::new(house.blobs.clone(), runtime.handle().clone());
        missing(house, &blobs, deep, &mut lines)?;
        orphans(house, &blobs, deep, &mut lines)
    });
    if let Err(fault) = outcome {
        lines.fail(fault.to_string());
    }
    lines.lines
}

fn missing(house: &House, blobs: &BlockingBlobs, deep: bool, lines: &mut Lines) -> Result<(), Fault> {
    let most = if deep { usize::MAX } else { SAMPLE };
    let named = house.desk.read(|rtx| Documents::newest_blobs(rtx.conn(), most));
    let named: Vec<Uuid> = named.map_err(Fault::at("the rows that name blobs cannot be read"))?;
    let mut gone = Vec::new();
    for id in &named {
        match blobs.get_range(BlobId::from(*id), 0..1) {
            Ok(_) => {}
            Err(Error::NotFound | Error::Range) => gone.push(*id),
            Err(error) => {
                return Err(Fault::Failed(format!(
                    "the store does not say whether a blob is there: {error}"
                )));
            }
        }
    }
    let which = if deep { "all" } else { "the newest" };
    if gone.is_empty() {
        lines.ok(format!("{which} {} blobs that documents name are there", named.len()));
    }
    for id in gone {
        lines.fail(format!("blob {id} is named by a document and is not there; bring it back from a backup"));
    }
    Ok(())
}

fn orphans(house: &House, blobs: &BlockingBlobs, deep: bool, lines: &mut Lines) -> Result<(), Fault> {
    let grace = TimeDelta::from_std(house.settings.blobs.sweep_grace).unwrap_or(TimeDelta::MAX);
    let now = house.clock.now();
    let before = now.checked_sub_signed(grace).and_then(|at| at.checked_sub_signed(SWEPT_WITHIN));
    let before = before.unwrap_or(DateTime::<Utc>::UNIX_EPOCH);
    let old = blobs.list(before, if deep { usize::MAX } else { SAMPLE });
    let old = old.map_err(Fault::at("the blobs cannot be listed"))?;
    let mut unnamed = 0;
    for batch in old.chunks(BATCH) {
        let ids: Vec<Uuid> = batch.iter().map(|id| id.uuid()).collect();
        let named = house.desk.write(|tx| house.documents.named_blobs(tx, &ids));
        let named = named.map_err(Fault::at("the rows that name blobs cannot be read"))?;
        unnamed += ids.iter().filter(|id| !named.contains(id)).count();
    }
    match unnamed {
        0 => lines.ok("no old blob is without a row"),
        some => lines.warn(format!(
            "{some} blobs that no row names are older than `blobs.sweep_grace_seconds`; the sweeper removes them: is a \
             `worker` running, and does `carnet jobs list --kind blobs.sweep` show it alive?"
        )),
    }
    Ok(())
}
