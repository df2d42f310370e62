//! The server that is measured: `carnet serve`, the program and the command of production.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use crate::{Outcome, http};

/// A server that runs, until it is dropped.
pub(crate) struct Server {
    child: Child,
    /// Where people and software call.
    pub(crate) address: SocketAddr,
    /// How long it took from its start until it said that it is ready.
    pub(crate) ready_after: Duration,
}

/// A start that takes longer has failed.
const READY_WITHIN: Duration = Duration::from_secs(30);
/// A stop that takes longer is ended.
const STOPPED_WITHIN: Duration = Duration::from_secs(10);

impl Server {
    /// Starts the program with these settings and waits until it is ready.
    ///
    /// # Errors
    /// When it ends, or does not become ready; with the last lines of its log.
    pub(crate) fn start(program: &Path, settings: &[(String, String)], folder: &Path) -> Outcome<Self> {
        Self::start_as("serve", program, settings, folder)
    }

    /// The same for another command that serves: `sandbox` has identity providers of its own.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub(crate) fn start_as(
        name: &str,
        program: &Path,
        settings: &[(String, String)],
        folder: &Path,
    ) -> Outcome<Self> {
        let (address, operator) = (free_address()?, free_address()?);
        let log = folder.join("server.log");
        // The kernel stops it when this program is killed.
        let mut command = Command::new("setpriv");
        command
            .args(["--pdeathsig", "TERM", "--"])
            .arg(program)
            .arg(name)
            .current_dir(folder)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .env("CARNET_SERVER__LISTEN", address.to_string())
            .env("CARNET_OPERATOR__LISTEN", operator.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log)?);
        let began = Instant::now();
        let child = command.spawn()?;
        let mut this = Self { child, address, ready_after: Duration::ZERO };
        while !is_ready(operator) {
            if this.child.try_wait()?.is_some() || began.elapsed() > READY_WITHIN {
                let said = fs::read_to_string(&log).unwrap_or_default();
                let last: Vec<&str> = said.lines().rev().take(20).collect();
                let last = last.into_iter().rev().collect::<Vec<_>>().join("\n");
                return Err(format!("`{} {name}` did not start:\n{last}", program.display()).into());
            }
            thread::sleep(Duration::from_millis(2));
        }
        this.ready_after = began.elapsed();
        Ok(this)
    }

    /// The number of its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop and waits until it has.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub(crate) fn stop(mut self) -> Outcome<()> {
        self.end()
    }

    fn end(&mut self) -> Outcome<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        kill(Pid::from_raw(i32::try_from(self.child.id())?), Signal::SIGTERM)?;
        let began = Instant::now();
        while self.child.try_wait()?.is_none() {
            if began.elapsed() > STOPPED_WITHIN {
                self.child.kill()?;
                self.child.wait()?;
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // What keeps it from stopping was reported by whoever called `stop`.
        let _ = self.end();
    }
}

fn is_ready(operator: SocketAddr) -> bool {
    let request = format!("GET /health/ready HTTP/1.1\r\nHost: {operator}\r\n\r\n");
    http::Line::connect(operator)
        .and_then(|mut line| Ok(line.ask(request.as_bytes())?.status))
        .is_ok_and(|status| status == 200)
}

/// An address that nobody listens on at this moment.
fn free_address() -> Outcome<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
