use std::{
    ffi::OsStr,
    fs, io,
    os::unix::{fs::OpenOptionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use super::{Fault, account::Account, binaries::Binaries, orphan, said::Said};

/// A crash is followed by recovery, which reads the log since the last checkpoint.
const READY_WITHIN: Duration = Duration::from_secs(120);
const STOPPED_WITHIN: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(5);

/// All that is needed to start PostgreSQL, again and again.
#[derive(Debug)]
pub(crate) struct Postmaster {
    pub(crate) binaries: Binaries,
    pub(crate) account: Account,
    pub(crate) folder: PathBuf,
    pub(crate) data: PathBuf,
    pub(crate) socket: PathBuf,
    pub(crate) log: PathBuf,
    pub(crate) settings: Vec<(String, String)>,
}

impl Postmaster {
    /// Starts PostgreSQL and waits until it takes connections; gives what it says too. The calling thread must live as long as the program:
    /// the kernel interrupts PostgreSQL when it ends.
    pub(crate) fn start(&self) -> Result<(Child, Said), Fault> {
        orphan::reap(&self.data, &self.socket)?;
        let log = fs::File::options().create(true).append(true).mode(0o600).open(&self.log);
        let log = log.map_err(Fault::at(&self.log))?;
        self.account.own_file(&log, &self.log)?;
        let (pipe, end) = io::pipe().map_err(Fault::at(&self.log))?;
        let said = Said::listen(pipe, log).map_err(Fault::at(&self.log))?;

        let tether: &[&OsStr] = if can_tether() {
            &[OsStr::new("setpriv"), OsStr::new("--pdeathsig"), OsStr::new("INT"), OsStr::new("--")]
        } else {
            &[]
        };
        let mut command = self.account.command(tether, &self.binaries.program("postgres"));
        command.current_dir(&self.folder).arg("-D").arg(&self.data).arg("-k").arg(&self.socket);
        for (name, value) in &self.settings {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        // A group of its own: Ctrl-C in a terminal must reach the server first, which still needs its database.
        command.process_group(0).stdin(Stdio::null());
        command.stdout(end.try_clone().map_err(Fault::at(&self.log))?).stderr(end);
        let mut child =
            command.spawn().map_err(|source| Fault::Program { program: "postgres".to_owned(), source })?;
        // It holds our end of the pipe, which must be PostgreSQL's alone.
        drop(command);

        match self.wait_until_ready(&mut child, &said) {
            Ok(()) => Ok((child, said)),
            Err(fault) => {
                stop(child)?;
                Err(fault)
            }
        }
    }

    fn wait_until_ready(&self, child: &mut Child, said: &Said) -> Result<(), Fault> {
        let began = Instant::now();
        // "It answers" could be another process. `postmaster.pid` says who is ready: line 1 and line 8.
        let ours = child.id().to_string();
        let lock = self.data.join("postmaster.pid");
        loop {
            if let Some(status) = child.try_wait().map_err(Fault::at(&self.binaries.folder))? {
                let (status, last) = (status.to_string(), said.why());
                return Err(Fault::Ended { status, last, log: self.log.clone() });
            }
            let text = fs::read_to_string(&lock).unwrap_or_default();
            let line = |number: usize| text.lines().nth(number).map(str::trim);
            if line(0) == Some(ours.as_str()) && line(7) == Some("ready") {
                return Ok(());
            }
            if began.elapsed() > READY_WITHIN {
                return Err(Fault::Slow { seconds: READY_WITHIN.as_secs(), log: self.log.clone() });
            }
            thread::sleep(POLL);
        }
    }
}

/// Ends PostgreSQL in order: sessions are cut, what is committed is kept, a checkpoint is written.
pub(crate) fn stop(mut child: Child) -> Result<(), Fault> {
    let began = Instant::now();
    let mut last_asked = None;
    loop {
        if child.try_wait().map_err(Fault::at(Path::new("postgres")))?.is_some() {
            return Ok(());
        }
        let signal = match began.elapsed() {
            waited if waited < STOPPED_WITHIN => Signal::SIGINT,
            waited if waited < 2 * STOPPED_WITHIN => Signal::SIGQUIT,
            _ => Signal::SIGKILL,
        };
        if last_asked != Some(signal)
            && let Ok(pid) = i32::try_from(child.id())
        {
            // Not waited for yet, so the number is still this child's.
            let _ = kill(Pid::from_raw(pid), signal);
            last_asked = Some(signal);
        }
        thread::sleep(POLL);
    }
}

/// Whether this machine can tie a child's life to ours without a line of unsafe code: `setpriv` of util-linux, on
/// every Debian. Where it cannot, an orphan waits for the next start to be stopped.
fn can_tether() -> bool {
    let mut probe = Command::new("setpriv");
    probe
        .args(["--pdeathsig", "INT", "--", "true"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    probe.status().is_ok_and(|status| status.success())
}
