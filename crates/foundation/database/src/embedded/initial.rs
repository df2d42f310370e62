use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{Fault, account::Account, binaries::Binaries};

/// The version of PostgreSQL that made the data, or none where there is no data yet.
pub(crate) fn made_by(data: &Path) -> Result<Option<u32>, Fault> {
    match fs::read_to_string(data.join("PG_VERSION")) {
        Ok(text) => text.trim().parse().map(Some).map_err(|_| Fault::Damaged(data.to_owned())),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            // `data` gets its name when initdb has finished, so without its version it is not ours to replace.
            if data.exists() { Err(Fault::Damaged(data.to_owned())) } else { Ok(None) }
        }
        Err(e) => Err(Fault::at(data)(e)),
    }
}

/// Makes the data. It is made under another name first: an interrupted start leaves nothing that looks complete.
pub(crate) fn make(
    folder: &Path,
    data: &Path,
    binaries: &Binaries,
    account: Account,
    durable: bool,
) -> Result<(), Fault> {
    let unfinished: PathBuf = folder.join("data.init");
    match fs::remove_dir_all(&unfinished) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Fault::at(unfinished)(e)),
        _ => {}
    }
    let mut initdb = account.command(&[], &binaries.program("initdb"));
    initdb.current_dir(folder).arg("-D").arg(&unfinished);
    initdb.args(["-U", super::cluster::SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust"]);
    initdb.arg("--no-instructions");
    if !durable {
        initdb.arg("--no-sync");
    }
    let output = initdb.output().map_err(|source| Fault::Program { program: "initdb".to_owned(), source })?;
    if !output.status.success() {
        return Err(Fault::Initdb(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    fs::rename(&unfinished, data).map_err(Fault::at(data))?;
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(Fault::at(folder))
}
