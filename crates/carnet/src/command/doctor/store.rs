use std::{sync::Arc, time::Duration};

use blobs::{BlobId, BlobStore, BlockingBlobs, Error};
use chrono::{DateTime, TimeDelta, Utc};
use config::Settings;
use database::{DatabaseUrl, Pool, PoolOptions};
use documents::{Documents, Flaw, NamedBlob};
use flows::House;
use kernel::{SystemClock, SystemRng};
use tokio::{runtime::Runtime, time::timeout};
use uuid::Uuid;

use super::{Line, Lines};
use crate::{command::backup::runtime, fault::Fault, store};

/// How long the store may take for the blob that tries it.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);
/// Blobs that are looked at unless all are.
const SAMPLE: usize = 200;
/// Blobs or rows that one question to the database is about.
const BATCH: usize = 200;
/// How long after its grace time an orphan may still wait for the sweeper's second look.
const SWEPT_WITHIN: TimeDelta = TimeDelta::hours(2);

/// Whether a blob can be written, read and removed, and is not overwritten. A folder that is not there yet is right where
/// the database, when it can be read, names no blob.
pub(super) fn probe(
    settings: &Settings,
    opened: &Result<Arc<dyn BlobStore>, Fault>,
    database: Option<&DatabaseUrl>,
) -> Vec<Line> {
    let mut lines = Lines::of("blobs");
    let key = store::setting(&settings.blobs);
    let store = match opened {
        Ok(store) => store,
        Err(fault) => {
            let fault = fault.to_string().replace("\n  ", " ");
            match database.map(names_blobs) {
                Some(Ok(false)) => lines.warn(format!("`{key}`: {fault}; a first `serve` makes it")),
                _ => lines.fail(format!(
                    "`{key}`: {fault}; until this is mended, deposits of large files fail or go to the wrong place"
                )),
            }
            return lines.lines;
        }
    };
    let probed = runtime().and_then(|runtime| {
        let id = BlobId::new(&SystemClock, &SystemRng::default());
        let probing = async { timeout(ANSWERS_WITHIN, blobs::probe(store.as_ref(), id)).await };
        match runtime.block_on(probing) {
            Ok(done) => done.map_err(|fault| Fault::Failed(fault.to_string())),
            Err(_) => Err(Fault::Failed(format!("it does not answer within {} s", ANSWERS_WITHIN.as_secs()))),
        }
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

/// Whether a row of this database names a blob.
fn names_blobs(url: &DatabaseUrl) -> Result<bool, documents::Error> {
    let pool = Pool::connect(PoolOptions::new(url.reveal(), 1, "carnet-doctor").read_only())?;
    pool.with(|conn| Ok::<_, documents::Error>(!Documents::newest_blobs(conn, 1)?.is_empty()))
}

/// Whether the blobs that rows name are there, and whether the sweeper keeps up with those that none names. The deep
/// look opens every content.
pub(super) fn rows(house: &House, deep: bool) -> Vec<Line> {
    let mut lines = Lines::of("blobs");
    let outcome = runtime().and_then(|runtime| {
        let blobs = BlockingBlobs::new(house.blobs.clone(), runtime.handle().clone());
        if deep {
            open_all(house, &runtime, &mut lines)?;
        } else {
            newest(house, &blobs, &mut lines)?;
        }
        orphans(house, &blobs, deep, &mut lines)
    });
    if let Err(fault) = outcome {
        lines.fail(fault.to_string());
    }
    lines.lines
}

/// Asks for the last byte of the newest blobs: one that is cut has none there.
fn newest(house: &House, blobs: &BlockingBlobs, lines: &mut Lines) -> Result<(), Fault> {
    let named = house.desk.read(|rtx| Documents::newest_blobs(rtx.conn(), SAMPLE));
    let named = named.map_err(Fault::at("the rows that name blobs cannot be read"))?;
    let mut flaws = 0;
    for NamedBlob { id, sealed } in &named {
        match blobs.get_range(BlobId::from(*id), sealed.saturating_sub(1)..*sealed) {
            Ok(_) => continue,
            Err(Error::NotFound) => lines.fail(blob_is(id, "not there")),
            Err(Error::Range) => lines.fail(blob_is(id, "cut")),
            Err(error) => {
                return Err(Fault::Failed(format!(
                    "the store does not say whether a blob is there: {error}"
                )));
            }
        }
        flaws += 1;
    }
    if flaws == 0 {
        lines.ok(format!("the newest {} blobs that documents name are there", named.len()));
    }
    Ok(())
}

/// Opens every content, in a blob or in its row, and gives nothing of it out.
fn open_all(house: &House, runtime: &Runtime, lines: &mut Lines) -> Result<(), Fault> {
    let (mut contents, mut in_blobs, mut flaws) = (0, 0, 0);
    let mut after = None;
    loop {
        let batch = house.desk.write(|tx| house.documents.stored_after(tx, after, BATCH));
        let batch = batch.map_err(Fault::at("the rows of documents cannot be read"))?;
        let Some(last) = batch.last() else { break };
        after = Some(last.position());
        for stored in batch {
            let (document, blob) = stored.names();
            contents += 1;
            in_blobs += u64::from(blob.is_some());
            let flaw = runtime.block_on(house.documents.flaw(stored));
            let Some(flaw) = flaw.map_err(Fault::at("a content cannot be looked at"))? else { continue };
            flaws += 1;
            match (flaw, blob) {
                (Flaw::Row, _) => lines.fail(format!(
                    "the row of document {document} does not open: it was changed outside the program, or its key is not \
                     here; bring it back from a backup"
                )),
                (Flaw::Gone, Some(id)) => lines.fail(blob_is(&id, "not there")),
                (Flaw::Damaged, Some(id)) => lines.fail(blob_is(&id, "damaged")),
                (Flaw::Gone | Flaw::Damaged, None) => lines.fail(format!(
                    "the content in the row of document {document} is damaged; bring it back from a backup"
                )),
            }
        }
    }
    if flaws == 0 {
        lines.ok(format!("all {contents} contents open, {in_blobs} of them in blobs"));
    }
    Ok(())
}

fn blob_is(id: &Uuid, how: &str) -> String {
    format!("blob {id} is named by a document and is {how}; bring it back from a backup")
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
