use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How long the server may take to start, and a mail to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the server encrypts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailServerMode {
    /// After the greeting, by `STARTTLS`.
    StartTls,
    /// With the first byte.
    Implicit,
    /// Not at all.
    Clear,
}

/// A mail as the server got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedMail {
    /// To whom its envelope is.
    pub to: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A mail server (npm's `smtp-server`) as a child process, with a certificate of its own for a name; both go with the
/// value. What it does with a mail depends on the name before the `@`, as `tests/smtp-server/server.mjs` says.
#[derive(Debug)]
pub struct SmtpServer {
    child: Child,
    port: u16,
    folder: PathBuf,
    said: Arc<Mutex<Vec<String>>>,
}

impl SmtpServer {
    /// Starts it with a certificate for `localhost`.
    ///
    /// # Panics
    /// With one sentence that says what to do when it is not installed or does not start.
    pub fn new(mode: MailServerMode) -> Self {
        Self::named(mode, "localhost", None)
    }

    /// The same with a certificate for another name, or one that lets only this user and password in.
    ///
    /// # Panics
    /// As [`SmtpServer::new`].
    pub fn named(mode: MailServerMode, name: &str, log_in: Option<(&str, &str)>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../smtp-server");
        assert!(program.join("node_modules").is_dir(), "`make setup` installs tests/smtp-server");
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("carnet-mails-{}-{number}", process::id()));
        certificate(&folder, name);
        let mode = match mode {
            MailServerMode::StartTls => "starttls",
            MailServerMode::Implicit => "implicit",
            MailServerMode::Clear => "clear",
        };
        let mut command = Command::new("node");
        command.args(["--no-warnings", "server.mjs", mode]);
        command.args([folder.join("tls.crt"), folder.join("tls.key")]);
        command.args(log_in.iter().flat_map(|(user, password)| [user, password]));
        command.current_dir(program).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().unwrap_or_else(|fault| panic!("the mail server: {fault}"));
        let said = Arc::<Mutex<Vec<String>>>::default();
        if let Some(stdout) = child.stdout.take() {
            let said = Arc::clone(&said);
            thread::spawn(move || {
                for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                    said.lock().unwrap_or_else(PoisonError::into_inner).push(line);
                }
            });
        }
        let mut server = Self { child, port: 0, folder, said };
        let ready =
            server.until(|lines| lines.iter().find_map(|line| line.strip_prefix("READY ")?.parse().ok()));
        server.port = ready.unwrap_or_else(|| panic!("the mail server does not start"));
        server
    }

    /// Where it listens on this machine.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The file of its certificate, which is its own authority.
    pub fn authority(&self) -> PathBuf {
        self.folder.join("tls.crt")
    }

    /// What it said that was sent to it: log-ins (`LOG-IN`), senders (`FROM`) and mails (`MAIL`), in order.
    pub fn said(&self) -> Vec<String> {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.iter().filter(|line| !line.starts_with("READY ")).cloned().collect()
    }

    /// The mails that came, in order.
    pub fn mails(&self) -> Vec<ReceivedMail> {
        self.said().iter().filter_map(|line| received(line)).collect()
    }

    /// Waits until so many mails have come, and gives them.
    ///
    /// # Panics
    /// When they do not come.
    pub fn wait_for(&self, count: usize) -> Vec<ReceivedMail> {
        let come = self.until(|lines| {
            let mails: Vec<_> = lines.iter().filter_map(|line| received(line)).collect();
            (mails.len() >= count).then_some(mails)
        });
        come.unwrap_or_else(|| panic!("{count} mails did not come: {:?}", self.said()))
    }

    /// Kills it (`kill -9`).
    pub fn kill(&mut self) {
        // One that has ended already is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn until<T>(&self, look: impl Fn(&[String]) -> Option<T>) -> Option<T> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(found) = look(&self.said.lock().unwrap_or_else(PoisonError::into_inner)) {
                return Some(found);
            }
            thread::sleep(Duration::from_millis(5));
        }
        None
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.kill();
        // What cannot be removed harms nobody in the temporary folder.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn certificate(folder: &Path, name: &str) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()])
        .unwrap_or_else(|fault| panic!("a certificate for the mail server: {fault}"));
    let written = fs::create_dir_all(folder)
        .and_then(|()| fs::write(folder.join("tls.crt"), made.cert.pem()))
        .and_then(|()| fs::write(folder.join("tls.key"), made.signing_key.serialize_pem()));
    if let Err(fault) = written {
        panic!("a folder for the mail server: {fault}");
    }
}

fn received(line: &str) -> Option<ReceivedMail> {
    let (to, hex) = line.strip_prefix("MAIL ")?.split_once(' ')?;
    let digits = hex.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    Some(ReceivedMail { to: to.to_owned(), bytes: digits.map(byte).collect::<Option<_>>()? })
}
