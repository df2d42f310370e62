use serde_json::json;
use testkit::Citizen;

use crate::door::{Call, Door, NOTE, PDF, deposit, documents, long_pdf};

fn content(citizen: &Citizen, id: &str) -> Call {
    Call::get(format!("{}/{id}/content", documents(citizen))).token(citizen.token())
}

#[actix_web::test]
async fn what_went_in_comes_out_byte_for_byte_under_headers_that_run_nothing() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = door.fed(&camille, &doctor, json!({})).await;
    let answer = door.send(content(&camille, &id)).await;
    assert_eq!((answer.status, answer.body.as_slice()), (200, PDF));
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\"lettre.pdf\""));
    assert!(answer.header("content-security-policy").starts_with("sandbox"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("etag").contains(&id));
}

#[actix_web::test]
async fn text_is_served_with_its_character_set_and_an_ending_that_fits() {
    let door = Door::new();
    let camille = door.house.citizen();
    let id = door.brought(&camille, json!({})).await;
    let answer = door.send(content(&camille, &id)).await;
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert!(answer.header("content-disposition").contains("filename=\"lettre.pdf.txt\""));
}

#[actix_web::test]
async fn the_head_of_a_content_says_all_that_is_said_before_its_bytes() {
    let door = Door::new();
    let camille = door.house.citizen();
    let id = door.brought(&camille, json!({})).await;
    let whole = door.send(content(&camille, &id)).await;
    let path = format!("{}/{id}/content", documents(&camille));
    let head = door.send(Call::new("HEAD", path).token(camille.token()).header("range", "bytes=0-1")).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["content-type", "content-disposition", "content-security-policy", "etag"] {
        assert_eq!(head.header(name), whole.header(name), "{name}");
    }
}

#[actix_web::test]
async fn a_range_is_served_as_asked() {
    let door = Door::new();
    let camille = door.house.citizen();
    let id = door.brought(&camille, json!({})).await;
    let range = |range: &str| content(&camille, &id).header("range", range);
    let part = door.send(range("bytes=7-11")).await;
    assert_eq!((part.status, part.body.as_slice()), (206, &NOTE[7..12]));
    assert_eq!(part.header("content-range"), format!("bytes 7-11/{}", NOTE.len()));
    let last = door.send(range("bytes=-4")).await;
    assert_eq!((last.status, last.body.as_slice()), (206, &NOTE[NOTE.len() - 4..]));
    let outside = door.send(range("bytes=1000-")).await;
    assert_eq!(
        (outside.status, outside.header("content-range")),
        (416, format!("bytes */{}", NOTE.len()).as_str())
    );
    let several = door.send(range("bytes=0-1,3-4")).await;
    assert_eq!((several.status, several.body.as_slice()), (200, NOTE));
    let tag = part.header("etag").to_owned();
    assert_eq!(door.send(range("bytes=0-1").header("if-range", &tag)).await.status, 206);
    assert_eq!(door.send(range("bytes=0-1").header("if-range", "\"another\"")).await.status, 200);
}

#[actix_web::test]
async fn a_large_document_is_stored_apart_and_read_by_range_over_its_segments() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let filler: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
    let large = long_pdf(&filler);
    let metadata = crate::door::letter_about(&camille, &json!({}));
    let receipt =
        door.send(deposit(&camille, doctor.token()).parts(&metadata, "application/pdf", &large)).await;
    assert_eq!(receipt.status, 201, "{}", receipt.text());
    let id = receipt.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(door.send(content(&camille, &id)).await.body, large);
    let part = door.send(content(&camille, &id).header("range", "bytes=65530-131080")).await;
    assert_eq!((part.status, part.body.as_slice()), (206, &large[65_530..131_081]));
}
