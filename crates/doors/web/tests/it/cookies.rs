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
    let page = door.get("/", camille.token()).await;
    assert!(page.shows("action=\"/auth/logout\""));
    let sent = Visit::post("/auth/logout").token(camille.token()).sent_here().form(&[("csrf", &page.csrf())]);
    let answer = door.send(sent).await;
    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert_eq!(answer.cookie("__Host-carnet").value(), "");
    let record = format!("/spaces/{}", camille.space);
    assert_eq!(door.get(record, camille.token()).await.status, 401, "the row is ended, not the cookie alone");
    assert!(door.get("/", camille.token()).await.shows("href=\"/login\""), "the cookie alone is nobody");
}

#[actix_web::test]
async fn a_page_session_ends_when_nothing_is_done_in_it_and_at_its_end_whatever_is_done() {
    let door = Door::new();
    let camille = door.house.citizen();
    let identity = &door.house.house().identity;
    let whole = identity.issue_for_whole_session(&camille.login.session).unwrap().access_token;
    let token = secrecy::ExposeSecret::expose_secret(&whole).to_owned();
    let record = format!("/spaces/{}", camille.space);
    for _ in 0..9 {
        door.house.clock().advance(chrono::TimeDelta::minutes(25));
        assert_eq!(door.get(record.as_str(), &token).await.status, 200, "what is done in it keeps it");
    }
    door.house.clock().advance(chrono::TimeDelta::minutes(16));
    assert_eq!(door.get(record.as_str(), &token).await.status, 401, "its four hours are over");

    let idle = door.house.citizen();
    let whole =
        door.house.house().identity.issue_for_whole_session(&idle.login.session).unwrap().access_token;
    let token = secrecy::ExposeSecret::expose_secret(&whole).to_owned();
    let record = format!("/spaces/{}", idle.space);
    assert_eq!(door.get(record.as_str(), &token).await.status, 200);
    door.house.clock().advance(chrono::TimeDelta::minutes(31));
    assert_eq!(door.get(record.as_str(), &token).await.status, 401, "nothing was done for half an hour");
}

#[actix_web::test]
async fn a_token_of_software_opens_no_page() {
    let door = Door::new();
    let doctor = door.house.doctor();
    assert_eq!(door.get("/patients", doctor.token()).await.status, 200);
    let scopes = identity::Scope::ALL.into_iter().collect();
    let terms = identity::client::Terms { scopes, bound_to: None, per_minute: 600 };
    let limited = door.house.limited(&doctor, terms);
    assert_eq!(door.get("/patients", limited.token()).await.status, 401);
}
