//! How a care relationship begins: on declaration, on the holder's approval, or not at all.

use chrono::{DateTime, TimeDelta, Utc};
use consent::SpaceState;
use futures_util::join;
use serde_json::{Value, json};
use testkit::{Citizen, Worker};

use crate::door::{Answer, Call, Door, documents};

impl Door {
    /// Declares a care relationship.
    pub(crate) async fn declares(&self, citizen: &Citizen, by: &Worker, body: Value) -> Answer {
        let path = format!("/api/v1/spaces/{}/care-relationships", citizen.space);
        self.send(Call::post(path).token(by.token()).json(&body)).await
    }

    /// What gets anybody in, or asks to, as the holder sees it: kind and id.
    pub(crate) async fn team(&self, citizen: &Citizen) -> Vec<(String, String)> {
        let team = self.holder(citizen, "GET", "/care-team", &json!(null)).await.json();
        let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
        let items = team["items"].as_array().unwrap().iter();
        items.map(|one| (text(one, "kind"), text(one, "id"))).collect()
    }

    /// The status of the list of documents for a professional.
    pub(crate) async fn reaches(&self, citizen: &Citizen, worker: &Worker) -> u16 {
        self.send(Call::get(documents(citizen)).token(worker.token())).await.status
    }

    /// What the holder is told, newest first.
    pub(crate) async fn told(&self, citizen: &Citizen) -> Vec<String> {
        let told = self.holder(citizen, "GET", "/notifications", &json!(null)).await.json();
        let items = told["items"].as_array().unwrap().iter();
        items.map(|one| one["kind"]["code"].as_str().unwrap().to_owned()).collect()
    }

    /// That the rows of a record's consent are what its history says.
    pub(crate) fn is_sound(&self, citizen: &Citizen) {
        let found = flows::replay::compare(self.house.house(), citizen.space).unwrap();
        assert_eq!(found, Vec::<String>::new());
    }
}

fn in_charge() -> Value {
    json!({"evidence": "team_in_charge"})
}

#[actix_web::test]
async fn situation_39_a_declaration_counts_as_the_holder_lets_it_and_is_told_to_the_holder() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    // Open: it runs, and the holder is told by whom.
    assert_eq!(door.declares(&camille, &doctor, in_charge()).await.status, 201);
    assert_eq!(door.told(&camille).await, ["care_relationship_declared"]);
    assert_eq!(door.reaches(&camille, &doctor).await, 200);
    // Ask me: it is asked for, and nothing is open.
    let (morgan, colleague) = (door.house.citizen(), door.house.dentist());
    door.says(&morgan, json!({"preset": "ask_me"})).await;
    let asked = door.declares(&morgan, &colleague, in_charge()).await;
    assert_eq!(asked.status, 202, "{}", asked.text());
    let waits: DateTime<Utc> = asked.json()["waits_until"].as_str().unwrap().parse().unwrap();
    assert_eq!(waits, door.house.house().clock.now() + TimeDelta::days(7));
    assert_eq!(door.reaches(&morgan, &colleague).await, 404);
    let team = door.holder(&morgan, "GET", "/care-team", &json!(null)).await.json();
    let request = &team["items"][0];
    assert_eq!(
        (&request["kind"], &request["evidence"]),
        (&json!("relationship_request"), &json!("team_in_charge"))
    );
    assert_eq!(request["professional"]["rpps"], door.house.rpps(&colleague));
    assert_eq!(door.told(&morgan).await, ["care_relationship_asked"]);
    // Asking again is one request, told once.
    assert_eq!(door.declares(&morgan, &colleague, in_charge()).await.status, 202);
    assert_eq!((door.team(&morgan).await.len(), door.told(&morgan).await.len()), (1, 1));
    // Closed: neither.
    let (robin, neighbour) = (door.house.citizen(), door.house.doctor());
    door.says(&robin, json!({"preset": "closed"})).await;
    let refused = door.declares(&robin, &neighbour, in_charge()).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(refused.text().contains("by a code alone"), "{}", refused.text());
    assert!(door.team(&robin).await.is_empty());
    assert_eq!(door.reaches(&robin, &neighbour).await, 404);
    for citizen in [&camille, &morgan, &robin] {
        door.is_sound(citizen);
    }
}

#[actix_web::test]
async fn a_request_opens_the_record_when_the_holder_accepts_and_lapses_by_itself() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.says(&camille, json!({"preset": "ask_me"})).await;
    let body = json!({"evidence": "admission", "days": 5, "collected_by": "Secrétariat du service"});
    assert_eq!(door.declares(&camille, &doctor, body).await.status, 202);
    let team = door.holder(&camille, "GET", "/care-team", &json!(null)).await.json();
    assert_eq!(team["items"][0]["collected_by"], "Secrétariat du service");
    let request = team["items"][0]["id"].as_str().unwrap();
    let approve = format!("/care-team/{request}/approve");
    let plain = Call::post(format!("/api/v1/spaces/{}{approve}", camille.space)).token(camille.token());
    assert_eq!(door.send(plain.json(&json!({}))).await.status, 401, "it asks for a second factor anew");
    let accepted = door.holder(&camille, "POST", &approve, &json!({})).await;
    assert_eq!(accepted.status, 201, "{}", accepted.text());
    let ends: DateTime<Utc> = accepted.json()["ends_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(ends.to_rfc3339(), "2026-11-28T23:00:00+00:00", "as long as was asked");
    assert_eq!(door.reaches(&camille, &doctor).await, 200);
    // Another one, which nobody answers.
    let late = door.house.doctor();
    door.declares(&camille, &late, in_charge()).await;
    let (_, request) =
        door.team(&camille).await.into_iter().find(|(kind, _)| kind == "relationship_request").unwrap();
    door.house.clock().advance(TimeDelta::days(7));
    let approve = format!("/care-team/{request}/approve");
    assert_eq!(door.holder(&camille, "POST", &approve, &json!({})).await.status, 404, "it lapsed");
    door.is_sound(&camille);
}

#[actix_web::test]
async fn of_two_who_accept_at_once_one_does() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.says(&camille, json!({"preset": "ask_me"})).await;
    for _ in 0..6 {
        door.declares(&camille, &doctor, in_charge()).await;
        let team = door.team(&camille).await;
        let (_, request) = team.into_iter().find(|(kind, _)| kind == "relationship_request").unwrap();
        let approve = format!("/care-team/{request}/approve");
        let as_asked = json!({});
        let accepts = || door.holder(&camille, "POST", &approve, &as_asked);
        let (one, other) = join!(accepts(), accepts());
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 404]);
        assert_eq!(door.team(&camille).await.len(), 1, "one relationship runs");
    }
    door.is_sound(&camille);
}

#[actix_web::test]
async fn situation_28_a_doctor_consults_where_the_holder_never_came_and_notices_wait() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.in_state(&camille, SpaceState::Created);
    let letter = door.fed(&camille, &author, json!({})).await;
    assert_eq!(door.declares(&camille, &doctor, in_charge()).await.status, 201);
    assert_eq!(door.lists(&camille, doctor.token()).await, [letter]);
    assert_eq!(door.told(&camille).await, ["care_relationship_declared"], "it waits for the first log-in");
    // Whoever comes at last and activates the record finds what was done meanwhile, and who did it.
    let activated = door.holder(&camille, "POST", "/activate", &json!({"preset": "open"})).await;
    assert!(activated.status < 300, "{}", activated.text());
    let waiting = door.notices_of(&camille, "care_relationship_declared").await;
    assert_eq!(waiting.len(), 1);
    assert!(waiting[0]["text_en"].as_str().unwrap().contains("Dominique Fictif"), "{waiting:?}");
    assert!(waiting[0]["read_at"].is_null(), "nobody has read it");
}

#[actix_web::test]
async fn whoever_was_turned_down_and_asks_again_is_heard_and_the_holder_is_not_told_each_time() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.says(&camille, json!({"preset": "ask_me"})).await;
    let asks = || async { door.declares(&camille, &door.house.anew(&doctor), in_charge()).await.status };
    let told = || async { door.notices_of(&camille, "care_relationship_asked").await.len() };
    for _ in 0..3 {
        assert_eq!(asks().await, 202);
        let (_, request) = door.team(&camille).await.remove(0);
        let declined = json!({"kind": "relationship_request"});
        let path = format!("/care-team/{request}");
        assert_eq!(door.holder(&camille, "DELETE", &path, &declined).await.status, 204);
    }
    assert_eq!(asks().await, 202);
    assert_eq!(told().await, 1, "it waits where the holder sees who gets in, and is told once");
    assert_eq!(door.team(&camille).await.len(), 1);
    door.house.clock().advance(TimeDelta::days(8));
    assert_eq!(asks().await, 202);
    assert_eq!(told().await, 2, "a week later it is news");
}

#[actix_web::test]
async fn situation_30_occupational_medicine_asks_each_time_and_hears_of_no_refusal() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.occupational_doctor());
    let other = door.house.citizen();
    let consent_shown = json!({"evidence": "consent_of_this_consultation", "days": 1});
    let answer = |answer: Answer| {
        let mut told = answer.json();
        let told = told.as_object_mut().unwrap();
        for name in ["id", "instance"] {
            told.remove(name);
        }
        (answer.status, json!(told).to_string())
    };
    // The open record does not open, and neither does one of whom somebody said no.
    let first = answer(door.declares(&camille, &doctor, consent_shown.clone()).await);
    assert_eq!(first.0, 202);
    assert_eq!(door.reaches(&camille, &doctor).await, 404);
    let (_, request) = door.team(&camille).await.remove(0);
    let declined = json!({"kind": "relationship_request"});
    assert_eq!(
        door.holder(&camille, "DELETE", &format!("/care-team/{request}"), &declined).await.status,
        204
    );
    let own = |citizen: &Citizen| {
        let path = format!("/api/v1/spaces/{}/care-relationships", citizen.space);
        door.send(Call::get(path).token(doctor.token()))
    };
    let mut told = Vec::new();
    for citizen in [&camille, &other] {
        let with_evidence =
            Call::get(documents(citizen)).token(doctor.token()).header("carnet-evidence", "admission");
        told.push([
            answer(own(citizen).await),
            answer(door.send(Call::get(documents(citizen)).token(doctor.token())).await),
            answer(door.send(with_evidence).await),
            answer(door.declares(citizen, &doctor, consent_shown.clone()).await),
        ]);
    }
    assert_eq!(told[0], told[1], "one who refused, and one who was never asked");
    assert_eq!(told[0][3], first);
    // Who accepts does so for this day.
    let (_, request) = door.team(&camille).await.remove(0);
    let approve = format!("/care-team/{request}/approve");
    let longer = door.holder(&camille, "POST", &approve, &json!({"days": 90})).await;
    assert_eq!(longer.status, 422, "{}", longer.text());
    let accepted = door.holder(&camille, "POST", &approve, &json!({})).await;
    assert_eq!(accepted.status, 201, "{}", accepted.text());
    assert_eq!(accepted.json()["ends_at"], "2026-11-23T23:00:00Z");
    assert_eq!(door.reaches(&camille, &doctor).await, 200);
    door.house.clock().advance(TimeDelta::hours(15));
    let doctor = door.house.anew(&doctor);
    assert_eq!(door.reaches(&camille, &doctor).await, 404);
    assert_eq!(door.declares(&camille, &doctor, consent_shown).await.status, 202, "asked anew");
    // Whoever is invited by name is let in for the day, too.
    let invited = json!({"rpps": door.house.rpps(&doctor), "role": "in_care"});
    let invited = door.holder(&camille, "POST", "/care-team", &invited).await;
    assert_eq!(invited.status, 201, "{}", invited.text());
    assert_eq!(invited.json()["until"], "2026-11-24T23:00:00Z", "{}", invited.text());
    door.is_sound(&camille);
}

#[actix_web::test]
async fn the_same_key_asks_once_and_is_no_key_for_what_the_holder_chose_since() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.says(&camille, json!({"preset": "ask_me"})).await;
    let path = format!("/api/v1/spaces/{}/care-relationships", camille.space);
    let declare = |days: u32| {
        let call = Call::post(path.clone()).token(doctor.token()).header("idempotency-key", "once");
        door.send(call.json(&json!({"evidence": "team_in_charge", "days": days})))
    };
    let (made, again, other) = (declare(3).await, declare(3).await, declare(4).await);
    assert_eq!((made.status, again.status, other.status), (202, 202, 409), "{}", again.text());
    assert_eq!(made.json(), again.json());
    let (_, request) = door.team(&camille).await.remove(0);
    let declined = json!({"kind": "relationship_request"});
    door.holder(&camille, "DELETE", &format!("/care-team/{request}"), &declined).await;
    assert_eq!(declare(3).await.json(), made.json(), "a refusal is not told");
    assert!(door.team(&camille).await.is_empty());
    door.says(&camille, json!({"preset": "open"})).await;
    assert_eq!(declare(3).await.status, 409);
    assert_eq!(door.reaches(&camille, &doctor).await, 404);
}

#[actix_web::test]
async fn nobody_declares_more_than_an_hour_allows_over_all_records() {
    let door = Door::new();
    let (camille, morgan, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    for number in 0..60 {
        let citizen = if number % 2 == 0 { &camille } else { &morgan };
        assert_eq!(door.declares(citizen, &doctor, in_charge()).await.status, 201, "{number}");
    }
    let robin = door.house.citizen();
    for by in [&doctor, &door.house.elsewhere(&doctor)] {
        let refused = door.declares(&robin, by, in_charge()).await;
        assert_eq!(refused.status, 403, "{}", refused.text());
        assert!(refused.text().contains("As many acts of this kind"), "{}", refused.text());
    }
    door.says(&robin, json!({"preset": "ask_me"})).await;
    assert_eq!(door.declares(&robin, &doctor, in_charge()).await.status, 403, "a request counts as well");
    assert!(door.team(&robin).await.is_empty());
    let lines = door.holder(&robin, "GET", "/history", &json!(null)).await.json();
    let lines = lines["items"].as_array().unwrap().iter();
    assert!(
        lines
            .clone()
            .any(|line| line["outcome"] == "refused" && line["act"]["code"] == "care-relationships.open")
    );
    // Somebody else of the same structure may, until the structure has done as much as it may.
    let colleague = door.house.colleague_of(&doctor, "10");
    assert_eq!(door.declares(&camille, &colleague, in_charge()).await.status, 201);
    let structure = doctor.organisation;
    let of_structure = format!("kind = 'organisation' and subject = '{structure}'");
    let database = door.house.database();
    let counted =
        format!("select declared::bigint as number from consent.declaration_count where {of_structure}");
    assert_eq!(database.count(&counted), 61, "what was refused does not count");
    database.tamper(&format!("update consent.declaration_count set declared = 600 where {of_structure}"));
    assert_eq!(door.declares(&morgan, &colleague, in_charge()).await.status, 403);
    let stranger = door.house.doctor();
    assert_eq!(door.declares(&morgan, &stranger, in_charge()).await.status, 201);
    // The next hour is another one.
    door.house.clock().advance(TimeDelta::hours(1));
    let (doctor, house) = (door.house.anew(&doctor), door.house.house());
    assert_eq!(door.declares(&morgan, &doctor, in_charge()).await.status, 201);
    door.house.clock().advance(TimeDelta::hours(2));
    assert!(house.desk.write(|tx| house.consent.forget_declarations(tx)).unwrap() > 0);
    door.is_sound(&morgan);
}

#[actix_web::test]
async fn of_two_at_once_one_is_the_last_that_an_hour_allows() {
    let door = Door::new();
    let (camille, morgan, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    assert_eq!(door.declares(&camille, &doctor, in_charge()).await.status, 201);
    door.house.database().tamper("update consent.declaration_count set declared = 59 where kind = 'person'");
    let (one, other) =
        join!(door.declares(&camille, &doctor, in_charge()), door.declares(&morgan, &doctor, in_charge()));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 403]);
}

#[actix_web::test]
async fn what_cannot_be_declared_changes_nothing_whatever_the_holder_chose() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let long = "x".repeat(101);
    for preset in ["open", "ask_me"] {
        door.says(&camille, json!({"preset": preset})).await;
        for (body, status) in [
            (json!({"evidence": "approval"}), 422),
            (json!({"evidence": "invitation"}), 422),
            (json!({"evidence": "card", "days": 91}), 422),
            (json!({"evidence": "card", "days": 0}), 422),
            (json!({"evidence": "card", "collected_by": ""}), 422),
            (json!({"evidence": "card", "collected_by": long}), 422),
            (json!({"evidence": "card", "collected_by": "a\nb"}), 422),
            (json!({"evidence": "card", "days": 99_999_999_999_u64}), 400),
            (json!({"evidence": ["card"]}), 400),
        ] {
            let answer = door.declares(&camille, &doctor, body.clone()).await;
            assert_eq!(answer.status, status, "{preset} {body}: {}", answer.text());
        }
    }
    assert!(door.team(&camille).await.is_empty());
    assert_eq!(door.reaches(&camille, &doctor).await, 404);
    door.is_sound(&camille);
}
