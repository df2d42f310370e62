use testkit::Citizen;

use crate::door::{Answer, Door, NOTE, Visit};

async fn replace(door: &Door, path: &str, token: &str, title: &str, file: (&str, &str, &[u8])) -> Answer {
    let csrf = door.get(path, token).await.csrf();
    door.send(Visit::post(path).token(token).sent_here().upload(&[("csrf", &csrf), ("title", title)], file))
        .await
}

fn page_of(citizen: &Citizen, document: impl std::fmt::Display) -> String {
    format!("/spaces/{}/documents/{document}", citizen.space)
}

#[actix_web::test]
async fn an_author_replaces_a_letter_on_the_page() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = page_of(&camille, door.letter(&camille, &doctor, "Lettre fausse", false));
    door.cares(&camille, &doctor);
    assert!(door.get(letter.as_str(), doctor.token()).await.shows("Remplacer par une nouvelle version"));
    let path = format!("{letter}/replacement");
    let form = door.get(path.as_str(), doctor.token()).await;
    assert!(form.shows("Lettre fausse") && form.shows("CAMILLE ESSAI"), "{}", form.text());
    let lie = replace(&door, &path, doctor.token(), "Juste", ("a.pdf", "application/pdf", NOTE)).await;
    assert_eq!(lie.status, 415);
    assert!(lie.shows("id=\"file-fault\"") && lie.shows("value=\"Juste\""));
    let right = "Version juste.\n".as_bytes();
    let made = replace(&door, &path, doctor.token(), "", ("a.txt", "text/plain", right)).await;
    assert_eq!(made.status, 303, "{}", made.text());
    let said = door.get(made.location(), doctor.token()).await;
    assert!(said.shows("La nouvelle version est dans le dossier"), "{}", said.text());
    let newer = made.location().split('?').next().unwrap().to_owned();
    assert_ne!(newer, letter);
    // Either version leads to the other.
    let old = door.get(letter.as_str(), camille.token()).await;
    assert!(old.shows("Une autre version a remplacé") && old.shows(&format!("{letter}/versions")));
    let versions = door.get(format!("{letter}/versions"), camille.token()).await;
    let place = |path: &str| versions.text().find(&format!("href=\"{path}\"")).unwrap();
    assert!(place(&newer) < place(&letter), "the newest first");
    assert!(versions.shows("version 2") && versions.shows("Remplacé par une version plus récente"));
    let stranger = door.house.citizen();
    assert_eq!(door.get(format!("{letter}/versions"), stranger.token()).await.status, 404);
    let shown = door.get(newer.as_str(), camille.token()).await;
    assert!(shown.shows("Lettre fausse"), "without another title it keeps the one it had");
    assert!(!shown.shows("Remplacer par une nouvelle version"), "it is not the patient's");
    assert_eq!(door.get(format!("{newer}/content"), camille.token()).await.bytes(), right);
    // The old version is replaced once.
    assert_eq!(door.get(path, doctor.token()).await.status, 404);
}

#[actix_web::test]
async fn large_versions_and_those_of_a_citizen_are_kept_too() {
    let door = Door::new();
    let camille = door.house.citizen();
    let note = page_of(&camille, door.deposit(&camille, camille.token(), documents::Metadata::default()));
    let large = "une ligne\n".repeat(20_000);
    let path = format!("{note}/replacement");
    let file = ("a.txt", "text/plain", large.as_bytes());
    let made = replace(&door, &path, camille.token(), "Deuxième", file).await;
    assert_eq!(made.status, 303, "{}", made.text());
    let newer = made.location().split('?').next().unwrap().to_owned();
    assert!(door.get(newer.as_str(), camille.token()).await.shows("Deuxième"));
    assert_eq!(door.get(format!("{newer}/content"), camille.token()).await.bytes(), large.as_bytes());
}

#[actix_web::test]
async fn nobody_replaces_what_is_not_theirs() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let (author, colleague) = (door.house.doctor(), door.house.doctor());
    let letter = door.letter(&camille, &author, "Lettre", false);
    let note = door.deposit(&camille, camille.token(), documents::Metadata::default());
    door.cares(&camille, &colleague);
    for (document, tokens) in [
        (letter, [camille.token(), other.token(), colleague.token()]),
        (note, [other.token(), author.token(), colleague.token()]),
    ] {
        for token in tokens {
            let path = format!("{}/replacement", page_of(&camille, document));
            assert_eq!(door.get(path, token).await.status, 404);
        }
    }
}

#[actix_web::test]
async fn a_professional_replaces_by_one_file_of_what_a_professional_may_send() {
    let door = Door::over(testkit::TestHouse::with(|settings| {
        settings.server.public_origin = crate::door::ORIGIN.to_owned();
        settings.server.body_limit_citizen = 4_096;
        settings.server.body_limit_professional = 20_000;
    }));
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = page_of(&camille, door.letter(&camille, &doctor, "Lettre", false));
    door.cares(&camille, &doctor);
    let path = format!("{letter}/replacement");
    assert!(!door.get(path.as_str(), doctor.token()).await.shows(" multiple"));
    for (size, status) in [(30_000, 413), (10_000, 303)] {
        let text = "a".repeat(size);
        let made = replace(&door, &path, doctor.token(), "", ("a.txt", "text/plain", text.as_bytes())).await;
        assert_eq!(made.status, status, "{}", made.text());
    }
}

#[actix_web::test]
async fn a_form_sent_twice_replaces_once_and_another_one_is_told_that_it_is_late() {
    let door = Door::new();
    let camille = door.house.citizen();
    let note = page_of(&camille, door.deposit(&camille, camille.token(), documents::Metadata::default()));
    let path = format!("{note}/replacement");
    let csrf = door.get(path.as_str(), camille.token()).await.csrf();
    let late = door.get(path.as_str(), camille.token()).await.csrf();
    let send = |csrf: &str, text: &[u8]| {
        let fields = [("csrf", csrf), ("title", "Deux")];
        let visit = Visit::post(path.as_str()).token(camille.token()).sent_here();
        door.send(visit.upload(&fields, ("a.txt", "text/plain", text)))
    };
    let large = "une ligne\n".repeat(20_000).into_bytes();
    let first = send(&csrf, &large).await;
    assert_eq!(first.status, 303, "{}", first.text());
    let again = send(&csrf, &large).await;
    assert_eq!((again.status, again.location()), (303, first.location()));
    for text in [NOTE, &large] {
        let said = send(&late, text).await;
        assert_eq!(said.status, 409, "{}", said.text());
        assert!(said.shows("a déjà été remplacé"), "{}", said.text());
    }
    let versions = door.get(format!("{note}/versions"), camille.token()).await;
    assert!(versions.shows("version 2") && !versions.shows("version 3"));
}
