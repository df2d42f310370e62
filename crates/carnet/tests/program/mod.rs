//! The real program in a folder of its own: started, asked, killed.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    net::SocketAddr,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A folder that goes with the story; the variables of every program of the story.
pub(crate) struct Story {
    pub(crate) folder: PathBuf,
    pub(crate) variables: Vec<(String, String)>,
    program: PathBuf,
    /// User and group to drop to.
    account: Option<(u32, u32)>,
    /// Whether the folder is another story's.
    borrowed: bool,
}

impl Story {
    pub(crate) fn new(name: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("carnet-{name}-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let program = PathBuf::from(env!("CARGO_BIN_EXE_carnet"));
        let story = Self { folder, variables: Vec::new(), program, account: None, borrowed: false };
        story.set("CARNET_SERVER__LISTEN", "127.0.0.1:0").set("CARNET_OPERATOR__LISTEN", "127.0.0.1:0")
    }

    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Another story in the same folder, with one more variable; the folder stays the first one's.
    pub(crate) fn clone_with(&self, name: &str, value: &str) -> Self {
        let (folder, variables) = (self.folder.clone(), self.variables.clone());
        let other =
            Self { folder, variables, program: self.program.clone(), account: self.account, borrowed: true };
        other.set(name, value)
    }

    /// The same story as an ordinary user, who may reach nothing but the story's folder.
    pub(crate) fn by_nobody(mut self) -> Self {
        let nobody = nix::unistd::User::from_name("nobody").unwrap().expect("every system has this user");
        std::os::unix::fs::chown(&self.folder, Some(nobody.uid.as_raw()), Some(nobody.gid.as_raw())).unwrap();
        let program = self.folder.join("carnet");
        fs::copy(&self.program, &program).unwrap();
        self.program = program;
        self.account = Some((nobody.uid.as_raw(), nobody.gid.as_raw()));
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        if let Some((uid, gid)) = self.account {
            command.uid(uid).gid(gid);
        }
        command
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(&self.command(arguments).output().unwrap())
    }

    /// Starts a server or worker; its log goes to a file of the folder.
    pub(crate) fn start(&self, name: &str) -> Program {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let log = self.folder.join(format!("{name}-{}.log", NEXT.fetch_add(1, Ordering::Relaxed)));
        let mut command = self.command(&[name]);
        command.stdout(Stdio::piped()).stderr(File::create(&log).unwrap());
        Program { child: command.spawn().unwrap(), log }
    }

    /// Starts `carnet sandbox` and waits for its welcome.
    pub(crate) fn start_sandbox(&self) -> Sandbox {
        let mut program = self.start("sandbox");
        let mut welcome = Vec::new();
        for line in BufReader::new(program.child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let last = line.starts_with("Ctrl-C");
            welcome.push(line);
            if last {
                let public = program.address("the public port is open");
                return Sandbox { program, welcome, at: format!("http://{public}") };
            }
        }
        panic!("the sandbox ended: {}", program.log());
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        if !self.borrowed {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// A program that runs.
pub(crate) struct Program {
    pub(crate) child: Child,
    log: PathBuf,
}

impl Program {
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// The address that a line of the log says.
    pub(crate) fn address(&mut self, message: &str) -> SocketAddr {
        let mut found = None;
        let wanted = format!("\"message\":\"{message}\"");
        wait_for(message, || {
            assert!(self.child.try_wait().unwrap().is_none(), "it ended: {}", self.log());
            let log = self.log();
            let line = log.lines().find(|line| line.contains(&wanted));
            let text = line.and_then(|line| line.split("\"address\":\"").nth(1)?.split('"').next());
            found = text.and_then(|text| text.parse().ok());
            found.is_some()
        });
        found.unwrap()
    }

    pub(crate) fn public(&mut self) -> String {
        format!("http://{}", self.address("the public port is open"))
    }

    pub(crate) fn operator(&mut self) -> String {
        format!("http://{}", self.address("the operator's port is open"))
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), signal).unwrap();
    }

    /// Asks it to stop and waits until it has.
    pub(crate) fn stop(mut self) -> Option<i32> {
        self.signal(Signal::SIGTERM);
        self.child.wait().unwrap().code()
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.signal(Signal::SIGTERM);
            let _ = self.child.wait();
        }
    }
}

/// The sandbox, with what it said.
pub(crate) struct Sandbox {
    pub(crate) program: Program,
    pub(crate) welcome: Vec<String>,
    pub(crate) at: String,
}

/// The demonstration space.
pub(crate) const SPACE: &str = "00000000-0000-7000-8000-000000000010";

impl Sandbox {
    /// A token of a persona.
    pub(crate) fn token(&self, persona: &str) -> String {
        let body = serde_json::json!({ "persona": persona }).to_string();
        let (status, answer) = post(&format!("{}/sandbox/token", self.at), None, "application/json", &body);
        assert_eq!(status, 200, "{answer}");
        json(&answer)["access_token"].as_str().unwrap().to_owned()
    }
}

/// Deposits a text as the citizen; gives the status and the answer.
pub(crate) fn deposit(at: &str, token: &str, title: &str, text: &str) -> (u16, String) {
    let body = deposit_body(title, text);
    let url = format!("{at}/api/v1/spaces/{SPACE}/documents");
    post(&url, Some(token), "multipart/form-data; boundary=edge", &body)
}

pub(crate) fn deposit_body(title: &str, text: &str) -> String {
    let metadata = serde_json::json!({ "title": title });
    format!(
        "--edge\r\nContent-Disposition: form-data; name=\"metadata\"\r\nContent-Type: application/json\r\n\r\n\
         {metadata}\r\n--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"note.txt\"\r\n\
         Content-Type: text/plain\r\n\r\n{text}\r\n--edge--\r\n"
    )
}

/// The titles of the first page of the demonstration space.
pub(crate) fn titles(at: &str, token: &str) -> Vec<String> {
    let (status, answer) = get(&format!("{at}/api/v1/spaces/{SPACE}/documents?limit=100"), Some(token));
    assert_eq!(status, 200, "{answer}");
    let items = json(&answer)["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

pub(crate) fn get(url: &str, token: Option<&str>) -> (u16, String) {
    let mut request = agent().get(url);
    if let Some(token) = token {
        request = request.header("Authorization", format!("Bearer {token}"));
    }
    match request.call() {
        Ok(mut answer) => (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap()),
        Err(error) => (0, error.to_string()),
    }
}

pub(crate) fn post(url: &str, token: Option<&str>, media: &str, body: &str) -> (u16, String) {
    let mut request = agent().post(url).header("Content-Type", media);
    if let Some(token) = token {
        request = request.header("Authorization", format!("Bearer {token}"));
    }
    match request.send(body) {
        Ok(mut answer) => (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap()),
        Err(error) => (0, error.to_string()),
    }
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(20)))
        .build();
    config.into()
}

pub(crate) fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|_| panic!("no JSON: {text}"))
}

pub(crate) fn wait_for(what: &str, mut done: impl FnMut() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < PATIENCE, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// The number of PostgreSQL's first process.
pub(crate) fn postmaster(folder: &Path) -> Pid {
    let text = fs::read_to_string(folder.join("var/postgres/data/postmaster.pid")).unwrap();
    Pid::from_raw(text.lines().next().unwrap().trim().parse().unwrap())
}
