//! An object store that takes what is asked and answers nothing.

use std::time::Duration;

use actix_web::rt::time::{sleep, timeout};
use bytes::Bytes;
use documents::{Deposit, Metadata};
use futures_util::future::{Either, join, select};
use kernel::DocumentId;
use testkit::{Citizen, Mischief, RemoteBlobs, TestHouse, Worker, fixtures};

use crate::door::{Door, ORIGIN};

/// A clinical document with so many bytes of nothing in it.
async fn deposited(door: &Door, citizen: &Citizen, by: &Worker, padding: usize) -> DocumentId {
    let house = door.house.house();
    let text = String::from_utf8(citizen.named_in(fixtures::bytes("cda/coded-entries.xml"))).unwrap();
    let (document, _) = text.rsplit_once("</ClinicalDocument>").unwrap();
    let document = document.replace("\"D90\"", &format!("\"D{padding}\""));
    let padded = format!("{document}<!-- {} --></ClinicalDocument>", "x".repeat(padding));
    let metadata = Metadata { media_type: Some("text/xml".into()), ..Metadata::default() };
    let prepared = house.documents.prepare(false, metadata, Bytes::from(padded)).unwrap();
    let mut deposit = Deposit { id: door.house.id(), way: None, prepared, idempotency: None, blob: None };
    assert_eq!(house.documents.is_large(&deposit.prepared), padding > 0);
    if padding > 0 {
        deposit.blob = Some(house.documents.store_large(citizen.space, &deposit).await.unwrap());
    }
    let actor = door.actor(by.token());
    let done = house.desk.write(|tx| house.documents.deposit(tx, &actor, citizen.space, &deposit));
    done.unwrap().document.id
}

#[actix_web::test]
async fn readers_whom_a_silent_store_keeps_waiting_hold_up_no_other_reader() {
    let remote = RemoteBlobs::new();
    let house = TestHouse::with_blobs(
        |settings| {
            settings.server.public_origin = ORIGIN.to_owned();
            settings.blobs.inline_limit = 100_000;
        },
        remote.store(),
    );
    let door = Door::over(house);
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let near = deposited(&door, &camille, &doctor, 0).await;
    let far = deposited(&door, &camille, &doctor, 200_000).await;
    let page = |id: DocumentId, end: &str| {
        door.get(format!("/spaces/{}/documents/{id}/{end}", camille.space), camille.token())
    };
    for end in ["readable", "entries"] {
        assert_eq!(page(far, end).await.status, 200, "{end}");
    }
    remote.between().set(Mischief::Silent);
    let waiting = join(page(far, "readable"), page(far, "entries"));
    let others = async {
        sleep(Duration::from_millis(500)).await;
        for end in ["readable", "entries"] {
            let answer = timeout(Duration::from_secs(5), page(near, end)).await;
            assert_eq!(answer.unwrap().status, 200, "{end}");
        }
    };
    let (waiting, others) = (Box::pin(waiting), Box::pin(others));
    assert!(matches!(select(waiting, others).await, Either::Right(_)), "the store was not silent");
}
