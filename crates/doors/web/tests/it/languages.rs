use crate::door::{Door, Visit};

#[actix_web::test]
async fn the_browser_is_heard_a_choice_is_remembered_and_french_is_the_rest() {
    let door = Door::new();
    let page = |visit: Visit| async { door.send(visit).await };
    assert!(page(Visit::get("/")).await.shows("<html lang=\"fr\">"));
    assert!(page(Visit::get("/").header("accept-language", "de,es;q=0.8")).await.shows("<html lang=\"fr\">"));
    assert!(
        page(Visit::get("/").header("accept-language", "en-GB,fr;q=0.3")).await.shows("<html lang=\"en\">")
    );

    let chosen = page(Visit::get("/?lang=en")).await;
    assert_eq!(chosen.header("content-language"), "en");
    let cookie = chosen.cookie("__Host-carnet-language");
    assert_eq!((cookie.value(), cookie.secure(), cookie.http_only()), ("en", Some(true), Some(true)));
    let remembered = Visit::get("/").cookie(cookie.name(), cookie.value()).header("accept-language", "fr");
    assert!(page(remembered).await.shows("<html lang=\"en\">"));
    assert!(page(Visit::get("/?lang=xx")).await.shows("<html lang=\"fr\">"));
}
