//! The made-up people as the house knows them: who acts for whom, and what their tokens say.

use identity::oidc::{ProvenCitizen, ProvenPerson};
use kernel::{Actor, AdminRole, Clock, PersonId, RequestId, SpaceId, SystemRng};
use serde_json::{Value, json};

use crate::place::{Page, Place};

impl Place {
    /// With the made-up people.
    fn peopled() -> Self {
        let place = Self::new();
        sandbox::load_demonstration(place.house.house()).unwrap();
        place
    }

    async fn asks(&self, wanted: &Value) -> Page {
        self.post_json("/sandbox/token", wanted).await
    }

    /// Whom the house recognises by a token, and the record to try it on.
    async fn recognised(&self, wanted: &Value) -> (Actor, SpaceId) {
        let answer = self.asks(wanted).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let answer: Value = serde_json::from_str(&answer.text).unwrap();
        let request = RequestId::new(self.house.clock(), &SystemRng::default());
        let (house, token) = (self.house.house(), answer["access_token"].as_str().unwrap());
        let space = answer["space"].as_str().unwrap().parse().unwrap();
        (house.identity.recognise(&house.desk, token, request).unwrap(), space)
    }

    /// The records of those whom somebody represents, and of those of whom they are in charge.
    async fn acts_for(&self, persona: &str) -> [Vec<SpaceId>; 2] {
        let (actor, _) = self.recognised(&json!({ "persona": persona })).await;
        let house = self.house.house();
        let minors = house.desk.read(|rtx| house.consent.represented_by(rtx, actor.person));
        let adults = house.desk.read(|rtx| house.consent.in_charge_at(rtx, actor.person));
        [minors.unwrap(), adults.unwrap()]
    }

    async fn at_france_connect(&self, persona: &str) -> ProvenCitizen {
        match self.log_in(self.fc(), persona).await.unwrap().person {
            ProvenPerson::Citizen(citizen) => *citizen,
            ProvenPerson::Professional(_) => panic!("{persona} is a citizen"),
        }
    }
}

#[tokio::test]
async fn a_second_factor_counts_as_just_shown_for_admins_and_for_whoever_asks_for_one() {
    let place = Place::peopled();
    let now = place.house.clock().now();
    for (wanted, shown) in [
        (json!({"persona": "citizen"}), None),
        (json!({"persona": "citizen", "second_factor": false}), None),
        (json!({"persona": "citizen", "second_factor": true}), Some(now)),
        (json!({"persona": "doctor"}), None),
        (json!({"persona": "doctor", "second_factor": true}), Some(now)),
        (json!({"persona": "support"}), Some(now)),
    ] {
        assert_eq!(place.recognised(&wanted).await.0.second_factor_at, shown, "{wanted}");
    }
    let software = place.asks(&json!({"persona": "software", "second_factor": true})).await;
    assert_eq!(software.status, 422, "{}", software.text);
    assert!(software.text.contains("software shows no second factor"), "{}", software.text);
    let there = json!({"persona": "doctor", "second_factor": true});
    assert_eq!(
        place.post_json("/sandbox/provider-token", &there).await.status,
        400,
        "that is the provider's"
    );
}

#[tokio::test]
async fn parents_and_a_guardian_act_for_those_on_whose_records_they_try_things() {
    let place = Place::peopled();
    let (zoe, hers) = place.recognised(&json!({"persona": "teenager"})).await;
    let (odette, of_odette) = place.recognised(&json!({"persona": "elder"})).await;
    assert_eq!((zoe.name.reveal().as_str(), odette.name.reveal().as_str()), ("ZOE PASTEL", "ODETTE FUSAIN"));
    for parent in ["mother", "father"] {
        assert_eq!(place.acts_for(parent).await, [vec![hers], vec![]]);
        assert_eq!(place.recognised(&json!({ "persona": parent })).await.1, hers);
    }
    assert_eq!(place.acts_for("guardian").await, [vec![], vec![of_odette]]);
    assert_eq!(place.recognised(&json!({"persona": "guardian"})).await.1, of_odette);
    for own in ["teenager", "elder", "citizen"] {
        assert_eq!(place.acts_for(own).await, [vec![], vec![]]);
    }
}

#[tokio::test]
async fn the_people_are_made_once_and_the_teenager_anew_each_year() {
    let place = Place::peopled();
    let (_, first) = place.recognised(&json!({"persona": "teenager"})).await;
    let (zoe, guardian) = (place.at_france_connect("teenager").await, place.acts_for("guardian").await);
    assert_eq!(zoe.traits.birth_date.reveal(), "2011-01-01");
    sandbox::load_demonstration(place.house.house()).unwrap();
    assert_eq!(place.acts_for("mother").await, [vec![first], vec![]]);
    assert_eq!(place.acts_for("guardian").await, guardian, "what two of support decided is decided once");

    place.seconds_pass(60 * 60 * 24 * 365);
    sandbox::load_demonstration(place.house.house()).unwrap();
    let (_, next) = place.recognised(&json!({"persona": "teenager"})).await;
    let [mut represented, _] = place.acts_for("father").await;
    represented.sort_unstable();
    assert_eq!(represented, [first, next]);
    let another = place.at_france_connect("teenager").await;
    assert_eq!(another.traits.birth_date.reveal(), "2012-01-01");
    assert_ne!(another.subject, zoe.subject, "another person at the provider, too");
    assert_eq!(place.at_france_connect("citizen").await.traits.birth_date.reveal(), "1985-05-17");
}

#[tokio::test]
async fn a_sandbox_whose_support_was_stopped_starts_without_a_guardian() {
    let place = Place::new();
    let house = place.house.house();
    let support: PersonId = "00000000-0000-7000-8000-000000000073".parse().unwrap();
    let roles = [AdminRole::Support];
    house
        .desk
        .write(|tx| {
            house.identity.register_admin(tx, support, &"Noa Maquette".to_owned().into(), &roles)?;
            house.identity.stop_admin(tx, support)
        })
        .unwrap();
    for _ in 0..2 {
        sandbox::load_demonstration(house).unwrap();
        assert_eq!(place.acts_for("guardian").await, [vec![], vec![]]);
    }
}
