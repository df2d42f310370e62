//! Several log-ins under way in one browser: none takes anything from another.

use std::collections::HashSet;

use identity::oidc::ProviderKind;
use serde_json::{Value, json};

use crate::{
    at_provider::{Browser, Ground, doctor},
    door::Visit,
};

fn one_place() -> Value {
    doctor(&json!([{ "codeSecteurDactivite": "SA07", "raisonSocialeSite": "Les Lilas" }]))
}

fn from_elsewhere() -> Visit {
    Visit::get("/auth/test/start").header("sec-fetch-site", "cross-site")
}

#[actix_web::test]
async fn two_tabs_log_in_beside_each_other() {
    let ground = Ground::new(ProviderKind::Professional);
    let browser = Browser::default();
    let (first, second) = (browser.begin(&ground).await, browser.begin(&ground).await);
    assert_eq!(browser.under_way(), 2);
    for (begun, left) in [(first, 1), (second, 0)] {
        let answer = browser.proven(&ground, &begun, &one_place()).await;
        assert_eq!((answer.status, answer.location()), (303, "/"), "{}", answer.text());
        assert_eq!(browser.under_way(), left, "what bound it is gone, and nothing else");
    }
}

#[actix_web::test]
async fn two_tabs_choose_a_place_each_its_own() {
    let ground = Ground::new(ProviderKind::Professional);
    let browser = Browser::default();
    let places = |names: [&str; 2]| {
        doctor(&json!(names.map(|name| json!({ "codeSecteurDactivite": "SA07", "raisonSocialeSite": name }))))
    };
    let (first, second) = (browser.begin(&ground).await, browser.begin(&ground).await);
    let at = |answer: crate::door::Answer| answer.location().to_owned();
    let first = at(browser.proven(&ground, &first, &places(["Les Lilas", "Les Roses"])).await);
    let second = at(browser.proven(&ground, &second, &places(["Les Pins", "Les Ormes"])).await);
    for (address, names) in [(first, ["Les Lilas", "Les Roses"]), (second, ["Les Pins", "Les Ormes"])] {
        let page = browser.get(&ground, &address).await;
        assert!(names.iter().all(|name| page.shows(name)), "{address}: {}", page.text());
        let (csrf, text) = (page.csrf(), page.text());
        let (_, rest) = text.split_once("name=\"situation\" value=\"").unwrap();
        let (_, action) = text.split_once("method=\"post\" action=\"").unwrap();
        let (action, situation) = (action.split('"').next().unwrap(), rest.split('"').next().unwrap());
        let form = Visit::post(action).sent_here().form(&[("csrf", csrf.as_str()), ("situation", situation)]);
        let opened = browser.send(&ground, form).await;
        assert_eq!((opened.status, opened.location()), (303, "/"), "{}", opened.text());
    }
    assert_eq!(browser.under_way(), 0);
}

#[actix_web::test]
async fn a_foreign_start_takes_nothing_from_the_log_in_under_way() {
    let ground = Ground::new(ProviderKind::Professional);
    let browser = Browser::default();
    let own = browser.begin(&ground).await;
    for _ in 0..20 {
        let answer = browser.send(&ground, from_elsewhere()).await;
        assert!([303, 429].contains(&answer.status), "{}", answer.text());
        assert!(answer.cookies().iter().all(|cookie| !cookie.value().is_empty()), "it removes none");
    }
    assert_eq!(browser.under_way(), 8);
    let full = browser.send(&ground, from_elsewhere()).await;
    assert_eq!(full.status, 429);
    assert!(!full.header("retry-after").is_empty());
    let answer = browser.proven(&ground, &own, &one_place()).await;
    assert_eq!((answer.status, answer.location()), (303, "/"), "{}", answer.text());
}

#[actix_web::test]
async fn a_browser_has_so_many_log_ins_under_way_and_its_own_next_one_takes_the_place_of_the_oldest() {
    let ground = Ground::new(ProviderKind::Professional);
    let browser = Browser::default();
    let mut begun = Vec::new();
    for _ in 0..9 {
        begun.push(browser.begin(&ground).await);
    }
    assert_eq!(browser.under_way(), 8);
    let states: HashSet<&str> = begun.iter().map(|one| one.state.as_str()).collect();
    assert_eq!(states.len(), 9);
    let oldest = browser.proven(&ground, &begun[0], &one_place()).await;
    assert_eq!(oldest.status, 400, "{}", oldest.text());
    for one in &begun[1..] {
        let answer = browser.proven(&ground, one, &one_place()).await;
        assert_eq!((answer.status, answer.location()), (303, "/"), "{}", answer.text());
    }
}
