//! What an extract leaves out, and what keeps it from being made.

use std::{sync::mpsc, thread, time::Duration};

use kernel::{ExtractId, ProjectId};
use serde_json::{Value, json};

use crate::{
    door::{Call, Door},
    projects::of_cancer,
};

#[actix_web::test]
async fn an_answer_that_is_taken_back_while_another_one_permits_leaves_nothing_in_that_it_alone_permitted() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let doctor = door.house.doctor();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    // All may be used for research on cancer; for research, what comes in from now on.
    let citizens = door.who_permit(11, &doctor, &json!({})).await;
    door.house.clock().advance(chrono::TimeDelta::minutes(5));
    let now = door.house.house().clock.now().to_rfc3339();
    let answers = format!("/api/v1/spaces/{}/secondary-use", citizens[0].space);
    let listed = door.holder(&citizens[0], "GET", "/secondary-use", &Value::Null).await.json();
    let of_cancer_id = listed["answers"][0]["id"].as_str().unwrap().to_owned();
    let later = json!({"answer": "yes", "purpose": "research", "deposited_from": now});
    door.says_of_use(&citizens[0], later).await;
    let extract = door.asks_extract(&one, &project).await;
    door.collects(&extract);
    let token = door.house.sure(&citizens[0]);
    let back = Call::new("DELETE", format!("{answers}/{of_cancer_id}")).token(token.token());
    assert_eq!(door.send(back).await.status, 204);
    door.works();
    let told = door.extract(&one, &project).await;
    let counted = json!({"lines": 10, "people": 10, "suppressed": 0, "withdrawn": 1});
    assert_eq!(told["counted"], counted, "{told}");
    assert_eq!(door.ledger(&citizens[0]).await, Vec::<Value>::new());
}

#[actix_web::test]
async fn one_person_with_many_documents_is_not_many_people() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let doctor = door.house.doctor();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    let citizens = door.who_permit(1, &doctor, &json!({})).await;
    for _ in 0..9 {
        door.fed(&citizens[0], &doctor, json!({})).await;
    }
    door.asks_extract(&one, &project).await;
    door.works();
    let told = door.extract(&one, &project).await;
    assert_eq!(told["counted"], json!({"lines": 0, "people": 0, "suppressed": 10, "withdrawn": 0}), "{told}");
}

#[actix_web::test]
async fn where_one_of_ten_lives_elsewhere_nobody_s_department_is_told() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let doctor = door.house.doctor();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    let citizens = door.who_permit(10, &doctor, &json!({})).await;
    let elsewhere = citizens[0].space;
    for (expected, everywhere) in [(Some("75"), true), (None, false)] {
        let extract = door.asks_extract(&one, &project).await;
        door.collects_where(&extract, |people| {
            for (space, person) in people {
                let lives = if !everywhere && *space == elsewhere { "29" } else { "75" };
                person.department = Some(lives.to_owned());
            }
        });
        door.works();
        let lines = door.lines_of(&one, &project, &extract).await;
        assert_eq!(lines.len(), 10);
        let told = |line: &Value| line["department"].as_str().map(str::to_owned);
        assert!(lines.iter().all(|line| told(line).as_deref() == expected), "{lines:?}");
        assert!(
            lines.iter().all(|line| line["month"].as_str().unwrap().len() == if everywhere { 7 } else { 4 })
        );
    }
}

#[actix_web::test]
async fn somebody_whose_identity_was_changed_outside_the_program_keeps_nobody_else_out() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let doctor = door.house.doctor();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    let citizens = door.who_permit(11, &doctor, &json!({})).await;
    let row = format!("where space_id = '{}'", citizens[0].space);
    door.house.database().tamper(&format!("update identity.citizen set sealed = '\\x00' {row}"));
    door.asks_extract(&one, &project).await;
    door.works();
    assert_eq!(door.extract(&one, &project).await["counted"]["people"], 10);
    assert_eq!(door.house.database().count("select forged from consent.use_extract"), 1);
}

#[actix_web::test]
async fn a_project_that_ends_while_lines_are_written_keeps_none_of_them() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let doctor = door.house.doctor();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    door.who_permit(2, &doctor, &json!({})).await;
    let extract = ExtractId::from(door.asks_extract(&one, &project).await.parse::<uuid::Uuid>().unwrap());
    let project = ProjectId::from(project.parse::<uuid::Uuid>().unwrap());
    let house = door.house.house();
    let (written, is_written) = mpsc::channel();
    let ending = door.house.actor(&one);
    thread::scope(|scope| {
        scope.spawn(|| {
            house.desk.write(|tx| {
                let batch = house.consent.next_batch(tx, extract, 1_000)?.unwrap();
                let documents = house.documents.coded_documents(tx, batch.usable(), batch.categories())?;
                let people = house.identity.coded_people(tx, batch.usable())?;
                house.consent.keep_batch(tx, &batch, &documents, &people)?;
                written.send(()).unwrap();
                thread::sleep(Duration::from_millis(700));
                Ok::<_, documents::Error>(())
            })
        });
        is_written.recv().unwrap();
        house.desk.write(|tx| house.consent.end_project(tx, &ending, project)).unwrap();
    });
    assert_eq!(door.house.database().count("select count(*) from consent.use_line"), 0);
}

#[actix_web::test]
async fn a_representative_reads_what_a_record_was_used_for_and_not_of_which_documents() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let [mother, doctor_of] = [(); 2].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    let citizens = door.who_permit(10, &doctor, &json!({})).await;
    door.represents(&[&mother], &citizens[0], door.far());
    door.asks_extract(&one, &project).await;
    door.works();
    let used = door.items_for(&mother, &citizens[0], "/secondary-use/ledger").await;
    assert_eq!((used.len(), &used[0]["project"]["id"]), (1, &json!(project)), "{used:?}");
    assert!(used[0].get("documents").is_none() && used[0].get("categories").is_none(), "{used:?}");
    assert_eq!(door.ledger(&citizens[0]).await[0]["documents"], 1);
    // Whoever has nothing to say in a record learns nothing of projects there, and leaves a line.
    let stranger = Call::post(format!("/api/v1/spaces/{}/secondary-use", citizens[1].space));
    let unknown = json!({"answer": "no", "project": "01890a5d-ac96-774b-bcce-b302099a8057"});
    let sure = door.house.sure(&doctor_of);
    assert_eq!(door.send(stranger.token(sure.token()).json(&unknown)).await.status, 404);
    let history = door.holder(&citizens[1], "GET", "/history", &Value::Null).await.json();
    let refused = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .any(|line| line["act"]["code"] == "secondary-use.answer" && line["outcome"] == "refused");
    assert!(refused, "{history}");
}
