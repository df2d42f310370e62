//! What is in an archive.

use serde_json::json;

use super::{said, unpacked};
use crate::door::{Call, Door, NOTE, PDF, deposit, documents, letter_about, long_pdf};

#[actix_web::test]
async fn an_export_holds_everything_exactly_as_it_was_deposited() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let odd = json!({"title": "<script>alert('x')</script> & \"../../Lettre\""});
    let first = door.fed(&camille, &doctor, odd).await;
    door.brought(&camille, json!({"type": {"code": "11490-0"}, "title": "Note"})).await;
    // In the row, in one part, and in several: the last byte of a part and the first of the next one.
    let mut contents = vec![PDF.to_vec(), NOTE.to_vec()];
    for size in [100_000, 1_500_000, 9_000_000] {
        let large = long_pdf(&vec![b'%'; size]);
        let call = deposit(&camille, doctor.token());
        let made =
            door.send(call.parts(&letter_about(&camille, &json!({})), "application/pdf", &large)).await;
        assert_eq!(made.status, 201, "{}", made.text());
        contents.push(large);
    }
    let newer = Call::post(format!("{}/{first}/replacement", documents(&camille))).token(doctor.token());
    let newer = door.send(newer.parts(&letter_about(&camille, &json!({})), "application/pdf", PDF)).await;
    assert_eq!(newer.status, 201, "{}", newer.text());
    contents.push(PDF.to_vec());
    let newer = newer.json()["id"].as_str().unwrap().to_owned();
    door.sees_as(&camille, &newer, "masked").await;
    door.says(&camille, json!({"topics": [{"topic": "hiv", "hidden": true}]})).await;
    for (path, body) in [("/discretion", json!(null)), ("/after-death", json!({"heirs": "refused"}))] {
        let said = door.holder(&camille, "PUT", path, &body).await;
        assert!(said.status < 300, "{path}: {}", said.text());
    }
    door.says_of_use(&camille, json!({"answer": "yes", "theme": "cancer"})).await;

    let (export, files) = door.leaves_with(&camille).await;
    let stands = door.export(&camille, "GET", &format!("/{export}")).await.json();
    assert_eq!(stands["progress"], json!({"done": 6, "total": 6}));
    let packed: Vec<&Vec<u8>> =
        files.iter().filter(|(name, _)| name.starts_with("documents/")).map(|(_, bytes)| bytes).collect();
    assert!(
        packed.iter().zip(&contents).all(|(packed, content)| *packed == content),
        "in order, bit for bit"
    );
    assert_eq!(packed.len(), contents.len());

    let metadata = said(&files, "metadata.json");
    let all = metadata["documents"].as_array().unwrap();
    assert_eq!(all.len(), 6);
    for (one, content) in all.iter().zip(&contents) {
        assert_eq!(&files[one["file"].as_str().unwrap()], content);
        assert_eq!(one["size"], json!(content.len()));
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, content);
        let hexadecimal: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(one["sha256"], json!(hexadecimal));
    }
    assert_eq!((&all[0]["status"], &all[5]["version"]), (&json!("deprecated"), &json!(2)));
    assert_eq!(all[5]["masked"], json!(true));
    let preferences = said(&files, "preferences.json");
    assert_eq!((&preferences["topics"][0]["key"], &preferences["heirs"]), (&json!("hiv"), &json!("refused")));
    assert!(preferences["discreet_since"].is_string(), "{preferences}");
    let uses = said(&files, "secondary-use.json");
    assert_eq!((uses["answers"].as_array().map(Vec::len), &uses["used"]), (Some(1), &json!([])), "{uses}");
    assert_eq!(said(&files, "identity.json")["ins"], json!(camille.ins.number.reveal()));
    let acts = said(&files, "history.json");
    let acts: Vec<&str> =
        acts["lines"].as_array().unwrap().iter().map(|line| line["act"].as_str().unwrap()).collect();
    assert!(acts.contains(&"documents.replace") && acts.contains(&"exports.ask"), "{acts:?}");
    let table = String::from_utf8(files["history.csv"].clone()).unwrap();
    assert_eq!(table.lines().count(), acts.len() + 1);
    for name in
        ["accesses.json", "disputes.json", "secondary-use.json", "notices.json", "LISEZMOI.txt", "README.txt"]
    {
        assert!(!files[name].is_empty(), "{name}");
    }
}

#[actix_web::test]
async fn the_page_of_an_archive_opens_without_a_network_and_runs_nothing() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.fed(&camille, &doctor, json!({"title": "<script>alert('x')</script> & \"Lettre\""})).await;
    let (_, files) = door.leaves_with(&camille).await;
    let page = String::from_utf8(files["index.html"].clone()).unwrap();
    assert!(
        page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;Lettre&quot;"),
        "{page}"
    );
    assert!(!page.contains("<script"), "{page}");
    assert!(
        page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"),
        "{page}"
    );
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"fr\">") && page.contains("lang=\"en\""));
    // Nothing but a title that is too long is broken, on a telephone the cells stand below each other, and it is dark where all is.
    for style in
        ["td:first-child{white-space:nowrap}", "@media(max-width:40rem)", "prefers-color-scheme:dark"]
    {
        assert!(page.contains(style), "{style} in {page}");
    }
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("src="), "{page}");
    // Each address leads to a file of the archive.
    for address in page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let name = percent_decoded(address);
        assert!(files.contains_key(&name), "{name}");
    }
}

fn percent_decoded(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next().unwrap(), rest.next().unwrap()];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
    }
    String::from_utf8(bytes).unwrap()
}

#[actix_web::test]
async fn an_archive_lies_sealed_and_is_gone_after_three_days() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.fed(&camille, &doctor, json!({"title": "Lettre secrète"})).await;
    let blobs = door.blobs();
    let export = door.wants_out(&camille).await;
    door.runs_jobs();
    assert!(door.parts() > 0);
    let clear = "select count(*) from exports.part where position('Lettre'::bytea in coalesce(body, '')) > 0 \
                 or position('%PDF'::bytea in coalesce(body, '')) > 0 or position('Lettre'::bytea in coalesce(sealed, '')) > 0";
    assert_eq!(door.house.database().count(clear), 0);
    let notices = door.notices_of(&camille, "export_ready").await;
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(!notices[0].to_string().contains("Lettre secrète"));
    // A row that was moved to somebody else's record, or whose bytes were changed, opens for nobody.
    door.house.database().tamper(
        "update exports.part set body = set_byte(body, 20, get_byte(body, 20) # 1) where body is not null",
    );
    let broken = door.export(&camille, "GET", &format!("/{export}/content")).await;
    assert!(broken.status == 500 || unpackable(&broken.body), "{}", broken.status);

    door.house.clock().advance(chrono::TimeDelta::hours(73));
    let late = door.export(&camille, "GET", &format!("/{export}/content")).await;
    assert_eq!((late.status, late.pointer().as_str()), (409, "path:export"), "{}", late.text());
    assert_eq!(door.expires(), 1);
    assert_eq!((door.parts(), door.blobs()), (0, blobs));
    let stands = door.export(&camille, "GET", &format!("/{export}")).await.json();
    assert_eq!((&stands["state"], stands.get("bytes")), (&json!("expired"), None), "{stands}");
    door.house.clock().advance(chrono::TimeDelta::days(31));
    assert_eq!(door.expires(), 0);
    assert_eq!(door.export(&camille, "GET", &format!("/{export}")).await.status, 404);
}

fn unpackable(bytes: &[u8]) -> bool {
    std::panic::catch_unwind(|| unpacked(bytes)).is_err()
}

#[actix_web::test]
async fn a_closed_record_is_taken_out_by_its_holder() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.fed(&camille, &doctor, json!({})).await;
    let closed = door.holder(&camille, "DELETE", "", &json!(null)).await;
    assert_eq!(closed.status, 200, "{}", closed.text());
    let (_, files) = door.leaves_with(&camille).await;
    assert_eq!(said(&files, "identity.json")["state"], "closed");
    assert_eq!(said(&files, "metadata.json")["documents"].as_array().unwrap().len(), 1);
}
