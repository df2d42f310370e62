//! Log-ins at a provider: how often they may be begun, what ends them, and what is said of those that come to nothing.

use identity::oidc::ProviderKind;
use serde_json::json;

use crate::{
    at_provider::{Browser, Ground, doctor},
    door::{Door, Visit},
};

#[actix_web::test]
async fn what_the_provider_says_instead_of_a_code_is_told_apart() {
    let ground = Ground::new(ProviderKind::Professional);
    let said = [
        ("&error=access_denied", 200, "abandonnée"),
        ("&error=login_required", 200, "abandonnée"),
        ("&error=interaction_required", 200, "abandonnée"),
        ("&error=consent_required", 200, "abandonnée"),
        ("&error=temporarily_unavailable", 503, "ne répond pas"),
        ("&error=server_error&code=a-code", 503, "ne répond pas"),
        ("&error=invalid_scope", 503, "ne répond pas"),
        ("&error=Camille+Specimen", 503, "ne répond pas"),
        ("", 400, "n’a pas pu être vérifiée"),
        ("&code=", 400, "n’a pas pu être vérifiée"),
    ];
    for (query, status, words) in said {
        let browser = Browser::default();
        let begun = browser.begin(&ground).await;
        let answer = browser.back(&ground, &begun, query).await;
        assert_eq!(answer.status, status, "{query}");
        assert!(answer.shows(words) && !answer.shows("Specimen"), "{query}: {}", answer.text());
        assert_eq!(!answer.header("retry-after").is_empty(), status == 503, "{query}");
        assert_eq!(browser.under_way(), 0, "{query}: this log-in has ended");
    }
    assert_eq!(ground.provider.asked("/token"), 0);
}

#[actix_web::test]
async fn a_foreign_link_does_not_end_the_log_in_under_way() {
    let ground = Ground::new(ProviderKind::Professional);
    let (browser, other) = (Browser::default(), Browser::default());
    let (begun, foreign) = (browser.begin(&ground).await, other.begin(&ground).await);
    let addresses = [
        "/auth/test/callback?state=guessed&code=a-code".to_owned(),
        "/auth/test/callback?state=guessed&error=access_denied".to_owned(),
        "/auth/test/callback".to_owned(),
        format!("/auth/test/callback?state={}&code=a-code", foreign.state),
        "/auth/test/start?return=https://evil.example".to_owned(),
        "/login?return=//evil.example".to_owned(),
    ];
    for address in addresses {
        let answer = browser.get(&ground, &address).await;
        assert_eq!(answer.status, 400, "{address}: {}", answer.text());
        assert!(answer.cookies().is_empty(), "{address}");
    }
    let answer = browser.get(&ground, "/auth/test/start").await;
    assert_eq!(answer.status, 303, "a plain start begins a log-in beside the other");
    let answer = browser.back(&ground, &begun, "&error=access_denied").await;
    assert_eq!(answer.status, 200, "it is still there");
    assert_eq!(browser.under_way(), 1);
}

#[actix_web::test]
async fn log_ins_that_are_begun_too_often_from_one_address_are_held_off() {
    let ground = Ground::new(ProviderKind::Professional);
    let start = |from: &str| ground.door.send(Visit::get("/auth/test/start").sent_from(from));
    for _ in 0..120 {
        assert_eq!(start("192.0.2.1").await.status, 303);
    }
    let refused = start("192.0.2.1").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "1"), "{}", refused.text());
    assert!(refused.shows("Trop de connexions") && refused.cookies().is_empty());
    let forged = Visit::get("/auth/test/start").sent_from("192.0.2.1").header("x-forwarded-for", "192.0.2.7");
    assert_eq!(ground.door.send(forged).await.status, 429, "no proxy of ours wrote that");
    assert_eq!(start("192.0.2.2").await.status, 303, "others are not held up");
    ground.door.house.clock().advance(chrono::TimeDelta::milliseconds(500));
    assert_eq!(start("192.0.2.1").await.status, 303);
    assert_eq!(start("192.0.2.1").await.status, 429);
}

#[actix_web::test]
async fn two_places_of_one_name_are_told_apart_by_their_sector_and_the_speciality_is_said() {
    let ground = Ground::new(ProviderKind::Professional);
    let place = |sector: &str| json!({ "codeSecteurDactivite": sector, "raisonSocialeSite": "Les Lilas" });
    let (browser, answer) = ground.log_in(&doctor(&json!([place("SA07"), place("SA05")]))).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let choice = answer.location().to_owned();
    let page = |language| browser.send(&ground, Visit::get(&choice).header("accept-language", language));
    let french = page("fr").await;
    assert_eq!(french.text().matches("Les Lilas").count(), 2);
    for said in ["Médecin, Médecine générale", "Cabinet individuel", "Centre de santé"] {
        assert!(french.shows(said), "{said}: {}", french.text());
    }
    let english = page("en").await;
    assert!(english.shows("Doctor, General practice") && english.shows("Practice of one professional"));
}

#[actix_web::test]
async fn a_student_and_a_citizen_without_a_place_of_birth_are_told_what_to_do() {
    let of_students = Ground::new(ProviderKind::Professional);
    let mut student = doctor(&json!([]));
    student["SubjectRefPro"]["exercices"][0]["codeCategorieProfessionnelle"] = json!("E");
    let (browser, answer) = of_students.log_in(&student).await;
    assert_eq!(answer.status, 403);
    assert!(answer.shows("étudiant") && answer.shows("n’ouvre pas encore d’accès"), "{}", answer.text());
    assert_eq!(browser.under_way(), 0);
    assert!(!answer.sets("__Host-carnet"));

    let of_citizens = Ground::new(ProviderKind::Citizen);
    let known = of_citizens.door.house.citizen();
    let traits = &known.traits;
    let names: Vec<&str> = traits.first_names.iter().map(|name| name.reveal().as_str()).collect();
    let mut citizen = json!({
        "sub": "citizen", "given_name": names.join(" "), "family_name": traits.birth_name.reveal(),
        "birthdate": traits.birth_date.reveal(), "birthplace": "", "birthcountry": "99100",
        "gender": if traits.sex == identity::Sex::Male { "male" } else { "female" },
    });
    let (_, without) = of_citizens.log_in(&citizen).await;
    assert_eq!(without.status, 403);
    assert!(without.shows("lieu de naissance compris"), "{}", without.text());
    // The answer is that to somebody whom nobody knows.
    citizen["family_name"] = json!("PERSONNE");
    let (_, nobody) = of_citizens.log_in(&citizen).await;
    assert_eq!(nobody.without_request_id(), without.without_request_id());
    citizen["family_name"] = json!(traits.birth_name.reveal());
    citizen["birthplace"] = json!(traits.birthplace.as_ref().unwrap().reveal());
    assert_eq!(of_citizens.log_in(&citizen).await.1.status, 303);
}

#[actix_web::test]
async fn what_stands_beside_the_further_log_ins_is_shown_in_the_language_of_the_page() {
    let door = Door::new();
    for (language, said) in [("fr", "Essayer autrement"), ("en", "Try otherwise")] {
        let page = door.send(Visit::get(format!("/login?lang={language}"))).await;
        assert!(page.shows(&format!("<a href=\"/elsewhere\">{said}</a>")), "{}", page.text());
    }
}
