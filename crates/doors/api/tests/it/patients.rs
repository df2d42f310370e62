use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Call, Door};

fn by_ins(citizen: &Citizen) -> Value {
    json!({"ins": {"value": citizen.ins.number.reveal(), "oid": citizen.ins.oid.as_str()}})
}

fn by_traits(citizen: &Citizen) -> Value {
    let name = citizen.traits.birth_name.reveal();
    json!({"traits": {"birth_name": name, "first_names": ["Camille"], "birth_date": "1980-07-01", "sex": "F",
        "birthplace": "75056"}})
}

fn find(token: &str, body: &Value) -> Call {
    Call::post("/api/v1/patients/find").token(token).json(body)
}

#[actix_web::test]
async fn professionals_and_software_find_a_record_by_the_whole_identity() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    for worker in [door.house.doctor(), door.house.therapist(), door.house.software()] {
        for body in [by_ins(&camille), by_traits(&camille)] {
            let answer = door.send(find(worker.token(), &body)).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            assert_eq!(answer.json(), json!({"space": camille.space}), "the id and nothing else");
        }
        assert_eq!(
            door.send(find(worker.token(), &by_ins(&other))).await.json()["space"],
            other.space.to_string()
        );
    }
}

#[actix_web::test]
async fn nobody_is_found_by_a_part_of_an_identity() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let mut other_day = by_traits(&camille);
    other_day["traits"]["birth_date"] = json!("1980-07-02");
    let unknown = json!({"ins": {"value": "180077505600155", "oid": "1.2.250.1.213.1.4.10"}});
    let answers =
        [door.send(find(doctor.token(), &other_day)).await, door.send(find(doctor.token(), &unknown)).await];
    for answer in &answers {
        assert_eq!(answer.status, 404);
        assert_eq!(answer.json()["detail"], "No record is open to you under this identity.");
    }
    assert_eq!(answers[0].problem(), answers[1].problem());
}

#[actix_web::test]
async fn a_citizen_looks_nobody_up() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    assert_eq!(door.send(find(camille.token(), &by_ins(&other))).await.status, 403);
}

#[actix_web::test]
async fn an_identity_that_cannot_be_one_says_where() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let both = json!({"ins": by_ins(&camille)["ins"], "traits": by_traits(&camille)["traits"]});
    let mut incomplete = by_traits(&camille);
    incomplete["traits"].as_object_mut().unwrap().remove("sex");
    let mut nameless = by_traits(&camille);
    nameless["traits"]["birth_name"] = json!("--");
    for (body, status, pointer) in [
        (json!({}), 400, ""),
        (both, 400, ""),
        (incomplete, 400, "/traits/sex"),
        (nameless, 422, "/traits/birth_name"),
        (json!({"ins": {"value": "280077505600199", "oid": "1.2.250.1.213.1.4.8"}}), 422, "/ins/value"),
        (json!({"ins": {"value": "280077505600154", "oid": "1.2.250.1.213.1.4.12"}}), 422, "/ins/oid"),
        (json!({"name": "ESSAI"}), 400, "/name"),
    ] {
        let answer = door.send(find(doctor.token(), &body)).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (status, pointer), "{}", answer.text());
        assert!(!answer.text().contains("2800775") && !answer.text().contains("ESSAI"));
    }
}

/// What whoever asks can see of an answer.
fn seen(answer: &crate::door::Answer) -> (u16, String, Vec<String>) {
    let varies = ["carnet-request-id", "date"];
    let headers = answer.headers.iter().filter(|(name, _)| !varies.contains(&name.as_str()));
    let headers = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
    (answer.status, answer.problem().to_string(), headers)
}

#[actix_web::test]
async fn a_record_that_takes_no_look_up_and_nobody_are_one_answer_and_cost_the_same() {
    let door = Door::new();
    let doctor = door.house.doctor();
    let unknown = json!({"ins": {"value": "180077505600155", "oid": "1.2.250.1.213.1.4.10"}});
    // Each refusal is counted in the journal; the first of a minute is a line besides.
    let writes = || {
        door.house.database().count(
            "select ((select count(*) from journal.line) + (select coalesce(sum(count), 0) from journal.tally)
                + (select coalesce(sum(spent), 0) from identity.lookup_budget))::bigint as number",
        )
    };
    door.send(find(doctor.token(), &unknown)).await;
    let mut answers = Vec::new();
    let before = writes();
    answers.push(("absent", door.send(find(doctor.token(), &unknown)).await));
    let each = writes() - before;
    for state in ["opposition_running", "opposed", "suspended", "closed", "deceased"] {
        let camille = door.house.citizen();
        door.house.arrange(&format!(
            "update consent.space set state = '{state}' where space_id = '{}'",
            camille.space
        ));
        let before = writes();
        answers.push((state, door.send(find(doctor.token(), &by_ins(&camille))).await));
        assert_eq!(writes() - before, each, "{state}: what nobody costs");
    }
    let expected = seen(&answers[0].1);
    assert_eq!(expected.0, 404);
    for (state, answer) in &answers {
        assert_eq!(seen(answer), expected, "{state}");
    }
}

#[actix_web::test]
async fn what_a_consent_says_never_changes_the_answer() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let expected = seen(&door.send(find(doctor.token(), &by_ins(&camille))).await);
    assert_eq!(expected.0, 200);
    for kind in ["block", "mask", "representative", "preset", "anything"] {
        for person in [format!("'{}'", doctor.person), "null".to_owned()] {
            for terms in ["{}", r#"{"all": true}"#, "[1]", r#"{"preset": "closed"}"#] {
                door.house.arrange(&format!(
                    "insert into consent.provision values ('{}', '{}', '{kind}', {person}, '{}', '{terms}', \
                     '2020-01-01', null, '{}', '2020-01-01')",
                    camille.space,
                    door.house.id::<kernel::kind::Provision>(),
                    doctor.organisation,
                    camille.person
                ));
                assert_eq!(
                    seen(&door.send(find(doctor.token(), &by_ins(&camille))).await),
                    expected,
                    "{kind} {terms}"
                );
            }
        }
    }
}

fn with_limits(person: u32, organisation: u32, network: u32) -> Door {
    Door::over(testkit::TestHouse::with(move |settings| {
        settings.lookups.person = person;
        settings.lookups.organisation = organisation;
        settings.lookups.network = network;
    }))
}

#[actix_web::test]
async fn look_ups_are_counted_by_person_organisation_and_network_on_every_server_found_or_not() {
    let unknown = json!({"ins": {"value": "180077505600155", "oid": "1.2.250.1.213.1.4.10"}});
    // By person.
    let door = with_limits(3, 100, 100);
    let (camille, doctor, other) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    for body in [&unknown, &by_ins(&camille), &unknown] {
        assert_ne!(door.send(find(doctor.token(), body)).await.status, 429);
    }
    for _ in 0..3 {
        let over = door.send(find(doctor.token(), &by_ins(&camille))).await;
        assert_eq!(over.status, 429);
        let wait: u64 = over.header("retry-after").parse().unwrap();
        assert!((1..=3_600).contains(&wait), "{wait}");
    }
    // A second server knows what the first has counted, since it stands in the database.
    let (second, actor) = (door.house.second(), door.house.actor(&doctor.login));
    let there = second.identity.spend_lookup(&second.desk, &actor, "192.0.2.9");
    assert!(matches!(there, Err(identity::Error::TooManyLookups(_))), "{there:?}");
    assert_eq!(door.send(find(other.token(), &by_ins(&camille))).await.status, 200, "somebody else may");
    let told = "select count(*) as number from journal.tally where count > 1";
    assert!(door.house.database().count(told) >= 1, "one line stands for all of the hour");
    door.house.clock().advance(chrono::TimeDelta::hours(1));
    let later = door.house.anew(&doctor);
    assert_eq!(door.send(find(later.token(), &by_ins(&camille))).await.status, 200, "the next hour");

    // By organisation, its software too; software counts as its organisation.
    let door = with_limits(1, 2, 100);
    let (camille, software) = (door.house.citizen(), door.house.software());
    let send = || door.send(find(software.token(), &by_ins(&camille)));
    assert_eq!((send().await.status, send().await.status, send().await.status), (200, 200, 429));

    // By network.
    let door = with_limits(100, 100, 2);
    let camille = door.house.citizen();
    for (doctor, status) in
        [(door.house.doctor(), 200), (door.house.doctor(), 200), (door.house.doctor(), 429)]
    {
        assert_eq!(door.send(find(doctor.token(), &by_ins(&camille))).await.status, status);
    }
}

#[actix_web::test]
async fn one_account_does_not_use_up_the_look_ups_of_its_house_or_of_its_network() {
    let door = with_limits(3, 10, 100);
    let (camille, doctor, colleague) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.house.arrange(&format!(
        "update identity.situation set organisation = '{}' where person = '{}'",
        doctor.organisation, colleague.person
    ));
    let mut answers = Vec::new();
    for _ in 0..20 {
        answers.push(door.send(find(doctor.token(), &by_ins(&camille))).await.status);
    }
    assert_eq!((&answers[..3], &answers[3..]), (&[200; 3][..], &[429; 17][..]));
    let spent = |kind: &str| {
        let spent =
            format!("select sum(spent)::bigint as number from identity.lookup_budget where kind = '{kind}'");
        door.house.database().count(&spent)
    };
    assert_eq!((spent("organisation"), spent("network")), (3, 3));
    assert_eq!(
        door.send(find(colleague.token(), &by_ins(&camille))).await.status,
        200,
        "a colleague still may"
    );
    // A house that is over does not use up the network.
    let software = door.house.software();
    for _ in 0..20 {
        door.send(find(software.token(), &by_ins(&camille))).await;
    }
    assert_eq!(spent("network"), 4 + 10);
}

#[actix_web::test]
async fn whoever_may_look_nobody_up_spends_nothing() {
    let door = with_limits(3, 3, 3);
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let suspended = door.house.doctor();
    let person = suspended.person;
    door.house.arrange(&format!(
        "update identity.professional set standing = 'suspended' where person = '{person}'"
    ));
    for _ in 0..5 {
        assert_eq!(door.send(find(camille.token(), &by_ins(&camille))).await.status, 403);
        door.send(find(suspended.token(), &by_ins(&camille))).await;
    }
    assert_eq!(door.house.database().count("select count(*) as number from identity.lookup_budget"), 0);
    assert_eq!(door.send(find(doctor.token(), &by_ins(&camille))).await.status, 200);
}
