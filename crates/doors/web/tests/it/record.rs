use chrono::TimeDelta;
use documents::Metadata;

use crate::door::{Door, NOTE};

#[actix_web::test]
async fn a_professional_declares_a_care_relationship_and_reads() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = door.letter(&camille, &doctor, "Lettre de liaison", false);
    let record = format!("/spaces/{}", camille.space);

    let closed = door.get(record.as_str(), doctor.token()).await;
    assert_eq!(closed.status, 404);
    assert!(closed.shows("Déclarer une relation de soins") && !closed.shows("CAMILLE"));
    let path = format!("{record}/care-relationship");
    let nothing = door.submit(&path, doctor.token(), &[]).await;
    assert_eq!(nothing.status, 422);
    assert!(nothing.shows("Choisissez ce qui établit"));
    let declared = door.submit(&path, doctor.token(), &[("evidence", "team-in-charge")]).await;
    assert_eq!((declared.status, declared.location()), (303, record.as_str()));

    let open = door.get(record.as_str(), doctor.token()).await;
    assert_eq!(open.status, 200, "{}", open.text());
    assert!(open.shows("CAMILLE ESSAI") && open.shows("1er juillet 1980"), "whose record it is");
    assert!(open.shows("Lettre de liaison") && open.shows("Déposé par Dominique Fictif"));
    let page = format!("{record}/documents/{letter}");
    let sheet = door.get(page.as_str(), doctor.token()).await;
    assert_eq!(sheet.status, 200);
    assert!(sheet.shows("lundi 23 novembre 2026"));
    let content = door.get(format!("{page}/content?show=true"), doctor.token()).await;
    assert_eq!((content.status, content.bytes()), (200, NOTE));
}

#[actix_web::test]
async fn a_profession_that_no_row_of_the_matrix_names_declares_in_vain() {
    let door = Door::new();
    let (camille, therapist) = (door.house.citizen(), door.house.therapist());
    door.letter(&camille, &door.house.doctor(), "Lettre de liaison", false);
    let record = format!("/spaces/{}", camille.space);
    let path = format!("{record}/care-relationship");
    let answer = door.submit(&path, therapist.token(), &[("evidence", "admission")]).await;
    assert_eq!(answer.status, 404);
    assert!(answer.shows("Cette déclaration ne vous ouvre pas de dossier."));
    let read = door.get(record, therapist.token()).await;
    assert!(!read.shows("Lettre de liaison"));
}

#[actix_web::test]
async fn pages_of_a_list_hold_each_document_once_newest_first() {
    let door = Door::new();
    let camille = door.house.citizen();
    for number in 0..45 {
        let title = Some(format!("Note n{number:02}").as_str().into());
        door.deposit(&camille, camille.token(), Metadata { title, ..Metadata::default() });
        door.house.clock().advance(TimeDelta::seconds(1));
    }
    let record = format!("/spaces/{}", camille.space);
    let (mut path, mut seen) = (record.clone(), Vec::new());
    for _ in 0..3 {
        let page = door.get(path.as_str(), camille.token()).await;
        assert_eq!(page.status, 200);
        let text = page.text();
        seen.extend(text.split(">Note n").skip(1).map(|rest| rest[..2].to_owned()));
        let Some((_, next)) = text.split_once("rel=\"next\" href=\"") else { break };
        path = format!("{record}{}", next.split('"').next().unwrap());
    }
    let expected: Vec<String> = (0..45).rev().map(|number| format!("{number:02}")).collect();
    assert_eq!(seen, expected);

    let other = door.house.citizen();
    let stolen = path.replace(&record, &format!("/spaces/{}", other.space));
    assert_eq!(
        door.get(stolen, other.token()).await.status,
        400,
        "a position is of one reader and one record"
    );
}

#[actix_web::test]
async fn what_a_citizen_brought_is_said_to_be_brought_and_what_is_masked_is_said_to_the_holder_alone() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let metadata = Metadata { title: Some("Mon carnet".into()), masked: true, ..Metadata::default() };
    door.deposit(&camille, camille.token(), metadata);
    door.cares(&camille, &doctor);
    let record = format!("/spaces/{}", camille.space);
    let own = door.get(record.as_str(), camille.token()).await;
    assert!(own.shows("Apporté par vous") && own.shows("Masqué aux professionnels"));
    assert!(!door.get(record, doctor.token()).await.shows("Masqué aux professionnels"));
}

#[actix_web::test]
async fn what_a_browser_shows_by_itself_is_shown_as_it_is_and_runs_nothing() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = door.letter(&camille, &doctor, "Lettre", false);
    let sheet = format!("/spaces/{}/documents/{letter}", camille.space);
    assert!(
        !door.get(sheet.as_str(), camille.token()).await.shows("readable"),
        "a PDF or a text opens by itself"
    );
    let page = door.get(format!("{sheet}/readable"), camille.token()).await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    let hidden = door.letter(&camille, &doctor, "À annoncer", true);
    let hidden = format!("/spaces/{}/documents/{hidden}/readable", camille.space);
    assert_eq!(door.get(hidden, camille.token()).await.status, 404);
}
