use std::pin::Pin;

use actix_web::{App, HttpResponse, ResponseError, dev::Payload, error::PayloadError, test::TestRequest};
use bytes::Bytes;
use futures_util::{Stream, stream};
use proptest::prelude::*;
use serde_json::Value;
use uuid::Uuid;
use webkit::{DepositForm, FilePart, Problem, ProblemKind, UploadBudget};

const HEAD: &str = "--XyZ\r\nContent-Disposition: form-data; name=\"metadata\"\r\nContent-Type: application/json\r\n\r\n\
     {\"a\":1}\r\n--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\
     Content-Type: application/pdf\r\n\r\n";

fn whole(content: &[u8]) -> Vec<u8> {
    [HEAD.as_bytes(), content, b"\r\n--XyZ--\r\n"].concat()
}

fn form(body: &[u8], step: usize, budget: &UploadBudget) -> Result<DepositForm, Problem> {
    let pieces: Vec<_> =
        body.chunks(step.max(1)).map(|piece| Ok::<_, PayloadError>(Bytes::copy_from_slice(piece))).collect();
    let pieces: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> = Box::pin(stream::iter(pieces));
    let payload = Payload::Stream { payload: pieces };
    let request = TestRequest::post().insert_header(("content-type", "multipart/form-data; boundary=XyZ"));
    DepositForm::new(&request.to_http_request(), payload, budget.clone())
}

async fn read(body: &[u8], step: usize) -> Result<(Value, FilePart), Problem> {
    let mut form = form(body, step, &UploadBudget::new(1 << 20))?;
    let metadata = form.metadata(100).await?;
    let file = form.file(1000, Uuid::nil()).await?;
    form.end().await?;
    Ok((metadata, file))
}

async fn refused(body: &str) -> (u16, String, String) {
    let problem = read(body.as_bytes(), 7).await.unwrap_err();
    let fault = problem.faults().first().cloned();
    let (pointer, text) = fault.map_or_else(Default::default, |fault| {
        (fault.pointer.clone(), format!("{} / {}", fault.expected, fault.found.unwrap_or_default()))
    });
    (problem.status_code().as_u16(), pointer, text)
}

#[actix_web::test]
async fn a_deposit_is_read_byte_for_byte_however_it_is_cut_into_pieces() {
    let content = b"%PDF\r\n--Xy\r\n\r--XyZ\n--XyZ\r\r\n-\r\n--\r\n";
    for step in 1..200 {
        let (metadata, file) = read(&whole(content), step).await.unwrap();
        assert_eq!(metadata["a"], 1);
        assert_eq!(file.content.as_ref(), content);
        assert_eq!(file.media_type.as_deref(), Some("application/pdf"));
        assert_eq!(file.file_name.as_ref().unwrap().reveal(), "a.pdf");
        assert!(!format!("{file:?}").contains("a.pdf"));
    }
    assert_eq!(read(&whole(b""), 3).await.unwrap().1.content.len(), 0);
}

#[actix_web::test]
async fn a_body_cut_off_anywhere_is_refused_and_clear() {
    let body = whole(b"some content");
    // The line end after the closing delimiter may be missing.
    for length in 0..body.len() - 2 {
        for step in [1, 7, 1000] {
            let problem = read(&body[..length], step).await.map(|_| ()).unwrap_err();
            assert_eq!(problem.kind(), ProblemKind::Invalid, "cut at {length}");
            assert!(!problem.faults().is_empty());
        }
    }
    assert!(read(&body[..body.len() - 1], 5).await.is_err(), "half a line end");
    assert!(read(&body[..body.len() - 2], 5).await.is_ok());
}

#[actix_web::test]
async fn each_thing_that_is_wrong_is_named() {
    let part = |name: &str, body: &str| {
        format!("--XyZ\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{body}\r\n")
    };
    let metadata = part("metadata", "{}");
    let says = |answer: (u16, String, String), status: u16, words: &str| {
        assert_eq!(answer.0, status, "{answer:?}");
        assert!(answer.2.contains(words), "{answer:?}");
    };
    says(
        refused(&format!("{}{metadata}--XyZ--", part("file", "x"))).await,
        400,
        "`metadata` as the first part / `file`",
    );
    says(refused(&format!("{metadata}{}--XyZ--", part("note", "x"))).await, 400, "the unknown part `note`");
    says(refused(&format!("{metadata}{}--XyZ--", part("1 84 12", "x"))).await, 400, "/ an unknown part");
    says(refused(&format!("{metadata}--XyZ--")).await, 400, "no such part");
    says(
        refused(&format!("{metadata}{}{}--XyZ--", part("file", "x"), part("file", "y"))).await,
        400,
        "another part",
    );
    says(refused(&format!("{metadata}{}--XyZ--\r\nmore", part("file", "x"))).await, 400, "nothing after");
    says(refused("hello").await, 400, "the delimiter");
    says(refused("--XyZ  \r\n").await, 400, "a line end");
    says(refused("--XyZ\r\nContent-Disposition: attachment\r\n\r\n").await, 400, "Content-Disposition");
    says(refused("--XyZ\r\nno header\r\n\r\n").await, 400, "Content-Disposition");
    says(refused(&format!("--XyZ\r\nX: {}\r\n\r\n", "x".repeat(9000))).await, 400, "8192");
    says(
        refused(&format!("{}{}--XyZ--", metadata, part("file", &"x".repeat(1001)))).await,
        413,
        "at most 1000 bytes",
    );
    says(refused(&format!("{}--XyZ--", part("metadata", &"x".repeat(101)))).await, 413, "at most 100 bytes");
    let (status, pointer, _) = refused(&format!("{}--XyZ--", part("metadata", "{\"a\":"))).await;
    assert_eq!((status, pointer.as_str()), (400, ""));
}

#[actix_web::test]
async fn another_media_type_or_a_missing_boundary_is_refused() {
    for (media, status) in
        [("application/json", 415), ("multipart/mixed; boundary=a", 415), ("multipart/form-data", 400)]
    {
        let request = TestRequest::post().insert_header(("content-type", media)).to_http_request();
        let problem =
            DepositForm::new(&request, Payload::None, UploadBudget::new(1)).map(|_| ()).unwrap_err();
        assert_eq!(problem.status_code().as_u16(), status, "{media}");
    }
}

#[actix_web::test]
async fn uploads_share_a_bounded_memory_and_give_it_back() {
    let budget = UploadBudget::new(8 * 1024);
    let body = whole(b"x");
    let mut held = Vec::new();
    for caller in 1..=2 {
        let mut form = form(&body, 50, &budget).unwrap();
        form.metadata::<Value>(100).await.unwrap();
        held.push(form.file(4 * 1024, Uuid::from_u128(caller)).await.unwrap());
    }
    let mut late = form(&body, 50, &budget).unwrap();
    late.metadata::<Value>(100).await.unwrap();
    let problem = late.file(4 * 1024, Uuid::nil()).await.unwrap_err();
    assert_eq!(problem.kind(), ProblemKind::Overloaded);
    assert_eq!(budget.free(), 0);
    held.clear();
    assert_eq!(budget.free(), 8 * 1024);
}

#[actix_web::test]
async fn nobody_alone_holds_more_than_half_of_the_memory_but_anybody_may_hold_one_file() {
    let budget = UploadBudget::new(8 * 1024);
    let body = whole(b"x");
    let file = async |caller: u128, limit: usize| {
        let mut form = form(&body, 50, &budget).unwrap();
        form.metadata::<Value>(100).await.unwrap();
        form.file(limit, Uuid::from_u128(caller)).await
    };
    let first = file(1, 3 * 1024).await.unwrap();
    assert_eq!(file(1, 2 * 1024).await.unwrap_err().kind(), ProblemKind::Overloaded);
    let other = file(2, 5 * 1024).await.unwrap();
    drop(first);
    drop(other);
    assert!(file(1, 4 * 1024).await.is_ok() && budget.free() == 8 * 1024);
}

#[actix_web::test]
async fn the_largest_body_that_is_taken_finds_a_place_whole_when_nobody_else_is_there() {
    for largest in [25_000_000, 140_000_000, 300_000_000] {
        let budget = UploadBudget::for_bodies(largest);
        assert!(budget.free() >= 255 * 1024 * 1024, "{largest}");
        let limit = largest - 1_000_000;
        let mut form = form(&whole(&[b'x'; 2_000]), 100, &budget).unwrap();
        form.metadata::<Value>(100).await.unwrap();
        let beginning = form.file_beginning(300, limit, Uuid::nil()).await.unwrap();
        let file = form.whole_file(beginning, limit, Uuid::nil()).await.unwrap();
        assert_eq!(file.content.len(), 2_000);
    }
}

#[actix_web::test]
async fn further_files_fill_the_place_that_was_reserved_for_the_whole_body() {
    let budget = UploadBudget::new(256 * 1024);
    let file = |name: &str| {
        let page = "x".repeat(40 * 1024);
        format!("--XyZ\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a\"\r\n\r\n{page}\r\n")
    };
    let metadata = "--XyZ\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{}\r\n";
    let body = [metadata, &file("file").repeat(3), "--XyZ--\r\n"].concat().into_bytes();
    let mut form = form(&body, 4_096, &budget).unwrap();
    form.metadata::<Value>(100).await.unwrap();
    let limit = 200 * 1024;
    let first = form.file(limit, Uuid::nil()).await.unwrap();
    let reserved = 256 * 1024 - budget.free();
    let files = form.further_files(first, 5, limit, Uuid::nil()).await.unwrap();
    assert_eq!(files.iter().map(|file| file.content.len()).collect::<Vec<_>>(), [40 * 1024; 3]);
    assert_eq!(256 * 1024 - budget.free(), reserved, "no more than for the whole body");
    drop(files);
    assert_eq!(budget.free(), 256 * 1024);
}

#[actix_web::test]
async fn a_body_that_is_longer_than_it_announced_is_read_no_further_than_its_place() {
    let announced = |length: usize| {
        let body = whole(&[b'x'; 4_000]);
        let pieces: Vec<_> =
            body.chunks(100).map(|piece| Ok::<_, PayloadError>(Bytes::copy_from_slice(piece))).collect();
        let pieces: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> = Box::pin(stream::iter(pieces));
        let request = TestRequest::post()
            .insert_header(("content-type", "multipart/form-data; boundary=XyZ"))
            .insert_header(("content-length", length.to_string()));
        let payload = Payload::Stream { payload: pieces };
        DepositForm::new(&request.to_http_request(), payload, UploadBudget::new(1 << 20)).unwrap()
    };
    for (length, taken) in [(2_000, false), (4_500, true)] {
        let mut form = announced(length);
        form.metadata::<Value>(100).await.unwrap();
        let file = form.file(100_000, Uuid::nil()).await;
        assert_eq!(file.as_ref().is_ok_and(|file| file.content.len() == 4_000), taken, "whole, {length}");
        assert!(taken || file.is_err_and(|problem| problem.kind() == ProblemKind::TooLarge));

        let mut form = announced(length);
        form.metadata::<Value>(100).await.unwrap();
        let beginning = form.file_beginning(300, 100_000, Uuid::nil()).await.unwrap();
        let file = form.whole_file(beginning, 100_000, Uuid::nil()).await;
        assert_eq!(file.as_ref().is_ok_and(|file| file.content.len() == 4_000), taken, "begun, {length}");
        assert!(taken || file.is_err_and(|problem| problem.kind() == ProblemKind::TooLarge));
    }
}

#[actix_web::test]
async fn the_form_is_an_argument_of_a_handler() {
    async fn deposit(mut form: DepositForm) -> Result<HttpResponse, Problem> {
        let _: Value = form.metadata(100).await?;
        let file = form.file(1000, Uuid::nil()).await?;
        form.end().await?;
        Ok(HttpResponse::Ok().body(file.content))
    }
    let app = actix_web::test::init_service(
        App::new().app_data(UploadBudget::new(1 << 20)).service(webkit::Endpoint::at("/").post(deposit)),
    )
    .await;
    let request = TestRequest::post()
        .insert_header(("content-type", "multipart/form-data; boundary=\"XyZ\""))
        .set_payload(whole(b"abc"));
    assert_eq!(crate::support::send(&app, request.to_request()).await.body, b"abc");
}

proptest! {
    #[test]
    fn any_content_comes_through_or_is_refused_but_never_changed(
        content in prop::collection::vec(prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'-'), Just(b'X'), any::<u8>()], 0..80),
        step in 1usize..40,
    ) {
        let taken = actix_web::rt::System::new().block_on(read(&whole(&content), step));
        match taken {
            Ok((_, file)) => prop_assert_eq!(file.content.as_ref(), content.as_slice()),
            Err(_) => prop_assert!(content.windows(7).any(|window| window == b"\r\n--XyZ")),
        }
    }

    #[test]
    fn no_bytes_at_all_make_the_reader_panic(
        garbage in prop::collection::vec(any::<u8>(), 0..300),
        at in 0usize..200,
        step in 1usize..60,
    ) {
        let mut body = whole(b"content");
        let at = at.min(body.len());
        body.splice(at..at, garbage);
        let _ = actix_web::rt::System::new().block_on(read(&body, step));
    }
}
