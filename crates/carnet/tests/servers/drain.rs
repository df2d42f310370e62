//! A server that is told to stop finishes what it has begun.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

use nix::sys::signal::Signal;
use testkit::TestDatabase;

use crate::{
    place::production,
    program::{SPACE, deposit_body, get, titles, wait_for},
};

#[test]
fn a_deposit_that_is_under_way_is_finished_and_kept() {
    let database = TestDatabase::new();
    let story = production("drain", &database);
    let sandbox = story.start_sandbox();
    let token = sandbox.token("citizen");
    let mut server = story.start("serve");
    let (at, operator) = (server.public(), server.operator());
    let body = deposit_body("Under way", &"half and half ".repeat(200));
    let (first, second) = body.split_at(body.len() / 2);
    let mut stream = TcpStream::connect(at.trim_start_matches("http://")).unwrap();
    write!(
        stream,
        "POST /api/v1/spaces/{SPACE}/documents HTTP/1.1\r\nHost: carnet\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: {}\r\n\r\n{first}",
        body.len()
    )
    .unwrap();
    thread::sleep(Duration::from_millis(300));

    server.signal(Signal::SIGTERM);
    wait_for("readiness says that it drains", || get(&format!("{operator}/health/ready"), None).0 == 503);
    assert_eq!(get(&format!("{operator}/health/live"), None).0, 200);
    wait_for("the socket is closed", || get(&format!("{at}/api/v1/me"), Some(&token)).0 == 0);
    stream.write_all(second.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    assert!(titles(&sandbox.at, &token).contains(&"Under way".to_owned()));
}
