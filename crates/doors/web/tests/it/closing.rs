//! A holder closes the own record and opens it again; and reads that it is suspended.

use testkit::Citizen;

use crate::door::{Answer, Door, Visit};

fn closing(citizen: &Citizen) -> String {
    format!("/spaces/{}/closing", citizen.space)
}

/// Sends a form with the token of the home page.
async fn submit(door: &Door, path: &str, token: &str, fields: &[(&str, &str)]) -> Answer {
    let csrf = door.get("/", token).await.csrf();
    let fields = [&[("csrf", csrf.as_str())], fields].concat();
    door.send(Visit::post(path).token(token).sent_here().form(&fields)).await
}

#[actix_web::test]
async fn a_holder_closes_the_own_record_with_a_fresh_factor_and_opens_it_again() {
    let door = Door::new();
    let camille = door.house.citizen();
    let home = door.get("/", camille.token()).await;
    assert!(home.shows(&closing(&camille)) && home.shows("Fermer mon dossier"));
    let led = door.get(closing(&camille), camille.token()).await;
    let step_up = format!("/account/step-up?return_to={}", closing(&camille));
    assert_eq!((led.status, led.location()), (303, step_up.as_str()));
    let unsure = submit(&door, &closing(&camille), camille.token(), &[("act", "close")]).await;
    assert_eq!((unsure.status, unsure.location()), (303, "/account/step-up?return_to=/account"));

    let sure = door.house.sure(&camille);
    let page = door.get(closing(&camille), sure.token()).await;
    assert_eq!(page.status, 200);
    assert!(page.shows("Plus personne n’y entre, sauf vous") && !page.shows("Rouvrir mon dossier"));
    assert!(
        page.shows("aidants et invitations, codes, accès temporaires") && page.shows("chaque Oui à un usage")
    );
    assert_eq!(submit(&door, &closing(&camille), sure.token(), &[("act", "burn")]).await.status, 400);
    let closed = submit(&door, &closing(&camille), sure.token(), &[("act", "close")]).await;
    assert_eq!((closed.status, closed.location()), (303, "/"), "{}", closed.text());
    let home = door.get("/", sure.token()).await;
    assert!(home.shows("Vous avez fermé votre dossier.") && !home.shows("/deposit"), "{}", home.text());
    let own = format!("/spaces/{}", camille.space);
    assert_eq!(door.get(&own, sure.token()).await.status, 200, "its holder goes on reading");
    let doctor = door.house.doctor();
    assert_eq!(door.get(&own, doctor.token()).await.status, 404);
    // The form of a window that was opened before.
    let late = submit(&door, &closing(&camille), sure.token(), &[("act", "close")]).await;
    assert!(late.status == 409 && late.shows("a changé entre-temps"), "{}", late.text());
    assert!(late.shows("Rouvrir mon dossier"));
    let open = submit(&door, &closing(&camille), sure.token(), &[("act", "reopen")]).await;
    assert_eq!((open.status, open.location()), (303, "/"), "{}", open.text());
    assert!(door.get("/", sure.token()).await.shows("/deposit"));
}

#[actix_web::test]
async fn a_holder_reads_that_the_record_is_suspended_and_finds_no_door_that_is_shut() {
    let door = Door::new();
    let camille = door.house.citizen();
    let space = camille.space;
    let shut = format!("update consent.space set state = 'suspended' where space_id = '{space}'");
    door.house.arrange(&shut);
    let home = door.get("/", camille.token()).await;
    assert!(
        home.shows("Votre dossier est suspendu") && !home.shows(&format!("/spaces/{space}")),
        "{}",
        home.text()
    );
    let page = door.get(closing(&camille), camille.token()).await;
    assert!(page.status == 200 && page.shows("Votre dossier est suspendu"));
    assert!(!page.shows("<form method=\"post\" action=\"/spaces"));
}

#[actix_web::test]
async fn nobody_closes_the_record_of_somebody_else() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let sure = door.house.sure(&other);
    for token in [sure.token(), doctor.token()] {
        assert_eq!(door.get(closing(&camille), token).await.status, 404);
        let tried = submit(&door, &closing(&camille), token, &[("act", "close")]).await;
        assert_eq!(tried.status, 404, "{}", tried.text());
    }
    assert!(door.get("/", camille.token()).await.shows("/deposit"));
}

#[actix_web::test]
async fn a_refusal_says_who_is_logged_in() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let hidden = door.get(format!("/spaces/{}", other.space), camille.token()).await;
    assert_eq!(hidden.status, 404);
    assert!(hidden.shows("Se déconnecter") && hidden.shows("Mon compte"), "{}", hidden.text());
    let gone = submit(&door, "/auth/logout", camille.token(), &[]).await;
    assert_eq!(gone.status, 303);
    let nobody = door.get(format!("/spaces/{}", other.space), camille.token()).await;
    assert!(nobody.status == 401 && !nobody.shows("Mon compte"));
}
