//! A clinical document on its pages.

use bytes::Bytes;
use documents::{Deposit, Metadata};
use kernel::DocumentId;
use testkit::{Citizen, Worker, fixtures};

use crate::door::{Door, NOTE};

fn clinical(door: &Door, citizen: &Citizen, by: &Worker, withheld: bool) -> DocumentId {
    let house = door.house.house();
    let document = citizen.named_in(fixtures::bytes("cda/coded-entries.xml"));
    let metadata = Metadata { media_type: Some("text/xml".into()), withheld, ..Metadata::default() };
    let prepared = house.documents.prepare(false, metadata, Bytes::from(document)).unwrap();
    let deposit = Deposit { id: door.house.id(), way: None, prepared, idempotency: None, blob: None };
    let actor = door.actor(by.token());
    let done = house.desk.write(|tx| house.documents.deposit(tx, &actor, citizen.space, &deposit));
    done.unwrap().document.id
}

#[actix_web::test]
async fn who_signed_and_where_is_shown_and_the_coded_entries_are_a_page_in_both_languages() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = clinical(&door, &camille, &doctor, false);
    let sheet = format!("/spaces/{}/documents/{id}", camille.space);
    let page = door.get(sheet.as_str(), camille.token()).await;
    for part in ["Signé par", "Solène QUERVALY", "Laboratoire de biologie médicale", "Etablissement de santé"]
    {
        assert!(page.shows(part), "`{part}` is not on the page");
    }
    assert!(page.shows(&format!("{sheet}/entries")));
    let entries = door.get(format!("{sheet}/entries"), camille.token()).await;
    assert_eq!(entries.status, 200);
    for part in [
        "Thyréostimuline (TSH)",
        "1.950\u{a0}m[IU]/L",
        "0.270 – 4.200\u{a0}m[IU]/L",
        "FICTIMOL 500 mg",
        "toutes les 8\u{a0}h",
        "Prescrit",
        "TETAFICTIF",
        "5 mars 2024",
        "Certaines données n’ont pas pu être lues",
    ] {
        assert!(entries.shows(part), "`{part}` is not on the page");
    }
    let text = entries.text();
    let row = |name: &str| text.split("<tr>").find(|row| row.contains(name)).unwrap().to_owned();
    assert!(row("TETAFICTIF").contains(">Fait<"), "given");
    assert!(row("GRIPPEFICTIVE").contains("tag warn\">Non fait<"), "refused is told as refused");
    let english = door.get(format!("{sheet}/entries?lang=en"), camille.token()).await;
    assert!(english.shows("Not given") && english.shows("Usual values"));
}

#[actix_web::test]
async fn hidden_and_absent_entries_are_the_same_page() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let hidden = clinical(&door, &camille, &doctor, true);
    let absent: DocumentId = door.house.id();
    let page = |id: DocumentId| format!("/spaces/{}/documents/{id}/entries", camille.space);
    let hidden = door.get(page(hidden), camille.token()).await;
    let absent = door.get(page(absent), camille.token()).await;
    assert_eq!((hidden.status, absent.status), (404, 404));
    assert_eq!(hidden.without_request_id(), absent.without_request_id());
}

#[actix_web::test]
async fn a_document_that_is_not_clinical_is_read_as_it_is_and_states_no_entries() {
    let door = Door::new();
    let camille = door.house.citizen();
    let note = door.deposit(
        &camille,
        camille.token(),
        Metadata { title: Some("Note".into()), ..Metadata::default() },
    );
    let page =
        |end: &str| door.get(format!("/spaces/{}/documents/{note}/{end}", camille.space), camille.token());
    let read = page("readable").await;
    assert_eq!((read.status, read.bytes()), (200, NOTE));
    assert!(
        read.header("content-disposition").starts_with("inline"),
        "{}",
        read.header("content-disposition")
    );
    let entries = page("entries").await;
    assert_eq!(entries.status, 200);
    assert!(entries.shows("Note") && !entries.shows("<table"), "{}", entries.text());
}
