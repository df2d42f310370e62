use std::{
    fs, io,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use super::{
    Fault,
    process::{self, Process},
    socket,
};

const PATIENCE: Duration = Duration::from_secs(15);

/// Ends what an earlier run left: its PostgreSQL if it still runs, then the lock files that name a process which is
/// gone, a zombie, or by now somebody else. PostgreSQL itself would take such a number for a rival and not start.
///
/// Called with the cluster's lock held, so no living program has this PostgreSQL.
pub(crate) fn reap(data: &Path, socket_folder: &Path) -> Result<(), Fault> {
    let lock = data.join("postmaster.pid");
    let Some(pid) = named_in(&lock) else { return Ok(()) };
    let began = Instant::now();
    let mut last_asked = None;
    while is_postmaster(pid, data) {
        // First in order, then at once: the next start recovers from its log either way.
        let signal = if began.elapsed() < PATIENCE { Signal::SIGINT } else { Signal::SIGQUIT };
        if last_asked != Some(signal) {
            // It may have ended by itself meanwhile, which the next look will see.
            let _ = kill(Pid::from_raw(pid), signal);
            last_asked = Some(signal);
        }
        wait_a_little(began, pid)?;
    }
    // Backends end by themselves after their postmaster. A new one beside an old one would ruin the data.
    while process::any_works_in(data) {
        wait_a_little(began, pid)?;
    }
    socket::clear(socket_folder);
    match fs::remove_file(&lock) {
        Ok(()) => tracing::info!(
            pid,
            running = last_asked.is_some(),
            "an earlier run's PostgreSQL was cleared away"
        ),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        Err(e) => return Err(Fault::at(lock)(e)),
    }
    Ok(())
}

fn wait_a_little(began: Instant, pid: i32) -> Result<(), Fault> {
    if began.elapsed() > 2 * PATIENCE {
        return Err(Fault::Orphan(pid));
    }
    thread::sleep(Duration::from_millis(10));
    Ok(())
}

fn named_in(lock: &Path) -> Option<i32> {
    fs::read_to_string(lock).ok()?.lines().next()?.trim().parse().ok()
}

fn is_postmaster(pid: i32, data: &Path) -> bool {
    match process::look(pid) {
        Process::Gone => false,
        Process::Running(command) => {
            command.contains("postgres") && command.contains(data.to_string_lossy().as_ref())
        }
    }
}
