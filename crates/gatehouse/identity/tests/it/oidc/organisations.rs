//! Where a professional works, by the numbers that the provider gives: which organisation they lead to, and what it
//! learns of itself by them.

use config::Reference;
use identity::{ReturnPath, oidc::ProviderKind, service::Admitted};
use kernel::OrganisationId;
use serde_json::json;

use super::ours::{Ground, doctor};
use crate::house::{House, Server};

const SIRET: &str = "99000000000012";

/// Logs the doctor in at one place with these numbers; gives the organisation that the session is for.
async fn at(server: &Server, finess: &str, siret: &str) -> OrganisationId {
    of_entity(server, finess, siret, "").await
}

async fn of_entity(server: &Server, finess: &str, siret: &str, entity: &str) -> OrganisationId {
    let ground = Ground::new(ProviderKind::Professional);
    let mut userinfo = doctor();
    userinfo["SubjectRefPro"]["exercices"][0]["activities"] = json!([{
        "codeSecteurDactivite": "SA01", "numeroFinessSite": finess, "numeroSiretSite": siret,
        "numeroFinessetablissementJuridique": entity, "raisonSocialeSite": "Hôpital Inventé",
    }]);
    ground.userinfo(&userinfo);
    let (proven, reference) = (ground.redeem().await.unwrap(), Reference::load(None).unwrap());
    let begun =
        server.desk.write(|tx| server.identity.begin_login(tx, "psc", &ReturnPath::default())).unwrap();
    let claimed =
        server.desk.write(|tx| server.identity.claim_login(tx, "psc", &begun.state, &begun.browser)).unwrap();
    let admitted = server.desk.write(|tx| server.identity.admit(tx, &claimed, &proven, None, &reference));
    let Ok(Admitted::Session(session, _)) = admitted else { panic!("{admitted:?}") };
    server.actor(&session).organisation().unwrap()
}

fn rows(house: &House, condition: &str) -> i64 {
    house.count(&format!("select count(*) as n from identity.organisation where {condition}"))
}

#[tokio::test]
async fn two_sites_of_one_siret_are_two_organisations() {
    let house = House::new();
    let server = house.server();
    let first = at(&server, "990000036", SIRET).await;
    let second = at(&server, "990000044", SIRET).await;
    assert_ne!(first, second, "whoever works at the one is no member of the other");
    assert_eq!(rows(&house, &format!("finess = '990000036' and siret = '{SIRET}'")), 1);
    assert_eq!(rows(&house, "finess = '990000044' and siret is null"), 1, "a number has one holder");
    assert_eq!(at(&server, "990000036", SIRET).await, first);
    assert_eq!(at(&server, "990000044", SIRET).await, second);
    assert_eq!(rows(&house, "true"), 2);
}

#[tokio::test]
async fn a_colleague_who_brings_one_number_alone_meets_the_same_organisation() {
    let house = House::new();
    let server = house.server();
    // Known by its FINESS, it learns its SIRET.
    let hospital = at(&server, "990000036", "").await;
    assert_eq!(at(&server, "990000036", SIRET).await, hospital);
    assert_eq!(at(&server, "", SIRET).await, hospital, "no second organisation beside one that is blocked");
    // Known by its SIRET, it learns its FINESS.
    let practice = at(&server, "", "99000000000038").await;
    assert_eq!(at(&server, "990000044", "99000000000038").await, practice);
    assert_eq!(at(&server, "990000044", "").await, practice);
    assert_eq!(rows(&house, "true"), 2);
    // What it has it keeps.
    assert_eq!(at(&server, "990000036", "99000000000053").await, hospital);
    assert_eq!(rows(&house, &format!("finess = '990000036' and siret = '{SIRET}'")), 1);
}

#[tokio::test]
async fn the_number_of_a_legal_entity_stands_for_no_site() {
    let house = House::new();
    let server = house.server();
    let first = of_entity(&server, "", SIRET, "990000051").await;
    let second = of_entity(&server, "", "99000000000038", "990000051").await;
    assert_ne!(first, second);
    assert_eq!(rows(&house, "finess is not null"), 0);
}
