//! Who may propose and decide, until when, and what is refused.

use chrono::TimeDelta;
use consent::SpaceState;
use futures_util::future::join;
use identity::{BirthDate, Sex, service::NewCitizen};
use kernel::{AdminRole, SpaceId};
use serde_json::json;
use testkit::Citizen;

use super::{PROPOSALS, by_ins, by_traits, id, merge, wanted};
use crate::door::{Call, Door};

#[actix_web::test]
async fn nobody_decides_about_a_proposal_of_their_own() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let made = door.proposes(&two.one, &merge(&double, &stays)).await;
    assert_eq!((made.status, &made.json()["own"]), (201, &json!(true)), "{}", made.text());
    let proposal = id(&made);
    for what in ["confirm", "decline"] {
        let own = door.does(&two.one, &proposal, what).await;
        assert_eq!(own.status, 403, "{what}");
        assert!(own.text().contains("another admin than the one who made it"), "{}", own.text());
    }
    let path = format!("{PROPOSALS}/{proposal}");
    let taken = door.send(Call::new("DELETE", &path).token(two.other.token())).await;
    assert_eq!(taken.status, 403, "only who made it takes it back");
    let read = door.send(Call::get(&path).token(two.other.token())).await.json();
    assert_eq!((&read["proposal"]["state"], &read["proposal"]["own"]), (&json!("open"), &json!(false)));
    assert_eq!(door.does(&two.other, &proposal, "confirm").await.status, 200);
    for (by, what) in [(&two.other, "confirm"), (&two.other, "decline")] {
        assert_eq!(door.does(by, &proposal, what).await.status, 409, "it is decided");
    }
    let late = door.send(Call::new("DELETE", &path).token(two.one.token())).await;
    assert_eq!(late.status, 409);
    // The table knows it too.
    let own = "update identity.proposal set decided_by = proposed_by";
    let tampered = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| door.house.arrange(own)));
    assert!(tampered.is_err(), "four eyes");
}

#[actix_web::test]
async fn support_alone_proposes_reads_and_decides() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let proposal = id(&door.proposes(&two.one, &merge(&double, &stays)).await);
    let (_, auditor) = door.house.admin(&[AdminRole::Auditor, AdminRole::Mediator]);
    let (doctor, software) = (door.house.doctor(), door.house.software());
    for token in [auditor.token(), doctor.token(), software.token(), double.token(), stays.token()] {
        let path = format!("{PROPOSALS}/{proposal}");
        for call in [
            Call::post(PROPOSALS).json(&merge(&double, &stays)),
            Call::get(PROPOSALS),
            Call::get(&path),
            Call::new("DELETE", &path),
            Call::post(format!("{path}/confirm")),
            Call::post(format!("{path}/decline")),
            Call::post("/api/v1/admin/spaces/find").json(&by_ins(&double)),
        ] {
            assert_eq!(door.send(call.token(token)).await.status, 403);
        }
    }
    let spent = "select count(*) as number from identity.lookup_budget";
    assert_eq!(door.house.database().count(spent), 0, "whoever is refused spends nobody's look-ups");
    let nothing = door.house.id::<kernel::kind::Proposal>();
    for what in ["confirm", "decline"] {
        assert_eq!(door.does(&two.other, &nothing.to_string(), what).await.status, 404);
    }
    assert_eq!(
        door.send(Call::get(format!("{PROPOSALS}/{nothing}")).token(two.one.token())).await.status,
        404
    );
    assert_eq!(door.does(&two.other, &proposal, "decline").await.json()["state"], "declined");
    assert_eq!(door.seen(&double, double.token()).await.len(), 0);
    assert_eq!(door.note(&double, "reste").await.len(), 36, "nothing was done");
}

#[actix_web::test]
async fn a_proposal_that_waited_for_seven_days_is_over_and_may_be_made_anew() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let proposal = id(&door.proposes(&two.one, &merge(&double, &stays)).await);
    let again = door.proposes(&two.other, &merge(&double, &stays)).await;
    assert_eq!((again.status, again.json()["faults"][0]["found"].clone()), (409, json!(proposal)));
    door.house.clock().advance(TimeDelta::days(7));
    let two = door.two();
    let late = door.does(&two.other, &proposal, "confirm").await;
    assert_eq!(late.status, 409);
    assert!(late.text().contains("waited too long"), "{}", late.text());
    let list = door.send(Call::get(PROPOSALS).token(two.one.token())).await;
    assert_eq!(list.ids(), Vec::<String>::new());
    assert_eq!(door.proposes(&two.one, &merge(&double, &stays)).await.status, 201);
}

#[actix_web::test]
async fn of_two_confirmations_at_once_one_counts() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let third = door.support();
    for _ in 0..4 {
        let (double, stays) = (door.house.citizen(), door.house.citizen());
        let proposal = id(&door.proposes(&two.one, &merge(&double, &stays)).await);
        let both =
            join(door.does(&two.other, &proposal, "confirm"), door.does(&third, &proposal, "confirm")).await;
        let mut both = [both.0.status, both.1.status];
        both.sort_unstable();
        assert_eq!(both, [200, 409]);
    }
    let jobs = "select count(*) from outbox.job where kind = 'documents.transfer'";
    assert_eq!(door.house.database().count(jobs), 4);
    // Two proposals about one record at once: one waits.
    let what = merge(&double, &stays);
    let made = join(door.proposes(&two.one, &what), door.proposes(&two.other, &what)).await;
    let mut made = [made.0.status, made.1.status];
    made.sort_unstable();
    assert_eq!(made, [201, 409]);
}

#[actix_web::test]
async fn the_same_proposal_sent_again_is_one_and_the_list_has_pages() {
    let door = Door::new();
    let two = door.two();
    let mut all = Vec::new();
    for nth in 0..3 {
        let (double, stays) = (door.house.citizen(), door.house.citizen());
        let send = |what: serde_json::Value| {
            let call = Call::post(PROPOSALS).token(two.one.token()).json(&what);
            door.send(call.header("idempotency-key", &format!("key-{nth}")))
        };
        let (first, again) = (send(merge(&double, &stays)).await, send(merge(&double, &stays)).await);
        assert_eq!((first.status, again.status), (201, 201), "{}", again.text());
        assert_eq!(id(&first), id(&again));
        assert_eq!(send(merge(&stays, &double)).await.status, 409, "another request under this key");
        all.push(id(&first));
    }
    all.reverse();
    let page = door.send(Call::get(format!("{PROPOSALS}?limit=2")).token(two.other.token())).await;
    assert_eq!(page.ids(), all[..2]);
    let next = page.json()["next"].as_str().unwrap().to_owned();
    let rest = format!("{PROPOSALS}?limit=2&after={next}");
    let page = door.send(Call::get(&rest).token(two.other.token())).await;
    assert_eq!((page.ids(), page.json()["next"].is_null()), (all[2..].to_vec(), true));
    assert_eq!(door.send(Call::get(&rest).token(two.one.token())).await.status, 400, "of another viewer");
}

fn twin_of(door: &Door, stays: &Citizen, name: &str, birth_date: &str, sex: Sex) -> SpaceId {
    let house = door.house.house();
    let mut traits = stays.traits.clone();
    traits.birth_name = name.into();
    traits.birth_date = BirthDate::parse(birth_date).unwrap();
    traits.sex = sex;
    let new = NewCitizen {
        space: door.house.id(),
        person: door.house.id(),
        ins: None,
        traits,
        usual_name: None,
        state: SpaceState::Active,
        zone: chrono_tz::Europe::Paris,
    };
    house.identity.register_citizen(&house.desk, &new).unwrap().space
}

#[actix_web::test]
async fn what_does_not_fit_is_refused_with_why_when_proposed_and_when_confirmed() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let nowhere: SpaceId = door.house.id();
    let refused = async |what: serde_json::Value| {
        let answer = door.proposes(&two.one, &what).await;
        (answer.status, answer.pointer(), answer.text())
    };
    let of = |record, other, reason| wanted("merge", record, other, reason);
    for (what, status, pointer, says) in [
        (of(stays.space, stays.space, "registered_twice"), 422, "/other_record", "one record"),
        (of(nowhere, stays.space, "registered_twice"), 409, "/record", "no such double"),
        (of(double.space, nowhere, "registered_twice"), 409, "/other_record", "no such record"),
        (of(double.space, stays.space, "registered_twice"), 409, "/record", "the two numbers differ"),
        (of(double.space, stays.space, "two_people"), 422, "/reason", "no reason"),
        (wanted("split", double.space, stays.space, "two_people"), 409, "/record", "did not go into"),
        (
            of(twin_of(&door, &stays, "AUTRE", "1944-02-03", Sex::Female), stays.space, "wrong_number"),
            409,
            "/record",
            "two people",
        ),
        (
            of(twin_of(&door, &stays, "AUTRE", "1980-07-01", Sex::Male), stays.space, "registered_twice"),
            409,
            "/record",
            "two people",
        ),
    ] {
        let (found, at, text) = refused(what).await;
        assert_eq!((found, at.as_str()), (status, pointer), "{text}");
        assert!(text.contains(says), "{text}");
    }
    let too_many = json!({"kind": "merge", "record": double.space, "other_record": stays.space,
        "reason": "wrong_number", "corrections": [nowhere]});
    assert_eq!(refused(too_many).await.0, 422);
    // States that do not go together would open in one record what is shut in the other.
    for (from, to, fits) in [
        (SpaceState::Opposed, SpaceState::Active, false),
        (SpaceState::Closed, SpaceState::Active, false),
        (SpaceState::Deceased, SpaceState::Active, false),
        (SpaceState::Active, SpaceState::Deceased, false),
        (SpaceState::Suspended, SpaceState::Suspended, false),
        (SpaceState::Active, SpaceState::OppositionRunning, false),
        (SpaceState::OppositionRunning, SpaceState::Created, true),
        (SpaceState::Opposed, SpaceState::Opposed, true),
        (SpaceState::Deceased, SpaceState::Deceased, true),
    ] {
        let (double, stays) = (door.house.citizen(), door.house.citizen());
        for (citizen, state) in [(&double, from), (&stays, to)] {
            door.house.arrange(&format!(
                "update consent.space set state = '{}' where space_id = '{}'",
                state.as_str(),
                citizen.space
            ));
        }
        let answer = door.proposes(&two.one, &merge(&double, &stays)).await;
        assert_eq!(answer.status, if fits { 201 } else { 409 }, "{from:?} {to:?} {}", answer.text());
    }
    // It fitted and does so no more.
    let proposal = id(&door.proposes(&two.one, &merge(&double, &stays)).await);
    let suspend = format!("/api/v1/admin/spaces/{}/suspend", double.space);
    let shut = door.send(Call::post(suspend).token(two.one.token()).json(&json!({"reason": "fraud"}))).await;
    assert_eq!(shut.status, 200);
    let late = door.does(&two.other, &proposal, "confirm").await;
    assert_eq!((late.status, late.pointer().as_str()), (409, "/record"), "{}", late.text());
    let read = door.send(Call::get(format!("{PROPOSALS}/{proposal}")).token(two.one.token())).await.json();
    assert_eq!(read["proposal"]["state"], "open");
    assert_eq!(read["records"][0]["state"], "suspended");
}

#[actix_web::test]
async fn the_surer_identity_stays() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let path = format!("/api/v1/admin/spaces/{}/identity-status", stays.space);
    let less = Call::new("PUT", path).token(two.one.token()).json(&json!({"status": "validated"}));
    assert_eq!(door.send(less).await.status, 204);
    let refused = door.proposes(&two.one, &merge(&double, &stays)).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("less sure"), "{}", refused.text());
    let other_way = |reason| wanted("merge", stays.space, double.space, reason);
    let unexplained = door.proposes(&two.one, &other_way("registered_twice")).await;
    assert_eq!(unexplained.status, 409, "one number is not proven, and is a sign all the same");
    assert_eq!(door.proposes(&two.one, &other_way("wrong_number")).await.status, 201);
}

#[actix_web::test]
async fn support_names_a_record_and_sees_nothing_of_it() {
    let door = Door::new();
    let (camille, two) = (door.house.citizen(), door.two());
    door.note(&camille, "Genou").await;
    for how in [by_ins(&camille), by_traits(&camille), json!({"space": camille.space})] {
        let found = door.finds(&two.one, &how).await;
        let expected = json!({"space": camille.space, "state": "active", "identity_status": "qualified",
            "documents": 1});
        assert_eq!((found.status, found.json()), (200, expected), "{}", found.text());
    }
    let other = door.house.citizen();
    let mut nobody = by_traits(&camille);
    nobody["traits"]["birth_name"] = json!("INCONNUE");
    assert_eq!(door.finds(&two.one, &nobody).await.status, 404);
    let both = json!({"space": other.space, "ins": by_ins(&other)["ins"]});
    assert_eq!(door.finds(&two.one, &both).await.status, 400);
    // Looking people up has an end.
    let mut spent = 0;
    while door.finds(&two.other, &json!({"space": camille.space})).await.status == 200 {
        spent += 1;
        assert!(spent < 10_000, "no end");
    }
    assert_eq!(door.finds(&two.other, &json!({"space": camille.space})).await.status, 429);
}
