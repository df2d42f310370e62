//! A session of a mediator and a citizen together, as its token is shown to the API, and how many of them there were.

use identity::{IdentityDocument, MediationAsked};
use kernel::{AdminRole, Ins};
use secrecy::ExposeSecret;
use serde_json::json;
use testkit::{Citizen, Login};

use crate::door::{Call, Door};

/// A session of the two, and its token.
fn together(door: &Door, mediator: &Login, citizen: &Citizen) -> String {
    let house = door.house.house();
    let claims = house.identity.verify(mediator.token()).unwrap();
    let request = door.house.id();
    let actor = house.desk.read(|rtx| house.identity.authenticate(rtx, &claims, request)).unwrap().actor;
    let (ins, _) = Ins::parse(citizen.ins.number.reveal(), citizen.ins.oid).unwrap();
    let asked = MediationAsked {
        traits: Box::new(citizen.traits.clone()),
        ins: Some(ins),
        document: IdentityDocument::ResidencePermit,
        is_present: true,
        agent: None,
    };
    let begun = house.identity.begin_mediation(&house.desk, &actor, &asked, "192.0.2.0/24").unwrap();
    house.identity.issue(&begun.session).unwrap().access_token.expose_secret().to_owned()
}

#[actix_web::test]
async fn the_token_of_two_is_good_for_the_narrow_acts_alone() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let (_, mediator) = door.house.admin(&[AdminRole::Mediator]);
    let token = together(&door, &mediator, &camille);
    let me = door.send(Call::get("/api/v1/me").token(&token)).await.json();
    assert_eq!((&me["person"], &me["assisted_by"]), (&json!(camille.person), &json!("Alex Fictif")));
    assert_eq!(me["assurance"], "substantial");
    let record = format!("/api/v1/spaces/{}", camille.space);
    let history = door.send(Call::get(format!("{record}/history")).token(&token)).await;
    assert_eq!(history.status, 200);
    let lines = history.json();
    let mut begun =
        lines["items"].as_array().unwrap().iter().filter(|line| line["act"]["code"] == "mediation.begin");
    assert_eq!(begun.next().unwrap()["who"]["kind"], "citizen");
    let preset = Call::new("PUT", format!("{record}/preferences/preset")).json(&json!({"preset": "ask_me"}));
    assert_eq!(door.send(preset.token(&token)).await.status, 204);
    let refused = [
        Call::get(format!("{record}/documents")),
        Call::get(format!("{record}/documents/{letter}")),
        Call::get(format!("{record}/documents/{letter}/content")),
        Call::post(format!("{record}/documents/search")).json(&json!({})),
        Call::post(format!("{record}/documents/zip")).json(&json!({"documents": [letter]})),
        Call::get(format!("{record}/notifications")),
        Call::get(format!("{record}/folders")),
        Call::get(format!("{record}/preferences")),
        Call::get(format!("{record}/care-team")),
        Call::new("DELETE", record.clone()),
        Call::get("/api/v1/me/sessions"),
        Call::get("/api/v1/me/factors"),
        Call::new("DELETE", "/api/v1/me/sessions"),
        Call::get("/api/v1/admin/mediations"),
    ];
    for call in refused {
        let what = call.path().to_owned();
        let answer = door.send(call.token(&token)).await;
        assert_eq!(answer.status, 403, "{what}: {}", answer.text());
    }
}

#[actix_web::test]
async fn the_auditor_reads_how_many_sessions_each_mediator_had() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let (person, mediator) = door.house.admin(&[AdminRole::Mediator]);
    together(&door, &mediator, &camille);
    together(&door, &mediator, &other);
    let (_, auditor) = door.house.admin(&[AdminRole::Auditor]);
    let counts = || Call::get("/api/v1/admin/mediations");
    let read = door.send(counts().token(auditor.token())).await;
    let day = json!({"day": "2026-11-23", "person": person, "name": "Alex Fictif", "begun": 2});
    assert_eq!((read.status, read.json()), (200, json!({"items": [day]})));
    for token in [mediator.token(), camille.token(), door.house.doctor().token()] {
        assert_eq!(door.send(counts().token(token)).await.status, 403);
    }
}
