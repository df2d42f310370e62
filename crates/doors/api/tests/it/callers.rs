use chrono::TimeDelta;
use identity::SessionCapacity;
use kernel::{Assurance, Standing};
use secrecy::ExposeSecret;
use testkit::TestHouse;

use crate::door::{Call, Door, documents};

#[actix_web::test]
async fn a_call_without_a_token_is_asked_for_one() {
    let door = Door::new();
    let answer = door.send(Call::get("/api/v1/me")).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"carnet\"");
}

#[actix_web::test]
async fn a_token_that_was_altered_cut_or_made_elsewhere_is_nobody() {
    let (door, elsewhere) = (Door::new(), TestHouse::new());
    let (camille, stranger) = (door.house.citizen(), elsewhere.citizen());
    let token = camille.token();
    let altered = format!("{}{}", &token[..token.len() - 4], "AAAA");
    for token in [altered.as_str(), &token[..token.len() / 2], stranger.token(), "x"] {
        let answer = door.send(Call::get("/api/v1/me").token(token)).await;
        assert_eq!(answer.status, 401);
        assert!(answer.header("www-authenticate").contains("invalid_token"));
        assert!(!answer.text().contains("signature"), "the cause stays inside");
    }
    let answer = door.send(Call::get("/api/v1/me").header("authorization", "Basic eDp5")).await;
    assert_eq!(answer.status, 401);
    assert!(answer.header("www-authenticate").contains("invalid_request"));
}

#[actix_web::test]
async fn a_token_counts_until_it_expires() {
    let door = Door::new();
    let camille = door.house.citizen();
    assert_eq!(door.send(Call::get("/api/v1/me").token(camille.token())).await.status, 200);
    door.house.clock().advance(TimeDelta::hours(13));
    assert_eq!(door.send(Call::get("/api/v1/me").token(camille.token())).await.status, 401);
}

#[actix_web::test]
async fn the_session_of_a_professional_ends_after_four_hours_whatever_the_operator_sets() {
    let set = std::time::Duration::from_secs(12 * 3_600);
    let door = Door::over(TestHouse::with(|settings| settings.tokens.session = set));
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let issued = |session| {
        let token = door.house.house().identity.issue(session).unwrap().access_token;
        token.expose_secret().to_owned()
    };
    for _ in 0..9 {
        door.house.clock().advance(TimeDelta::minutes(26));
        let token = issued(&doctor.login.session);
        assert_eq!(door.send(Call::get("/api/v1/me").token(&token)).await.status, 200);
        let token = issued(&camille.login.session);
        assert_eq!(door.send(Call::get("/api/v1/me").token(&token)).await.status, 200);
    }
    let last = issued(&doctor.login.session);
    door.house.clock().advance(TimeDelta::minutes(6));
    assert_eq!(door.send(Call::get("/api/v1/me").token(&last)).await.status, 401);
    let token = issued(&camille.login.session);
    assert_eq!(door.send(Call::get("/api/v1/me").token(&token)).await.status, 200);
}

#[actix_web::test]
async fn a_session_that_was_ended_is_over_at_the_next_call_on_every_server() {
    let door = Door::new();
    let camille = door.house.citizen();
    let house = door.house.second();
    house.desk.write(|tx| house.identity.end_session(tx, camille.login.session.id)).unwrap();
    assert_eq!(door.send(Call::get("/api/v1/me").token(camille.token())).await.status, 401);
}

#[actix_web::test]
async fn a_professional_who_may_not_practise_is_told_so_and_nothing_of_the_record() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    let house = door.house.house();
    house.desk.write(|tx| house.identity.set_standing(tx, doctor.person, Standing::Suspended)).unwrap();
    let answer = door.send(Call::get(documents(&camille)).token(doctor.token())).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.json()["detail"], "This professional may not practise at the moment.");
    let french =
        Call::get(documents(&camille)).token(doctor.token()).header("accept-language", "en;q=0.2, fr-FR");
    let answer = door.send(french).await;
    assert_eq!(answer.json()["detail"], "Ce professionnel n'est pas autorisé à exercer en ce moment.");
}

#[actix_web::test]
async fn a_citizen_who_is_not_surely_known_reads_no_health_data() {
    let door = Door::new();
    let camille = door.house.citizen();
    let capacity = SessionCapacity::Citizen { person: camille.person };
    let weak = door.house.login(capacity, None, Assurance::Low);
    assert_eq!(door.send(Call::get("/api/v1/me").token(weak.token())).await.json()["assurance"], "low");
    assert_eq!(door.send(Call::get(documents(&camille)).token(weak.token())).await.status, 403);
}

#[actix_web::test]
async fn a_way_is_named_by_a_header_that_can_be_read() {
    let door = Door::new();
    let camille = door.house.citizen();
    let with = |way: &str| Call::get(documents(&camille)).token(camille.token()).header("carnet-way", way);
    assert_eq!(door.send(with("W1")).await.status, 200);
    assert_eq!(door.send(with("W5")).await.status, 404, "a way that is not open is like no record");
    let answer = door.send(with("the front door")).await;
    assert_eq!((answer.status, answer.pointer().as_str()), (400, "header:carnet-way"));
    let twice = with("W1").header("carnet-way", "W1");
    assert_eq!(door.send(twice).await.status, 400);
}

#[actix_web::test]
async fn an_address_or_a_method_that_does_not_exist_says_so() {
    let door = Door::new();
    let camille = door.house.citizen();
    let answer = door.send(Call::new("DELETE", documents(&camille)).token(camille.token())).await;
    assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD, POST"));
    assert_eq!(door.send(Call::get("/api/v1/nothing").token(camille.token())).await.status, 404);
    let answer = door.send(Call::get("/api/v1/spaces/camille/documents").token(camille.token())).await;
    assert_eq!((answer.status, answer.pointer().as_str()), (400, "path:space"));
    assert!(!answer.text().contains("camille"), "what was sent is not repeated");
}
