//! Carers: invited by a code and by who they are, accepted by themselves, narrowed and ended by the holder.

use chrono::{DateTime, TimeDelta, Utc};
use identity::OrganisationKind;
use kernel::Clock;
use serde_json::{Value, json};
use testkit::{Citizen, fixtures};

use super::forged::findings;
use crate::door::{Answer, Call, Door, deposit, documents};

/// A document on the shelf of prescriptions and care.
fn prescription() -> Value {
    json!({"type": {"code": "57833-6"}})
}

/// What a carer for prescriptions may do.
pub(crate) fn prescriptions() -> Value {
    json!({"acts": ["see"], "categories": ["ORD_SOIN"], "purpose": "Fetches my prescriptions"})
}

impl Door {
    /// Invites somebody by who they are.
    pub(crate) async fn invites(&self, holder: &Citizen, carer: &Citizen, may: &Value) -> Answer {
        let traits = &carer.traits;
        let body = json!({
            "family_name": traits.birth_name.reveal(), "first_name": traits.first_names[0].reveal(),
            "birth_date": traits.birth_date.reveal(), "may": may,
        });
        self.holder(holder, "POST", "/carers", &body).await
    }

    pub(crate) async fn accepts(&self, token: &str, code: &str) -> Answer {
        let call = Call::post("/api/v1/carer-invitations/accept").token(token);
        self.send(call.json(&json!({"code": code}))).await
    }

    /// Makes somebody a carer and gives the id.
    pub(crate) async fn becomes_carer(&self, holder: &Citizen, carer: &Citizen, may: &Value) -> String {
        let invited = self.invites(holder, carer, may).await;
        assert_eq!(invited.status, 201, "{}", invited.text());
        let accepted = self.accepts(carer.token(), invited.json()["code"].as_str().unwrap()).await;
        assert_eq!(accepted.status, 201, "{}", accepted.text());
        invited.json()["carer"]["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn carers(&self, holder: &Citizen) -> Vec<Value> {
        let listed = self.holder(holder, "GET", "/carers", &json!(null)).await;
        assert_eq!(listed.status, 200, "{}", listed.text());
        listed.json()["items"].as_array().unwrap().clone()
    }

    /// The records that somebody may enter, and as what.
    async fn enters(&self, citizen: &Citizen) -> Vec<(String, String)> {
        let me = self.send(Call::get("/api/v1/me").token(citizen.token())).await.json();
        let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
        me["spaces"].as_array().unwrap().iter().map(|one| (text(one, "space"), text(one, "as"))).collect()
    }
}

#[actix_web::test]
async fn situation_2_a_daughter_who_is_a_carer_for_prescriptions_sees_prescriptions_only() {
    let door = Door::new();
    let (camille, daughter, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let prescription = door.fed(&camille, &doctor, prescription()).await;
    assert_eq!(door.send(Call::get(documents(&camille)).token(daughter.token())).await.status, 404);
    let invited = door.invites(&camille, &daughter, &prescriptions()).await;
    assert_eq!(invited.status, 201, "{}", invited.text());
    let waiting = door.carers(&camille).await;
    assert_eq!((waiting.len(), &waiting[0]["state"]), (1, &json!("invited")), "{waiting:?}");
    let code = invited.json()["code"].as_str().unwrap().to_owned();
    let accepted = door.accepts(daughter.token(), &code.to_lowercase().replace('-', " ")).await;
    assert_eq!(accepted.status, 201, "{}", accepted.text());
    assert_eq!(accepted.json()["space"], camille.space.to_string());
    assert!(accepted.json()["holder"].as_str().unwrap().starts_with("CAMILLE ESSAI"), "{}", accepted.text());
    assert_eq!(door.lists(&camille, daughter.token()).await, std::slice::from_ref(&prescription));
    assert!(door.sees(&camille, &prescription, daughter.token()).await);
    assert!(!door.sees(&camille, &letter, daughter.token()).await);
    let carers = door.carers(&camille).await;
    assert_eq!((carers.len(), &carers[0]["state"]), (1, &json!("running")), "{carers:?}");
    assert_eq!(carers[0]["id"], invited.json()["carer"]["id"], "the id stays");
    let own = (camille.space.to_string(), "carer".to_owned());
    assert!(door.enters(&daughter).await.contains(&own));
    let mine = door.send(Call::get("/api/v1/me/cared-for").token(daughter.token())).await.json();
    assert_eq!(mine["items"][0]["categories"], json!(["ORD_SOIN"]), "{mine}");
    assert_eq!(mine["items"][0]["purpose"], "Fetches my prescriptions");
    let notices = door.notices(&camille).await;
    assert!(notices.iter().any(|one| one["kind"]["code"] == "carer_accepted"), "{notices:?}");
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn what_a_carer_does_stands_in_the_history_under_the_carers_name() {
    let door = Door::new();
    let (camille, carer, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let prescription = door.fed(&camille, &doctor, prescription()).await;
    door.becomes_carer(&camille, &carer, &prescriptions()).await;
    let name = carer.traits.birth_name.reveal();
    assert!(door.sees(&camille, &prescription, carer.token()).await);
    let history = door.holder(&camille, "GET", "/history", &json!(null)).await.json();
    let lines = history["items"].as_array().unwrap();
    let of = |act: &str| lines.iter().find(|line| line["act"]["code"] == act && line["way"]["code"] == "W4");
    for act in ["carers.accept", "documents.read", "documents.list"] {
        let line = of(act).unwrap_or_else(|| panic!("{act}: {history}"));
        assert!(line["who"]["name"].as_str().unwrap().contains(name.as_str()), "{line}");
    }
    let said = of("carers.accept").unwrap()["said"].to_string();
    assert!(
        said.contains("carer: ") && said.contains("see") && said.contains("Prescriptions and care"),
        "{said}"
    );
}

#[actix_web::test]
async fn situation_24_a_masked_document_is_hidden_from_a_carer_unless_that_is_ticked() {
    let door = Door::new();
    let (camille, one, other, doctor) =
        (door.house.citizen(), door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let withheld = door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    door.becomes_carer(&camille, &one, &json!({"acts": ["see"]})).await;
    door.becomes_carer(&camille, &other, &json!({"acts": ["see"], "also_hidden": true})).await;
    for carer in [&one, &other] {
        assert!(door.sees(&camille, &letter, carer.token()).await);
        assert!(!door.sees(&camille, &withheld, carer.token()).await, "what the holder does not see yet");
    }
    door.sees_as(&camille, &letter, "masked").await;
    assert!(!door.sees(&camille, &letter, one.token()).await);
    assert!(door.sees(&camille, &letter, other.token()).await);
    let audience = format!("/documents/{letter}/audience");
    let audience = door.holder(&camille, "GET", &audience, &json!(null)).await.json();
    let carers: Vec<bool> = audience["people"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["by"]["kind"] == "carer")
        .map(|one| one["sees"].as_bool().unwrap())
        .collect();
    assert_eq!(carers, [false, true], "{audience}");
}

#[actix_web::test]
async fn situation_23_a_carer_who_is_also_a_nurse_and_blocked_as_one_sees_what_a_carer_may() {
    let door = Door::new();
    let (camille, carer, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let nurse = door.house.at_work(&carer, door.house.organisation(OrganisationKind::Practice, true));
    let letter = door.fed(&camille, &doctor, json!({})).await;
    door.cares(&camille, &nurse).await;
    door.becomes_carer(&camille, &carer, &json!({"acts": ["see"]})).await;
    assert!(door.sees(&camille, &letter, nurse.token()).await);
    let blocked = door.holder(&camille, "POST", "/blocked", &json!({"whom": door.whom(&nurse)})).await;
    assert_eq!(blocked.status, 201, "{}", blocked.text());
    assert_eq!(blocked.json()["warnings"][0]["code"], "also_a_carer", "{}", blocked.text());
    assert!(!door.sees(&camille, &letter, nurse.token()).await);
    assert!(door.sees(&camille, &letter, carer.token()).await);
    let other = door.holder(&camille, "POST", "/blocked", &json!({"whom": door.whom(&doctor)})).await;
    assert_eq!(other.json()["warnings"], json!([]), "{}", other.text());
}

#[actix_web::test]
async fn a_carer_adds_on_the_shelves_that_were_said_and_takes_nothing_away() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let mine = door.brought(&camille, json!({})).await;
    let may = json!({"acts": ["see", "add"], "categories": ["ORD_SOIN"]});
    door.becomes_carer(&camille, &carer, &may).await;
    let brings = |code: &str| {
        let metadata =
            json!({"title": "Ordonnance", "type": {"code": code, "system": "1.2.250.1.213.1.1.4.12"}});
        deposit(&camille, carer.token()).parts(&metadata, "text/plain", b"une note")
    };
    let added = door.send(brings("DOCPAT02")).await;
    assert_eq!(added.status, 201, "{}", added.text());
    let id = added.json()["id"].as_str().unwrap().to_owned();
    let seen =
        door.send(Call::get(format!("{}/{id}", documents(&camille))).token(camille.token())).await.json();
    assert_eq!(seen["deposited_by"]["kind"], "carer", "{seen}");
    assert!(
        seen["deposited_by"]["name"].as_str().unwrap().contains(carer.traits.birth_name.reveal().as_str())
    );
    let elsewhere = door.send(brings("EXPPAT_2")).await;
    assert_eq!(elsewhere.status, 422, "{}", elsewhere.text());
    assert_eq!(door.lists(&camille, camille.token()).await.len(), 2, "nothing else came in");
    for document in [&id, &mine] {
        let path = format!("{}/{document}", documents(&camille));
        let gone = door.send(Call::new("DELETE", &path).token(carer.token())).await;
        assert!(matches!(gone.status, 403 | 404), "{}", gone.text());
    }
    let path = |rest: &str| format!("/api/v1/spaces/{}{rest}", camille.space);
    for (method, rest, body) in [
        ("GET", "/history", json!(null)),
        ("GET", "/preferences", json!(null)),
        ("POST", "/folders", json!({"name": "A"})),
        ("POST", "/blocked", json!({"whom": {"rpps": "99700000013"}})),
        ("DELETE", "/care-team", json!(null)),
        ("DELETE", "", json!(null)),
    ] {
        let call = Call::new(method, path(rest)).token(door.house.sure(&carer).token());
        let refused = door.send(if body.is_null() { call } else { call.json(&body) }).await;
        assert!(
            matches!(refused.status, 403 | 404),
            "{method} {rest}: {} {}",
            refused.status,
            refused.text()
        );
    }
    assert_eq!(door.lists(&camille, camille.token()).await.len(), 2);
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn a_carer_invites_no_carer_and_is_told_why() {
    let door = Door::new();
    let (camille, carer, other) = (door.house.citizen(), door.house.citizen(), door.house.citizen());
    door.becomes_carer(&camille, &carer, &json!({"acts": ["see", "add", "notices"]})).await;
    let traits = &other.traits;
    let body = json!({
        "family_name": traits.birth_name.reveal(), "first_name": "CAMILLE", "birth_date": "1980-07-01",
        "may": {"acts": ["see"]},
    });
    let path = format!("/api/v1/spaces/{}/carers", camille.space);
    let refused = door.send(Call::post(path).token(door.house.sure(&carer).token()).json(&body)).await;
    assert_eq!(
        (refused.status, refused.json()["type"].as_str()),
        (403, Some("/problems/forbidden")),
        "{}",
        refused.text()
    );
    assert!(refused.text().contains("for its holder"), "{}", refused.text());
    assert_eq!(door.carers(&camille).await.len(), 1);
}

#[actix_web::test]
async fn an_invitation_serves_nobody_but_whom_it_is_meant_for_once() {
    let door = Door::new();
    let (camille, carer, thief) = (door.house.citizen(), door.house.citizen(), door.house.citizen());
    let invited = door.invites(&camille, &carer, &prescriptions()).await.json();
    let code = invited["code"].as_str().unwrap();
    let nobody = door.accepts(thief.token(), "AAAA-AAAA").await;
    assert_eq!(nobody.status, 404, "{}", nobody.text());
    let stolen = door.accepts(thief.token(), code).await;
    assert_eq!((stolen.status, stolen.problem()), (nobody.status, nobody.problem()), "{}", stolen.text());
    assert_eq!(door.accepts(camille.token(), code).await.status, 404, "not even the holder");
    let doctor = door.house.doctor();
    assert!(matches!(door.accepts(doctor.token(), code).await.status, 403 | 404), "nor a professional");
    assert_eq!(door.accepts(carer.token(), code).await.status, 201);
    assert_eq!(door.accepts(carer.token(), code).await.status, 404, "it works once");
    let taken_back = door.invites(&camille, &thief, &prescriptions()).await.json();
    let id = taken_back["carer"]["id"].as_str().unwrap();
    assert_eq!(door.holder(&camille, "DELETE", &format!("/carers/{id}"), &json!(null)).await.status, 204);
    let code = taken_back["code"].as_str().unwrap();
    assert_eq!(door.accepts(thief.token(), code).await.status, 404);
    for _ in 0..2 {
        assert_eq!(door.accepts(thief.token(), "AAAA-AAAA").await.status, 404);
    }
    let held = door.accepts(thief.token(), "AAAA-AAAA").await;
    assert_eq!(held.status, 429, "wrong ones count against whoever tries: {}", held.text());
    let late = door.invites(&camille, &thief, &prescriptions()).await.json();
    door.house.clock().advance(TimeDelta::days(31));
    let thief_again = door.house.sure(&thief);
    assert_eq!(
        door.accepts(thief_again.token(), late["code"].as_str().unwrap()).await.status,
        404,
        "it is over"
    );
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn the_holder_narrows_and_ends_without_a_word_and_the_carer_resigns() {
    let door = Door::new();
    let (camille, carer, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let prescription = door.fed(&camille, &doctor, prescription()).await;
    let id = door.becomes_carer(&camille, &carer, &json!({"acts": ["see", "add"]})).await;
    let path = format!("/carers/{id}");
    let plain = Call::new("PUT", format!("/api/v1/spaces/{}{path}", camille.space)).token(camille.token());
    let narrowed = door.send(plain.json(&prescriptions())).await;
    assert_eq!(narrowed.status, 200, "less needs no second factor: {}", narrowed.text());
    assert_eq!(narrowed.json()["id"], id);
    assert!(!door.sees(&camille, &letter, carer.token()).await);
    assert!(door.sees(&camille, &prescription, carer.token()).await);
    let plain = Call::new("PUT", format!("/api/v1/spaces/{}{path}", camille.space)).token(camille.token());
    let widened = door.send(plain.json(&json!({"acts": ["see"], "also_hidden": true}))).await;
    assert_eq!(widened.status, 401, "more is a grant: {}", widened.text());
    assert!(!door.sees(&camille, &letter, carer.token()).await);
    let widened = door.holder(&camille, "PUT", &path, &json!({"acts": ["see"], "without_end": true})).await;
    assert_eq!(widened.status, 200, "{}", widened.text());
    assert!(widened.json().get("until").is_none(), "{}", widened.text());
    assert!(door.sees(&camille, &letter, carer.token()).await);
    let told = "select count(*) from notifications.notice where person is not null";
    assert_eq!(door.house.database().count(told), 0, "nothing is told to the carer");
    let resign = format!("/api/v1/me/cared-for/{}", camille.space);
    assert_eq!(door.send(Call::new("DELETE", &resign).token(carer.token())).await.status, 204);
    assert_eq!(door.send(Call::get(documents(&camille)).token(carer.token())).await.status, 404);
    assert_eq!(door.send(Call::new("DELETE", &resign).token(carer.token())).await.status, 404);
    assert_eq!(door.carers(&camille).await, Vec::<Value>::new());
    let id = door.becomes_carer(&camille, &carer, &prescriptions()).await;
    assert_eq!(door.holder(&camille, "DELETE", &format!("/carers/{id}"), &json!(null)).await.status, 204);
    assert_eq!(door.send(Call::get(documents(&camille)).token(carer.token())).await.status, 404);
    assert_eq!(door.enters(&carer).await.len(), 1, "their own record alone");
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn one_act_that_ends_everything_ends_carers_and_invitations_too() {
    let door = Door::new();
    let (camille, carer, other) = (door.house.citizen(), door.house.citizen(), door.house.citizen());
    door.becomes_carer(&camille, &carer, &json!({"acts": ["see"]})).await;
    let invited = door.invites(&camille, &other, &json!({"acts": ["see"]})).await.json();
    let team = door.holder(&camille, "GET", "/care-team", &json!(null)).await.json();
    let kinds: Vec<&str> =
        team["items"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["carer", "access_code"], "{team}");
    assert!(team["items"][0]["carer"].as_str().unwrap().contains(carer.traits.birth_name.reveal().as_str()));
    assert_eq!(door.holder(&camille, "DELETE", "/care-team", &json!(null)).await.status, 204);
    assert_eq!(door.send(Call::get(documents(&camille)).token(carer.token())).await.status, 404);
    assert_eq!(door.accepts(other.token(), invited["code"].as_str().unwrap()).await.status, 404);
}

#[actix_web::test]
async fn what_cannot_be_is_refused_clearly_and_changes_nothing() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let now: DateTime<Utc> = door.house.clock().now();
    let past = (now - TimeDelta::days(1)).to_rfc3339();
    let far = "9999-12-31T00:00:00Z";
    for (may, status, says) in [
        (json!({"acts": []}), 422, "at least one thing"),
        (json!({"acts": ["delete"]}), 400, ""),
        (json!({"acts": ["see"], "categories": []}), 422, "at least one category"),
        (json!({"acts": ["see"], "categories": ["DIR_ANT"]}), 422, "DIR_ANT"),
        (json!({"acts": ["see"], "categories": ["NOPE"]}), 400, ""),
        (json!({"acts": ["see"], "until": past}), 422, "after now"),
        (json!({"acts": ["see"], "until": far}), 422, "120 years"),
        (json!({"acts": ["see"], "until": "2027-01-01T00:00:00Z", "without_end": true}), 400, "without_end"),
        (json!({"acts": ["see"], "purpose": "x".repeat(201)}), 422, "200"),
    ] {
        let refused = door.invites(&camille, &carer, &may).await;
        assert_eq!(refused.status, status, "{may}: {}", refused.text());
        assert!(refused.text().contains(says), "{may}: {}", refused.text());
    }
    for (name, value) in
        [("birth_date", "1980"), ("birth_date", "yesterday"), ("family_name", "  "), ("first_name", "-")]
    {
        let mut body = json!({
            "family_name": "Modeste", "first_name": "Noé", "birth_date": "1974-06-02", "may": {"acts": ["see"]},
        });
        body[name] = json!(value);
        let refused = door.holder(&camille, "POST", "/carers", &body).await;
        assert_eq!(refused.status, 422, "{name} {value}: {}", refused.text());
    }
    assert_eq!(door.carers(&camille).await, Vec::<Value>::new());
    for _ in 0..5 {
        assert_eq!(door.invites(&camille, &door.house.citizen(), &prescriptions()).await.status, 201);
    }
    let sixth = door.invites(&camille, &carer, &prescriptions()).await;
    assert_eq!(sixth.status, 422, "{}", sixth.text());
    assert!(sixth.text().contains("at most 5 carers"), "{}", sixth.text());
    let unknown = format!("/carers/{}", camille.space);
    assert_eq!(door.holder(&camille, "DELETE", &unknown, &json!(null)).await.status, 404);
    assert_eq!(door.holder(&camille, "PUT", &unknown, &prescriptions()).await.status, 404);
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn a_carer_says_of_no_document_who_sees_it_and_learns_no_trait_by_one() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    door.becomes_carer(&camille, &carer, &json!({"acts": ["add"]})).await;
    for flag in [json!({"masked": true}), json!({"visible_to_representatives": false})] {
        let refused = deposit(&camille, carer.token()).parts(&flag, "text/plain", b"une note");
        let refused = door.send(refused).await;
        assert_eq!(refused.status, 422, "{flag}: {}", refused.text());
    }
    let of_another = fixtures::bytes("cda/coded-entries.xml");
    let refused = deposit(&camille, carer.token()).parts(&json!({}), "text/xml", of_another);
    let refused = door.send(refused).await;
    assert!(matches!(refused.status, 409 | 422), "{}", refused.text());
    for name in ["birth_name", "first_names", "birth_date", "\"ins\"", "birthplace"] {
        assert!(!refused.text().contains(name), "{name} in {}", refused.text());
    }
    assert_eq!(door.lists(&camille, camille.token()).await, Vec::<String>::new());
}
