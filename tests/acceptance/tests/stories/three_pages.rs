//! A citizen photographs three pages and keeps them with the rest: one document, in a folder, pinned, given another
//! title, taken along in an archive, and withdrawn again.

use acceptance::Site;
use serde_json::json;

use crate::{SPACE, documents, ids, receipt};

const BOUNDARY: &str = "three-pages-90";
const PHOTO: &[u8] = include_bytes!("../../../fixtures/files/square.jpg");

fn three_photos() -> Vec<u8> {
    let mut body = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"metadata\"\r\n\r\n{{\"title\":\"Ordonnance\"}}\r\n"
    )
    .into_bytes();
    for page in 1..=3 {
        body.extend(
            format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"page-{page}.jpg\"\r\n\
                 content-type: image/jpeg\r\n\r\n"
            )
            .into_bytes(),
        );
        body.extend(PHOTO);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

#[test]
fn three_photographed_pages_are_one_document_among_the_rest() {
    let site = Site::new();
    let server = site.sandbox();
    let camille = server.persona("citizen");
    let media = format!("multipart/form-data; boundary={BOUNDARY}");
    let kept = receipt(&camille.post_bytes(&documents(SPACE), &media, &three_photos()));
    let one = format!("{}/{kept}", documents(SPACE));
    let read = camille.get(&one).json();
    assert_eq!((&read["media_type"], &read["title"]), (&json!("application/pdf"), &json!("Ordonnance")));
    let content = camille.content(SPACE, &kept);
    assert!(content.body.starts_with(b"%PDF-") && content.body.windows(8).any(|bytes| bytes == b"/Count 3"));
    assert_eq!(ids(&camille.get(&documents(SPACE)))[0], kept, "it stands with the rest, newest first");

    let folder =
        camille.post(&format!("/api/v1/spaces/{SPACE}/folders"), &json!({"name": "Ordonnances"})).json();
    let put = |what: &str, body: serde_json::Value| camille.put(&format!("{one}/{what}"), &body).json();
    assert_eq!(put("folder", json!({"folder": folder["id"]}))["folder"], folder["id"]);
    assert!(put("pinned", json!({"pinned": true}))["pinned_at"].is_string());
    let tag = camille.get(&one).header("etag").expect("a tag").to_owned();
    let titled =
        camille.with("if-match", &tag).put(&format!("{one}/title"), &json!({"title": "Ordonnance de mai"}));
    assert_eq!(titled.json()["title"], "Ordonnance de mai");
    let search = json!({"folder": folder["id"], "pinned": true});
    assert_eq!(
        ids(&camille.post(&format!("{}/search", documents(SPACE)), &search)),
        std::slice::from_ref(&kept)
    );

    let all = ids(&camille.get(&documents(SPACE)));
    let packed = camille.post(&format!("{}/zip", documents(SPACE)), &json!({ "documents": all }));
    assert!(packed.status == 200 && packed.body.starts_with(b"PK"), "{packed:?}");

    // Nobody else changes what is theirs, and what they take out is gone for everybody.
    let doctor = server.persona("doctor");
    doctor.delete(&one).problem(404, "not-found");
    assert_eq!(camille.delete(&one).status, 204);
    camille.get(&one).problem(404, "not-found");
    site.verify_journal();
}
