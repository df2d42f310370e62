//! The cheapest client of HTTP/1.1 there can be: requests are ready bytes, answers are read whole.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use memchr::memmem;

use crate::Outcome;

/// One connection that is kept open.
pub(crate) struct Line {
    address: SocketAddr,
    stream: TcpStream,
    buffer: Vec<u8>,
    used: Instant,
}

/// An answer, whole.
pub(crate) struct Answer<'a> {
    /// Status code.
    pub(crate) status: u16,
    /// Status line and headers.
    pub(crate) head: &'a [u8],
    /// Everything after the head.
    pub(crate) body: &'a [u8],
}

/// A server closes a connection that lies idle: after this time another one is made.
const IDLE: Duration = Duration::from_secs(2);
/// No answer of the bench takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

impl Line {
    /// Connects.
    pub(crate) fn connect(address: SocketAddr) -> Outcome<Self> {
        Ok(Self { address, stream: connect(address)?, buffer: vec![0; 64 * 1024], used: Instant::now() })
    }

    /// Sends a request and reads its answer to the last byte.
    pub(crate) fn ask(&mut self, request: &[u8]) -> Outcome<Answer<'_>> {
        if self.used.elapsed() > IDLE {
            self.stream = connect(self.address)?;
        }
        self.stream.write_all(request)?;
        let mut filled = 0;
        let head = loop {
            filled += self.read_more(filled)?;
            let received = self.buffer.get(..filled).unwrap_or_default();
            if let Some(end) = memmem::find(received, b"\r\n\r\n") {
                break end + 4;
            }
        };
        let (status, length) = read_head(self.buffer.get(..head).unwrap_or_default())?;
        while filled < head + length {
            filled += self.read_more(filled)?;
        }
        if filled > head + length {
            return Err("more came than the answer announced".into());
        }
        self.used = Instant::now();
        let (head, body) = self.buffer.split_at_checked(head).unwrap_or_default();
        Ok(Answer { status, head, body: body.get(..length).unwrap_or_default() })
    }

    fn read_more(&mut self, filled: usize) -> Outcome<usize> {
        if filled == self.buffer.len() {
            self.buffer.resize(filled * 2, 0);
        }
        match self.stream.read(self.buffer.get_mut(filled..).unwrap_or_default())? {
            0 => Err("the server closed the connection".into()),
            read => Ok(read),
        }
    }
}

fn connect(address: SocketAddr) -> Outcome<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// Status and length of the body.
fn read_head(head: &[u8]) -> Outcome<(u16, usize)> {
    let head = std::str::from_utf8(head)?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).ok_or("an answer without a status")?;
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim())
    });
    let length = length.ok_or("an answer without a length")?;
    Ok((status.parse()?, length.parse()?))
}

/// A request without a body.
pub(crate) fn get(address: SocketAddr, path: &str, token: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n").into_bytes()
}

/// What a browser asks for.
pub(crate) fn page(address: SocketAddr, path: &str, cookies: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nCookie: {cookies}\r\n\r\n")
        .into_bytes()
}

/// The same from this address, as the proxy in front of the server tells it.
pub(crate) fn page_from(address: SocketAddr, from: Ipv4Addr, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nX-Forwarded-For: {from}\r\n\r\n")
        .into_bytes()
}

/// A form of a browser.
pub(crate) fn form(address: SocketAddr, path: &str, fields: &str) -> Vec<u8> {
    let length = fields.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{fields}"
    )
    .into_bytes()
}

/// A deposit: metadata first, the file second.
pub(crate) fn deposit(
    address: SocketAddr,
    path: &str,
    token: &str,
    metadata: &str,
    media_type: &str,
    file: &[u8],
) -> Vec<u8> {
    const BOUNDARY: &str = "bench-7d1f0a6c52e94b83";
    let before = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\
         Content-Type: application/json\r\n\r\n{metadata}\r\n--{BOUNDARY}\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"letter.pdf\"\r\n\
         Content-Type: {media_type}\r\n\r\n"
    );
    let after = format!("\r\n--{BOUNDARY}--\r\n");
    let length = before.len() + file.len() + after.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), before.as_bytes(), file, after.as_bytes()].concat()
}

impl Answer<'_> {
    /// A header of the answer; the first of that name whose value begins so.
    pub(crate) fn header(&self, name: &str, begins: &str) -> Option<&str> {
        let head = std::str::from_utf8(self.head).ok()?;
        head.split("\r\n").find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            (found.eq_ignore_ascii_case(name) && value.starts_with(begins)).then_some(value)
        })
    }
}
