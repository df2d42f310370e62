//! Long files go to the blob store as they come, and come back portion by portion; photos become one file.

use std::io::Cursor;

use serde_json::{Value, json};

use crate::door::{Answer, Call, Door, MULTIPART, PDF, documents, letter_about, long_pdf};

fn several(metadata: &Value, media: &str, files: &[&[u8]]) -> Vec<u8> {
    let mut body =
        format!("--carnet-part\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{metadata}\r\n")
            .into_bytes();
    for file in files {
        body.extend(
            format!(
                "--carnet-part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"IMG_1.jpg\"\r\n\
                 Content-Type: {media}\r\n\r\n"
            )
            .into_bytes(),
        );
        body.extend(*file);
        body.extend(b"\r\n");
    }
    body.extend(b"--carnet-part--\r\n");
    body
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
}

/// A photo of a page, as a telephone sends it.
fn photo(width: u32, height: u32, page: u32) -> Vec<u8> {
    let grain = |x: u32, y: u32| ((x * 31 + y * 17 + page * 7) % 97) as u8;
    let picture = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([grain(x, y), 180, 200]));
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Jpeg).unwrap();
    bytes
}

/// Bytes that are no pattern of segments.
fn long(size: usize) -> Vec<u8> {
    let noise = (0..size).map(|at| (at.wrapping_mul(2_654_435_761) >> 11) as u8);
    long_pdf(&noise.collect::<Vec<u8>>())
}

#[actix_web::test]
async fn a_long_file_is_kept_byte_for_byte_and_read_whole_or_in_part() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    for size in [65_536 - PDF.len(), 65_536, 1_048_576, 5_000_001] {
        let content = long(size);
        let metadata = letter_about(&camille, &json!({}));
        let call = || {
            let call = Call::post(documents(&camille)).token(doctor.token());
            let call = call.header("idempotency-key", &format!("long-{size}"));
            call.parts(&metadata, "application/pdf", &content)
        };
        let made = door.send(call()).await;
        assert_eq!(made.status, 201, "{}", made.text());
        assert_eq!(made.json()["size"], json!(content.len()));
        let blobs = door.blobs();
        assert_eq!(id(&door.send(call()).await), id(&made), "the same request again");
        assert_eq!(door.blobs(), blobs, "and leaves no second blob behind");
        let path = format!("{}/{}/content", documents(&camille), id(&made));
        let read =
            |range: Option<String>| {
                let call = Call::get(path.clone()).token(camille.token());
                door.send(range.map_or(call, |range| {
                    Call::get(path.clone()).token(camille.token()).header("range", &range)
                }))
            };
        assert!(read(None).await.body == content, "{size}");
        let last = content.len() - 1;
        for (from, to) in [(0, 0), (65_535, last.min(65_536)), (last - 1, last), (1_000, last)] {
            let part = read(Some(format!("bytes={from}-{to}"))).await;
            assert!(part.status == 206 && part.body == content[from..=to], "{size}: {from}-{to}");
        }
    }
}

#[actix_web::test]
async fn a_long_replacement_that_is_sent_again_with_its_key_is_one_version() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let first = door.fed(&camille, &doctor, json!({})).await;
    let metadata = letter_about(&camille, &json!({}));
    let call = || {
        let call = Call::post(format!("{}/{first}/replacement", documents(&camille))).token(doctor.token());
        call.header("idempotency-key", "version-2").parts(&metadata, "application/pdf", &long(200_000))
    };
    let made = door.send(call()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let blobs = door.blobs();
    let again = door.send(call()).await;
    assert_eq!((again.status, id(&again)), (201, id(&made)), "{}", again.text());
    assert_eq!(door.blobs(), blobs, "what was stored meanwhile is given up");
    let versions = Call::get(format!("{}/{first}/versions", documents(&camille))).token(camille.token());
    assert_eq!(door.send(versions).await.ids(), [id(&made), first.clone()]);
    let history = Call::get(format!("/api/v1/spaces/{}/history?limit=100", camille.space));
    let history = door.send(history.token(camille.token())).await.json();
    let lines = history["items"].as_array().unwrap();
    assert!(lines.iter().all(|line| line["outcome"] != "refused"), "{history}");
    // With another key it is another version, and the one that it would replace was replaced.
    let other = Call::post(format!("{}/{first}/replacement", documents(&camille))).token(doctor.token());
    let other = other.header("idempotency-key", "version-3");
    let late = door.send(other.parts(&metadata, "application/pdf", &long(200_000))).await;
    assert_eq!((late.status, late.pointer().as_str()), (409, "path:document"), "{}", late.text());
    assert_eq!(door.blobs(), blobs);
    // Whoever is not its author is refused before the content is taken.
    let colleague = door.house.doctor();
    let stranger =
        Call::post(format!("{}/{first}/replacement", documents(&camille))).token(colleague.token());
    let stranger = stranger.header("idempotency-key", "version-2");
    assert_eq!(door.send(stranger.parts(&metadata, "application/pdf", &long(200_000))).await.status, 404);
}

#[actix_web::test]
async fn a_long_file_that_is_not_taken_leaves_nothing() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let content = long(300_000);
    let before = door.blobs();
    let deposit = |token: &str, metadata: &Value, media: &str, content: &[u8]| {
        door.send(Call::post(documents(&camille)).token(token).parts(metadata, media, content))
    };
    let right = letter_about(&camille, &json!({}));
    let too_long = long(25_000_001);
    let cut_tiff = [b"II\x2a\0\xff\xff\xff\x7f".as_slice(), &content].concat();
    for (answer, status) in [
        (deposit(doctor.token(), &letter_about(&other, &json!({})), "application/pdf", &content).await, 422),
        (deposit(doctor.token(), &right, "image/png", &content).await, 415),
        (deposit(doctor.token(), &right, "image/tiff", &cut_tiff).await, 422),
        (deposit(doctor.token(), &right, "application/pdf", &content[..200_000]).await, 422),
        (deposit(doctor.token(), &right, "application/pdf", &too_long).await, 413),
        (deposit(camille.token(), &json!({}), "application/pdf", &long(5_000_000)).await, 413),
        (deposit(other.token(), &json!({}), "application/pdf", &content).await, 404),
        (deposit("nobody", &right, "application/pdf", &content).await, 401),
    ] {
        assert_eq!(answer.status, status, "{}", answer.text());
    }
    let whole = crate::door::parts(&right, "application/pdf", &content);
    for tenth in 1..10 {
        let call = Call::post(documents(&camille)).token(doctor.token());
        let cut = door.send(call.bytes(MULTIPART, &whole[..whole.len() * tenth / 10])).await;
        assert_eq!(cut.status, 400, "{}", cut.text());
    }
    assert_eq!(door.blobs(), before, "no blob and no part of one");
    assert!(door.send(Call::get(documents(&camille)).token(camille.token())).await.ids().is_empty());
}

#[actix_web::test]
async fn a_citizen_photographs_three_pages_and_keeps_them_as_one() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let pages: Vec<Vec<u8>> = (1..=3).map(|page| photo(900, 1_200, page)).collect();
    let pages: Vec<&[u8]> = pages.iter().map(Vec::as_slice).collect();
    let sent = several(&json!({"title": "Ordonnance"}), "image/jpeg", &pages);
    let deposit = |token: &str, body: &[u8]| {
        door.send(Call::post(documents(&camille)).token(token).bytes(MULTIPART, body))
    };
    let made = deposit(camille.token(), &sent).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let path = format!("{}/{}", documents(&camille), id(&made));
    let read = door.send(Call::get(&path).token(camille.token())).await.json();
    assert_eq!((&read["media_type"], &read["title"]), (&json!("application/pdf"), &json!("Ordonnance")));
    let content = door.send(Call::get(format!("{path}/content")).token(camille.token())).await;
    assert!(content.body.windows(8).any(|bytes| bytes == b"/Count 3"));
    assert!(content.header("content-disposition").contains("IMG_1.pdf"));
    // One photo stays what it is.
    let single = deposit(camille.token(), &several(&json!({}), "image/jpeg", &pages[..1])).await;
    let single = format!("{}/{}/content", documents(&camille), id(&single));
    assert!(door.send(Call::get(single).token(camille.token())).await.body == pages[0]);
    // A page that is no photo, too many pages, or a professional's: refused, and nothing is kept.
    let mixed = several(&json!({}), "image/jpeg", &[pages[0], PDF]);
    let mixed = deposit(camille.token(), &mixed).await;
    assert_eq!(mixed.status, 415, "{}", mixed.text());
    let many = vec![pages[0]; 21];
    assert_eq!(deposit(camille.token(), &several(&json!({}), "image/jpeg", &many)).await.status, 422);
    let of_doctor = several(&letter_about(&camille, &json!({})), "image/jpeg", &pages);
    assert_eq!(deposit(doctor.token(), &of_doctor).await.status, 400);
    assert_eq!(door.send(Call::get(documents(&camille)).token(camille.token())).await.ids().len(), 2);
}
