use std::{
    fs, io,
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, PermissionsExt},
        net::UnixStream,
    },
    path::{Path, PathBuf},
};

use super::{Fault, account::Account};

/// Where the socket's folder lies. A socket's address holds 107 bytes, so it must be short.
pub(crate) const TEMPORARY: &str = "/tmp";

/// Where the socket's folder will lie: short whatever the data folder, and the same at each start.
pub(crate) fn place(data_folder: &Path) -> PathBuf {
    let name = format!("carnet-pg-{:016x}", fnv1a(data_folder.as_os_str().as_bytes()));
    Path::new(TEMPORARY).join(name)
}

/// Makes the socket's folder, or takes over the one of an earlier start. One that somebody else could have put there
/// is refused: whoever owns it could stand between us and PostgreSQL.
pub(crate) fn prepare(folder: &Path, account: Account) -> Result<(), Fault> {
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => {}
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
            let meta = fs::symlink_metadata(folder).map_err(Fault::at(folder))?;
            let ours = meta.uid() == account.uid() || meta.uid() == nix::unistd::geteuid().as_raw();
            if !meta.is_dir() || !ours || meta.permissions().mode() & 0o077 != 0 {
                return Err(Fault::Socket(folder.to_owned()));
            }
        }
        Err(e) => return Err(Fault::at(folder)(e)),
    }
    account.own(folder)
}

/// Whether somebody listens there who is us, or the account to which our data belong: nobody else can have made a folder
/// that nobody else may enter.
pub(crate) fn listens_for_us(folder: &Path, data: &Path) -> bool {
    let Ok(meta) = fs::symlink_metadata(folder) else { return false };
    let data_of = fs::symlink_metadata(data).map(|meta| meta.uid()).ok();
    let ours = meta.uid() == nix::unistd::geteuid().as_raw() || Some(meta.uid()) == data_of;
    let closed = meta.is_dir() && meta.permissions().mode() & 0o077 == 0;
    ours && closed && UnixStream::connect(folder.join(".s.PGSQL.5432")).is_ok()
}

/// Removes sockets and their locks that nobody listens on any more.
pub(crate) fn clear(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        // What stays is reported by PostgreSQL when it cannot make its socket.
        let _ = fs::remove_file(entry.path());
    }
}

/// Removes the folder when PostgreSQL has left it empty; else it is there for the next start.
pub(crate) fn remove(folder: &Path) {
    let _ = fs::remove_dir(folder);
}

fn fnv1a(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_deep_data_folder_still_has_a_short_socket() {
        let deep = PathBuf::from("/a".repeat(200));
        assert!(place(&deep).as_os_str().len() <= 107 - "/.s.PGSQL.5432.lock".len());
        assert_eq!(place(&deep), place(&deep));
        assert_ne!(place(&deep), place(Path::new("/b")));
    }

    #[test]
    fn a_folder_that_others_may_enter_or_that_is_a_link_is_refused() {
        let me = Account::Own(nix::unistd::geteuid().as_raw());
        let top = std::env::temp_dir().join(format!("carnet-socket-{}", std::process::id()));
        fs::create_dir_all(&top).unwrap();

        let open = top.join("open");
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(matches!(prepare(&open, me), Err(Fault::Socket(_))));

        let ours = top.join("ours");
        prepare(&ours, me).unwrap();
        prepare(&ours, me).unwrap();
        symlink(&ours, top.join("link")).unwrap();
        assert!(matches!(prepare(&top.join("link"), me), Err(Fault::Socket(_))));
        fs::remove_dir_all(&top).unwrap();
    }
}
