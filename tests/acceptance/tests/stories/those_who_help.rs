//! A protected adult, her guardian by a decision of a judge, the neighbour who helps with prescriptions, and a ward where she is treated:
//! through a server that is killed between two steps.

use acceptance::{CAMILLE, Form, Site};
use serde_json::{Value, json};

use crate::{SPACE, documents, ids, receipt};

/// The record of a child of the demonstration.
const CHILD: &str = "00000000-0000-7000-8000-000000000064";
const PDF: &[u8] = include_bytes!("../../../fixtures/files/letter.pdf");

fn brought(title: &str, code: &str) -> Form {
    let patient = CAMILLE.person().patient_json();
    Form::new(json!({"type": {"code": code}, "title": title, "patient": patient}), "application/pdf", PDF)
}

fn day(from_now: i64) -> String {
    (chrono::Utc::now() + chrono::TimeDelta::days(from_now)).date_naive().to_string()
}

#[test]
fn a_guardian_acts_by_a_decision_of_two_and_a_neighbour_learns_nothing_of_the_ward() {
    let site = Site::new();
    let mut server = site.sandbox();
    let space = |path: &str| format!("/api/v1/spaces/{SPACE}{path}");
    let (one, other) = (server.persona("support"), server.persona("support-2"));
    let morgan = server.persona("other-citizen").get("/api/v1/me").json();
    let of = morgan["spaces"][0]["space"].clone();
    // What one alone wrote down opens nothing.
    let decision = json!({"orders": "representation", "of": of, "measure": "guardianship",
        "court": "Tribunal judiciaire de Fictiville", "decided_on": day(-3), "until": day(900)});
    let admin = |path: &str| format!("/api/v1/admin/spaces/{SPACE}/measures{path}");
    let without_end = {
        let mut wrong = decision.clone();
        wrong.as_object_mut().unwrap().remove("until");
        wrong
    };
    assert!(one.post(&admin(""), &without_end).problem(422, "unprocessable").to_string().contains("/until"));
    let by_minor = {
        let mut wrong = decision.clone();
        wrong["of"] = json!(CHILD);
        wrong
    };
    assert!(one.post(&admin(""), &by_minor).problem(409, "conflict").to_string().contains("is of age"));
    let written = one.post(&admin(""), &decision).json();
    let confirm = format!("/{}/confirm", written["id"].as_str().unwrap());
    one.post(&admin(&confirm), &json!(null)).problem(403, "forbidden");
    server.persona("other-citizen").get(&documents(SPACE)).problem(404, "not-found");
    server.kill();
    server.start_again();
    let other = server.bearer(&other.token());
    let confirmed = other.post(&admin(&confirm), &json!(null)).json();

    // Whoever is in charge sees the record and acts in it, under a name of their own.
    let guardian = server.persona("other-citizen");
    let enters = guardian.get("/api/v1/me").json();
    let entered = enters["spaces"].as_array().unwrap().iter().find(|one| one["space"] == SPACE).unwrap();
    assert_eq!((&entered["as"], &entered["way"]), (&json!("in_charge"), &json!("W3")));
    let seen = ids(&guardian.get(&documents(SPACE)));
    assert_eq!(seen, ids(&server.persona("citizen").get(&documents(SPACE))));
    let blocked = guardian.post(&space("/blocked"), &json!({"whom": {"rpps": "99700000021"}}));
    assert_eq!(blocked.status, 201, "{blocked:?}");
    let history = server.persona("citizen").get(&space("/history")).json();
    let line = |act: &str| -> Value {
        let lines = history["items"].as_array().unwrap();
        lines.iter().find(|line| line["act"]["code"] == act).cloned().unwrap_or_default()
    };
    assert!(line("blocks.block").to_string().contains("MORGAN ECHANTILLON"), "{history}");
    assert_eq!(line("blocks.block")["way"]["code"], "W3");
    assert_eq!(line("protection.begin")["outcome"], "done", "{history}");

    // The neighbour helps with prescriptions, and learns nothing of the ward that keeps the record discreet.
    let neighbour = server.persona("carer");
    let before = ids(&neighbour.get(&documents(SPACE)));
    let ward = server.persona("emergency-doctor");
    let opened = ward.post(
        &space("/emergency-accesses"),
        &json!({"purpose": "BTG", "reason": "unconscious", "cannot_express_will": true, "immediate_risk": true}),
    );
    assert_eq!(opened.status, 201, "{opened:?}");
    assert_eq!(ward.put(&space("/discretion"), &json!(null)).status, 200);
    let kept = receipt(&ward.deposit(SPACE, &brought("Ordonnance de sortie", "57833-6")));
    assert_eq!(ids(&neighbour.get(&documents(SPACE))), before);
    neighbour.get(&format!("{}/{kept}", documents(SPACE))).problem(404, "not-found");
    assert!(ids(&server.persona("citizen").get(&documents(SPACE))).contains(&kept));
    assert!(ids(&guardian.get(&documents(SPACE))).contains(&kept), "a guardian acts for her");
    server.persona("citizen").delete(&space("/discretion")).problem(401, "second-factor-needed");
    assert_eq!(neighbour.delete(&format!("/api/v1/me/cared-for/{SPACE}")).status, 204, "he stops helping");
    neighbour.get(&documents(SPACE)).problem(404, "not-found");

    // Lifted in the same way, by two.
    let lifting = json!({"orders": "lifting", "lifts": confirmed["id"], "decided_on": day(-1),
        "court": "Tribunal judiciaire de Fictiville"});
    let written = other.post(&admin(""), &lifting).json();
    let one = server.bearer(&one.token());
    let confirm = format!("/{}/confirm", written["id"].as_str().unwrap());
    assert_eq!(one.post(&admin(&confirm), &json!(null)).status, 200);
    guardian.get(&documents(SPACE)).problem(404, "not-found");
    site.verify_journal();
}
