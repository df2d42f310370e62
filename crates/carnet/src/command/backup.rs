use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

use blobs::BlockingBlobs;
use chrono::{DateTime, Utc};
use clap::Args;
use database::{Part, Programs, Snapshot};
use documents::Documents;
use journal::checkpoint;
use kernel::{Clock, Rng, SystemClock, SystemRng};
use tokio::runtime::{Builder, Runtime};

use crate::{
    backup::{Copied, Digest, FORMAT, Folder, KeyManifest, LastCheckpoint, Manifest, apart, copy_out},
    fault::Fault,
    say,
    start::{Decided, parse},
    store,
    whole::Whole,
};

/// Where the backup goes.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// Folder for the database and the blobs: new, empty, or of a backup that was cut.
    folder: PathBuf,
    /// Folder for the wrapped keys; keep it apart from the other one, and both from the master key.
    #[arg(long)]
    keys: PathBuf,
}

/// The names of the dumps.
pub(super) const DATABASE: &str = "database.dump";
pub(super) const KEYS: &str = "keys.dump";

/// Makes a backup while the servers go on.
pub(super) fn run(to: &Backup) -> Result<ExitCode, Fault> {
    let decided = Decided::read()?;
    apart(&to.folder, &to.keys)?;
    let data = Folder::for_new(&to.folder, Manifest::NAME)?;
    let keys = Folder::for_new(&to.keys, KeyManifest::NAME)?;
    let whole = Whole::reach(&decided)?;
    data.begin()?;
    keys.begin()?;
    let made = make(&decided, &whole, &data, &keys);
    whole.close()?;
    let (until, copied) = made?;
    say::line(format_args!("{} blobs, {} bytes of them", copied.blobs, copied.bytes));
    say::line(format_args!(
        "everything that was acknowledged before {} is in this backup",
        until.format("%Y-%m-%dT%H:%M:%S%.6fZ")
    ));
    say::line("the master key is not: keep its file in a place of its own");
    if copied.missing.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    for id in &copied.missing {
        say::error(format_args!(
            "blob {id} is named by a document and is not in the store, or is not whole there; an earlier backup may have it"
        ));
    }
    Ok(ExitCode::from(1))
}

fn make(
    decided: &Decided,
    whole: &Whole,
    data: &Folder,
    keys: &Folder,
) -> Result<(DateTime<Utc>, Copied), Fault> {
    let mut snapshot =
        Snapshot::take(whole.url()).map_err(Fault::at("no point of the database to back up"))?;
    let named =
        Documents::newest_blobs(snapshot.conn(), usize::MAX).map_err(Fault::at("the names of the blobs"))?;
    let last = checkpoint::newest(snapshot.conn()).map_err(Fault::at("the checkpoints"))?;
    dump(decided, whole, &snapshot, data, keys)?;
    // The long part needs the point no more; the blobs are held until the copy is done.
    snapshot.forget().map_err(Fault::at("the point of the database"))?;
    let runtime = runtime()?;
    let store = BlockingBlobs::new(store::open(&decided.settings.blobs)?, runtime.handle().clone());
    let copied = copy_out(data, &store, &named)?;

    let mut id = [0; 16];
    SystemRng::default().fill(&mut id);
    let id = hex::encode(id);
    let of = |folder: &Folder, name: &str| -> Result<(String, Digest), Fault> {
        Ok((name.to_owned(), Digest::of_file(&folder.file(name)).map_err(Fault::at("a file of the backup"))?))
    };
    let of_keys = KeyManifest { format: FORMAT, id: id.clone(), files: BTreeMap::from([of(keys, KEYS)?]) };
    let of_data = Manifest {
        format: FORMAT,
        id,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: snapshot.schema().to_owned(),
        nothing_is_lost_before: snapshot.whole_until(),
        finished_at: SystemClock.now(),
        last_checkpoint: last.map(|last| LastCheckpoint { number: last.number, at: last.at }),
        blobs: copied.blobs,
        missing_blobs: copied.missing.clone(),
        files: BTreeMap::from([of(data, DATABASE)?, of(data, Folder::LIST)?]),
    };
    keys.finish(&json(&of_keys)?)?;
    data.finish(&json(&of_data)?)?;
    Ok((snapshot.whole_until(), copied))
}

/// Dumps the database at the point, and the wrapped keys at it or, from a database of their own, after it: a key is
/// there before anything is sealed under it, so the later one has every key of the earlier.
fn dump(
    decided: &Decided,
    whole: &Whole,
    snapshot: &Snapshot,
    data: &Folder,
    keys: &Folder,
) -> Result<(), Fault> {
    let programs =
        Programs::find(snapshot.server()).map_err(|fault| Fault::Refused(vec![fault.to_string()]))?;
    let (of_data, of_keys) = (data.file(DATABASE), keys.file(KEYS));
    let own_store =
        decided.settings.keys.store_url.as_ref().map(|url| parse("keys.store_url", url)).transpose()?;
    let part = if own_store.is_some() { Part::All } else { Part::AllButKeys };
    let dumped = programs.dump(whole.url(), Some(snapshot.id()), part, &of_data);
    dumped.map_err(Fault::at("the database was not dumped"))?;
    let dumped = match own_store {
        Some(url) => programs.dump(&url, None, Part::Keys, &of_keys),
        None => programs.dump(whole.url(), Some(snapshot.id()), Part::Keys, &of_keys),
    };
    dumped.map_err(Fault::at("the wrapped keys were not dumped"))
}

/// A thread on which the store works.
pub(super) fn runtime() -> Result<Runtime, Fault> {
    let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("blobs").enable_all().build();
    runtime.map_err(Fault::at("a thread for the blob store"))
}

fn json(manifest: &impl serde::Serialize) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec_pretty(manifest).map_err(Fault::at("the manifest"))
}
