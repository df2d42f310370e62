use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

/// What stands between a client and a server does with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mischief {
    /// Hands everything on.
    None,
    /// Closes each connection at once: nobody is there.
    Refuse,
    /// Waits so long before it hands on what the client says.
    Slow(Duration),
    /// Takes everything and answers nothing.
    Silent,
    /// Answers each request with this status and hands nothing on.
    Answer(u16),
    /// Hands on so many bytes of what the client says, then cuts the connection.
    CutRequest(u64),
    /// Hands on everything that the client says, and so many bytes of the answer, then cuts the connection.
    CutAnswer(u64),
}

/// A proxy for one server that misbehaves on demand: between a program and its object store, and other peers.
#[derive(Debug)]
pub struct Between {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// None until somebody is there.
    to: Mutex<Option<SocketAddr>>,
    mischief: Mutex<Mischief>,
    open: Mutex<Vec<TcpStream>>,
    met: AtomicU64,
    answered: AtomicU64,
    ended: AtomicBool,
}

impl Between {
    /// Stands in front of a server.
    ///
    /// # Panics
    /// When the system gives no port.
    pub fn new(to: SocketAddr) -> Self {
        Self::open(Some(to))
    }

    /// Stands there before the server does: nobody is there until [`Between::lead_to`] says where it is.
    ///
    /// # Panics
    /// When the system gives no port.
    pub fn ahead() -> Self {
        Self::open(None)
    }

    /// Says where the server is from now on.
    pub fn lead_to(&self, to: SocketAddr) {
        *self.shared.to.lock().unwrap_or_else(PoisonError::into_inner) = Some(to);
    }

    fn open(to: Option<SocketAddr>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let (listener, address) =
            match listener.and_then(|listener| listener.local_addr().map(|address| (listener, address))) {
                Ok(both) => both,
                Err(fault) => panic!("no port: {fault}"),
            };
        let shared = Arc::new(Shared {
            to: Mutex::new(to),
            mischief: Mutex::new(Mischief::None),
            open: Mutex::default(),
            met: AtomicU64::new(0),
            answered: AtomicU64::new(0),
            ended: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if accepting.ended.load(Ordering::Relaxed) {
                    break;
                }
                let shared = Arc::clone(&accepting);
                thread::spawn(move || shared.serve(&client));
            }
        });
        Self { address, shared }
    }

    /// The address in the form of the settings.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Changes what is done with connections, and cuts those that are open.
    pub fn set(&self, mischief: Mischief) {
        *self.shared.mischief.lock().unwrap_or_else(PoisonError::into_inner) = mischief;
        for open in self.shared.open.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            // One that has ended already is what is wanted.
            let _ = open.shutdown(Shutdown::Both);
        }
    }

    /// How many bytes the server has answered through it.
    pub fn answered(&self) -> u64 {
        self.shared.answered.load(Ordering::Relaxed)
    }

    /// How many connections were not simply handed on.
    pub fn met(&self) -> u64 {
        self.shared.met.load(Ordering::Relaxed)
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        self.set(Mischief::Refuse);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn serve(&self, client: &TcpStream) {
        let mischief = *self.mischief.lock().unwrap_or_else(PoisonError::into_inner);
        if mischief != Mischief::None {
            self.met.fetch_add(1, Ordering::Relaxed);
        }
        self.remember(client);
        let cut_request = if let Mischief::CutRequest(bytes) = mischief { bytes } else { u64::MAX };
        let cut_answer = if let Mischief::CutAnswer(bytes) = mischief { bytes } else { u64::MAX };
        let outcome = match mischief {
            Mischief::Refuse => Ok(()),
            Mischief::Silent => io::copy(&mut &*client, &mut io::sink()).map(drop),
            Mischief::Answer(status) => answer(client, status),
            Mischief::Slow(time) => {
                thread::sleep(time);
                self.pass(client, cut_request, cut_answer)
            }
            Mischief::None | Mischief::CutRequest(_) | Mischief::CutAnswer(_) => {
                self.pass(client, cut_request, cut_answer)
            }
        };
        // A connection that breaks is what this is for.
        drop(outcome);
        let _ = client.shutdown(Shutdown::Both);
    }

    fn remember(&self, stream: &TcpStream) {
        if let Ok(copy) = stream.try_clone() {
            self.open.lock().unwrap_or_else(PoisonError::into_inner).push(copy);
        }
    }

    fn pass(&self, client: &TcpStream, request: u64, answer: u64) -> io::Result<()> {
        let to = *self.to.lock().unwrap_or_else(PoisonError::into_inner);
        let server = TcpStream::connect(to.ok_or(io::ErrorKind::ConnectionRefused)?)?;
        self.remember(&server);
        thread::scope(|scope| {
            let towards = scope.spawn(|| {
                let done = io::copy(&mut client.take(request), &mut &server);
                let end = if request == u64::MAX { Shutdown::Write } else { Shutdown::Both };
                let _ = server.shutdown(end);
                if request != u64::MAX {
                    let _ = client.shutdown(Shutdown::Both);
                }
                done
            });
            let back = self.hand_back(&mut (&server).take(answer), client);
            let _ = client.shutdown(Shutdown::Both);
            let _ = server.shutdown(Shutdown::Both);
            // A thread that failed was cut, as it should be.
            let _ = towards.join();
            back
        })
    }

    fn hand_back(&self, from: &mut impl Read, mut to: &TcpStream) -> io::Result<()> {
        let mut piece = [0; 16 * 1024];
        loop {
            let read = from.read(&mut piece)?;
            let Some(part) = piece.get(..read).filter(|part| !part.is_empty()) else { return Ok(()) };
            self.answered.fetch_add(u64::try_from(read).unwrap_or_default(), Ordering::Relaxed);
            to.write_all(part)?;
        }
    }
}

/// Answers what was asked, once, without having looked at it.
fn answer(mut client: &TcpStream, status: u16) -> io::Result<()> {
    let mut first = [0; 1024];
    let _ = client.read(&mut first)?;
    write!(client, "HTTP/1.1 {status} Mischief\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")?;
    client.shutdown(Shutdown::Write)?;
    io::copy(&mut client, &mut io::sink()).map(drop)
}
