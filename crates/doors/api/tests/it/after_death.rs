//! After the death of a holder: who comes in no more, and what heirs and experts are shown.

use chrono::TimeDelta;
use consent::{LifeReason, SpaceState};
use serde_json::{Value, json};
use testkit::{Citizen, Login, Worker};

use crate::{
    access::{forged::findings, secrets::parent_name},
    door::{Answer, Call, Door, documents},
};

impl Door {
    fn lives(&self, citizen: &Citizen, to: SpaceState, why: LifeReason) {
        let house = self.house.house();
        house.desk.write(|tx| house.consent.change_life(tx, citizen.space, to, why)).unwrap();
    }

    pub(crate) fn dies(&self, citizen: &Citizen) {
        self.lives(citizen, SpaceState::Deceased, LifeReason::DeathReported);
    }

    pub(crate) fn claim_of(&self, heir: &Citizen, doctor: &Worker) -> Value {
        json!({"claimant": "heir", "reason": "causes_of_death", "of": heir.space,
            "doctor": self.house.rpps(doctor), "evidence": "Acte de notoriété, Me Esquisse"})
    }

    pub(crate) fn claim_of_expert(&self, expert: &Worker, doctor: &Worker) -> Value {
        json!({"claimant": "expert", "reason": "evidence", "rpps": self.house.rpps(expert),
            "doctor": self.house.rpps(doctor), "evidence": "Ordonnance du 3 mars, n° 26/00042"})
    }

    async fn is_asked(&self, by: &Login, dead: &Citizen, request: &Value) -> Answer {
        let path = format!("/api/v1/admin/spaces/{}/heir-requests", dead.space);
        self.send(Call::post(path).token(by.token()).json(request)).await
    }

    async fn of_request(&self, by: &Login, dead: &Citizen, id: &Value, method: &str, more: &str) -> Answer {
        let id = id.as_str().unwrap();
        let path = format!("/api/v1/admin/spaces/{}/heir-requests/{id}{more}", dead.space);
        self.send(Call::new(method, path).token(by.token())).await
    }

    /// Has a request written down by one and confirmed by another; gives the selection.
    pub(crate) async fn is_granted(&self, dead: &Citizen, request: &Value) -> String {
        let (one, other) = (self.support_named("Ange Minutieux"), self.support_named("Lou Vérificateur"));
        let written = self.is_asked(&one, dead, request).await;
        assert_eq!(written.status, 201, "{}", written.text());
        let confirmed = self.of_request(&other, dead, &written.json()["id"], "POST", "/confirm").await;
        assert_eq!(confirmed.status, 200, "{}", confirmed.text());
        confirmed.json()["id"].as_str().unwrap().to_owned()
    }

    async fn selects(&self, doctor: &Worker, dead: &Citizen, selection: &str, chosen: &[&str]) -> Answer {
        let path = format!("/api/v1/spaces/{}/heir-selections/{selection}", dead.space);
        self.send(Call::post(path).token(doctor.token()).json(&json!({"documents": chosen}))).await
    }

    /// Has a holder die and a doctor choose one document for whoever claims it.
    pub(crate) async fn chose_after_death(&self, dead: &Citizen, claim: &Value, by: &Worker, document: &str) {
        self.dies(dead);
        let selection = self.is_granted(dead, claim).await;
        assert_eq!(self.selects(by, dead, &selection, &[document]).await.status, 200);
    }

    async fn asked_by(&self, token: &str) -> Value {
        self.send(Call::get("/api/v1/me").token(token)).await.json()["spaces"].clone()
    }

    async fn is_shut(&self, dead: &Citizen, token: &str) -> bool {
        self.send(Call::get(documents(dead)).token(token)).await.status == 404
    }
}

#[actix_web::test]
async fn situation_31_carers_end_and_an_heir_sees_what_a_doctor_chose_for_a_reason() {
    let door = Door::new();
    let [dead, widow, carer, child] = [(); 4].map(|()| door.house.citizen());
    let (treating, choosing) = (door.house.doctor(), door.house.doctor());
    let letter = door.fed(&dead, &treating, json!({"masked": true})).await;
    let other = door.fed(&dead, &treating, json!({"title": "Autre lettre"})).await;
    let hidden = door.fed(&dead, &treating, json!({"visible_to_representatives": false})).await;
    door.cares(&dead, &treating).await;
    door.becomes_carer(&dead, &carer, &json!({"acts": ["see"]})).await;
    door.becomes_carer(&dead, &widow, &json!({"acts": ["see"]})).await;
    door.dies(&dead);
    // Nobody who lives comes in, also whoever helped.
    let tokens = [dead.token(), widow.token(), carer.token(), treating.token(), choosing.token()];
    for token in tokens {
        assert!(door.is_shut(&dead, token).await);
    }
    assert!(door.asked_by(carer.token()).await.as_array().unwrap().iter().all(|one| one["as"] == "holder"));
    let selection = door.is_granted(&dead, &door.claim_of(&widow, &choosing)).await;
    assert!(door.is_shut(&dead, widow.token()).await, "nothing is chosen yet");
    // The doctor reads for whom and why, and what there is to choose.
    let mine = door.asked_by(choosing.token()).await;
    assert_eq!((&mine[0]["as"], &mine[0]["way"]), (&json!("selector"), &json!("W9")), "{mine}");
    let path = format!("/api/v1/spaces/{}/heir-selections", dead.space);
    let listed = door.send(Call::get(&path).token(choosing.token())).await.json();
    let (one, name) = (&listed["items"][0], parent_name(&widow));
    assert_eq!(one["id"], json!(selection));
    assert_eq!(one["reason"]["code"], "causes_of_death");
    assert_eq!(one["evidence"], "Acte de notoriété, Me Esquisse");
    assert!(one["name"].as_str().unwrap().contains(&name), "{listed}");
    assert!(listed["patient"].as_str().unwrap().contains(&parent_name(&dead)), "{listed}");
    assert_eq!(door.send(Call::get(&path).token(treating.token())).await.status, 404);
    assert!(door.sees(&dead, &letter, choosing.token()).await);
    assert!(!door.sees(&dead, &hidden, choosing.token()).await, "an heir may have been a representative");
    let absent = door.selects(&choosing, &dead, &selection, &[&letter, &hidden]).await;
    assert_eq!(absent.status, 422, "{}", absent.text());
    assert!(absent.text().contains("is not shown to you"), "{}", absent.text());
    assert_eq!(door.selects(&treating, &dead, &selection, &[&letter]).await.status, 404);
    assert_eq!(door.selects(&choosing, &dead, &selection, &[&letter]).await.status, 200);
    // Whoever asked reads these alone, and is told so in their own record.
    assert!(door.is_shut(&dead, choosing.token()).await, "the choice is made");
    assert_eq!(door.selects(&choosing, &dead, &selection, &[&other]).await.status, 404);
    assert!(door.sees(&dead, &letter, widow.token()).await);
    assert!(!door.sees(&dead, &other, widow.token()).await);
    let content = format!("{}/{letter}/content", documents(&dead));
    assert_eq!(door.send(Call::get(content).token(widow.token())).await.status, 200);
    let enters = door.asked_by(widow.token()).await;
    let enters = enters.as_array().unwrap().iter().find(|one| one["space"] == json!(dead.space)).unwrap();
    assert_eq!((&enters["as"], &enters["way"]), (&json!("heir"), &json!("W9")));
    let told = door.items_for(&widow, &widow, "/notifications").await;
    assert!(told.iter().any(|notice| notice["kind"]["code"] == "heir_documents"), "{told:?}");
    for path in ["/history", "/preferences", "/carers", "/exports", "/notifications"] {
        assert_eq!(door.acts_for(&widow, &dead, "GET", path, &json!(null)).await.status, 404, "{path}");
    }
    for token in [child.token(), carer.token()] {
        assert!(door.is_shut(&dead, token).await, "somebody else asks for themselves");
    }
    assert_eq!(findings(&door, dead.space), Vec::<String>::new());
    door.house.clock().advance(TimeDelta::days(91));
    assert!(door.is_shut(&dead, door.house.sure(&widow).token()).await, "for a time");
}

#[actix_web::test]
async fn what_the_holder_refused_while_alive_holds_for_heirs_and_not_for_an_expert_of_a_court() {
    let door = Door::new();
    let [dead, heir] = [(); 2].map(|()| door.house.citizen());
    let (expert, choosing) = (door.house.doctor(), door.house.doctor());
    let letter = door.fed(&dead, &choosing, json!({"visible_to_representatives": false})).await;
    assert_eq!(door.holder(&dead, "GET", "/after-death", &json!(null)).await.json()["heirs"], "by_doctor");
    let refuses = json!({"heirs": "refused"});
    assert_eq!(door.acts_for(&heir, &dead, "PUT", "/after-death", &refuses).await.status, 404);
    assert_eq!(door.holder(&dead, "PUT", "/after-death", &refuses).await.status, 204);
    assert_eq!(door.holder(&dead, "GET", "/after-death", &json!(null)).await.json()["heirs"], "refused");
    let said = door.items_for(&dead, &dead, "/history").await;
    let line = said.iter().find(|line| line["act"]["code"] == "after-death.say").unwrap();
    assert!(line["said"][0]["text_fr"].as_str().unwrap().contains("ne verront rien"), "{line}");
    door.dies(&dead);
    let support = door.support_named("Ange Minutieux");
    let refused = door.is_asked(&support, &dead, &door.claim_of(&heir, &choosing)).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.text().contains("the holder refused while alive"), "{}", refused.text());
    let selection = door.is_granted(&dead, &door.claim_of_expert(&expert, &choosing)).await;
    assert_eq!(door.selects(&choosing, &dead, &selection, &[&letter]).await.status, 200);
    assert!(door.sees(&dead, &letter, expert.token()).await);
    assert_eq!(door.asked_by(expert.token()).await[0]["as"], "expert");
}

#[actix_web::test]
async fn a_doctor_may_choose_nothing_and_support_ends_what_runs() {
    let door = Door::new();
    let [dead, heir] = [(); 2].map(|()| door.house.citizen());
    let choosing = door.house.doctor();
    let letter = door.fed(&dead, &choosing, json!({})).await;
    door.dies(&dead);
    let asks = door.claim_of(&heir, &choosing);
    let selection = door.is_granted(&dead, &asks).await;
    let nothing = door.selects(&choosing, &dead, &selection, &[]).await;
    assert_eq!((nothing.status, nothing.json()), (200, json!({})));
    assert!(door.is_shut(&dead, heir.token()).await);
    let told = door.items_for(&heir, &heir, "/notifications").await;
    assert!(told.iter().any(|notice| notice["kind"]["code"] == "heir_nothing"), "{told:?}");
    let selection = door.is_granted(&dead, &asks).await;
    assert_eq!(door.selects(&choosing, &dead, &selection, &[&letter]).await.status, 200);
    let support = door.support_named("Sam Suivant");
    let path = format!("/api/v1/admin/spaces/{}/heir-requests", dead.space);
    let listed = door.send(Call::get(&path).token(support.token())).await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(listed["items"][0]["state"], "shown", "{listed}");
    assert!(!listed.to_string().contains(&letter), "which documents were chosen is not told");
    let id = listed["items"][0]["id"].clone();
    assert_eq!(door.of_request(&support, &dead, &id, "DELETE", "").await.status, 204);
    assert_eq!(door.of_request(&support, &dead, &id, "DELETE", "").await.status, 404);
    assert!(door.is_shut(&dead, heir.token()).await);
    assert_eq!(door.send(Call::get(&path).token(support.token())).await.json()["items"], json!([]));
}

#[actix_web::test]
async fn a_death_that_was_none_ends_what_heirs_were_given() {
    let door = Door::new();
    let [dead, heir] = [(); 2].map(|()| door.house.citizen());
    let (choosing, other) = (door.house.doctor(), door.house.doctor());
    let letter = door.fed(&dead, &choosing, json!({})).await;
    door.dies(&dead);
    let selection = door.is_granted(&dead, &door.claim_of(&heir, &choosing)).await;
    assert_eq!(door.selects(&choosing, &dead, &selection, &[&letter]).await.status, 200);
    let waits = door.is_granted(&dead, &door.claim_of(&heir, &other)).await;
    assert!(door.sees(&dead, &letter, heir.token()).await);
    door.lives(&dead, SpaceState::Active, LifeReason::DeathCorrected);
    for token in [heir.token(), other.token()] {
        assert!(door.is_shut(&dead, token).await);
    }
    let support = door.support_named("Sam Suivant");
    let path = format!("/api/v1/admin/spaces/{}/heir-requests", dead.space);
    let runs = door.send(Call::get(path).token(support.token())).await.json();
    assert_eq!(runs["items"], json!([]), "all of it is over");
    // The holder reads in the history what was done meanwhile, and by whom.
    let lines = door.items_for(&dead, &dead, "/history").await;
    let of = |act: &str| lines.iter().any(|line| line["act"]["code"] == act);
    assert!(of("after-death.confirm") && of("after-death.select") && of("documents.read"), "{lines:?}");
    door.dies(&dead);
    for token in [heir.token(), other.token()] {
        assert!(door.is_shut(&dead, token).await, "it does not come back");
    }
    assert_eq!(door.selects(&other, &dead, &waits, &[]).await.status, 404);
    assert_eq!(findings(&door, dead.space), Vec::<String>::new());
}

#[actix_web::test]
async fn a_request_takes_two_people_of_support_and_waits_for_thirty_days() {
    let door = Door::new();
    let [dead, heir] = [(); 2].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    door.dies(&dead);
    let (one, namesake) = (door.support_named("Ange Minutieux"), door.support_named("ange  minutieux"));
    let asks = door.claim_of(&heir, &doctor);
    for nobody in [&door.house.sure(&heir), &doctor.login] {
        let refused = door.is_asked(nobody, &dead, &asks).await;
        assert!([403, 404].contains(&refused.status), "{}", refused.text());
    }
    let id = door.is_asked(&one, &dead, &asks).await.json()["id"].clone();
    assert!(door.is_shut(&dead, doctor.token()).await, "it waits");
    for (by, said) in [(&one, "you wrote this request down"), (&namesake, "has your name")] {
        let refused = door.of_request(by, &dead, &id, "POST", "/confirm").await;
        assert_eq!(refused.status, 403, "{}", refused.text());
        assert!(refused.text().contains(said), "{}", refused.text());
    }
    let first = heir.traits.first_names[0].reveal();
    let oneself = door.support_named(&format!("{} {first}", heir.traits.birth_name.reveal()));
    let refused = door.of_request(&oneself, &dead, &id, "POST", "/confirm").await;
    assert!(refused.text().contains("this request is about you"), "{}", refused.text());
    let waiting = door.send(Call::get("/api/v1/admin/heir-requests").token(one.token())).await.json();
    assert_eq!((&waiting["items"][0]["id"], &waiting["items"][0]["state"]), (&id, &json!("waiting")));
    door.house.clock().advance(TimeDelta::days(31));
    let late = door.support_named("Sam Tardif");
    assert_eq!(door.of_request(&late, &dead, &id, "POST", "/confirm").await.status, 404, "it lapsed");
    let waiting = door.send(Call::get("/api/v1/admin/heir-requests").token(late.token())).await.json();
    assert_eq!(waiting["items"], json!([]));
}

#[actix_web::test]
async fn a_request_that_cannot_be_is_said_to_be_so_and_changes_nothing() {
    let door = Door::new();
    let [dead, heir, alive] = [(); 3].map(|()| door.house.citizen());
    let (doctor, nurse) = (door.house.doctor(), door.house.professional("60"));
    door.dies(&dead);
    let admin = door.support_named("Ange Minutieux");
    let good = door.claim_of(&heir, &doctor);
    let with = |changes: &[(&str, Value)]| {
        let mut changed = good.clone();
        for (field, value) in changes {
            if value.is_null() {
                changed.as_object_mut().unwrap().remove(*field);
            } else {
                changed[*field] = value.clone();
            }
        }
        changed
    };
    let number = json!(door.house.rpps(&doctor));
    let wrong = [
        (with(&[("claimant", json!("neighbour"))]), "`heir`, `cohabitant`, `civil_partner` or `expert`"),
        (with(&[("reason", json!("evidence"))]), "`evidence` is no reason for `heir`"),
        (with(&[("evidence", json!(" "))]), "what was shown as evidence has 1 to 500 characters"),
        (with(&[("of", json!(null))]), "the record of whoever asks"),
        (with(&[("rpps", number.clone())]), "one person asks"),
        (with(&[("of", json!(null)), ("rpps", number.clone())]), "name in `of` their record"),
        (
            with(&[("claimant", json!("expert")), ("reason", json!("evidence"))]),
            "name in `rpps` their number",
        ),
        (with(&[("of", json!(dead.space))]), "what is their own"),
        (with(&[("of", json!(door.house.id::<kernel::kind::Space>()))]), "there is no such record"),
        (with(&[("doctor", json!(door.house.rpps(&nurse)))]), "no doctor with the number"),
        (
            with(&[
                ("of", json!(null)),
                ("rpps", number),
                ("claimant", json!("expert")),
                ("reason", json!("evidence")),
            ]),
            "another person than whoever asks",
        ),
    ];
    for (request, said) in wrong {
        let refused = door.is_asked(&admin, &dead, &request).await;
        assert_eq!(refused.status, 422, "{said}: {}", refused.text());
        assert!(refused.text().contains(said), "{said}: {}", refused.text());
    }
    let living = door.is_asked(&admin, &alive, &good).await;
    assert_eq!(living.status, 409, "{}", living.text());
    assert!(living.text().contains("no death of the holder is known"), "{}", living.text());
    let path = format!("/api/v1/admin/spaces/{}/heir-requests", dead.space);
    assert_eq!(door.send(Call::get(path).token(admin.token())).await.json()["items"], json!([]));
    assert_eq!(door.is_asked(&admin, &dead, &good).await.status, 201);
    let twice = door.is_asked(&admin, &dead, &good).await;
    assert!(twice.text().contains("waits already"), "{}", twice.text());
}

#[actix_web::test]
async fn a_parent_who_is_an_heir_comes_in_as_an_heir_alone() {
    let door = Door::new();
    let [child, mother] = [(); 2].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    let letter = door.fed(&child, &doctor, json!({})).await;
    let other = door.fed(&child, &doctor, json!({"title": "Autre lettre"})).await;
    door.represents(&[&mother], &child, door.house.house().clock.now() + TimeDelta::days(900));
    door.chose_after_death(&child, &door.claim_of(&mother, &doctor), &doctor, &letter).await;
    assert!(door.sees(&child, &letter, mother.token()).await);
    assert!(!door.sees(&child, &other, mother.token()).await);
    for way in ["W2", "W3", "W1"] {
        let call = Call::get(documents(&child)).header("carnet-way", way).token(mother.token());
        assert_eq!(door.send(call).await.status, 404, "{way}");
    }
    let entered = door.asked_by(mother.token()).await;
    let entered = entered.as_array().unwrap().iter().filter(|one| one["space"] == json!(child.space));
    assert_eq!(entered.map(|one| one["as"].clone()).collect::<Vec<_>>(), [json!("heir")]);
}

#[actix_web::test]
async fn a_choice_in_secret_is_none_and_of_two_selections_each_is_answered_by_its_own_eyes() {
    let door = Door::new();
    let [dead, heir] = [(); 2].map(|()| door.house.citizen());
    let (choosing, expert) = (door.house.doctor(), door.house.doctor());
    let letter = door.fed(&dead, &choosing, json!({})).await;
    let hidden = door.fed(&dead, &choosing, json!({"visible_to_representatives": false})).await;
    door.dies(&dead);
    let for_heir = door.is_granted(&dead, &door.claim_of(&heir, &choosing)).await;
    let for_expert = door.is_granted(&dead, &door.claim_of_expert(&expert, &choosing)).await;
    let path = format!("/api/v1/spaces/{}/heir-selections/{for_heir}", dead.space);
    let secret = Call::post(path).token(choosing.token()).json(&json!({"documents": [letter]}));
    let secret = door.in_secret(secret).await;
    assert_eq!(secret.status, 422, "{}", secret.text());
    assert!(door.is_shut(&dead, heir.token()).await);
    assert!(door.sees(&dead, &hidden, choosing.token()).await, "for the expert");
    assert_eq!(door.selects(&choosing, &dead, &for_heir, &[&hidden]).await.status, 422, "not for the heir");
    assert_eq!(door.selects(&choosing, &dead, &for_heir, &[&letter]).await.status, 200);
    assert_eq!(door.selects(&choosing, &dead, &for_expert, &[&hidden]).await.status, 200);
    let (again, by) = (door.claim_of(&heir, &choosing), door.support_named("Ange Minutieux"));
    let twice = door.is_asked(&by, &dead, &again).await;
    assert_eq!(twice.status, 201, "what was answered does not keep from asking again");
}

#[actix_web::test]
async fn a_doctor_who_bears_the_name_of_the_heir_does_not_choose_nor_confirms_their_own_account() {
    let door = Door::new();
    let [dead, heir] = [(); 2].map(|()| door.house.citizen());
    let traits = &heir.traits;
    let own = format!("{} {}", traits.first_names[0].reveal(), traits.birth_name.reveal());
    let (namesake, other) = (door.house.professional_named(&own, "10"), door.house.doctor());
    door.dies(&dead);
    let one = door.support_named("Ange Minutieux");
    let written = door.is_asked(&one, &dead, &door.claim_of(&heir, &namesake)).await.json();
    let refused =
        door.of_request(&door.support_named("Lou Second"), &dead, &written["id"], "POST", "/confirm").await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.text().contains("another doctor chooses"), "{}", refused.text());
    assert_eq!(door.of_request(&one, &dead, &written["id"], "DELETE", "").await.status, 204);
    let written = door.is_asked(&one, &dead, &door.claim_of(&heir, &other)).await.json();
    let as_admin = door.support_named("Dominique Fictif");
    let refused = door.of_request(&as_admin, &dead, &written["id"], "POST", "/confirm").await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(refused.text().contains("this request is about you"), "{}", refused.text());
}

#[actix_web::test]
async fn what_a_minor_wants_after_death_is_told_to_no_parent() {
    let door = Door::new();
    let [child, father] = [(); 2].map(|()| door.house.citizen());
    door.represents(&[&father], &child, door.house.house().clock.now() + TimeDelta::days(900));
    let refuses = json!({"heirs": "refused"});
    assert_eq!(door.holder(&child, "PUT", "/after-death", &refuses).await.status, 204);
    assert_eq!(door.holder(&child, "GET", "/after-death", &json!(null)).await.status, 200);
    let seen = json!(door.items_for(&father, &child, "/history").await).to_string();
    assert!(!seen.contains("after-death") && !seen.contains("heirs"), "{seen}");
    let own = json!(door.items_for(&child, &child, "/history").await).to_string();
    assert!(own.contains("after-death.say") && own.contains("heirs are shown nothing"), "{own}");
    assert_eq!(door.holder(&child, "PUT", "/after-death", &json!({"heirs": "by_doctor"})).await.status, 204);
    assert_eq!(door.holder(&child, "GET", "/after-death", &json!(null)).await.json()["heirs"], "by_doctor");
}
