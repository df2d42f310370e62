use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

use blobs::BlockingBlobs;
use chrono::{DateTime, Utc};
use clap::Args;
use config::BlobSettings;
use database::{Part, Programs, Snapshot};
use documents::Documents;
use journal::checkpoint;
use kernel::{Clock, Rng, SystemClock, SystemRng};
use tokio::runtime::{Builder, Runtime};

use crate::{
    backup::{
        Copied, Digest, FORMAT, Folder, KeyManifest, LastCheckpoint, Manifest, Source, apart, copy_out,
        own_database,
    },
    fault::Fault,
    reached::Reached,
    say,
    start::Decided,
    store, whole,
};

/// Where the backup goes.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// Folder for the database and the blobs: new, empty, or of a backup that was cut.
    folder: PathBuf,
    /// Folder for the wrapped keys; keep it apart from the other one, and both from the master key.
    #[arg(long)]
    keys: PathBuf,
    /// Finish although many blobs are missing: they are lost for good.
    #[arg(long)]
    accept_missing: bool,
}

/// The names of the dumps.
pub(super) const DATABASE: &str = "database.dump";
pub(super) const KEYS: &str = "keys.dump";

/// Makes a backup while the servers go on.
pub(super) fn run(to: &Backup) -> Result<ExitCode, Fault> {
    let decided = Decided::read()?;
    to.folders()?;
    let whole = whole::reach(&decided)?;
    let made = make(&decided, &whole, to);
    let (until, copied) = whole.end(made)?;
    say::line(format_args!("{} blobs, {} bytes of them", copied.blobs, copied.bytes));
    for id in &copied.missing {
        say::error(format_args!(
            "blob {id} is named by a document and is not in the store, or is not whole there; an earlier backup may have it"
        ));
    }
    say::line("the master key is not in this backup: keep its file in a place of its own");
    say::line(format_args!(
        "everything that was acknowledged before {} is in it",
        until.format("%Y-%m-%dT%H:%M:%S%.6fZ")
    ));
    Ok(if copied.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

impl Backup {
    /// The two folders, when a new backup may go there. Nothing is written yet.
    fn folders(&self) -> Result<(Folder, Folder), Fault> {
        apart(&self.folder, &self.keys)?;
        let data = Folder::for_new(&self.folder, Manifest::NAME, None)?;
        let keys = Folder::for_new(&self.keys, KeyManifest::NAME, data.cut().as_deref())?;
        Ok((data, keys))
    }
}

fn make(decided: &Decided, whole: &Reached, to: &Backup) -> Result<(DateTime<Utc>, Copied), Fault> {
    let mut snapshot =
        Snapshot::take(whole.url()).map_err(Fault::at("no point of the database to back up"))?;
    // Another backup may have finished in these folders since; from now on none runs beside this one.
    let (data, keys) = to.folders()?;
    let mut id = [0; 16];
    SystemRng::default().fill(&mut id);
    let id = hex::encode(id);
    // The keys first: what is left there of a backup that was cut is told by the mark in the data.
    keys.begin(&id)?;
    data.begin(&id)?;
    let named =
        Documents::newest_blobs(snapshot.conn(), usize::MAX).map_err(Fault::at("the names of the blobs"))?;
    let last = checkpoint::newest(snapshot.conn()).map_err(Fault::at("the checkpoints"))?;
    let runtime = runtime()?;
    let blobs = &decided.settings.blobs;
    let store = (!named.is_empty()).then(|| reach_blobs(blobs, &runtime)).transpose()?;
    let dumped = dump(decided, whole, &snapshot, &data, &keys)?;
    // The long part needs the point no more; the blobs are held until the copy is done.
    snapshot.forget().map_err(Fault::at("the point of the database"))?;
    let from = Source { store: store.as_ref(), patience: store::patience(blobs) };
    let mut held = || snapshot.holds_still().map_err(Fault::at("no backup was made"));
    let copied = copy_out(&data, &from, &named, &mut held)?;
    if copied.misses_many() && !to.accept_missing {
        return Err(misses_many(&copied, store::setting(blobs)));
    }
    let of = |folder: &Folder, name: &str| -> Result<(String, Digest), Fault> {
        Ok((name.to_owned(), Digest::of_file(&folder.file(name)).map_err(Fault::at("a file of the backup"))?))
    };
    let of_keys = KeyManifest { format: FORMAT, id: id.clone(), files: BTreeMap::from([of(&keys, KEYS)?]) };
    let of_data = Manifest {
        format: FORMAT,
        id,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: snapshot.schema().to_owned(),
        server: snapshot.server(),
        pg_dump: dumped.by,
        keys_in_own_database: dumped.keys_in_own_database,
        nothing_is_lost_before: snapshot.whole_until(),
        finished_at: SystemClock.now(),
        last_checkpoint: last.map(|last| LastCheckpoint { number: last.number, at: last.at }),
        blobs: copied.blobs,
        missing_blobs: copied.missing.clone(),
        files: BTreeMap::from([of(&data, DATABASE)?, of(&data, Folder::LIST)?]),
    };
    keys.finish(&json(&of_keys)?)?;
    data.finish(&json(&of_data)?)?;
    Ok((snapshot.whole_until(), copied))
}

/// The store, when it is there and answers: it is asked before the hours of a dump.
fn reach_blobs(settings: &BlobSettings, runtime: &Runtime) -> Result<BlockingBlobs, Fault> {
    let key = store::setting(settings);
    let failed = |why: String| Fault::Failed(format!("`{key}`: the blobs cannot be read: {why}"));
    let opened = store::open_as_it_is(settings).map_err(|fault| match fault {
        Fault::Failed(why) => failed(why),
        refused => refused,
    })?;
    let store = BlockingBlobs::new(opened, runtime.handle().clone());
    match store.list(DateTime::<Utc>::MAX_UTC, 1) {
        Ok(_) => Ok(store),
        Err(error) if settings.s3.is_some() => {
            Err(failed(format!("{error}; are the address, `blobs.s3_bucket` and the keys right?")))
        }
        Err(error) => Err(failed(error.to_string())),
    }
}

fn misses_many(copied: &Copied, key: &str) -> Fault {
    let missing = copied.missing.len();
    let of = copied.blobs.saturating_add(u64::try_from(missing).unwrap_or(u64::MAX));
    Fault::Failed(format!(
        "{missing} of the {of} blobs that documents name are not there, or not whole: does `{key}` name the place of \
         this database's blobs, whole and mounted? Mend it and run the same command again, it goes on; what is lost for \
         good is left out with `--accept-missing`"
    ))
}

/// How the database was dumped.
struct Dumped {
    /// Major version of `pg_dump`.
    by: u32,
    keys_in_own_database: bool,
}

/// Dumps the database at the point, and the wrapped keys at it or, from a database of their own, after it: a key is
/// there before anything is sealed under it, so the later one has every key of the earlier.
fn dump(
    decided: &Decided,
    whole: &Reached,
    snapshot: &Snapshot,
    data: &Folder,
    keys: &Folder,
) -> Result<Dumped, Fault> {
    let programs =
        Programs::find(snapshot.server()).map_err(|fault| Fault::Refused(vec![fault.to_string()]))?;
    let (of_data, of_keys) = (data.file(DATABASE), keys.file(KEYS));
    let own = own_database(decided, whole.url())?;
    let part = if own.is_some() { Part::AllButRowsOfKeys } else { Part::AllButKeys };
    let dumped = programs.dump(whole.url(), Some(snapshot.id()), part, &of_data);
    dumped.map_err(Fault::at("the database was not dumped"))?;
    let dumped = match &own {
        Some(url) => programs.dump(url, None, Part::KeyStore, &of_keys),
        None => programs.dump(whole.url(), Some(snapshot.id()), Part::Keys, &of_keys),
    };
    dumped.map_err(Fault::at("the wrapped keys were not dumped"))?;
    Ok(Dumped { by: programs.major(), keys_in_own_database: own.is_some() })
}

/// A thread on which the store works.
pub(super) fn runtime() -> Result<Runtime, Fault> {
    let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("blobs").enable_all().build();
    runtime.map_err(Fault::at("a thread for the blob store"))
}

fn json(manifest: &impl serde::Serialize) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec_pretty(manifest).map_err(Fault::at("the manifest"))
}
