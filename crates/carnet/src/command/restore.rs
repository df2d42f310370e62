use std::{path::PathBuf, process::ExitCode};

use blobs::BlockingBlobs;
use clap::Args;
use database::{Empty, Programs, newest_migration};
use journal::OutsideCopy;

use super::backup::{DATABASE, KEYS, runtime};
use crate::{
    backup::{Folder, KeyManifest, Manifest, apart, own_database, put_back},
    fault::Fault,
    reached::Reached,
    say,
    start::Decided,
    store, whole, wrapping,
};

/// Which backup.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// Folder of the database and the blobs.
    folder: PathBuf,
    /// Folder of the wrapped keys of the same backup.
    #[arg(long)]
    keys: PathBuf,
}

/// Reads a backup back into an empty database; it is compared whole before anything is written.
pub(super) fn run(from: &Restore) -> Result<ExitCode, Fault> {
    let decided = Decided::read()?;
    apart(&from.folder, &from.keys)?;
    let data = Folder::of_finished(&from.folder, Manifest::NAME)?;
    let keys = Folder::of_finished(&from.keys, KeyManifest::NAME)?;
    let manifest: Manifest = data.read(Manifest::NAME)?;
    let of_keys: KeyManifest = keys.read(KeyManifest::NAME)?;
    if manifest.id != of_keys.id {
        let (keys, data) = (from.keys.display(), from.folder.display());
        return Err(refused(format!("`{keys}` holds the keys of another backup than `{data}`")));
    }
    refuse_unknown(&manifest)?;
    let mut reasons = data.compare(&manifest.files);
    reasons.extend(keys.compare(&of_keys.files));
    reasons.extend(data.compare_blobs());
    if !reasons.is_empty() {
        return Err(Fault::Refused(reasons));
    }

    let whole = whole::reach_for_restore(&decided)?;
    if let Err(fault) = write(&decided, &whole, (&data, &keys), &manifest) {
        return whole.end(Err(fault));
    }
    // What is committed stands, whatever a look at it or at what lies beside it comes to.
    report(&manifest);
    let without = wrapping::missing(&decided.settings, whole.url());
    let closed = whole.close();
    report_outside(&decided, &manifest);
    say::line("now run `carnet migrate`, then `carnet journal verify`, then `carnet doctor --deep`");
    if let Err(fault) = closed {
        say::error(format_args!("warning: {fault}"));
    }
    let without = without.unwrap_or_else(|fault| {
        say::error(format_args!("warning: whether every master key is here could not be seen: {fault}"));
        Vec::new()
    });
    without.iter().for_each(say::error);
    if !without.is_empty() {
        say::error("the restore is whole and is not to be done again: it opens once the key is back");
    }
    Ok(if without.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Refuses what this program cannot read back, whatever the database is.
fn refuse_unknown(manifest: &Manifest) -> Result<(), Fault> {
    let Manifest { program, schema, .. } = manifest;
    if schema.as_str() > newest_migration() {
        return Err(refused(format!(
            "the backup was made by version {program} and has the migration {schema}, which this program does not know; \
             restore it with that version or a later one"
        )));
    }
    Ok(())
}

/// The blobs first, then the rows that name them, in one transaction of each database: what is cut leaves them empty and
/// can be done again.
fn write(
    decided: &Decided,
    whole: &Reached,
    (data, keys): (&Folder, &Folder),
    manifest: &Manifest,
) -> Result<(), Fault> {
    let own = own_database(decided, whole.url())?;
    refuse_other_layout(manifest, own.is_some())?;
    let database = Empty::prepare(whole.url()).map_err(|fault| refused(fault.to_string()))?;
    let own = own.as_ref().map(Empty::prepare).transpose();
    let own = own.map_err(|fault| refused(format!("`keys.store_url`: {fault}")))?;
    let servers = [Some(&database), own.as_ref()].into_iter().flatten().map(Empty::server);
    let programs = programs(manifest, servers)?;

    let runtime = runtime()?;
    let blobs = &decided.settings.blobs;
    let store = BlockingBlobs::new(store::open(blobs)?, runtime.handle().clone());
    put_back(data, &store, store::patience(blobs))?;
    let (of_data, of_keys) = (data.file(DATABASE), keys.file(KEYS));
    let empty_still = || Fault::at("the database was not restored and is as empty as before");
    let Some(own) = own else {
        let filled = programs.fill(&database, &[&of_keys, &of_data]).map_err(empty_still())?;
        return filled.commit().map_err(Fault::at(
            "the commit failed; the database is as empty as before, or whole if the answer alone was lost",
        ));
    };
    // Neither commits before both are whole. Then the keys are first: without rows they harm nothing, and a server that
    // finds rows and no keys would make new ones.
    let filled = programs.fill(&database, &[&of_data]).map_err(empty_still())?;
    let filled_keys = programs.fill(&own, &[&of_keys]).map_err(empty_still())?;
    filled_keys.commit().map_err(Fault::at(
        "the commit of the wrapped keys failed; both databases are as empty as before, or the keys stand alone if the \
         answer was lost: then make their database anew, empty, and run the same command again",
    ))?;
    filled.commit().map_err(Fault::at(
        "the wrapped keys stand in the database of `keys.store_url`; the other one is as empty as before, or whole if the \
         answer alone was lost; where it is empty make that of the keys anew, empty, and run the same command again",
    ))
}

/// Refuses to read the keys back into another kind of place than they came from.
fn refuse_other_layout(manifest: &Manifest, own: bool) -> Result<(), Fault> {
    match (manifest.keys_in_own_database, own) {
        (true, false) => Err(refused(
            "`keys.store_url`: in this backup the wrapped keys lay in a database of their own; name an empty one".to_owned(),
        )),
        (false, true) => Err(refused(
            "`keys.store_url`: in this backup the wrapped keys lay in the same database as everything else; leave the \
             setting out"
                .to_owned(),
        )),
        _ => Ok(()),
    }
}

/// Programs that read the dump and that these servers can live with.
fn programs(manifest: &Manifest, servers: impl Iterator<Item = u32>) -> Result<Programs, Fault> {
    let Manifest { server: made_on, pg_dump, .. } = manifest;
    let mut least = *pg_dump;
    for server in servers {
        if server < *made_on {
            return Err(refused(format!(
                "the backup was made on PostgreSQL {made_on}, and this server is {server}; restore it into {made_on} or later"
            )));
        }
        least = least.max(server);
    }
    Programs::find(least).map_err(|fault| refused(fault.to_string()))
}

fn refused(reason: String) -> Fault {
    Fault::Refused(vec![reason])
}

/// Says what stands now.
fn report(manifest: &Manifest) {
    say::line(format_args!(
        "restored: everything that was acknowledged before {}, and {} blobs",
        manifest.nothing_is_lost_before.format("%Y-%m-%dT%H:%M:%S%.6fZ"),
        manifest.blobs
    ));
    for id in &manifest.missing_blobs {
        say::line(format_args!(
            "blob {id} was missing or damaged when the backup was made, and is missing still"
        ));
    }
}

/// Says what the outside copy of the checkpoints knows and the backup does not.
fn report_outside(decided: &Decided, manifest: &Manifest) {
    let copy = OutsideCopy::open(&decided.settings.journal.copy_folder).and_then(|copy| copy.all());
    let outside = match copy {
        Ok(all) => all.last().map_or(0, |last| last.number),
        Err(error) => {
            say::error(format_args!(
                "warning: `journal.copy_folder`: whether it knows more than this backup could not be seen: {error}"
            ));
            return;
        }
    };
    let inside = manifest.last_checkpoint.as_ref().map_or(0, |last| last.number);
    if outside > inside {
        say::line(format_args!(
            "the outside copy knows checkpoints {} to {outside}, made after this backup: keep that file as the proof of \
             what was since, and name a new `journal.copy_folder`",
            inside + 1
        ));
    }
}
