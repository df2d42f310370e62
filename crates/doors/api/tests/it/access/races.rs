//! What the holder says counts from the moment at which it is acknowledged, in whatever is under way.

use std::{cell::Cell, future::poll_fn, io::Cursor, io::Read, pin::pin};

use actix_web::body::MessageBody;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::door::{Call, Door, documents, letter_about, long_pdf};

#[actix_web::test]
async fn a_list_follows_what_is_said_between_its_pages() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let mut letters = Vec::new();
    for _ in 0..4 {
        letters.push(door.fed(&camille, &author, json!({})).await);
    }
    door.cares(&camille, &doctor).await;
    let page = |after: String| {
        let path = format!("{}?limit=1{after}", documents(&camille));
        async { door.send(Call::get(path).token(doctor.token())).await }
    };
    let first = page(String::new()).await;
    assert_eq!(first.ids(), [letters[3].clone()]);
    door.sees_as(&camille, &letters[2], "masked").await;
    let second = page(format!("&after={}", first.json()["next"].as_str().unwrap())).await;
    assert_eq!(second.ids(), [letters[1].clone()], "what was hidden meanwhile is on no page");
    let next = second.json()["next"].as_str().unwrap().to_owned();
    let ended = door.holder(&camille, "DELETE", "/care-team", &Value::Null).await;
    assert!(ended.status < 300, "{}", ended.text());
    assert_eq!(page(format!("&after={next}")).await.status, 404, "and a place in a list is no way in");
}

#[actix_web::test]
async fn an_archive_follows_what_is_said_while_it_streams() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    // More than what is packed ahead of whoever reads slowly.
    let noise: Vec<u8> =
        (0..4_000_000_u32).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0] | 1).collect();
    let large = long_pdf(&noise);
    let call = Call::post(documents(&camille)).token(author.token());
    let made = door.send(call.parts(&letter_about(&camille, &json!({})), "application/pdf", &large)).await;
    let large = made.json()["id"].as_str().unwrap().to_owned();
    let (kept, hidden) =
        (door.fed(&camille, &author, json!({})).await, door.fed(&camille, &author, json!({})).await);
    door.cares(&camille, &doctor).await;
    let wanted = json!({"documents": [large, kept, hidden]});
    let call = Call::post(format!("{}/zip", documents(&camille))).token(doctor.token()).json(&wanted);
    let response = door.opens_stream(call).await;
    let mut body = pin!(response.into_body());
    let mut bytes = Vec::new();
    while let Some(chunk) = poll_fn(|cx| body.as_mut().poll_next(cx)).await {
        if bytes.is_empty() {
            door.sees_as(&camille, &hidden, "masked").await;
        }
        bytes.extend_from_slice(&chunk.unwrap_or_else(|_| panic!("a chunk")));
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
    assert_eq!(archive.len(), 3, "two documents and what says which is which");
    let mut contents = String::new();
    archive.by_name("contents.json").unwrap().read_to_string(&mut contents).unwrap();
    let contents: Vec<Value> = serde_json::from_str(&contents).unwrap();
    let packed: Vec<&Value> =
        contents.iter().filter(|one| one["file"].is_string()).map(|one| &one["document"]).collect();
    assert_eq!(packed, [&json!(large), &json!(kept)]);
}

#[actix_web::test]
async fn whoever_asks_after_a_mask_was_acknowledged_sees_nothing_however_many_ask_at_once() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({})).await;
    door.cares(&camille, &doctor).await;
    let path = format!("{}/{letter}", documents(&camille));
    let (masked, seen, hidden) = (Cell::new(false), Cell::new(0), Cell::new(0));
    let reads = (0..14).map(|_| async {
        // Until each has asked some times after it was acknowledged.
        let mut after = 0;
        while after < 3 {
            let was_masked = masked.get();
            let status = door.send(Call::get(path.as_str()).token(doctor.token())).await.status;
            assert!(status == 404 || (status == 200 && !was_masked), "{status} after a mask: {was_masked}");
            if status == 200 {
                seen.set(seen.get() + 1)
            } else {
                hidden.set(hidden.get() + 1)
            }
            after += i32::from(was_masked);
        }
    });
    let masks = async {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        door.sees_as(&camille, &letter, "masked").await;
        masked.set(true);
    };
    tokio::join!(join_all(reads), masks);
    assert!(seen.get() > 0 && hidden.get() > 0, "{} and {}", seen.get(), hidden.get());
}
