//! An object store that takes what is asked and answers nothing.

use std::time::Duration;

use futures_util::future::{Either, join, select};
use serde_json::json;
use testkit::{Citizen, Mischief, RemoteBlobs, TestHouse, fixtures};
use tokio::time::{sleep, timeout};

use crate::door::{Call, Door, deposit, documents};

/// The clinical document of a citizen with so many bytes of nothing in it.
fn clinical(citizen: &Citizen, padding: usize) -> Vec<u8> {
    let text = String::from_utf8(citizen.named_in(fixtures::bytes("cda/coded-entries.xml"))).unwrap();
    let (document, _) = text.rsplit_once("</ClinicalDocument>").unwrap();
    format!("{document}<!-- {} --></ClinicalDocument>", "x".repeat(padding)).into_bytes()
}

#[actix_web::test]
async fn readers_whom_a_silent_store_keeps_waiting_hold_up_no_deposit() {
    let remote = RemoteBlobs::new();
    let house = TestHouse::with_blobs(|settings| settings.blobs.inline_limit = 100_000, remote.store());
    let door = Door::over(house);
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let feed = |document: Vec<u8>| {
        let call = deposit(&camille, doctor.token()).parts(&json!({}), "text/xml", &document);
        door.send(call)
    };
    let made = feed(clinical(&camille, 200_000)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let far = format!("{}/{}", documents(&camille), made.json()["id"].as_str().unwrap());
    let read = |end: &str| door.send(Call::get(format!("{far}/{end}")).token(camille.token()));
    for end in ["readable", "entries"] {
        assert_eq!(read(end).await.status, 200, "{end}");
    }
    remote.between().set(Mischief::Silent);
    let waiting = join(read("readable"), read("entries"));
    let another = async {
        sleep(Duration::from_millis(500)).await;
        let other = String::from_utf8(clinical(&camille, 0)).unwrap().replace("D90", "D91");
        let answer = timeout(Duration::from_secs(5), feed(other.into_bytes())).await.unwrap();
        assert_eq!(answer.status, 201, "{}", answer.text());
    };
    let (waiting, another) = (Box::pin(waiting), Box::pin(another));
    assert!(matches!(select(waiting, another).await, Either::Right(_)), "the store was not silent");
}
