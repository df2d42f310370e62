use std::{path::PathBuf, process::ExitCode};

use blobs::BlockingBlobs;
use clap::Args;
use database::{Programs, newest_migration, prepare_empty};
use journal::OutsideCopy;

use super::backup::{DATABASE, KEYS, runtime};
use crate::{
    backup::{Folder, KeyManifest, Manifest, apart, put_back},
    fault::Fault,
    say,
    start::{Decided, parse},
    store,
    whole::Whole,
    wrapping,
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
        let reason = format!(
            "`{}` holds the keys of another backup than `{}`",
            from.keys.display(),
            from.folder.display()
        );
        return Err(Fault::Refused(vec![reason]));
    }
    if manifest.schema.as_str() > newest_migration() {
        let Manifest { program, schema, .. } = &manifest;
        let reason = format!(
            "the backup was made by version {program} and has the migration {schema}, which this program does not know; \
             restore it with that version or a later one"
        );
        return Err(Fault::Refused(vec![reason]));
    }
    let mut reasons = data.compare(&manifest.files);
    reasons.extend(keys.compare(&of_keys.files));
    let ids = data.blobs();
    if let Err(of_blobs) = &ids {
        reasons.extend(of_blobs.iter().cloned());
    }
    let (Ok(ids), true) = (ids, reasons.is_empty()) else { return Err(Fault::Refused(reasons)) };

    let whole = Whole::reach_for_restore(&decided)?;
    let restored = write(&decided, &whole, &data, &keys, &ids)
        .and_then(|()| wrapping::missing(&decided.settings, whole.url()));
    whole.close()?;
    let without = restored?;
    report(&decided, &manifest)?;
    without.iter().for_each(say::error);
    Ok(if without.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The blobs first, then the rows that name them, in one transaction: what is cut leaves an empty database and can be
/// done again.
fn write(
    decided: &Decided,
    whole: &Whole,
    data: &Folder,
    keys: &Folder,
    ids: &[blobs::BlobId],
) -> Result<(), Fault> {
    let server = prepare_empty(whole.url()).map_err(|fault| Fault::Refused(vec![fault.to_string()]))?;
    let programs = Programs::find(server).map_err(|fault| Fault::Refused(vec![fault.to_string()]))?;
    let runtime = runtime()?;
    let store = BlockingBlobs::new(store::open(&decided.settings.blobs)?, runtime.handle().clone());
    put_back(data, &store, ids)?;
    let (of_data, of_keys) = (data.file(DATABASE), keys.file(KEYS));
    let restored = match &decided.settings.keys.store_url {
        None => programs.restore(whole.url(), &[&of_keys, &of_data]),
        Some(url) => {
            let url = parse("keys.store_url", url)?;
            prepare_empty(&url)
                .map_err(|fault| Fault::Refused(vec![format!("`keys.store_url`: {fault}")]))?;
            programs.restore(&url, &[&of_keys]).and_then(|()| programs.restore(whole.url(), &[&of_data]))
        }
    };
    restored.map_err(Fault::at("the database was not restored and is as empty as before"))
}

/// Says what stands now, and what to do next.
fn report(decided: &Decided, manifest: &Manifest) -> Result<(), Fault> {
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
    let copy = OutsideCopy::open(&decided.settings.journal.copy_folder)
        .map_err(Fault::at("`journal.copy_folder`"))?;
    let outside =
        copy.all().map_err(Fault::at("`journal.copy_folder`"))?.last().map_or(0, |last| last.number);
    let inside = manifest.last_checkpoint.as_ref().map_or(0, |last| last.number);
    if outside > inside {
        say::line(format_args!(
            "the outside copy knows checkpoints {} to {outside}, made after this backup: keep that file as the proof of \
             what was since, and name a new `journal.copy_folder`",
            inside + 1
        ));
    }
    say::line("now run `carnet migrate` if this program is newer, then `carnet journal verify`");
    Ok(())
}
