//! A record that is kept discreet: somebody who is treated for what was done to them at home does not tell by it where they are.

use chrono::TimeDelta;
use serde_json::json;
use testkit::{Citizen, Worker};

use crate::{
    access::forged::findings,
    door::{Call, Door},
};

impl Door {
    async fn is_kept_discreet_by(&self, worker: &Worker, citizen: &Citizen) -> u16 {
        let path = format!("/api/v1/spaces/{}/discretion", citizen.space);
        self.send(Call::new("PUT", path).token(worker.token())).await.status
    }

    /// What a carer finds in the record: documents, and notices in full.
    async fn meets(&self, carer: &Citizen, record: &Citizen) -> (Vec<String>, String) {
        let documents = self.lists(record, self.house.sure(carer).token()).await;
        let notices = self.items_for(carer, record, "/notifications").await;
        (documents, json!(notices).to_string())
    }
}

#[actix_web::test]
async fn situation_16_a_carer_who_is_the_abuser_learns_of_no_place_and_of_nothing_since() {
    let door = Door::new();
    let [victim, abuser] = [(); 2].map(|()| door.house.citizen());
    let (ward, other) = (door.house.doctor(), door.house.doctor());
    let before = door.fed(&victim, &other, json!({})).await;
    let may = json!({"acts": ["see", "add", "notices"], "also_hidden": true});
    door.becomes_carer(&victim, &abuser, &may).await;
    door.house.clock().advance(TimeDelta::minutes(10));
    door.breaks_the_glass(&victim, &ward).await;
    assert_eq!(door.is_kept_discreet_by(&other, &victim).await, 404, "who does not care for her");
    let early = door.fed(&victim, &ward, json!({"title": "Lettre de liaison"})).await;
    assert_eq!(door.is_kept_discreet_by(&ward, &victim).await, 200);
    let late = door.fed(&victim, &ward, json!({"title": "Certificat de coups"})).await;
    door.cares(&victim, &ward).await;
    // What he brought himself he goes on seeing: its absence would tell.
    let metadata = json!({"type": {"code": "11490-0"}, "title": "Note"});
    let path = format!("/api/v1/spaces/{}/documents", victim.space);
    let own =
        Call::post(path).token(door.house.sure(&abuser).token()).parts(&metadata, "text/plain", b"Note");
    let own = door.send(own).await.json()["id"].as_str().unwrap().to_owned();
    let (documents, notices) = door.meets(&abuser, &victim).await;
    let expected = [own.clone(), before.clone()];
    assert_eq!(documents.len(), 2, "{documents:?}");
    assert!(expected.iter().all(|id| documents.contains(id)), "{documents:?}");
    assert_eq!(notices, "[]", "he is told nothing");
    // She reads everything; no notice of hers names a place or a structure.
    let hers = door.lists(&victim, victim.token()).await;
    assert!([&before, &early, &late, &own].iter().all(|id| hers.contains(id)), "{hers:?}");
    let told = json!(door.items_for(&victim, &victim, "/notifications").await).to_string();
    assert!(told.contains("emergency_access") && told.contains("care_relationship_declared"), "{told}");
    let named = "select count(*) from identity.organisation where name = 'Structure d''essai'";
    assert!(door.house.database().count(named) > 0 && !told.contains("Structure d'essai"), "{told}");
    let stands = door.holder(&victim, "GET", "/discretion", &json!(null)).await.json();
    assert_eq!((&stands["discreet"], &stands["by_professional"]), (&json!(true), &json!(true)), "{stands}");
    // She makes it last, and nobody else ends it.
    for method in ["PUT", "DELETE", "GET"] {
        let refused = door.acts_for(&abuser, &victim, method, "/discretion", &json!(null)).await;
        assert!([403, 404].contains(&refused.status), "{method}: {}", refused.text());
    }
    let kept = door.holder(&victim, "PUT", "/discretion", &json!(null)).await.json();
    assert_eq!((&kept["since"], &kept["silent_until"]), (&stands["since"], &json!(null)), "{kept}");
    door.house.clock().advance(TimeDelta::days(40));
    assert_eq!(door.meets(&abuser, &victim).await.0.len(), 2);
    let ended = door.acts_for(&victim, &victim, "DELETE", "/discretion", &json!(null)).await;
    assert_eq!(ended.status, 204);
    assert_eq!(door.meets(&abuser, &victim).await.0.len(), 4, "she ended it");
    let again = door.acts_for(&victim, &victim, "DELETE", "/discretion", &json!(null)).await;
    assert_eq!(again.status, 404, "{}", again.text());
    assert_eq!(findings(&door, victim.space), Vec::<String>::new());
}

#[actix_web::test]
async fn what_a_professional_keeps_discreet_is_so_until_the_patient_ends_it_and_the_patient_is_told() {
    let door = Door::new();
    let [patient, carer] = [(); 2].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    door.becomes_carer(&patient, &carer, &json!({"acts": ["see"]})).await;
    door.house.clock().advance(TimeDelta::minutes(1));
    door.breaks_the_glass(&patient, &doctor).await;
    let early = door.fed(&patient, &doctor, json!({})).await;
    door.house.clock().advance(TimeDelta::minutes(20));
    // What let the professional in first counts, also where it was followed by something else.
    door.cares(&patient, &doctor).await;
    let as_doctor = door.house.actor(&doctor.login);
    let path = format!("/api/v1/spaces/{}/discretion", patient.space);
    let kept = Call::new("PUT", path).header("carnet-way", "W5").token(doctor.token());
    let kept = door.send(kept).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    let told = door.items_for(&patient, &patient, "/notifications").await;
    let began = |all: &[serde_json::Value]| {
        all.iter().filter(|notice| notice["kind"]["code"] == "discretion_began").count()
    };
    assert_eq!(began(&told), 1, "{told:?}");
    let sees = async |id: &String| door.lists(&patient, door.house.sure(&carer).token()).await.contains(id);
    assert!(!sees(&early).await);
    door.house.clock().advance(TimeDelta::days(31));
    assert!(!sees(&early).await, "nobody but the patient ends it");
    let stands = door.acts_for(&patient, &patient, "GET", "/discretion", &json!(null)).await.json();
    assert_eq!(stands["silent_until"], kept.json()["silent_until"], "mails are written again");
    // Another stay is another silence, and the patient is told of it.
    let house = door.house.house();
    let again = house.desk.write(|tx| {
        let ask = consent::Ask { way: Some(consent::RuleId::new("W5")), ..consent::Ask::default() };
        flows::discretion::begin(house, tx, &as_doctor, patient.space, ask)
    });
    assert!(again.unwrap().silent_until.is_some_and(|until| until > house.clock.now()));
    assert_eq!(began(&door.items_for(&patient, &patient, "/notifications").await), 2);
    assert_eq!(door.acts_for(&patient, &patient, "DELETE", "/discretion", &json!(null)).await.status, 204);
    assert!(sees(&early).await);
}

#[actix_web::test]
async fn what_the_holder_keeps_discreet_reaches_back_to_when_the_ward_came_in() {
    let door = Door::new();
    let [patient, carer] = [(); 2].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    door.becomes_carer(&patient, &carer, &json!({"acts": ["see"]})).await;
    door.house.clock().advance(TimeDelta::minutes(1));
    door.cares(&patient, &doctor).await;
    let early = door.fed(&patient, &doctor, json!({})).await;
    door.house.clock().advance(TimeDelta::minutes(20));
    assert_eq!(door.holder(&patient, "PUT", "/discretion", &json!(null)).await.status, 200);
    assert!(door.lists(&patient, carer.token()).await.contains(&early));
    assert_eq!(door.is_kept_discreet_by(&doctor, &patient).await, 200);
    assert!(!door.lists(&patient, carer.token()).await.contains(&early));
    let stands = door.holder(&patient, "GET", "/discretion", &json!(null)).await.json();
    assert_eq!((&stands["by_professional"], &stands["silent_until"]), (&json!(false), &json!(null)));
    assert_eq!(door.is_kept_discreet_by(&doctor, &patient).await, 200, "said again it says the same");
}

#[actix_web::test]
async fn somebody_who_assists_by_a_decision_of_a_judge_is_kept_out_as_well() {
    let door = Door::new();
    let [elder, curator] = [(); 2].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    let protection = door.is_protected(&elder, &curator, "assistance").await;
    let path = format!("/protection/{protection}/assistance");
    let may = json!({"acts": ["see"], "also_hidden": true});
    assert_eq!(door.acts_for(&elder, &elder, "PUT", &path, &may).await.status, 204);
    assert_eq!(door.holder(&elder, "PUT", "/discretion", &json!(null)).await.status, 200);
    let letter = door.fed(&elder, &doctor, json!({})).await;
    assert!(!door.sees(&elder, &letter, door.house.sure(&curator).token()).await);
    assert_eq!(door.acts_for(&elder, &elder, "DELETE", "/discretion", &json!(null)).await.status, 204);
    assert!(door.sees(&elder, &letter, door.house.sure(&curator).token()).await);
}
