use testkit::Citizen;

use crate::door::{Answer, Door, NOTE, Visit};

async fn deposit(door: &Door, camille: &Citizen, title: &str, file: (&str, &str, &[u8])) -> Answer {
    let path = format!("/spaces/{}/deposit", camille.space);
    let csrf = door.get(path.as_str(), camille.token()).await.csrf();
    send(door, camille, &csrf, title, file).await
}

async fn send(door: &Door, camille: &Citizen, csrf: &str, title: &str, file: (&str, &str, &[u8])) -> Answer {
    let path = format!("/spaces/{}/deposit", camille.space);
    let visit = Visit::post(path).token(camille.token()).sent_here();
    door.send(visit.upload(&[("csrf", csrf), ("title", title), ("kind", "EXPPAT_2")], file)).await
}

#[actix_web::test]
async fn a_citizen_deposits_a_document_and_reads_it_back() {
    let door = Door::new();
    let camille = door.house.citizen();
    let answer = deposit(&door, &camille, "Note du soir", ("note.txt", "text/plain", NOTE)).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert!(!answer.location().contains("Note"));
    let page = door.get(answer.location(), camille.token()).await;
    assert!(page.shows("Note du soir") && page.shows("Le document est dans votre dossier."));
    let place = answer.location().split('?').next().unwrap();
    let content = door.get(format!("{place}/content"), camille.token()).await;
    assert_eq!(content.bytes(), NOTE);
    assert!(content.header("content-disposition").starts_with("attachment; filename=\"note.txt\""));
}

#[actix_web::test]
async fn a_form_sent_twice_deposits_once() {
    let door = Door::new();
    let camille = door.house.citizen();
    let path = format!("/spaces/{}/deposit", camille.space);
    let csrf = door.get(path, camille.token()).await.csrf();
    let file = ("note.txt", "text/plain", NOTE);
    let first = send(&door, &camille, &csrf, "Une fois", file).await;
    let second = send(&door, &camille, &csrf, "Une fois", file).await;
    assert_eq!((first.status, first.location()), (303, second.location()));
    let list = door.get(format!("/spaces/{}", camille.space), camille.token()).await;
    assert_eq!(list.text().matches("Une fois").count(), 1);
}

#[actix_web::test]
async fn what_is_not_taken_is_said_in_the_form_and_the_title_stays() {
    let door = Door::over(testkit::TestHouse::with(|settings| {
        settings.server.public_origin = crate::door::ORIGIN.to_owned();
        settings.server.body_limit_citizen = 4096;
    }));
    let camille = door.house.citizen();
    let large = deposit(&door, &camille, "Trop", ("a.txt", "text/plain", &[b'a'; 5000])).await;
    assert_eq!(large.status, 413);
    assert!(large.shows("Le fichier est trop grand") && large.shows("value=\"Trop\""));
    let lie = deposit(&door, &camille, "Faux", ("a.pdf", "application/pdf", NOTE)).await;
    assert_eq!(lie.status, 415);
    assert!(lie.shows("id=\"file-fault\""));
    let empty = deposit(&door, &camille, "Vide", ("", "application/octet-stream", b"")).await;
    assert_eq!(empty.status, 400);
    let long = "é".repeat(51);
    let title = deposit(&door, &camille, &long, ("a.txt", "text/plain", NOTE)).await;
    assert_eq!(title.status, 422);
    assert!(title.shows("id=\"title-fault\"") && title.shows(&long));
    let list = door.get(format!("/spaces/{}", camille.space), camille.token()).await;
    assert!(list.shows("Il n’y a aucun document ici."));
}

#[actix_web::test]
async fn nobody_deposits_here_into_the_record_of_another() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let path = format!("/spaces/{}/deposit", camille.space);
    for token in [other.token(), doctor.token()] {
        assert_eq!(door.get(path.as_str(), token).await.status, 404);
    }
}

const PHOTO: &[u8] = include_bytes!("../../../../../tests/fixtures/files/square.jpg");

#[actix_web::test]
async fn the_photos_of_three_pages_are_one_document() {
    let door = Door::new();
    let camille = door.house.citizen();
    let path = format!("/spaces/{}/deposit", camille.space);
    let send = async |photos: &[(&str, &str, &[u8])]| {
        let csrf = door.get(path.as_str(), camille.token()).await.csrf();
        let visit = Visit::post(path.as_str()).token(camille.token()).sent_here();
        door.send(visit.uploads(&[("csrf", &csrf), ("title", "Ordonnance"), ("kind", "DOCPAT02")], photos))
            .await
    };
    let page = ("page.jpg", "image/jpeg", PHOTO);
    let kept = send(&[page, page, page]).await;
    assert_eq!(kept.status, 303, "{}", kept.text());
    let place = kept.location().split('?').next().unwrap();
    let content = door.get(format!("{place}/content"), camille.token()).await;
    assert!(content.bytes().starts_with(b"%PDF-"));
    assert!(content.bytes().windows(8).any(|bytes| bytes == b"/Count 3"));
    let mixed = send(&[page, ("note.txt", "text/plain", NOTE)]).await;
    assert_eq!(mixed.status, 415);
    assert!(
        mixed.shows("Ces photos ne peuvent pas devenir un document") && mixed.shows("value=\"Ordonnance\"")
    );
    assert_eq!(send(&[page; 21]).await.status, 422);
}

#[actix_web::test]
async fn a_large_form_sent_twice_leaves_one_content() {
    let door = Door::new();
    let camille = door.house.citizen();
    let csrf = door.get(format!("/spaces/{}/deposit", camille.space), camille.token()).await.csrf();
    let large = "une ligne\n".repeat(20_000);
    let file = ("long.txt", "text/plain", large.as_bytes());
    let first = send(&door, &camille, &csrf, "Longue", file).await;
    let again = send(&door, &camille, &csrf, "Longue", file).await;
    assert_eq!((first.status, first.location()), (303, again.location()));
    assert_eq!(door.blobs(), 1);
}

#[actix_web::test]
async fn a_form_that_kept_another_document_says_so_and_the_next_one_keeps_this_one() {
    let door = Door::new();
    let camille = door.house.citizen();
    let csrf = door.get(format!("/spaces/{}/deposit", camille.space), camille.token()).await.csrf();
    let (one, other) =
        (("un.txt", "text/plain", b"un".as_slice()), ("deux.txt", "text/plain", b"deux".as_slice()));
    assert_eq!(send(&door, &camille, &csrf, "Un", one).await.status, 303);
    let refused = send(&door, &camille, &csrf, "Deux", other).await;
    assert_eq!(refused.status, 409);
    assert!(refused.shows("Ce formulaire a déjà servi"), "{}", refused.text());
    assert_eq!(send(&door, &camille, &refused.csrf(), "Deux", other).await.status, 303);
}
