use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    thread,
    time::Duration,
};

use acceptance::{CAMILLE, Caller, Counts, Form, addressed_to};
use serde_json::json;
use testkit::fixtures;

use super::Refusing;
use crate::{SPACE, documents, ids, receipt};

fn letter() -> Form {
    Form::cda(addressed_to(fixtures::bytes("cda/level1-pdf.xml"), CAMILLE))
}

#[test]
fn a_body_that_is_cut_at_any_tenth_is_refused() {
    let here = Refusing::new();
    let doctor = here.server.persona("doctor");
    let body = letter().body();
    for tenth in 0..10 {
        let cut = &body[..body.len() * tenth / 10];
        here.refuses(&format!("{tenth} tenths"), 400, "invalid", || {
            doctor.post_bytes(&documents(SPACE), &Form::media_type(), cut)
        });
    }
    // The last byte of the closing delimiter is missing, or something follows it.
    here.refuses("without its end", 400, "invalid", || {
        doctor.post_bytes(&documents(SPACE), &Form::media_type(), &body[..body.len() - 3])
    });
    here.refuses("with more after its end", 400, "invalid", || {
        doctor.post_bytes(&documents(SPACE), &Form::media_type(), &[body.as_slice(), b"more"].concat())
    });
}

#[test]
fn a_connection_that_breaks_at_any_tenth_stores_nothing() {
    let here = Refusing::new();
    let token = token(&here);
    let body = letter().body();
    let before = Counts::of(&here.site);
    for tenth in 1..10 {
        let mut stream = TcpStream::connect(here.server.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        write!(
            stream,
            "POST {} HTTP/1.1\r\nhost: carnet.example\r\nauthorization: Bearer {token}\r\n\
             content-type: {}\r\ncontent-length: {}\r\nidempotency-key: cut-{tenth}\r\n\r\n",
            documents(SPACE),
            Form::media_type(),
            body.len()
        )
        .unwrap();
        stream.write_all(&body[..body.len() * tenth / 10]).unwrap();
        if tenth % 2 == 0 {
            // The line is cut.
            drop(stream);
        } else {
            // The caller has nothing more to say.
            stream.shutdown(Shutdown::Write).unwrap();
            let mut answer = Vec::new();
            // Whether there is an answer or a closed connection, it is no acknowledgement.
            let _ = stream.read_to_end(&mut answer);
            assert!(!answer.starts_with(b"HTTP/1.1 2"), "{}", String::from_utf8_lossy(&answer));
        }
    }
    thread::sleep(Duration::from_millis(300));
    assert_eq!(Counts::of(&here.site), before);
    // The key of a request that was cut is free.
    let doctor = here.server.bearer(&token);
    receipt(&doctor.with("idempotency-key", "cut-5").deposit(SPACE, &letter()));
}

fn token(here: &Refusing) -> String {
    let answer = here.server.nobody().post("/sandbox/token", &json!({ "persona": "doctor" }));
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn parts_in_another_order_or_number_are_refused() {
    let here = Refusing::new();
    let citizen = here.server.persona("citizen");
    let media_type = "multipart/form-data; boundary=b";
    let (metadata, file) = (
        "content-disposition: form-data; name=\"metadata\"\r\ncontent-type: application/json\r\n\r\n{}\r\n",
        "content-disposition: form-data; name=\"file\"\r\ncontent-type: text/plain\r\n\r\nquelques mots\r\n",
    );
    for (what, parts) in [
        ("the file first", vec![file, metadata]),
        ("no file", vec![metadata]),
        ("no metadata", vec![file]),
        ("another part", vec![metadata, "content-disposition: form-data; name=\"else\"\r\n\r\nx\r\n", file]),
        ("nothing", vec![]),
    ] {
        let body: String =
            parts.iter().map(|part| format!("--b\r\n{part}")).chain(["--b--\r\n".to_owned()]).collect();
        here.refuses(what, 400, "invalid", || {
            citizen.post_bytes(&documents(SPACE), media_type, body.as_bytes())
        });
    }
    // A citizen may send the photos of several pages, and nothing else twice.
    let two = format!("--b\r\n{metadata}--b\r\n{file}--b\r\n{file}--b--\r\n");
    here.refuses("two files", 415, "unsupported-media", || {
        citizen.post_bytes(&documents(SPACE), media_type, two.as_bytes())
    });
    let body = format!("--b\r\n{metadata}--b\r\n{file}--b--\r\n");
    receipt(&citizen.post_bytes(&documents(SPACE), media_type, body.as_bytes()));
}

#[test]
fn a_key_stands_for_one_request() {
    let here = Refusing::new();
    let (citizen, doctor) = (here.server.persona("citizen"), here.server.persona("doctor"));
    let note = |text: &str| Form::new(json!({ "title": "Note" }), "text/plain", text.as_bytes());
    let keyed = |caller: &Caller| caller.with("idempotency-key", "k-1");
    let first = keyed(&citizen).deposit(SPACE, &note("une note"));
    let document = receipt(&first);
    let before = ids(&citizen.get(&documents(SPACE)));

    let again = keyed(&citizen).deposit(SPACE, &note("une note"));
    assert_eq!(again.json(), first.json(), "the same answer");
    for (what, form) in [
        ("another body", note("une autre note")),
        ("another title", Form::new(json!({ "title": "Autre" }), "text/plain", b"une note".as_slice())),
        ("another name", note("une note").named("autre.txt")),
    ] {
        let refused = here.refuses(what, 409, "conflict", || keyed(&citizen).deposit(SPACE, &form));
        assert_eq!(super::pointers(&refused), ["header:idempotency-key"], "{what}");
        assert!(!refused.to_string().contains(&document), "{what}");
    }
    // Keys of others are others' keys.
    receipt(&keyed(&doctor).deposit(SPACE, &letter()));
    assert_eq!(ids(&citizen.get(&documents(SPACE))).len(), before.len() + 1);
    for key in ["with space", &"k".repeat(129)] {
        let caller = citizen.with("idempotency-key", key);
        here.refuses("no key", 400, "invalid", || caller.deposit(SPACE, &note("encore une note")));
    }
}
