use crate::door::{Door, Visit};

#[actix_web::test]
async fn whoever_is_not_logged_in_is_asked_to() {
    let door = Door::new();
    let camille = door.house.citizen();
    for path in [format!("/spaces/{}", camille.space), "/patients".to_owned()] {
        let page = door.send(Visit::get(path.as_str())).await;
        assert_eq!((page.status, page.header("content-type")), (401, "text/html; charset=utf-8"));
        assert!(
            page.shows("Vous n’êtes pas connecté") && page.shows(&format!("href=\"/login?return={path}\""))
        );
        assert!(page.header("www-authenticate").starts_with("Bearer"));
    }
    assert_eq!(door.get("/patients", "a.forged.token").await.status, 401);
}

#[actix_web::test]
async fn every_refusal_is_a_page_with_the_id_of_the_request() {
    let door = Door::new();
    let camille = door.house.citizen();
    let large = [("csrf", "x"), ("choice", &*"x".repeat(20_000))];
    let visits = [
        (400, Visit::get("/spaces/none").token(camille.token())),
        (404, Visit::get("/nowhere")),
        (405, Visit::get("/logout")),
        (413, Visit::post("/login").sent_here().form(&large)),
        (403, Visit::post("/login").form(&[("csrf", "x"), ("choice", "camille")])),
    ];
    for (status, visit) in visits {
        let page = door.send(visit.header("accept-language", "en")).await;
        assert_eq!((page.status, page.header("content-language")), (status, "en"));
        assert!(page.shows(page.header("carnet-request-id")), "{status}");
        assert!(page.shows("<h1>"), "{status}");
    }
}

#[actix_web::test]
async fn programs_at_an_unknown_address_get_a_problem_document() {
    let door = Door::new();
    let answer = door.send(Visit::get("/api/v2/me").header("accept", "application/json")).await;
    assert_eq!((answer.status, answer.header("content-type")), (404, "application/problem+json"));
}
