//! By which codes a topic hides: of every ready-made topic one of each system of its list, wherever a document bears it.

use config::CodeSystem;
use serde_json::{Value, json};
use testkit::{Citizen, Worker, fixtures};

use crate::door::{Answer, Door, deposit};

/// Where the coded fixture names a medicine.
const MEDICINE: &str = "code=\"60000002\" codeSystem=\"1.2.250.1.213.2.3.1\"";
/// What of the fixture counts as its identifier.
const NUMBER: &str = "\"D90\"";

impl Door {
    /// A clinical document that bears a code in its body.
    async fn bears(&self, citizen: &Citizen, by: &Worker, oid: &str, code: &str, more: &Value) -> Answer {
        let text = String::from_utf8(citizen.named_in(fixtures::bytes("cda/coded-entries.xml"))).unwrap();
        assert!(text.contains(MEDICINE));
        let number = self.house.id::<kernel::kind::Document>();
        let text = text.replace(MEDICINE, &format!("code=\"{code}\" codeSystem=\"{oid}\""));
        let text = text.replace(NUMBER, &format!("\"D{number}\""));
        self.send(deposit(citizen, by.token()).parts(more, "text/xml", text.as_bytes())).await
    }

    async fn bearing(&self, citizen: &Citizen, by: &Worker, system: CodeSystem, code: &str) -> String {
        let oid = match system {
            CodeSystem::Atc => "2.16.840.1.113883.6.73",
            CodeSystem::Cis => "1.2.250.1.213.2.3.1",
            CodeSystem::Loinc => "2.16.840.1.113883.6.1",
            CodeSystem::Icd10 => "2.16.840.1.113883.6.3",
            CodeSystem::Type => return self.fed(citizen, by, json!({"type": {"code": code}})).await,
            CodeSystem::Event => {
                let act = json!({"code": code, "system": "1.2.250.1.215.300.1", "label": "Acte"});
                return self.fed(citizen, by, json!({"events": [act]})).await;
            }
        };
        let answer = self.bears(citizen, by, oid, code, &json!({})).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_str().unwrap().to_owned()
    }
}

#[actix_web::test]
async fn every_ready_made_topic_hides_by_each_system_of_its_list() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    let neutral = door.bearing(&camille, &author, CodeSystem::Atc, "N02BE01").await;
    let reference = door.house.house().reference.clone();
    let mut shown = 0;
    for topic in reference.topics() {
        let mut bearing = Vec::new();
        for (nth, one) in topic.codes.iter().enumerate() {
            if nth > 0 && topic.codes[nth - 1].system == one.system {
                continue;
            }
            let id = door.bearing(&camille, &author, one.system, &one.code).await;
            assert!(door.sees(&camille, &id, doctor.token()).await, "{one:?}");
            bearing.push((id, one));
        }
        door.says(&camille, json!({"topics": [{"topic": topic.key, "hidden": true}]})).await;
        let listed = door.lists(&camille, doctor.token()).await;
        for (id, one) in &bearing {
            assert!(!listed.contains(id), "{} by {one:?}", topic.key);
        }
        assert!(listed.contains(&neutral));
        shown += bearing.len();
        door.says(&camille, json!({})).await;
    }
    let systems: std::collections::BTreeSet<CodeSystem> =
        reference.topics().flat_map(|topic| &topic.codes).map(|one| one.system).collect();
    assert_eq!((reference.topics().count(), systems.len()), (5, 6));
    assert!(shown > 15, "{shown}");
}

#[actix_web::test]
async fn an_act_that_the_depositor_tells_counts_beside_those_that_the_document_names() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    door.says(&camille, json!({"topics": [{"topic": "pregnancy", "hidden": true}]})).await;
    let reference = door.house.house().reference.clone();
    let pregnancy = reference.topics().find(|topic| topic.key == "pregnancy").unwrap();
    let act = pregnancy.codes.iter().find(|one| one.system == CodeSystem::Event).unwrap();
    let told = json!({"events": [{"code": act.code, "system": "1.2.250.1.215.300.1", "label": "Acte"}]});
    let answer = door.bears(&camille, &author, "2.16.840.1.113883.6.73", "N02BE01", &told).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    assert!(!door.sees(&camille, &id, doctor.token()).await);
}
