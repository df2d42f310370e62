//! Forms of a browser that is not logged in.

use chrono::TimeDelta;
use secrecy::SecretString;
use testkit::letters_to;
use webkit::form_token;

use crate::{
    accounts::{Browser, CAMILLE, GOOD, door},
    door::Visit,
};

#[actix_web::test]
async fn a_token_that_was_made_without_the_cookie_of_the_browser_counts_nowhere() {
    let door = door();
    let forged = form_token(&SecretString::default(), door.house.house().rng.as_ref());
    let link = "x".repeat(43);
    for address in [
        "/login",
        "/auth/password",
        "/auth/second-factor",
        "/account/new",
        "/account/forgotten",
        &format!("/account/confirm/{link}"),
        &format!("/account/forgotten/{link}"),
        &format!("/account/confirm-address/{link}"),
        &format!("/account/keep-address/{link}"),
        "/account/recovery",
        &format!("/account/recovery/{link}"),
        &format!("/account/recovery/stop/{link}"),
    ] {
        let fields = [("csrf", forged.as_str()), ("address", CAMILLE), ("password", GOOD), ("choice", "x")];
        let answer = door.send(Visit::post(address).sent_here().form(&fields)).await;
        assert!(answer.status == 403 && answer.shows("Ce formulaire ne vient pas"), "{address}");
    }
    assert!(letters_to(door.house.database(), &door.house.house().vault, CAMILLE).is_empty());
}

#[actix_web::test]
async fn weak_passwords_behind_one_link_are_held_off() {
    let door = door();
    let browser = Browser::new(&door);
    browser.fill("/account/new", &[("address", CAMILLE)]).await;
    let link = browser.link_to(CAMILLE);
    for _ in 0..10 {
        let weak = browser.fill(&link, &[("password", "password1234")]).await;
        assert_eq!(weak.status, 422);
    }
    let held = browser.fill(&link, &[("password", GOOD)]).await;
    assert!(held.status == 429 && !held.header("retry-after").is_empty(), "{}", held.text());
    door.house.clock().advance(TimeDelta::minutes(60));
    assert_eq!(browser.fill(&link, &[("password", GOOD)]).await.status, 303);
}
