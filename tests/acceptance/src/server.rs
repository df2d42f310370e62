use std::{
    fs::File,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::json;

use crate::{Caller, Site, client::Described, program};

/// How long a program may take to be ready, or to end when it was asked to.
const PATIENCE: Duration = Duration::from_secs(60);

/// The real binary as a child process, killed when the value is dropped.
pub struct Server {
    child: Child,
    program: PathBuf,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    folder: PathBuf,
    log: PathBuf,
    public: SocketAddr,
    operator: SocketAddr,
    described: Described,
}

impl Server {
    /// Starts `carnet <command>` on free ports with further settings, and waits until it is ready.
    ///
    /// # Panics
    /// With the end of its log when it does not become ready.
    pub fn start(site: &Site, command: &str, settings: &[(&str, &str)]) -> Self {
        // Somebody else may take a free port before the program does.
        for _ in 0..3 {
            let mut server = Self::spawn(site, command, settings);
            match server.wait_until_ready() {
                Ok(()) => return server,
                Err(said) if said.contains("in use") => {}
                Err(said) => panic!("`carnet {command}` does not become ready:\n{said}"),
            }
        }
        panic!("no free port");
    }

    fn spawn(site: &Site, command: &str, settings: &[(&str, &str)]) -> Self {
        let (public, operator) = free_ports();
        let mut variables = site.variables();
        variables.push(("CARNET_SERVER__LISTEN".to_owned(), public.to_string()));
        variables.push(("CARNET_OPERATOR__LISTEN".to_owned(), operator.to_string()));
        let named = |(key, value): &(&str, &str)| (crate::site::variable(key), (*value).to_owned());
        variables.extend(settings.iter().map(named));
        let log = site.folder().join(format!("{command}-{}.log", site.next_program()));
        let program = program::carnet();
        let arguments = vec![command.to_owned()];
        let child = run(&program, &arguments, &variables, site.folder(), &log);
        Self {
            child,
            program,
            arguments,
            variables,
            folder: site.folder().to_owned(),
            log,
            public,
            operator,
            described: Described::default(),
        }
    }

    fn wait_until_ready(&mut self) -> Result<(), String> {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the program's state") {
                return Err(format!("it ended with {status}\n{}", self.said()));
            }
            if began.elapsed() > PATIENCE {
                return Err(format!("it is not ready after {PATIENCE:?}\n{}", self.said()));
            }
            if self.operators().try_get("/health/ready").is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// What the program has said so far.
    pub fn said(&self) -> String {
        let bytes = std::fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Nobody, calling.
    pub fn nobody(&self) -> Caller {
        Caller::new(self.public, None, Some(self.described.clone()))
    }

    /// Whoever bears this token, calling.
    pub fn bearer(&self, token: &str) -> Caller {
        Caller::new(self.public, Some(token), Some(self.described.clone()))
    }

    /// One of the sandbox's people, logged in, calling.
    pub fn persona(&self, id: &str) -> Caller {
        self.bearer(&self.token_of(id))
    }

    /// An access token of one of the sandbox's people.
    pub fn token_of(&self, id: &str) -> String {
        let answer = self.nobody().post("/sandbox/token", &json!({ "persona": id }));
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["access_token"].as_str().expect("a token").to_owned()
    }

    /// Whoever reads health and metrics.
    pub fn operators(&self) -> Caller {
        Caller::new(self.operator, None, None)
    }

    /// Where the public side listens.
    pub fn address(&self) -> SocketAddr {
        self.public
    }

    /// Kills the program (`kill -9`).
    pub fn kill(&mut self) {
        self.child.kill().expect("the program was ours to kill");
        self.child.wait().expect("the program's end");
    }

    /// Starts the program again where it listened before, and waits until it is ready.
    ///
    /// # Panics
    /// With the end of its log when it does not become ready.
    pub fn start_again(&mut self) {
        self.child = run(&self.program, &self.arguments, &self.variables, &self.folder, &self.log);
        if let Err(said) = self.wait_until_ready() {
            panic!("it does not come back:\n{said}");
        }
    }

    /// Asks the program to end (SIGTERM), and waits.
    ///
    /// # Panics
    /// When it does not end in time.
    pub fn stop(mut self) -> ExitStatus {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).expect("a process number"));
        kill(pid, Signal::SIGTERM).expect("the program was ours to stop");
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the program's state") {
                return status;
            }
            assert!(began.elapsed() < PATIENCE, "it does not end:\n{}", self.said());
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(
    program: &Path,
    arguments: &[String],
    variables: &[(String, String)],
    folder: &Path,
    log: &Path,
) -> Child {
    let file =
        |path: &Path| File::options().create(true).append(true).open(path).expect("a file for what it says");
    let path = std::env::var_os("PATH").unwrap_or_default();
    Command::new(program)
        .args(arguments)
        .env_clear()
        .env("PATH", path)
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .current_dir(folder)
        .stdin(Stdio::null())
        // What it says to whoever typed the command is no log.
        .stdout(file(&log.with_extension("out")))
        .stderr(file(log))
        .spawn()
        .expect("the program starts")
}

/// Two free ports, held at the same time so that they are two.
fn free_ports() -> (SocketAddr, SocketAddr) {
    let listen = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = |listener: &TcpListener| listener.local_addr().expect("its number");
    let (one, other) = (listen(), listen());
    (address(&one), address(&other))
}
