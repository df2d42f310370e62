//! A country that hands a record over step by step, as a family looks ahead.

use chrono::{DateTime, TimeZone, Utc};
use chrono_tz::Europe::Paris;
use serde_json::{Value, json};
use testkit::TestHouse;

use crate::door::Door;

impl Door {
    /// In a country whose reference data hand a record over step by step.
    pub(crate) fn step_by_step() -> Self {
        let folder = std::env::temp_dir().join(format!("carnet-gradual-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let usual = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../config/reference");
        for file in std::fs::read_dir(&usual).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), folder.join(file.file_name())).unwrap();
        }
        let fr = std::fs::read_to_string(usual.join("minors.toml")).unwrap();
        let gradual = fr.replace("profile = \"fr\"", "profile = \"gradual\"");
        assert_ne!(fr, gradual);
        std::fs::write(folder.join("minors.toml"), gradual).unwrap();
        let door = Self::over(TestHouse::with(|settings| {
            settings.country.reference_folder = Some(folder.clone());
        }));
        std::fs::remove_dir_all(&folder).unwrap();
        door
    }
}

/// Midnight of a birthday in Paris.
fn midnight(year: i32) -> DateTime<Utc> {
    Paris.with_ymd_and_hms(year, 7, 14, 0, 0, 0).unwrap().to_utc()
}

#[actix_web::test]
async fn a_family_reads_what_parents_do_at_which_age_as_the_reference_data_say_it() {
    let door = Door::step_by_step();
    let [mother, little, older] = [(); 3].map(|()| door.house.citizen());
    // In November 2026 one is five and the other one thirteen.
    for (child, born) in [(&little, 2021), (&older, 2013)] {
        door.represents(&[&mother], child, midnight(born + 18));
        let read =
            async |who| door.acts_for(who, child, "GET", "/representatives", &json!(null)).await.json();
        let (of_parent, of_child) = (read(&mother).await, read(child).await);
        assert_eq!(of_parent["steps"], of_child["steps"]);
        let mut expected: Vec<Value> = Vec::new();
        for step in door.house.house().reference.minors().steps() {
            let acts: Vec<&str> = step.acts.iter().map(|act| act.as_str()).collect();
            let from = midnight(born + i32::try_from(step.from_age).unwrap());
            expected.push(json!({
                "from_age": step.from_age, "from": from, "acts": acts, "hidden_categories": step.hidden_categories,
            }));
        }
        let of_age = midnight(born + 18);
        expected.push(json!({"from_age": 18, "from": of_age, "acts": [], "hidden_categories": []}));
        assert_eq!(of_parent["steps"], json!(expected));
        let steps = of_parent["steps"].as_array().unwrap();
        let ages: Vec<&Value> = steps.iter().map(|step| &step["from_age"]).collect();
        assert_eq!(ages, [0, 12, 15, 18]);
        assert_eq!(steps[0]["acts"], json!(["see", "add", "keep", "history", "notices", "decide"]));
        assert_eq!(steps[1]["acts"], json!(["see", "add", "keep", "notices", "decide"]));
        assert_eq!(steps[2]["acts"], json!(["see", "add", "notices"]));
        assert_eq!(steps[1]["hidden_categories"], json!(["QUEST_SANTE"]));
        assert!(steps[2]["hidden_categories"].as_array().unwrap().contains(&json!("BIOLOGIE")));
    }
    // What is said of each age is what parents of a child of that age do.
    let reads = async |child| door.acts_for(&mother, child, "GET", "/history", &json!(null)).await.status;
    assert_eq!((reads(&little).await, reads(&older).await), (200, 403));
}

#[actix_web::test]
async fn a_child_of_sixteen_reads_what_parents_still_do() {
    let door = Door::step_by_step();
    let [mother, child] = [(); 2].map(|()| door.house.citizen());
    door.represents(&[&mother], &child, midnight(2010 + 18));
    let read = door.acts_for(&child, &child, "GET", "/representatives", &json!(null)).await.json();
    let now = door.house.house().clock.now();
    let begun = |step: &&Value| step["from"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap() <= now;
    let step = read["steps"].as_array().unwrap().iter().rev().find(begun).unwrap().clone();
    assert_eq!((&step["from_age"], &step["acts"]), (&json!(15), &json!(["see", "add", "notices"])));
    let status = async |method: &str, path: &str| {
        door.acts_for(&mother, &child, method, path, &json!(null)).await.status
    };
    assert_eq!(status("GET", "/documents").await, 200);
    assert_eq!(status("GET", "/notifications").await, 200);
    let of_mother = door.acts_for(&mother, &child, "GET", "/representatives", &json!(null)).await;
    assert_eq!(of_mother.json()["steps"], read["steps"], "it concerns her as well: {}", of_mother.text());
    for path in ["/history", "/care-team", "/preferences", "/folders"] {
        assert!([403, 404].contains(&status("GET", path).await), "{path}");
    }
}
