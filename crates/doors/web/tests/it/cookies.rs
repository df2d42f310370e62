use crate::door::{Door, Visit};

#[actix_web::test]
async fn logging_in_sets_a_cookie_that_only_this_host_gets_and_no_script_reads() {
    let door = Door::new();
    let camille = door.house.citizen();
    door.will_log_in(camille.token());
    let page = door.send(Visit::get("/login")).await;
    let before = page.cookie("__Host-carnet-form");
    assert_eq!((before.secure(), before.http_only(), before.path()), (Some(true), Some(true), Some("/")));

    let sent = Visit::post("/login").cookie("__Host-carnet-form", before.value()).sent_here();
    let answer = door.send(sent.form(&[("csrf", &page.csrf()), ("choice", "camille")])).await;
    assert_eq!((answer.status, answer.location()), (303, "/"));
    let session = answer.cookie("__Host-carnet");
    assert_eq!(session.value(), camille.token());
    assert_eq!((session.secure(), session.http_only(), session.path()), (Some(true), Some(true), Some("/")));
    assert_eq!(session.same_site(), Some(actix_web::cookie::SameSite::Lax));
    assert_eq!((session.domain(), session.max_age()), (None, None));
    assert!(door.get("/", session.value()).await.shows("CAMILLE"));
}

#[actix_web::test]
async fn logging_in_again_ends_the_session_of_whoever_was_there() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.will_log_in(doctor.token());
    let page = door.send(Visit::get("/login").token(camille.token())).await;
    let before = page.cookie("__Host-carnet-form").value().to_owned();
    let sent = Visit::post("/login").token(camille.token()).cookie("__Host-carnet-form", &before).sent_here();
    let answer = door.send(sent.form(&[("csrf", &page.csrf()), ("choice", "camille")])).await;
    assert_eq!(answer.status, 303);
    let record = format!("/spaces/{}", camille.space);
    assert_eq!(door.get(record, camille.token()).await.status, 401);
}

#[actix_web::test]
async fn logging_out_ends_the_session_and_removes_the_cookie() {
    let door = Door::new();
    let camille = door.house.citizen();
    let csrf = door.get("/", camille.token()).await.csrf();
    let sent = Visit::post("/logout").token(camille.token()).sent_here().form(&[("csrf", &csrf)]);
    let answer = door.send(sent).await;
    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert_eq!(answer.cookie("__Host-carnet").value(), "");
    let record = format!("/spaces/{}", camille.space);
    assert_eq!(door.get(record, camille.token()).await.status, 401);
    assert!(door.get("/", camille.token()).await.shows("href=\"/login\""), "the cookie alone is nobody");
}
