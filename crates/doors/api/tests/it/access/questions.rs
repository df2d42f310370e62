//! Accesses that look like curiosity: scored, asked about, answered, and seen by an auditor.

use chrono::TimeDelta;
use flows::questions::Step;
use kernel::{AdminRole, OrganisationId};
use serde_json::{Value, json};
use testkit::{Citizen, Worker};

use crate::door::{Answer, Call, Door, documents};

impl Door {
    /// Scores what is due.
    fn scores(&self) -> Step {
        flows::questions::score(self.house.house(), 500).unwrap()
    }

    /// What the holder is asked.
    async fn asked(&self, citizen: &Citizen) -> Vec<Value> {
        self.notices_of(citizen, "access_question").await
    }

    async fn answers_question(&self, citizen: &Citizen, notice: &Value, answer: &str) -> Answer {
        let path = format!("/notifications/{}/answer", notice["id"].as_str().unwrap());
        self.holder(citizen, "POST", &path, &json!({"answer": answer})).await
    }

    async fn gets_in(&self, citizen: &Citizen, by: &Worker) -> bool {
        let now = self.house.anew(by);
        self.send(Call::get(documents(citizen)).token(now.token())).await.status == 200
    }

    /// A citizen who works in this structure.
    fn colleague(&self, at: OrganisationId) -> Citizen {
        let citizen = self.house.citizen();
        self.house.at_work(&citizen, at);
        citizen
    }
}

fn after(door: &Door, by: TimeDelta) {
    door.house.clock().advance(by);
}

#[actix_web::test]
async fn situation_39_a_colleague_who_declares_out_of_curiosity_is_scored_and_asked_about() {
    let door = Door::new();
    let doctor = door.house.doctor();
    let camille = door.colleague(doctor.organisation);
    door.cares(&camille, &doctor).await;
    after(&door, TimeDelta::minutes(59));
    assert_eq!(door.scores(), Step::default(), "the hour is not over");
    after(&door, TimeDelta::minutes(1));
    assert_eq!(door.scores(), Step { scored: 1, asked: 1 });
    assert_eq!(door.scores(), Step::default(), "once");
    let asked = door.asked(&camille).await;
    assert_eq!((asked.len(), &asked[0]["asks"]), (1, &json!(true)));
    let words = asked[0]["text_en"].as_str().unwrap();
    assert!(words.contains("Dominique Fictif opened your record on 23\u{a0}November 2026"), "{words}");
    assert!(!asked[0].to_string().contains("same_organisation"), "{}", asked[0]);
    assert!(door.gets_in(&camille, &doctor).await, "nothing has changed for the professional");
    let answered = door.answers_question(&camille, &asked[0], "not_seen").await;
    assert_eq!(answered.status, 204, "{}", answered.text());
    assert!(!door.gets_in(&camille, &doctor).await);
    assert_eq!(door.answers_question(&camille, &asked[0], "not_seen").await.status, 204, "said again");
    assert_eq!(door.answers_question(&camille, &asked[0], "seen").await.status, 422, "it has ended");
    let found = flows::replay::compare(door.house.house(), camille.space).unwrap();
    assert_eq!(found, Vec::<String>::new());

    let auditor = door.house.admin(&[AdminRole::Auditor]).1;
    let call = || Call::get("/api/v1/admin/access-questions");
    let page = door.send(call().token(auditor.token())).await.json();
    let one = &page["items"][0];
    assert_eq!((&one["answer"], &one["score"]), (&json!("not_seen"), &json!(3)));
    assert_eq!(one["signs"][0]["code"], "same_organisation");
    assert_eq!(one["professional"]["rpps"], door.house.rpps(&doctor));
    for secret in [camille.space.to_string(), camille.person.to_string(), "ESSAI".to_owned()] {
        assert!(!page.to_string().contains(&secret), "{secret}");
    }
    let (worker, holder) = (door.house.anew(&doctor), door.house.sure(&camille));
    let support = door.house.admin(&[AdminRole::Support]).1;
    for token in [worker.token(), holder.token(), support.token()] {
        assert_eq!(door.send(call().token(token)).await.status, 403);
    }
}

#[actix_web::test]
async fn whoever_was_not_seen_gets_in_no_more_though_they_have_declared_anew_since() {
    let door = Door::new();
    let doctor = door.house.doctor();
    let camille = door.colleague(doctor.organisation);
    door.cares(&camille, &doctor).await;
    after(&door, TimeDelta::hours(1));
    door.scores();
    let asked = door.asked(&camille).await;
    door.cares(&camille, &door.house.anew(&doctor)).await;
    assert!(door.gets_in(&camille, &doctor).await);
    assert_eq!(door.answers_question(&camille, &asked[0], "not_seen").await.status, 204);
    assert!(!door.gets_in(&camille, &doctor).await);
}

#[actix_web::test]
async fn whoever_was_seen_stays_and_a_change_of_mind_counts_in_one_direction() {
    let door = Door::new();
    let doctor = door.house.doctor();
    let camille = door.colleague(doctor.organisation);
    door.cares(&camille, &doctor).await;
    after(&door, TimeDelta::hours(1));
    door.scores();
    let asked = door.asked(&camille).await;
    assert_eq!(door.answers_question(&camille, &asked[0], "seen").await.status, 204);
    assert!(door.gets_in(&camille, &doctor).await);
    let again = door.asked(&camille).await;
    assert!(again[0]["read_at"].is_string(), "to answer is to have read");
    assert_eq!(door.answers_question(&camille, &asked[0], "not_seen").await.status, 204);
    assert!(!door.gets_in(&camille, &doctor).await);
    let other = door.house.citizen();
    assert_eq!(door.answers_question(&other, &asked[0], "seen").await.status, 404, "of another record");
    assert_eq!(door.answers_question(&camille, &asked[0], "perhaps").await.status, 400);
    let declared = door.notices_of(&camille, "care_relationship_declared").await;
    assert_eq!(door.answers_question(&camille, &declared[0], "seen").await.status, 422, "it asks nothing");
}

#[actix_web::test]
async fn one_name_is_asked_about_and_another_is_not() {
    let door = Door::new();
    let (camille, stranger) = (door.house.citizen(), door.house.doctor());
    let name = camille.traits.birth_name.reveal().to_lowercase();
    let relative = door.house.professional_named(&format!("Andrea {name}"), "10");
    door.cares(&camille, &relative).await;
    door.cares(&camille, &stranger).await;
    after(&door, TimeDelta::hours(1));
    assert_eq!(door.scores(), Step { scored: 2, asked: 1 });
    assert!(door.asked(&camille).await[0]["text_en"].as_str().unwrap().contains("Andrea"));
    let auditor = door.house.admin(&[AdminRole::Auditor]).1;
    let page = door.send(Call::get("/api/v1/admin/access-questions").token(auditor.token())).await.json();
    let one = &page["items"][0];
    let codes: Vec<&Value> = one["signs"].as_array().unwrap().iter().map(|sign| &sign["code"]).collect();
    assert_eq!(
        codes,
        ["alike"],
        "in what would tell the patient's name, since the professional has one: {one}"
    );
    assert!(one["professional"]["name"].as_str().unwrap().contains("Andrea"));
    assert_eq!(one["score"], json!(null), "what it weighs would tell in what");
    for telling in ["same_name", "same_commune", "famille", "family", "commune"] {
        assert!(!page.to_string().contains(telling), "{telling}");
    }
}

#[actix_web::test]
async fn many_records_in_an_hour_are_asked_about_unless_something_was_filed_there() {
    let door = Door::new();
    let (curious, busy) = (door.house.doctor(), door.house.doctor());
    let citizens: Vec<Citizen> = (0..21).map(|_| door.house.citizen()).collect();
    for citizen in &citizens {
        door.cares(citizen, &curious).await;
        door.cares(citizen, &busy).await;
        door.fed(citizen, &busy, json!({})).await;
    }
    after(&door, TimeDelta::hours(1));
    assert_eq!(door.scores(), Step { scored: 42, asked: 21 });
    assert!(door.asked(&citizens[0]).await[0]["text_en"].as_str().is_some());
    let few = Door::new();
    let doctor = few.house.doctor();
    for _ in 0..20 {
        few.cares(&few.house.citizen(), &doctor).await;
    }
    after(&few, TimeDelta::hours(1));
    assert_eq!(few.scores(), Step { scored: 20, asked: 0 }, "as many as are usual");
}

#[actix_web::test]
async fn what_leaves_no_trace_in_a_month_weighs_but_is_not_asked_about_alone() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let working = door.house.doctor();
    door.cares(&camille, &doctor).await;
    door.cares(&camille, &working).await;
    after(&door, TimeDelta::hours(1));
    assert_eq!(door.scores(), Step { scored: 2, asked: 0 });
    door.fed(&camille, &door.house.anew(&working), json!({})).await;
    after(&door, TimeDelta::days(30));
    assert_eq!(door.scores(), Step { scored: 2, asked: 0 }, "reading alone is often right");
    let signs = |who: &Worker| {
        let row = format!(
            "select count(*) as number from consent.access_score where person = '{}' and signs = '{{silent}}'",
            who.person
        );
        door.house.database().count(&row)
    };
    assert_eq!((signs(&doctor), signs(&working)), (1, 0));
    assert_eq!(door.scores(), Step::default(), "twice, and no more");
}

#[actix_web::test]
async fn whoever_gives_an_access_up_or_declares_it_anew_is_asked_about_all_the_same_and_once() {
    let door = Door::new();
    let doctor = door.house.doctor();
    let camille = door.colleague(doctor.organisation);
    // Ten minutes in the record, and out again; the next day, anew within every hour.
    door.cares(&camille, &doctor).await;
    after(&door, TimeDelta::minutes(10));
    let own = format!("/api/v1/spaces/{}/care-relationships", camille.space);
    let mine = door.send(Call::get(own.clone()).token(doctor.token())).await.json();
    let path = format!("{own}/{}", mine["items"][0]["id"].as_str().unwrap());
    assert_eq!(door.send(Call::new("DELETE", path).token(doctor.token())).await.status, 204);
    after(&door, TimeDelta::hours(1));
    assert_eq!(door.scores(), Step { scored: 1, asked: 1 });
    for _ in 0..3 {
        door.cares(&camille, &door.house.anew(&doctor)).await;
        after(&door, TimeDelta::minutes(50));
    }
    after(&door, TimeDelta::hours(1));
    assert_eq!(door.scores(), Step { scored: 3, asked: 0 }, "the holder is asked once");
    let asked = door.asked(&camille).await;
    assert_eq!(asked.len(), 1);
    assert_eq!(door.answers_question(&camille, &asked[0], "not_seen").await.status, 204);
    assert!(!door.gets_in(&camille, &doctor).await);
    // Whoever was not seen and declares again is asked about again.
    door.cares(&camille, &door.house.anew(&doctor)).await;
    after(&door, TimeDelta::hours(1));
    assert_eq!(door.scores(), Step { scored: 1, asked: 1 });
}

#[actix_web::test]
async fn a_week_in_a_record_without_a_trace_weighs_a_month_later() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let week = json!({"evidence": "consent_of_this_consultation", "days": 7});
    assert_eq!(door.declares(&camille, &doctor, week).await.status, 201);
    after(&door, TimeDelta::hours(1));
    assert_eq!(door.scores(), Step { scored: 1, asked: 0 });
    after(&door, TimeDelta::days(30));
    assert_eq!(door.scores(), Step { scored: 1, asked: 0 });
    let silent = "select count(*) as number from consent.access_score where signs = '{silent}'";
    assert_eq!(door.house.database().count(silent), 1);
}

#[actix_web::test]
async fn what_the_holder_gave_is_never_asked_about_and_an_emergency_is_and_reaches_the_second_look() {
    let door = Door::new();
    let (invited, stranger) = (door.house.doctor(), door.house.doctor());
    let camille = door.colleague(invited.organisation);
    let body = json!({"rpps": door.house.rpps(&invited), "role": "in_care"});
    assert_eq!(door.holder(&camille, "POST", "/care-team", &body).await.status, 201);
    after(&door, TimeDelta::hours(1));
    assert_eq!(door.scores().asked, 0);
    let dominique = door.colleague(stranger.organisation);
    let access = door.breaks_the_glass(&dominique, &door.house.anew(&stranger)).await;
    after(&door, TimeDelta::hours(1));
    assert_eq!(door.scores(), Step { scored: 1, asked: 1 });
    let asked = door.asked(&dominique).await;
    assert_eq!(door.answers_question(&dominique, &asked[0], "not_seen").await.status, 204);
    assert!(!door.gets_in(&dominique, &stranger).await);
    let auditor = door.house.admin(&[AdminRole::Auditor]).1;
    let looks = door.send(Call::get("/api/v1/admin/emergency-accesses").token(auditor.token())).await.json();
    assert_eq!(looks["items"][0]["id"], access.as_str());
    assert!(looks["items"][0]["reported_at"].is_string());
}

/// One commune of residence, beside one family name, is one sign and no more.
#[actix_web::test]
async fn in_what_two_people_are_alike_is_one_sign() {
    let door = Door::new();
    let camille = door.house.citizen();
    let name = camille.traits.birth_name.reveal().to_lowercase();
    let relative = door.house.professional_named(&format!("Andrea {name}"), "10");
    door.cares(&camille, &relative).await;
    after(&door, TimeDelta::hours(1));
    assert_eq!(door.scores().asked, 1);
    let both = "with changed as (update consent.access_score set signs = '{same_name,same_commune,many_records}' \
                returning 1) select count(*) from changed";
    assert_eq!(door.house.database().count(both), 1);
    let auditor = door.house.admin(&[AdminRole::Auditor]).1;
    let page = door.send(Call::get("/api/v1/admin/access-questions").token(auditor.token())).await.json();
    let signs = page["items"][0]["signs"].as_array().unwrap();
    let codes: Vec<&Value> = signs.iter().map(|sign| &sign["code"]).collect();
    assert_eq!(codes, ["alike", "many_records"]);
}
