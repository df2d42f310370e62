//! A merge is undone.

use identity::SessionCapacity;
use kernel::Assurance;
use serde_json::{Value, json};
use testkit::Citizen;

use super::{by_ins, by_traits, id, merge, split};
use crate::door::{Call, Door, PDF, documents, letter_about};

fn said(document: &Value) -> Value {
    let mut said = document.clone();
    for changed in ["entry_id", "changed_at", "etag"] {
        said.as_object_mut().unwrap().remove(changed);
    }
    said
}

async fn all(door: &Door, record: &Citizen, token: &str) -> Vec<Value> {
    door.seen(record, token).await.iter().map(said).collect()
}

#[actix_web::test]
async fn the_double_is_again_what_it_was_and_the_other_record_too() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let (doctor, of_double) = (door.house.doctor(), door.house.doctor());
    let letter = door.fed(&double, &doctor, json!({"title": "Lettre", "masked": true})).await;
    let withdrawn = door.fed(&double, &doctor, json!({"title": "À retirer"})).await;
    let note = door.note(&double, "Note").await;
    door.note(&stays, "Autre").await;
    let path = format!("/api/v1/spaces/{}/folders", double.space);
    let folder = id(&door.send(Call::post(path).token(double.token()).json(&json!({"name": "Genou"}))).await);
    let path = format!("{}/{note}/folder", documents(&double));
    let put = Call::new("PUT", path).token(double.token()).json(&json!({"folder": folder}));
    assert_eq!(door.send(put).await.status, 200);
    let asked = json!({"kind": "wrong", "message": "Ce n'est pas moi."});
    let path = format!("{}/{letter}/correction-request", documents(&double));
    let correction = id(&door.send(Call::post(path).token(double.token()).json(&asked)).await);
    door.cares(&double, &of_double).await;
    let (before, beside) =
        (all(&door, &double, double.token()).await, all(&door, &stays, stays.token()).await);
    let before_of_doctor = all(&door, &double, of_double.token()).await;

    door.decided(&two, &merge(&double, &stays)).await;
    let early = door.proposes(&two.one, &merge(&stays, &door.house.citizen())).await;
    assert_eq!(early.status, 409, "documents are on their way: {}", early.text());
    door.works();
    assert_eq!(door.seen(&stays, stays.token()).await.len(), 4);
    // Meanwhile the author replaces one and withdraws another.
    let path = format!("{}/{letter}/replacement", documents(&stays));
    let newer = letter_about(&double, &json!({"title": "Lettre, corrigée"}));
    let newer = door.send(Call::post(path).token(doctor.token()).parts(&newer, "application/pdf", PDF)).await;
    assert_eq!(newer.status, 201, "{}", newer.text());
    let gone = Call::new("DELETE", format!("{}/{withdrawn}", documents(&stays))).token(doctor.token());
    assert_eq!(door.send(gone).await.status, 204);

    let proposal = door.decided(&two, &split(&double, &stays)).await;
    door.works();
    let capacity = SessionCapacity::Citizen { person: double.person };
    let own = door.house.login(capacity, None, Assurance::Substantial);
    assert_eq!(own.session.person, double.person);
    let back = all(&door, &double, own.token()).await;
    let of = |documents: &[Value], id: &str| {
        documents.iter().find(|document| document["id"] == json!(id)).cloned()
    };
    assert_eq!(of(&back, &note), of(&before, &note), "as it was, in its folder");
    assert_eq!(of(&back, &withdrawn), None, "what was withdrawn is withdrawn");
    let newer = of(&back, &id(&newer)).unwrap();
    assert_eq!(
        (&newer["version"], &newer["title"], &newer["masked"]),
        (&json!(2), &json!("Lettre, corrigée"), &json!(true))
    );
    assert_eq!(back.len(), 2);
    for (document, content) in [(&note, crate::door::NOTE), (&letter, PDF)] {
        assert_eq!(door.bytes(&double, document, own.token()).await.body, content);
    }
    // Its grants run again, and show what they showed.
    let seen: Vec<Value> = all(&door, &double, of_double.token()).await;
    assert_eq!(seen.len() + 1, before_of_doctor.len());
    // Who is who.
    for (citizen, how) in
        [(&double, by_ins(&double)), (&double, by_traits(&double)), (&stays, by_ins(&stays))]
    {
        let found = door.finds(&two.one, &how).await.json();
        let expected = (&json!(citizen.space), &json!("active"), true);
        assert_eq!((&found["space"], &found["state"], found["merged_into"].is_null()), expected);
    }
    // The other record has what it had, and nothing of the double.
    let stays_anew =
        door.house.login(SessionCapacity::Citizen { person: stays.person }, None, Assurance::Substantial);
    assert_eq!(door.send(Call::get("/api/v1/me").token(stays.token())).await.status, 401, "sessions end");
    assert_eq!(all(&door, &stays, stays_anew.token()).await, beside);
    for what in ["folders", "correction-requests"] {
        let path = format!("/api/v1/spaces/{}/{what}", stays.space);
        let left = door.send(Call::get(path).token(stays_anew.token())).await.json();
        assert_eq!(left["items"], json!([]), "{what}");
    }
    assert_eq!(door.send(Call::get(documents(&double)).token(stays_anew.token())).await.status, 404);
    let waiting = door.send(Call::get("/api/v1/correction-requests").token(doctor.token())).await.json();
    assert_eq!(
        (&waiting["items"][0]["id"], &waiting["items"][0]["space"]),
        (&json!(correction), &json!(double.space))
    );
    // Both are told, and both histories say who decided.
    for (record, token) in [(&double, own.token()), (&stays, stays_anew.token())] {
        let path = format!("/api/v1/spaces/{}/notifications", record.space);
        let notices = door.send(Call::get(path).token(token)).await.json();
        assert_eq!(notices["items"][0]["kind"]["code"], "records_split", "{proposal}");
        let lines = door.lines(record, token).await;
        assert!(lines.iter().any(|line| line["act"]["code"] == "spaces.split"));
    }
}

#[actix_web::test]
async fn what_was_parted_can_become_one_again() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let note = door.note(&double, "Note").await;
    for _ in 0..2 {
        door.merged(&two, &double, &stays).await;
        let login =
            door.house.login(SessionCapacity::Citizen { person: stays.person }, None, Assurance::Substantial);
        let list = door.send(Call::get(documents(&stays)).token(login.token())).await;
        assert_eq!(list.ids(), std::slice::from_ref(&note));
        assert_eq!(door.bytes(&stays, &note, login.token()).await.body, crate::door::NOTE);
        door.decided(&two, &split(&double, &stays)).await;
        door.works();
    }
    let own =
        door.house.login(SessionCapacity::Citizen { person: double.person }, None, Assurance::Substantial);
    assert_eq!(door.bytes(&double, &note, own.token()).await.body, crate::door::NOTE);
}
