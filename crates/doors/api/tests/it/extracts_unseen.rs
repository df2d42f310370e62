//! What is hidden in a record that permits a use changes nothing of an extract.

use serde_json::{Value, json};
use testkit::{Citizen, Login, Worker};

use crate::{door::Door, projects::of_cancer};

/// What comes into a record and is hidden from somebody.
#[derive(Debug, Clone, Copy)]
enum Hidden {
    /// A document that is masked by whoever deposits it.
    Masked,
    /// One that the holder masks later.
    MaskedByHolder,
    /// One that is hidden from whoever represents the holder.
    FromRepresentatives,
    /// One that was deposited in a secret connection.
    InSecret,
}

/// Citizens who say yes to a project, each with a letter; one of them, a minor, has a mother; and one more has nothing yet.
struct Ground {
    door: Door,
    one: Login,
    project: String,
    citizens: Vec<Citizen>,
    mother: Citizen,
    empty: Citizen,
    doctor: Worker,
    confidant: Worker,
}

/// All that a registrar and the holders read of one extract.
#[derive(Debug, PartialEq)]
struct Told {
    counted: Value,
    lines: Vec<String>,
    ledgers: Vec<Value>,
    of_mother: Value,
}

impl Ground {
    async fn new() -> Self {
        let door = Door::new();
        let (one, other) = door.two_registrars();
        let [mother, empty] = [(); 2].map(|()| door.house.citizen());
        let (doctor, confidant) = (door.house.doctor(), door.house.doctor());
        let mut project = of_cancer();
        project["categories"] = json!(["CPT_REND", "BIOLOGIE"]);
        let project = door.confirmed(&one, &other, &project).await;
        let citizens = door.who_permit(11, &doctor, &json!({})).await;
        door.says_of_use(&empty, json!({"answer": "yes", "theme": "cancer"})).await;
        for minor in [&citizens[0], &empty] {
            door.represents(&[&mother], minor, door.far());
        }
        Self { door, one, project, citizens, mother, empty, doctor, confidant }
    }

    /// The same comes into a record with a letter and into one with nothing.
    async fn comes(&self, hidden: Hidden) {
        let Self { door, citizens, empty, doctor, confidant, .. } = self;
        for citizen in [&citizens[0], empty] {
            // A letter, of which there are many, and results, of which there are no others.
            for kind in ["11490-0", "11502-2"] {
                let more = |said: Value| {
                    let mut more = said;
                    more["type"] = json!({ "code": kind });
                    more
                };
                match hidden {
                    Hidden::Masked => {
                        door.fed(citizen, doctor, more(json!({"masked": true}))).await;
                    }
                    Hidden::MaskedByHolder => {
                        let fed = door.fed(citizen, doctor, more(json!({}))).await;
                        door.sees_as(citizen, &fed, "masked").await;
                    }
                    Hidden::FromRepresentatives => {
                        door.fed(citizen, doctor, more(json!({"visible_to_representatives": false}))).await;
                    }
                    Hidden::InSecret if kind == "11490-0" => {
                        door.cares_in_secret(citizen, confidant).await;
                    }
                    Hidden::InSecret => {
                        door.fed(citizen, confidant, more(json!({}))).await;
                    }
                }
            }
        }
    }

    /// Makes an extract and reads all that is told of it.
    async fn extracts(&self) -> Told {
        let Self { door, one, project, citizens, mother, empty, .. } = self;
        let extract = door.asks_extract(one, project).await;
        door.works();
        let counted = door.extract(one, project).await["counted"].clone();
        let lines = door.lines_of(one, project, &extract).await;
        let mut lines: Vec<String> = lines.iter().map(Value::to_string).collect();
        lines.sort();
        let newest = |items: Vec<Value>| items.first().map_or(Value::Null, without_name);
        let mut ledgers = Vec::new();
        for citizen in citizens.iter().chain([empty]) {
            ledgers.push(newest(door.ledger(citizen).await));
        }
        let of_mother = newest(door.items_for(mother, &citizens[0], "/secondary-use/ledger").await);
        let nothing = door.items_for(mother, empty, "/secondary-use/ledger").await;
        assert_eq!(nothing, Vec::<Value>::new(), "of what is hidden alone nothing was used");
        Told { counted, lines, ledgers, of_mother }
    }
}

/// What a ledger says of one extract, without which one it was and when.
fn without_name(line: &Value) -> Value {
    let mut line = line.clone();
    let members = line.as_object_mut().unwrap();
    members.retain(|name, _| !["id", "at", "extract"].contains(&name.as_str()));
    line
}

#[actix_web::test]
async fn an_extract_is_the_same_before_and_after_something_hidden_came_in() {
    let hidden = [Hidden::Masked, Hidden::MaskedByHolder, Hidden::FromRepresentatives, Hidden::InSecret];
    for hidden in hidden {
        let ground = Ground::new().await;
        let before = ground.extracts().await;
        assert_eq!(before.counted, json!({"lines": 11, "people": 11, "suppressed": 0, "withdrawn": 0}));
        assert_eq!(before.ledgers[0]["documents"], 1, "{before:?}");
        assert_eq!(before.ledgers[11], Value::Null);
        ground.comes(hidden).await;
        let after = ground.extracts().await;
        assert_eq!(before, after, "{hidden:?}");
        // Of what is open the next one tells, so that the two could differ.
        ground.door.fed(&ground.citizens[0], &ground.doctor, json!({})).await;
        let open = ground.extracts().await;
        assert_eq!(open.counted["lines"], 12, "{hidden:?}: {open:?}");
        assert_eq!(open.ledgers[0]["documents"], 2, "{hidden:?}: {open:?}");
    }
}
