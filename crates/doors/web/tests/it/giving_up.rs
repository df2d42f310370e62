//! Somebody who is logged in goes to a provider for something more, gives up there, and is logged in still.

use chrono::TimeDelta;
use identity::oidc::ProviderKind;

use crate::{
    accounts::{Browser, house},
    at_provider::{Begun, Ground},
    door::Answer,
    refused_log_ins::other_language,
};

const NOT_LOGGED_IN: &str = "Vous n’êtes pas connecté";
const RAISE: &str = "/auth/test/start?raise=true&return=/account";

/// Goes to the provider and comes back without having done anything there.
async fn give_up(browser: &Browser<'_>, start: &str) -> (String, Answer) {
    let begun = Begun::of(&browser.get(start).await);
    let back = format!("/auth/test/callback?state={}&error=access_denied", begun.state);
    let answer = browser.get(&back).await;
    (back, answer)
}

#[actix_web::test]
async fn an_account_that_is_not_raised_after_all_stays_logged_in_and_is_told_so() {
    let ground = Ground::over(ProviderKind::Citizen, house());
    let browser = Browser::new(&ground.door);
    browser.new_account().await;
    let (back, told) = give_up(&browser, RAISE).await;
    assert_eq!(told.status, 200);
    assert!(!told.shows(NOT_LOGGED_IN) && !told.shows("href=\"/login\""), "{}", told.text());
    assert!(told.shows("Rien n’a changé") && told.shows("La connexion avec Essai a été abandonnée."));
    assert!(told.shows("Vous êtes toujours connecté") && told.shows("class=\"button\" href=\"/account\""));
    assert!(told.shows("Se déconnecter"), "the head of the page agrees: {}", told.text());
    let english = browser.get(&other_language(&told, &back)).await;
    assert!(english.shows("Nothing has changed") && english.shows("You are still logged in"));
    assert!(english.shows("class=\"button\" href=\"/account\""), "{}", english.text());
    let account = browser.get("/account").await;
    assert!(
        account.status == 200 && account.shows("href=\"/auth/test/start?raise=true"),
        "tried again from here"
    );
}

#[actix_web::test]
async fn whoever_gives_up_goes_back_to_the_page_that_asked_for_it() {
    let ground = Ground::over(ProviderKind::Citizen, house());
    let camille = ground.door.house.citizen();
    let browser = Browser::new(&ground.door).logged_in(camille.token());
    let page = format!("/spaces/{}/closing", camille.space);
    let (back, told) = give_up(&browser, &format!("/auth/test/start?again=yes&return={page}")).await;
    let link = format!("class=\"button\" href=\"{page}\"");
    assert!(told.shows("Rien n’a changé") && told.shows(&link), "{}", told.text());
    let english = browser.get(&other_language(&told, &back)).await;
    assert!(english.shows("Nothing has changed") && english.shows(&link), "{}", english.text());
}

#[actix_web::test]
async fn nobody_is_told_to_be_logged_in_who_is_not() {
    let ground = Ground::over(ProviderKind::Citizen, house());
    let stranger = Browser::new(&ground.door);
    let (_, told) = give_up(&stranger, "/auth/test/start").await;
    assert!(told.shows(NOT_LOGGED_IN) && told.shows("href=\"/login\""), "{}", told.text());
    let address = "/login/refused?because=nothing-changed&provider=test&return=/account";
    assert_eq!(stranger.get(address).await.status, 401);

    let browser = Browser::at(&ground.door, "203.0.113.9");
    browser.new_account().await;
    let begun = Begun::of(&browser.get(RAISE).await);
    ground.door.house.clock().advance(TimeDelta::minutes(9));
    let other = Browser::at(&ground.door, "203.0.113.10");
    other.log_in(crate::accounts::GOOD).await;
    assert_eq!(other.submit("/account", "/account/sessions/end", &[("which", "others")]).await.status, 303);
    let told = browser.get(&format!("/auth/test/callback?state={}&error=access_denied", begun.state)).await;
    assert!(told.shows(NOT_LOGGED_IN), "the session ended meanwhile: {}", told.text());
    let camille = ground.door.house.citizen();
    let led = Browser::new(&ground.door).logged_in(camille.token());
    let elsewhere = "/login/refused?because=nothing-changed&provider=test&return=//elsewhere.example";
    let told = led.get(elsewhere).await;
    assert!(told.status == 400 && !told.shows("elsewhere"), "{}", told.text());
}
