use std::{
    io,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

use config::Settings;
use nix::sys::statvfs::statvfs;

use super::{Line, Lines};
use crate::command::health;

/// Less than this share of a disk left is worth a look, and less than so many bytes is worth getting up.
const LITTLE: u64 = 10;
const NOTHING: u64 = 256 * 1024 * 1024;

/// Whether the ports can be taken, or are taken by a program that is ready.
pub(super) fn ports(settings: &Settings) -> Vec<Line> {
    let mut lines = Lines::of("ports");
    let named = [("server.listen", settings.server.listen), ("operator.listen", settings.operator.listen)];
    let mut taken = Vec::new();
    for (key, address) in named {
        match look_at(address) {
            Ok(()) => lines.ok(format!("`{key}`: {address} is free")),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => taken.push((key, address)),
            Err(error) => {
                lines.fail(format!("`{key}`: {address} cannot be listened on ({error}); name another"))
            }
        }
    }
    let ready = !taken.is_empty() && health::is_ready(settings.operator.listen);
    for (key, address) in taken {
        match ready {
            true => lines.ok(format!("`{key}`: {address} is taken, and the program of this machine is ready")),
            false => lines.fail(format!(
                "`{key}`: {address} is taken, and no program answers on `operator.listen` that it is ready; find out what \
                 listens there (`ss -tlnp`), or look at the program's log"
            )),
        }
    }
    lines.lines
}

fn look_at(address: SocketAddr) -> io::Result<()> {
    TcpListener::bind(address).map(drop)
}

/// Whether there is room where files are written.
pub(super) fn space(settings: &Settings) -> Vec<Line> {
    let mut lines = Lines::of("space");
    let mut folders = vec![("journal.copy_folder", &settings.journal.copy_folder)];
    if settings.blobs.s3.is_none() {
        folders.push(("blobs.folder", &settings.blobs.folder));
    }
    if settings.database.url.is_none() {
        folders.push(("database.folder", &settings.database.folder));
    }
    for (key, folder) in folders {
        match free(folder) {
            Ok((free, all)) if free < NOTHING => lines.fail(format!(
                "`{key}`: {} of {} are free; make room now, deposits are refused when it is full",
                bytes(free),
                bytes(all)
            )),
            Ok((free, all)) if free < all / LITTLE => {
                lines.warn(format!("`{key}`: {} of {} are free; make room", bytes(free), bytes(all)));
            }
            Ok((free, _)) => lines.ok(format!("`{key}`: {} are free", bytes(free))),
            Err(error) => lines.fail(format!("`{key}`: `{}` cannot be looked at: {error}", folder.display())),
        }
    }
    lines.lines
}

/// Bytes that are free where a folder is or will be, and all of them.
fn free(folder: &Path) -> io::Result<(u64, u64)> {
    let there =
        folder.ancestors().find(|path| path.exists()).map_or_else(|| PathBuf::from("."), Path::to_owned);
    let found = statvfs(&there)?;
    let block = found.fragment_size();
    Ok((found.blocks_available().saturating_mul(block), found.blocks().saturating_mul(block)))
}

fn bytes(count: u64) -> String {
    match count / 1_000_000 {
        megabytes @ 0..=9_999 => format!("{megabytes} MB"),
        megabytes => format!("{} GB", megabytes / 1_000),
    }
}
