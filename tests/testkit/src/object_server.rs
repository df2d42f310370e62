use std::{
    env,
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::tool;

/// The one bucket of the server.
pub const BUCKET: &str = "carnet";

/// Ports that are tried.
const PORTS: u32 = 5;
/// How long the server may take to answer the first time.
const PATIENCE: Duration = Duration::from_secs(20);

/// An S3-compatible server (`s3s-fs`) over a folder of its own, as a child process; both go with the value.
///
/// It checks signatures, keeps objects as files and knows ranges, paging of lists and conditional puts. It has one disk
/// and one process: what several machines do to each other is not seen with it.
#[derive(Debug)]
pub struct ObjectServer {
    child: Child,
    program: PathBuf,
    folder: PathBuf,
    address: SocketAddr,
    keys: Keys,
}

/// The account of one server, and what signs for it: no other server takes them.
#[derive(Debug)]
struct Keys {
    access: String,
    secret: String,
}

impl ObjectServer {
    /// Starts it on a free port with an empty bucket.
    ///
    /// # Panics
    /// With one sentence that says what to do when it is not installed or does not answer.
    #[expect(clippy::new_without_default, reason = "starting a process is not a default")]
    pub fn new() -> Self {
        let program = tool("s3s-fs", "bin/s3s-fs");
        let own = format!("{}-{}", process::id(), number());
        let folder = env::temp_dir().join(format!("carnet-objects-{own}"));
        let keys =
            Keys { access: format!("carnet-tests-{own}"), secret: format!("not-a-secret-of-anybody-{own}") };
        if let Err(fault) = fs::create_dir_all(folder.join(BUCKET)) {
            panic!("a folder for the object server: {fault}");
        }
        let address = free();
        let mut server =
            Self { child: run(&program, &folder, address, &keys), program, folder, address, keys };
        // Another process may take the port before the server does; then it ends, and another port is free.
        for _ in 1..PORTS {
            if server.is_ready() {
                return server;
            }
            server.kill();
            server.address = free();
            server.child = run(&server.program, &server.folder, server.address, &server.keys);
        }
        server.wait_until_ready();
        server
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address in the form of the settings.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The name of its account.
    pub fn access_key(&self) -> &str {
        &self.keys.access
    }

    /// What signs for its account; good for nothing else.
    pub fn secret_key(&self) -> &str {
        &self.keys.secret
    }

    /// The objects of the bucket as files, in order.
    pub fn objects(&self) -> Vec<PathBuf> {
        let mut files = files_below(&self.folder.join(BUCKET));
        files.sort();
        files
    }

    /// Kills it (`kill -9`); what it has stored stays.
    pub fn kill(&mut self) {
        // One that has ended already is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Starts it again where it listened, over what it has stored.
    ///
    /// # Panics
    /// As [`ObjectServer::new`].
    pub fn start_again(&mut self) {
        self.kill();
        self.child = run(&self.program, &self.folder, self.address, &self.keys);
        self.wait_until_ready();
    }

    fn wait_until_ready(&mut self) {
        if !self.is_ready() {
            let said = fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
            panic!("the object server does not answer at {}: {said}", self.address);
        }
    }

    /// Waits until somebody answers at the address, and sees that it is this server: one that found its port taken has
    /// ended, or ends within a moment.
    fn is_ready(&mut self) -> bool {
        let began = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            if self.has_ended() || began.elapsed() > PATIENCE {
                return false;
            }
            thread::sleep(Duration::from_millis(5));
        }
        (0..3).all(|_| {
            thread::sleep(Duration::from_millis(5));
            !self.has_ended()
        })
    }

    fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }
}

impl Drop for ObjectServer {
    fn drop(&mut self) {
        self.kill();
        // What cannot be removed harms nobody in the temporary folder.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn run(program: &Path, folder: &Path, address: SocketAddr, keys: &Keys) -> Child {
    let log = File::options().create(true).append(true).open(folder.join("server.log"));
    let log = log.map_or_else(|_| Stdio::null(), Stdio::from);
    let child = Command::new(program)
        .args(["--host", "127.0.0.1", "--port", &address.port().to_string()])
        .args(["--access-key", &keys.access, "--secret-key", &keys.secret])
        .arg(folder)
        .env_clear()
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(Stdio::null())
        .spawn();
    match child {
        Ok(child) => child,
        Err(fault) => panic!("the object server does not start: {fault}"),
    }
}

fn free() -> SocketAddr {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr()) {
        Ok(address) => address,
        Err(fault) => panic!("no free port: {fault}"),
    }
}

/// Tells apart the servers of one process.
fn number() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .flat_map(|entry| if entry.path().is_dir() { files_below(&entry.path()) } else { vec![entry.path()] })
        .collect()
}
