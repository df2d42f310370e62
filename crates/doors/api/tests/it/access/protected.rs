//! Protected adults: decisions of judges that two of support write down, and what whoever is in charge does by them.

use chrono::{NaiveDate, TimeDelta};
use kernel::AdminRole;
use serde_json::{Value, json};
use testkit::{Citizen, Login};

use super::{forged::findings, secrets::parent_name};
use crate::door::{Answer, Call, Door, deposit, documents};

impl Door {
    pub(crate) fn support_named(&self, name: &str) -> Login {
        self.house.admin_named(name, &[AdminRole::Support]).1
    }

    fn today(&self) -> NaiveDate {
        self.house.house().clock.now().date_naive()
    }

    fn decision(&self, orders: &str, of: Option<&Citizen>) -> Value {
        let until = self.today() + TimeDelta::days(1_000);
        let mut said = json!({"orders": orders, "court": "Tribunal judiciaire de Fictiville",
            "decided_on": self.today() - TimeDelta::days(10), "until": until});
        if let Some(of) = of {
            said["of"] = json!(of.space);
        }
        if ["representation", "assistance"].contains(&orders) {
            said["measure"] = json!(if orders == "assistance" { "curatorship" } else { "guardianship" });
        }
        said
    }

    async fn writes_down(&self, by: &Login, adult: &Citizen, decision: &Value) -> Answer {
        let path = format!("/api/v1/admin/spaces/{}/measures", adult.space);
        self.send(Call::post(path).token(by.token()).json(decision)).await
    }

    async fn decides(&self, by: &Login, adult: &Citizen, id: &Value, what: &str) -> Answer {
        let path = format!("/api/v1/admin/spaces/{}/measures/{}/{what}", adult.space, id.as_str().unwrap());
        self.send(Call::post(path).token(by.token())).await
    }

    /// Has a decision written down by one and confirmed by another; gives what it made.
    async fn is_decided(&self, adult: &Citizen, decision: &Value) -> String {
        let (one, other) = (self.support_named("Ange Minutieux"), self.support_named("Lou Vérificateur"));
        let written = self.writes_down(&one, adult, decision).await;
        assert_eq!(written.status, 201, "{}", written.text());
        let confirmed = self.decides(&other, adult, &written.json()["id"], "confirm").await;
        assert_eq!(confirmed.status, 200, "{}", confirmed.text());
        confirmed.json()["id"].as_str().unwrap().to_owned()
    }

    /// Puts somebody in charge of an adult.
    pub(crate) async fn is_protected(&self, adult: &Citizen, by: &Citizen, orders: &str) -> String {
        self.is_decided(adult, &self.decision(orders, Some(by))).await
    }

    /// Makes somebody a carer without an end, in the name of the holder.
    async fn lets_in(&self, by: &Citizen, adult: &Citizen, friend: &Citizen) {
        let traits = &friend.traits;
        let invited = json!({"family_name": traits.birth_name.reveal(), "first_name": traits.first_names[0].reveal(),
            "birth_date": traits.birth_date.reveal(), "may": {"acts": ["see"], "without_end": true}});
        let invited = self.acts_for(by, adult, "POST", "/carers", &invited).await;
        assert_eq!(invited.status, 201, "{}", invited.text());
        let accept = Call::post("/api/v1/carer-invitations/accept").token(self.house.sure(friend).token());
        let code = json!({"code": invited.json()["code"]});
        assert_eq!(self.send(accept.json(&code)).await.status, 201);
    }

    /// As what a citizen may enter a record.
    async fn comes_in_as(&self, citizen: &Citizen, record: &Citizen) -> Option<Value> {
        let token = self.house.sure(citizen);
        let me = self.send(Call::get("/api/v1/me").token(token.token())).await.json();
        let entered = me["spaces"].as_array().unwrap().iter().find(|one| one["space"] == json!(record.space));
        entered.map(|one| one["as"].clone())
    }
}

#[actix_web::test]
async fn situation_22_whoever_represents_an_adult_acts_as_the_adult_by_a_decision_alone() {
    let door = Door::new();
    let (elder, guardian, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.fed(&elder, &doctor, json!({"masked": true})).await;
    let hidden = door.fed(&elder, &doctor, json!({"visible_to_representatives": false})).await;
    assert_eq!(door.comes_in_as(&guardian, &elder).await, None);
    let protection = door.is_protected(&elder, &guardian, "representation").await;
    assert_eq!(door.comes_in_as(&guardian, &elder).await, Some(json!("in_charge")));
    let token = door.house.sure(&guardian);
    assert!(door.sees(&elder, &letter, token.token()).await, "a mask concerns professionals");
    assert!(!door.sees(&elder, &hidden, token.token()).await, "hidden from legal representatives");
    let metadata = json!({"type": {"code": "11490-0"}, "title": "Compte rendu de visite"});
    let brought = door.send(deposit(&elder, token.token()).parts(&metadata, "text/plain", b"Note")).await;
    assert_eq!(brought.status, 201, "{}", brought.text());
    let dentist = door.house.dentist();
    let blocked = json!({"whom": door.whom(&dentist)});
    assert_eq!(door.acts_for(&guardian, &elder, "POST", "/blocked", &blocked).await.status, 201);
    // Both are told, and both names stand on what is done.
    for one in [&elder, &guardian] {
        let told = door.items_for(one, &elder, "/notifications").await;
        assert!(told.iter().any(|notice| notice["kind"]["code"] == "protection_began"), "{told:?}");
    }
    let lines = door.items_for(&elder, &elder, "/history").await;
    let hers = lines.iter().find(|line| line["act"]["code"] == "blocks.block").unwrap();
    assert_eq!(hers["way"]["code"], "W3");
    let began = lines.iter().find(|line| line["act"]["code"] == "protection.begin").unwrap();
    assert!(
        began["said"][1]["text_fr"].as_str().unwrap().contains("tutelle, avec représentation"),
        "{began}"
    );
    let seen = door.items_for(&elder, &elder, "/protection").await;
    assert_eq!(
        (&seen[0]["id"], &seen[0]["with"]),
        (&json!(protection), &json!("representation")),
        "{seen:?}"
    );
    // A later decision follows it without a gap.
    let mut next = door.decision("assistance", Some(&guardian));
    (next["from"], next["until"]) =
        (json!(door.today() + TimeDelta::days(1_001)), json!(door.today() + TimeDelta::days(1_500)));
    let later = door.is_decided(&elder, &next).await;
    assert_eq!(door.items_for(&elder, &elder, "/protection").await[1]["id"], json!(later));
    let support = door.support_named("Sam Suivant");
    let path = format!("/api/v1/admin/spaces/{}/measures", elder.space);
    let known = door.send(Call::get(path).token(support.token())).await.json();
    assert!(known["items"].as_array().unwrap().iter().any(|one| one["id"] == json!(later)), "{known}");
    // The adult keeps every right, and alone has the record erased.
    assert_eq!(door.send(Call::get(documents(&elder)).token(elder.token())).await.status, 200);
    assert_eq!(door.acts_for(&guardian, &elder, "POST", "/erasure", &json!(null)).await.status, 403);
    // Until the last day, and not longer; what was given meanwhile goes with it.
    assert_eq!(door.acts_for(&guardian, &elder, "DELETE", "", &json!(null)).await.status, 200);
    door.house.clock().advance(TimeDelta::days(1_001));
    assert_eq!(door.comes_in_as(&guardian, &elder).await, None);
    let late = door.send(Call::get(documents(&elder)).token(door.house.sure(&guardian).token())).await;
    assert_eq!(late.status, 404);
    assert_eq!(findings(&door, elder.space), Vec::<String>::new());
}

#[actix_web::test]
async fn situation_22_whoever_assists_an_adult_does_what_the_adult_consents_to() {
    let door = Door::new();
    let (elder, curator, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let prescription = json!({"type": {"code": "57833-6"}, "title": "Ordonnance"});
    let (letter, prescription) =
        (door.fed(&elder, &doctor, json!({})).await, door.fed(&elder, &doctor, prescription).await);
    let protection = door.is_protected(&elder, &curator, "assistance").await;
    assert_eq!(door.comes_in_as(&curator, &elder).await, None, "nothing was consented to");
    let path = format!("/protection/{protection}/assistance");
    let may = json!({"acts": ["see"], "categories": ["ORD_SOIN"]});
    let of_curator = door.acts_for(&curator, &elder, "PUT", &path, &may).await;
    assert_eq!(of_curator.status, 404, "{}", of_curator.text());
    assert_eq!(door.acts_for(&elder, &elder, "PUT", &path, &may).await.status, 204);
    assert_eq!(door.comes_in_as(&curator, &elder).await, Some(json!("in_charge")));
    let token = door.house.sure(&curator);
    assert!(door.sees(&elder, &prescription, token.token()).await);
    assert!(!door.sees(&elder, &letter, token.token()).await);
    let seen = door.items_for(&elder, &elder, "/protection").await;
    assert_eq!(seen[0]["assistance"]["acts"], json!(["see"]), "{seen:?}");
    // Nothing of what the adult hides, unless the adult says so; and nothing but the acts.
    door.sees_as(&elder, &prescription, "masked").await;
    assert!(!door.sees(&elder, &prescription, token.token()).await);
    assert_eq!(door.acts_for(&curator, &elder, "GET", "/history", &json!(null)).await.status, 403);
    let wider = json!({"acts": ["see"], "categories": ["ORD_SOIN"], "also_hidden": true});
    assert_eq!(door.acts_for(&elder, &elder, "PUT", &path, &wider).await.status, 204);
    assert!(door.sees(&elder, &prescription, token.token()).await);
    let none = door.acts_for(&elder, &elder, "PUT", &path, &json!({"acts": []})).await;
    assert_eq!(none.status, 422, "{}", none.text());
    // One act shuts everybody out, and what was said in secret would not narrow what was said before.
    assert_eq!(door.holder(&elder, "DELETE", "/care-team", &json!(null)).await.status, 204);
    assert_eq!(door.send(Call::get(documents(&elder)).token(token.token())).await.status, 404);
    let sure = door.house.sure(&elder);
    let secret = Call::new("PUT", format!("/api/v1/spaces/{}{path}", elder.space)).token(sure.token());
    let secret = door.in_secret(secret.json(&may)).await;
    assert_eq!(secret.status, 422, "{}", secret.text());
    assert_eq!(door.acts_for(&elder, &elder, "PUT", &path, &wider).await.status, 204);
    // The consent is taken back; said again it ends with the decision.
    assert_eq!(door.acts_for(&elder, &elder, "DELETE", &path, &json!(null)).await.status, 204);
    assert_eq!(door.send(Call::get(documents(&elder)).token(token.token())).await.status, 404);
    assert_eq!(door.acts_for(&elder, &elder, "DELETE", &path, &json!(null)).await.status, 404);
    assert_eq!(door.acts_for(&elder, &elder, "PUT", &path, &wider).await.status, 204);
    let mut lifting = door.decision("lifting", None);
    lifting["lifts"] = json!(protection);
    lifting.as_object_mut().unwrap().remove("until");
    door.is_decided(&elder, &lifting).await;
    assert_eq!(door.send(Call::get(documents(&elder)).token(token.token())).await.status, 404);
    assert_eq!(door.items_for(&elder, &elder, "/protection").await, Vec::<Value>::new());
    let told = door.items_for(&elder, &elder, "/notifications").await;
    assert!(told.iter().any(|notice| notice["kind"]["code"] == "protection_lifted"), "{told:?}");
    assert_eq!(findings(&door, elder.space), Vec::<String>::new());
}

#[actix_web::test]
async fn a_decision_of_a_judge_suspends_a_parent_for_as_long_as_it_says_and_another_one_lifts_it() {
    let door = Door::new();
    let [mother, father, child] = [(); 3].map(|()| door.house.citizen());
    door.represents(&[&mother, &father], &child, door.house.house().clock.now() + TimeDelta::days(3_000));
    let stranger = door.house.citizen();
    let admin = door.support_named("Ange Minutieux");
    let refused = door.writes_down(&admin, &child, &door.decision("suspension", Some(&stranger))).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let suspension = door.is_decided(&child, &door.decision("suspension", Some(&father))).await;
    // Both who are left are told that it was a judge, and read of whom and until when.
    for reader in [&child, &mother] {
        let told = door.items_for(reader, &child, "/notifications").await;
        let notice = told.iter().find(|one| one["kind"]["code"] == "representative_suspended").unwrap();
        assert!(notice["text_en"].as_str().unwrap().ends_with("by a decision of a judge."), "{notice}");
        assert!(notice["text_fr"].as_str().unwrap().ends_with("par décision de justice."), "{notice}");
        let lines = door.items_for(reader, &child, "/history").await;
        let began = lines.iter().find(|line| line["act"]["code"] == "protection.begin").unwrap();
        let said = began["said"].to_string();
        let of_whom = format!("{}, who represents the holder, is suspended, until ", parent_name(&father));
        assert!(said.contains(&of_whom) && said.contains(" included\""), "{said}");
    }
    door.house.clock().advance(TimeDelta::days(100));
    assert_eq!(door.comes_in_as(&father, &child).await, None);
    assert_eq!(door.comes_in_as(&mother, &child).await, Some(json!("representative")));
    let mut lifting = door.decision("lifting", None);
    lifting["lifts"] = json!(suspension);
    lifting.as_object_mut().unwrap().remove("until");
    door.is_decided(&child, &lifting).await;
    assert_eq!(door.comes_in_as(&father, &child).await, Some(json!("representative")));
    // What a judge said takes nothing away of what one representative may do to the other, once.
    let all = door.items_for(&mother, &child, "/representatives").await;
    let his = all.iter().find(|one| one["name"].as_str().unwrap().contains(&parent_name(&father)));
    let path = format!("/representatives/{}/suspension", his.unwrap()["id"].as_str().unwrap());
    let suspended = door.acts_for(&mother, &child, "POST", &path, &json!(null)).await;
    assert_eq!(suspended.status, 201, "{}", suspended.text());
}

#[actix_web::test]
async fn what_a_guardian_gave_does_not_come_back_with_a_later_decision() {
    let door = Door::new();
    let [elder, guardian, friend] = [(); 3].map(|()| door.house.citizen());
    let protection = door.is_protected(&elder, &guardian, "representation").await;
    door.lets_in(&guardian, &elder, &friend).await;
    assert_eq!(door.comes_in_as(&friend, &elder).await, Some(json!("carer")));
    let mut lifting = door.decision("lifting", None);
    lifting["lifts"] = json!(protection);
    lifting.as_object_mut().unwrap().remove("until");
    door.is_decided(&elder, &lifting).await;
    assert_eq!(door.comes_in_as(&friend, &elder).await, None);
    door.is_protected(&elder, &guardian, "representation").await;
    assert_eq!(door.comes_in_as(&guardian, &elder).await, Some(json!("in_charge")));
    assert_eq!(door.comes_in_as(&friend, &elder).await, None, "it has ended");
    // Nor where the decision ended by its date.
    door.lets_in(&guardian, &elder, &friend).await;
    door.house.clock().advance(TimeDelta::days(1_001));
    assert_eq!(door.comes_in_as(&friend, &elder).await, None);
    door.is_protected(&elder, &guardian, "representation").await;
    assert_eq!(door.comes_in_as(&guardian, &elder).await, Some(json!("in_charge")));
    assert_eq!(door.comes_in_as(&friend, &elder).await, None, "it has ended");
}

#[actix_web::test]
async fn a_decision_takes_two_people_of_support_and_waits_for_thirty_days() {
    let door = Door::new();
    let (elder, guardian) = (door.house.citizen(), door.house.citizen());
    let (one, namesake) = (door.support_named("Ange Minutieux"), door.support_named("ange  minutieux"));
    let (other, auditor) =
        (door.support_named("Lou Vérificateur"), door.house.admin_named("Noa", &[AdminRole::Auditor]).1);
    let decision = door.decision("representation", Some(&guardian));
    for nobody in [&auditor, &door.house.sure(&guardian)] {
        let refused = door.writes_down(nobody, &elder, &decision).await;
        assert!([403, 404].contains(&refused.status), "{}", refused.text());
    }
    let written = door.writes_down(&one, &elder, &decision).await;
    let id = written.json()["id"].clone();
    let waiting = door.send(Call::get("/api/v1/admin/measures").token(other.token())).await.json();
    let shown = &waiting["items"][0];
    assert_eq!(
        (&shown["id"], &shown["state"], &shown["orders"]),
        (&id, &json!("waiting"), &json!("representation"))
    );
    assert_eq!((&shown["measure"], &shown["court"]), (&json!("guardianship"), &decision["court"]), "{shown}");
    for (by, said) in [(&one, "you wrote this decision down"), (&namesake, "has your name")] {
        let refused = door.decides(by, &elder, &id, "confirm").await;
        assert_eq!(refused.status, 403, "{}", refused.text());
        assert!(refused.text().contains(said), "{}", refused.text());
    }
    assert_eq!(door.comes_in_as(&guardian, &elder).await, None, "it waits");
    // Whoever it is about is not told of what waits; the adult is.
    let lines = door.items_for(&elder, &elder, "/history").await;
    assert!(lines.iter().any(|line| line["act"]["code"] == "protection.propose"), "{lines:?}");
    assert_eq!(door.decides(&one, &elder, &id, "decline").await.status, 204, "whoever erred takes it back");
    assert_eq!(door.decides(&other, &elder, &id, "confirm").await.status, 404, "it was declined");
    let first = guardian.traits.first_names[0].reveal();
    let oneself = door.support_named(&format!("{} {first}", guardian.traits.birth_name.reveal()));
    let id = door.writes_down(&one, &elder, &decision).await.json()["id"].clone();
    let refused = door.decides(&oneself, &elder, &id, "confirm").await;
    assert!(refused.text().contains("this decision is about you"), "{}", refused.text());
    assert_eq!(door.decides(&oneself, &elder, &id, "decline").await.status, 204);
    // One that nobody confirms lapses.
    let id = door.writes_down(&one, &elder, &decision).await.json()["id"].clone();
    door.house.clock().advance(TimeDelta::days(31));
    let (late, again) = (door.support_named("Sam Tardif"), door.support_named("Ange Minutieux"));
    assert_eq!(door.decides(&late, &elder, &id, "confirm").await.status, 404);
    let listed = door.send(Call::get("/api/v1/admin/measures").token(late.token())).await.json();
    assert_eq!(listed["items"], json!([]));
    let id = door.writes_down(&again, &elder, &decision).await.json()["id"].clone();
    assert_eq!(door.decides(&late, &elder, &id, "confirm").await.status, 200);
    let path = format!("/api/v1/admin/spaces/{}/measures", elder.space);
    let counts = door.send(Call::get(path).token(late.token())).await.json();
    assert_eq!(
        (&counts["items"][0]["state"], counts["items"].as_array().unwrap().len()),
        (&json!("confirmed"), 1)
    );
    let erased = door.acts_for(&guardian, &guardian, "POST", "/erasure", &json!(null)).await;
    assert_eq!(erased.status, 409, "whoever is in charge is needed: {}", erased.text());
}

#[actix_web::test]
async fn a_decision_that_cannot_be_is_said_to_be_so_and_changes_nothing() {
    let door = Door::new();
    let [elder, guardian, second, third] = [(); 4].map(|()| door.house.citizen());
    let admin = door.support_named("Ange Minutieux");
    let good = door.decision("representation", Some(&guardian));
    let with = |field: &str, value: Value| {
        let mut changed = good.clone();
        if value.is_null() {
            changed.as_object_mut().unwrap().remove(field);
        } else {
            changed[field] = value;
        }
        changed
    };
    let tomorrow = json!(door.today() + TimeDelta::days(1));
    let wrong = [
        (with("decided_on", json!(null)), "the day on which the judge decided"),
        (with("decided_on", tomorrow), "its day is not to come"),
        (with("until", json!(null)), "the last day of the decision"),
        (with("until", json!(door.today() - TimeDelta::days(1))), "a decision that is over"),
        (with("until", json!(door.today() + TimeDelta::days(9_000))), "20 years at most"),
        (with("from", json!(door.today() + TimeDelta::days(2_000))), "begins before it ends"),
        (with("from", json!(door.today() - TimeDelta::days(11))), "begins on the day it was made, or later"),
        (with("measure", json!(null)), "the code of a measure"),
        (with("measure", json!("friendship")), "there is no measure `friendship`"),
        (with("measure", json!("curatorship")), "it is with `assistance`"),
        (with("of", json!(null)), "name in `of` the record"),
        (with("of", json!(elder.space)), "nobody is put in charge of themselves"),
        (with("of", json!(door.house.id::<kernel::kind::Space>())), "there is no such record"),
        (with("court", json!(" ")), "the court has 1 to 200 characters"),
        (with("orders", json!("lifting")), "nothing here"),
        (with("lifts", json!(door.house.id::<kernel::kind::Provision>())), "nothing here"),
    ];
    for (decision, said) in wrong {
        let refused = door.writes_down(&admin, &elder, &decision).await;
        assert_eq!(refused.status, 422, "{said}: {}", refused.text());
        assert!(refused.text().contains(said), "{said}: {}", refused.text());
    }
    for field in ["decided_on", "from", "until"] {
        let refused = door.writes_down(&admin, &elder, &with(field, json!("2027-02-29"))).await;
        assert_eq!((refused.status, refused.pointer()), (400, format!("/{field}")), "{}", refused.text());
        assert!(refused.text().contains("a day that exists, as YYYY-MM-DD"), "{}", refused.text());
    }
    let path = format!("/api/v1/admin/spaces/{}/measures", elder.space);
    assert_eq!(door.send(Call::get(path).token(admin.token())).await.json()["items"], json!([]));
    door.is_protected(&elder, &guardian, "representation").await;
    let twice = door.writes_down(&admin, &elder, &good).await;
    assert!(twice.text().contains("in charge already"), "{}", twice.text());
    door.is_protected(&elder, &second, "assistance").await;
    let most = door.writes_down(&admin, &elder, &door.decision("assistance", Some(&third))).await;
    assert!(most.text().contains("at most 2 people are in charge"), "{}", most.text());
}
