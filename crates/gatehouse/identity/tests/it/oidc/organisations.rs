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
    assert_eq!(at(&server, "990000036", SIRET).await, first);
    assert_eq!(at(&server, "990000044", SIRET).await, second);
    assert_eq!(rows(&house, "true"), 2);
}

#[tokio::test]
async fn whoever_brings_the_siret_of_a_site_alone_is_no_member_of_that_site() {
    let house = House::new();
    let server = house.server();
    let site = at(&server, "990000036", SIRET).await;
    let alone = at(&server, "", SIRET).await;
    assert_ne!(alone, site, "a SIRET may be that of another site too");
    assert_eq!(at(&server, "", SIRET).await, alone, "colleagues who bring it alone meet");
    let shared = at(&server, "990000044", SIRET).await;
    assert!(![site, alone].contains(&shared));
    assert_eq!(at(&server, "", SIRET).await, alone, "neither when two sites share it");
    assert_eq!(at(&server, "990000036", "").await, site, "the FINESS alone is enough");
}

#[tokio::test]
async fn an_organisation_known_by_its_siret_becomes_no_site_when_somebody_brings_a_finess_too() {
    let house = House::new();
    let server = house.server();
    let practice = at(&server, "", SIRET).await;
    let site = at(&server, "990000036", SIRET).await;
    assert_ne!(site, practice, "its people may be those of another site of this SIRET");
    assert_eq!(at(&server, "", SIRET).await, practice);
    assert_eq!(rows(&house, &format!("finess is null and siret = '{SIRET}'")), 1);
    assert_eq!(rows(&house, "finess = '990000036' and siret is null"), 1);
}

#[tokio::test]
async fn a_site_is_the_same_whatever_siret_is_brought_with_it() {
    let house = House::new();
    let server = house.server();
    let site = at(&server, "990000036", "").await;
    for siret in [SIRET, "99000000000053"] {
        assert_eq!(at(&server, "990000036", siret).await, site);
    }
    assert_eq!(rows(&house, "true"), 1);
}

#[tokio::test]
async fn a_structure_that_the_directory_gave_a_finess_is_found_by_its_siret_no_more() {
    let house = House::new();
    let server = house.server();
    let practice = at(&server, "", SIRET).await;
    house.run("update identity.organisation set finess = '990000036'");
    assert_ne!(at(&server, "", SIRET).await, practice);
    assert_eq!(at(&server, "990000036", SIRET).await, practice);
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
