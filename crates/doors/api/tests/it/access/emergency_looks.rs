//! The second look at records opened in an emergency.

use chrono::TimeDelta;
use identity::SessionCapacity;
use kernel::{AdminRole, Assurance};
use serde_json::{Value, json};
use testkit::Login;

use super::emergency::attested;
use crate::door::{Answer, Call, Door, documents};

impl Door {
    async fn looks(&self, by: &Login, query: &str) -> Value {
        let call = Call::get(format!("/api/v1/admin/emergency-accesses{query}")).token(by.token());
        let read = self.send(call).await;
        assert_eq!(read.status, 200, "{}", read.text());
        read.json()
    }

    async fn reviews(&self, by: &Login, access: &str, body: Value) -> Answer {
        let path = format!("/api/v1/admin/emergency-accesses/{access}/review");
        self.send(Call::post(path).token(by.token()).json(&body)).await
    }

    async fn restores(&self, by: &Login, access: &str) -> Answer {
        let path = format!("/api/v1/admin/emergency-accesses/{access}/restore");
        self.send(Call::post(path).token(by.token()).json(&json!({"because": "Entretien fait"}))).await
    }
}

fn misuse() -> Value {
    json!({"outcome": "misuse", "because": "La personne était consciente"})
}

#[actix_web::test]
async fn an_auditor_looks_at_an_access_without_learning_whose_record_it_is() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let other = door.house.citizen();
    let mut body = attested();
    body["words"] = json!("Camille Essai, trouvée inanimée");
    let id = door.opens(&camille, &doctor, &body).await.json()["id"].clone();
    door.breaks_the_glass(&camille, &doctor).await;
    door.breaks_the_glass(&other, &doctor).await;
    let auditor = door.auditor();
    let page = door.looks(&auditor, "").await;
    let items = page["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    let first = items.iter().find(|one| one["id"] == id).unwrap();
    assert_eq!(first["reason"]["code"], "unconscious");
    assert_eq!(first["professional"]["rpps"], door.house.rpps(&doctor));
    assert_eq!((&items[1]["patient"], &items[2]["patient"]), (&first["patient"], &first["patient"]));
    assert_ne!(items[0]["patient"], first["patient"], "two records are two patients");
    for secret in
        [camille.space.to_string(), camille.person.to_string(), "ESSAI".to_owned(), "inanim".to_owned()]
    {
        assert!(!page.to_string().contains(&secret), "{secret}");
    }
    let first_page = door.looks(&auditor, "?limit=2").await;
    let next = first_page["next"].as_str().unwrap();
    let rest = door.looks(&auditor, &format!("?limit=2&after={next}")).await;
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    let id = id.as_str().unwrap();
    let confirmed = json!({"outcome": "confirmed"});
    assert_eq!(door.reviews(&auditor, id, confirmed.clone()).await.status, 204);
    let again = door.reviews(&auditor, id, confirmed.clone()).await;
    assert_eq!(again.status, 422, "{}", again.text());
    assert_eq!(door.looks(&auditor, "").await["items"].as_array().unwrap().len(), 2);
    let accesses = door.holder(&camille, "GET", "/emergency-accesses", &json!(null)).await.json();
    let of_holder = accesses["items"].as_array().unwrap();
    assert!(of_holder.iter().any(|one| one["id"] == id && one["outcome"] == "confirmed"), "{accesses}");
    let support = door.house.admin(&[AdminRole::Support]).1;
    for token in [camille.token(), doctor.token(), support.token()] {
        let refused = door.send(Call::get("/api/v1/admin/emergency-accesses").token(token)).await;
        assert_eq!(refused.status, 403);
    }
    let nobody = door.house.id::<kernel::kind::Document>().to_string();
    assert_eq!(door.reviews(&auditor, &nobody, confirmed).await.status, 404);
}

#[actix_web::test]
async fn nobody_looks_at_an_access_of_their_own() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = door.breaks_the_glass(&camille, &doctor).await;
    let house = door.house.house();
    let (name, roles) = ("Dominique Fictif".into(), [AdminRole::Auditor]);
    house.desk.write(|tx| house.identity.register_admin(tx, doctor.person, &name, &roles)).unwrap();
    let both = SessionCapacity::Admin { person: doctor.person };
    let own = door.house.login(both, None, Assurance::Substantial);
    let refused = door.reviews(&own, &id, json!({"outcome": "confirmed"})).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains("another auditor does"), "{}", refused.text());
    assert_eq!(door.looks(&door.auditor(), "").await["items"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_look_that_is_overdue_suspends_the_right_until_somebody_looks() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let id = door.breaks_the_glass(&camille, &doctor).await;
    door.house.clock().advance(TimeDelta::days(7) - TimeDelta::seconds(1));
    let now = door.house.anew(&doctor);
    let second = door.breaks_the_glass(&other, &now).await;
    door.house.clock().advance(TimeDelta::seconds(1));
    let refused = door.opens(&camille, &now, &attested()).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(refused.text().contains("right to emergency access is suspended"), "{}", refused.text());
    let list = || Call::get(documents(&other)).token(now.token());
    assert_eq!(door.send(list()).await.status, 404, "what runs is shut with it");
    let house = door.house.house();
    let noted = |most| house.desk.write(|tx| house.consent.note_overdue_looks(tx, most)).unwrap();
    assert_eq!((noted(10), noted(10)), (1, 0), "written down once");
    let chain = journal::system_chain(doctor.person.uuid());
    let lines =
        house.desk.write(|tx| journal::lines_without_permit(tx, &house.vault, chain, None, 10)).unwrap();
    assert!(lines.iter().any(|line| line.entry.act == "emergency-rights.suspend"));
    let auditor = door.auditor();
    assert_eq!(door.looks(&auditor, "?state=overdue").await["items"][0]["id"], id.as_str());
    assert_eq!(door.looks(&auditor, "?state=pending").await["items"].as_array().unwrap().len(), 2);
    assert_eq!(door.reviews(&auditor, &id, json!({"outcome": "confirmed"})).await.status, 204);
    assert_eq!(door.send(list()).await.status, 200);
    assert_eq!(door.opens(&camille, &now, &attested()).await.status, 201);
    assert_ne!(second, id);
}

#[actix_web::test]
async fn a_misuse_suspends_the_right_until_another_admin_gives_it_back_and_the_holder_is_told() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = door.breaks_the_glass(&camille, &doctor).await;
    let (auditor, another) = (door.auditor(), door.auditor());
    let unsaid = door.reviews(&auditor, &id, json!({"outcome": "misuse"})).await;
    assert_eq!(unsaid.status, 422, "a misuse is reported with a reason: {}", unsaid.text());
    assert_eq!(door.reviews(&auditor, &id, json!({"outcome": "misuse", "because": " "})).await.status, 422);
    assert_eq!(door.restores(&another, &id).await.status, 422, "nothing is suspended yet");
    assert_eq!(door.reviews(&auditor, &id, misuse()).await.status, 204);
    let told = door.notices_of(&camille, "emergency_misuse").await;
    assert_eq!(told.len(), 1);
    assert!(!told[0].to_string().contains("Fictif") && !told[0].to_string().contains("consciente"));
    let list = || Call::get(documents(&camille)).token(doctor.token());
    assert_eq!(door.send(list()).await.status, 404, "what runs is shut with it");
    assert_eq!(door.opens(&door.house.citizen(), &doctor, &attested()).await.status, 403, "nowhere");
    assert_eq!(door.looks(&auditor, "?state=misuse").await["items"][0]["id"], id.as_str());
    let own = door.restores(&auditor, &id).await;
    assert_eq!(own.status, 422, "{}", own.text());
    for token in [doctor.token(), camille.token()] {
        let path = format!("/api/v1/admin/emergency-accesses/{id}/restore");
        let refused = door.send(Call::post(path).token(token).json(&json!({"because": "oui"}))).await;
        assert_eq!(refused.status, 403);
    }
    let support = door.house.admin(&[AdminRole::Support]).1;
    assert_eq!(door.restores(&support, &id).await.status, 204);
    assert_eq!(door.opens(&camille, &doctor, &attested()).await.status, 201);
}

#[actix_web::test]
async fn what_the_holder_says_was_not_right_ends_and_reaches_the_auditor_also_after_the_look() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let id = door.breaks_the_glass(&camille, &doctor).await;
    let auditor = door.auditor();
    assert_eq!(door.reviews(&auditor, &id, json!({"outcome": "confirmed"})).await.status, 204);
    let path = format!("/emergency-accesses/{id}/misuse-report");
    assert_eq!(door.holder(&other, "POST", &path, &json!(null)).await.status, 404, "of another record");
    let as_doctor = Call::post(format!("/api/v1/spaces/{}{path}", camille.space)).token(doctor.token());
    assert!([403, 404].contains(&door.send(as_doctor).await.status));
    for _ in 0..2 {
        assert_eq!(door.holder(&camille, "POST", &path, &json!(null)).await.status, 204);
    }
    let list = Call::get(documents(&camille)).token(doctor.token());
    assert_eq!(door.send(list).await.status, 404);
    let waits = door.looks(&auditor, "").await;
    assert_eq!(waits["items"][0]["id"], id.as_str());
    assert!(waits["items"][0]["reported_at"].is_string() && waits["items"][0].get("outcome").is_none());
    let found = flows::replay::compare(door.house.house(), camille.space).unwrap();
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(door.reviews(&auditor, &id, misuse()).await.status, 204);
    assert_eq!(door.opens(&camille, &doctor, &attested()).await.status, 403);
    assert_eq!(door.holder(&camille, "POST", &path, &json!(null)).await.status, 204);
    assert_eq!(door.looks(&auditor, "").await["items"], json!([]), "said once");
}
