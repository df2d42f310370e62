//! Whoever has a record open is told whom something is for that is not for them; nobody else learns that there is a record.

use chrono::TimeDelta;
use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Answer, Door};

impl Door {
    async fn tries(
        &self,
        who: &Citizen,
        record: &Citizen,
        (method, path, body): (&str, &str, &Value),
    ) -> Answer {
        self.acts_for(who, record, method, path, body).await
    }
}

#[actix_web::test]
async fn what_is_for_representatives_or_the_holder_alone_says_so_to_whoever_has_the_record_open() {
    let door = Door::new();
    let [mother, father, child, carer, stranger] = [(); 5].map(|()| door.house.citizen());
    door.represents(&[&mother, &father], &child, door.house.house().clock.now() + TimeDelta::days(2_000));
    door.becomes_carer(&child, &carer, &json!({"acts": ["see"]})).await;
    let his = door.items_for(&mother, &child, "/representatives").await;
    let suspension = format!("/representatives/{}/suspension", his[0]["id"].as_str().unwrap());
    let body =
        json!({"family_name": "A", "first_name": "B", "birth_date": "1980-01-01", "authority": "parent"});
    let invites = ("POST", "/representatives", &body);
    let suspends = ("POST", suspension.as_str(), &Value::Null);
    let erases = ("POST", "/erasure", &Value::Null);
    let reads = ("GET", "/after-death", &Value::Null);
    for (who, what, said) in [
        (&child, invites, "for whoever represents its holder, a minor"),
        (&child, suspends, "for whoever represents its holder, a minor"),
        (&carer, invites, "for whoever represents its holder, a minor"),
        (&mother, erases, "the holder alone has a record erased"),
        (&carer, erases, "the holder alone has a record erased"),
        (&mother, reads, "you are not its holder"),
        (&carer, reads, "you are not its holder"),
    ] {
        let refused = door.tries(who, &child, what).await;
        assert_eq!(refused.status, 403, "{what:?}: {}", refused.text());
        assert!(refused.text().contains(said), "{what:?}: {}", refused.text());
    }
    for what in [invites, suspends, erases, reads] {
        let refused = door.tries(&stranger, &child, what).await;
        assert_eq!(refused.status, 404, "{what:?}: {}", refused.text());
    }
    assert_eq!(door.tries(&child, &child, reads).await.status, 200);
}
