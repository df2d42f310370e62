use flows::access::MeantScope;

use super::{ended, hidden, saved};
use crate::door::Door;

#[actix_web::test]
async fn the_holder_sees_who_gets_in_and_ends_one_of_them() {
    let door = Door::new();
    let (camille, doctor, dentist) = (door.house.citizen(), door.house.doctor(), door.house.dentist());
    let (record, page) = (format!("/spaces/{}", camille.space), format!("/spaces/{}/safety", camille.space));
    let empty = door.get(&page, camille.token()).await;
    assert!(empty.status == 200 && empty.shows("Personne n’entre dans votre dossier"), "{}", empty.text());
    assert!(!empty.shows("end-everything"), "there is nothing to end");
    door.cares(&camille, &doctor);
    door.cares(&camille, &dentist);
    let shown = door.get(&page, camille.token()).await;
    for said in ["Dominique Fictif", "Vous suit en ce moment", "Déclare être de l’équipe", "jusqu’au"]
    {
        assert!(shown.shows(said), "{said} in {}", shown.text());
    }
    assert_eq!(shown.text().matches("Mettre fin à cet accès").count(), 2);
    let grant = hidden(&shown, "grant");
    let end = [("act", "end"), ("grant", grant.as_str()), ("kind", "care_relationship")];
    let done = door.submit(&page, camille.token(), &end).await;
    assert_eq!((done.status, done.location()), (303, ended(&page).as_str()), "{}", done.text());
    assert!(door.get(done.location(), camille.token()).await.shows("C’est terminé."));
    let left = door.get(&page, camille.token()).await;
    assert_eq!(left.text().matches("Mettre fin à cet accès").count(), 1);
    let statuses =
        [door.get(&record, doctor.token()).await.status, door.get(&record, dentist.token()).await.status];
    assert!(statuses.contains(&200) && statuses.contains(&404), "{statuses:?}");
    assert_eq!(door.submit(&page, camille.token(), &end).await.status, 404, "it has ended");
}

#[actix_web::test]
async fn everything_ends_with_one_act_that_is_confirmed() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let page = format!("/spaces/{}/safety", camille.space);
    door.cares(&camille, &doctor);
    let unsure = door.submit(&page, camille.token(), &[("act", "end-everything")]).await;
    assert!(unsure.status == 422 && unsure.shows("cochez la case"), "{}", unsure.text());
    let record = format!("/spaces/{}", camille.space);
    assert_eq!(door.get(&record, doctor.token()).await.status, 200);
    let sure = [("act", "end-everything"), ("sure", "yes")];
    let done = door.submit(&page, camille.token(), &sure).await;
    assert_eq!((done.status, done.location()), (303, format!("{page}?done=all-ended").as_str()));
    assert_eq!(door.get(&record, doctor.token()).await.status, 404);
    let left = door.get(done.location(), camille.token()).await;
    for said in [
        "Tous les accès sont terminés.",
        "Personne n’entre",
        "Un professionnel peut y entrer dès qu’il déclare vous soigner, même après",
        "Choisir comment mon dossier s’ouvre",
    ] {
        assert!(left.shows(said), "{said} in {}", left.text());
    }
    // What is true is said as it is: they declare again, and get in.
    door.cares(&camille, &doctor);
    assert_eq!(door.get(&record, doctor.token()).await.status, 200);
}

#[actix_web::test]
async fn who_may_get_in_afterwards_is_said_as_the_holder_chose_it() {
    let door = Door::new();
    let camille = door.house.citizen();
    let sure = door.house.sure(&camille);
    let page = format!("/spaces/{}/safety", camille.space);
    let preferences = format!("/spaces/{}/preferences", camille.space);
    for (preset, said) in [
        ("open", "dès qu’il déclare vous soigner"),
        ("ask_me", "rien ne s’ouvre avant votre réponse"),
        ("closed", "qu’avec un code que vous lui donnez"),
    ] {
        let version = hidden(&door.get(&preferences, sure.token()).await, "version");
        let foreseen = format!("preset={preset}");
        let choice =
            [("preset", preset), ("act", "save"), ("version", &version), ("foreseen", foreseen.as_str())];
        assert_eq!(door.submit(&preferences, sure.token(), &choice).await.status, 303);
        let shown = door.get(&page, sure.token()).await;
        assert!(shown.shows(said), "{preset}: {said} in {}", shown.text());
    }
}

#[actix_web::test]
async fn a_request_is_approved_with_a_second_factor_alone() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let (house, who) = (door.house.house(), door.actor(doctor.token()));
    let command = consent::service::RelationshipCommand {
        evidence: consent::rules::Evidence::Admission,
        days: None,
        code: None,
        collected_by: None,
        idempotency: None,
    };
    let sure = door.house.sure(&camille);
    let chosen = [("preset", "ask_me"), ("act", "save")];
    let preferences = format!("/spaces/{}/preferences", camille.space);
    let version = hidden(&door.get(&preferences, sure.token()).await, "version");
    let chosen = door
        .submit(
            &preferences,
            sure.token(),
            &[&chosen[..], &[("version", version.as_str()), ("foreseen", "preset=ask_me")]].concat(),
        )
        .await;
    assert_eq!(chosen.status, 303, "{}", chosen.text());
    let asked = house.desk.write(|tx| {
        let ask = consent::Ask::default();
        house.consent.declare_relationship(tx, &who, camille.space, ask, &command)
    });
    asked.unwrap();
    let page = format!("/spaces/{}/safety", camille.space);
    let shown = door.get(&page, camille.token()).await;
    assert!(shown.shows("Vous demandent l’accès") && shown.shows("Accepter"), "{}", shown.text());
    let grant = hidden(&shown, "grant");
    let approve = [("act", "approve"), ("grant", grant.as_str())];
    let unsure = door.submit(&page, camille.token(), &approve).await;
    let led = format!("/account/step-up?return_to=/not-yet{page}");
    assert_eq!((unsure.status, unsure.location()), (303, led.as_str()));
    assert_eq!(door.get(format!("/spaces/{}", camille.space), doctor.token()).await.status, 404);
    assert_eq!(door.submit(&page, sure.token(), &approve).await.location(), saved(&page));
    assert_eq!(door.get(format!("/spaces/{}", camille.space), doctor.token()).await.status, 200);
}

#[actix_web::test]
async fn nobody_else_opens_these_pages() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor);
    for part in ["safety", "codes", "preferences", "named", "preview", "disputes"] {
        let page = format!("/spaces/{}/{part}", camille.space);
        assert_eq!(door.get(&page, other.token()).await.status, 404, "{part}");
        let of_doctor = if part == "disputes" { 403 } else { 404 };
        assert_eq!(door.get(&page, doctor.token()).await.status, of_doctor, "{part}");
    }
}

#[actix_web::test]
async fn a_code_that_waits_is_shown_and_taken_back_and_ends_with_everything() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let page = format!("/spaces/{}/safety", camille.space);
    door.code(&camille, MeantScope::Whole);
    let shown = door.get(&page, camille.token()).await;
    assert!(shown.shows("Personne n’entre dans votre dossier"), "{}", shown.text());
    for said in [
        "Pourront entrer plus tard",
        "Code que personne n’a encore utilisé",
        "Ouvre tout le dossier",
        "end-everything",
    ] {
        assert!(shown.shows(said), "{said} in {}", shown.text());
    }
    let grant = hidden(&shown, "grant");
    let back = [("act", "take-back"), ("grant", grant.as_str())];
    assert_eq!(door.submit(&page, camille.token(), &back).await.location(), ended(&page));
    let left = door.get(&page, camille.token()).await;
    assert!(!left.shows("Pourront entrer plus tard") && !left.shows("end-everything"), "{}", left.text());
    assert_eq!(door.submit(&page, camille.token(), &back).await.status, 404, "it is gone");

    let code = door.code(&camille, MeantScope::Whole);
    let all = [("act", "end-everything"), ("sure", "yes")];
    assert_eq!(door.submit(&page, camille.token(), &all).await.status, 303);
    assert!(!door.get(&page, camille.token()).await.shows("Pourront entrer plus tard"));
    assert!(!door.opens(&doctor, &code));
}

#[actix_web::test]
async fn whoever_is_blocked_and_has_a_relationship_is_said_to_be_blocked() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor);
    let page = format!("/spaces/{}/safety", camille.space);
    assert!(!door.get(&page, camille.token()).await.shows("Bloqué"));
    let (house, holder) = (door.house.house(), door.actor(camille.token()));
    let blocked = consent::service::Blocked::Person(door.actor(doctor.token()).person);
    house.desk.write(|tx| house.consent.block(tx, &holder, camille.space, blocked, None)).unwrap();
    assert!(door.get(&page, camille.token()).await.shows("Bloqué"));
}

#[actix_web::test]
async fn a_code_for_a_care_relationship_that_waits_is_shown_and_taken_back() {
    let door = Door::new();
    let camille = door.house.citizen();
    let page = format!("/spaces/{}/safety", camille.space);
    door.relationship_code(&camille);
    let shown = door.get(&page, camille.token()).await;
    for said in ["Code que personne n’a encore utilisé", "Il ouvre un suivi", "end-everything"] {
        assert!(shown.shows(said), "{said} in {}", shown.text());
    }
    let grant = hidden(&shown, "grant");
    let back = [("act", "end"), ("grant", grant.as_str()), ("kind", "access_code")];
    assert_eq!(door.submit(&page, camille.token(), &back).await.location(), ended(&page));
    assert!(!door.get(&page, camille.token()).await.shows("Il ouvre un suivi"));
}

#[actix_web::test]
async fn an_access_that_begins_later_is_shown_with_whom_and_when_and_ended() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let page = format!("/spaces/{}/safety", camille.space);
    door.gives_later(&camille, &doctor);
    let shown = door.get(&page, camille.token()).await;
    for said in
        ["Pourront entrer plus tard", "Dominique Fictif", "À venir", "À partir du", "24 novembre 2026"]
    {
        assert!(shown.shows(said), "{said} in {}", shown.text());
    }
    let grant = hidden(&shown, "grant");
    let back = [("act", "take-back"), ("grant", grant.as_str())];
    assert_eq!(door.submit(&page, camille.token(), &back).await.location(), ended(&page));
    assert!(!door.get(&page, camille.token()).await.shows("Dominique Fictif"));
}

#[actix_web::test]
async fn a_guest_is_called_what_they_said() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = door.letter(&camille, &doctor, "Courrier", false);
    let code = door.code(&camille, MeantScope::Documents(vec![letter]));
    door.admits(&code);
    let safety = format!("/spaces/{}/safety", camille.space);
    let audience = format!("/spaces/{}/documents/{letter}/audience", camille.space);
    let codes = format!("/spaces/{}/codes", camille.space);
    for page in [safety, audience, codes] {
        let shown = door.get(&page, camille.token()).await;
        for said in ["Ana Ficticia", "Invité par un code, se présente ainsi : Cardiologista, Porto"] {
            assert!(shown.shows(said), "{page}: {said} in {}", shown.text());
        }
    }
}

#[actix_web::test]
async fn a_professional_who_is_not_in_the_directory_any_more_is_no_guest() {
    let door = Door::new();
    let camille = door.house.citizen();
    door.gives_to_nobody_known(&camille);
    for part in ["safety", "codes"] {
        let shown = door.get(format!("/spaces/{}/{part}", camille.space), camille.token()).await;
        assert!(shown.shows("Professionnel qui n’est plus dans l’annuaire"), "{}", shown.text());
        assert!(!shown.shows("Invité par un code"));
    }
}
