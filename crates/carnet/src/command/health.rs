use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    process::ExitCode,
    time::Duration,
};

use config::Settings;

use crate::{fault::Fault, say};

/// A container engine waits this long.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks the operator's port of this machine whether its program is ready.
pub(super) fn run() -> Result<ExitCode, Fault> {
    let settings = Settings::from_process()?;
    let answer = ask(on_this_machine(settings.operator.listen)).map_err(Fault::at("no answer"))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    say::line(body.trim());
    Ok(if says_ready(head) { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Whether a program of this machine answers there that it is ready.
pub(super) fn is_ready(listen: SocketAddr) -> bool {
    ask(on_this_machine(listen)).is_ok_and(|answer| says_ready(&answer))
}

fn says_ready(head: &str) -> bool {
    head.split_whitespace().nth(1) == Some("200")
}

/// An address that listens for everybody is asked over the loopback.
fn on_this_machine(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /health/ready HTTP/1.0\r\nHost: {address}\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
