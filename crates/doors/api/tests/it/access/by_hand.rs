//! Documents that are hidden from representatives, and that something says by hand.

use serde_json::{Value, json};

use crate::door::Door;

#[actix_web::test]
async fn what_names_a_document_hidden_from_representatives_is_in_no_list_and_no_history_of_theirs() {
    let door = Door::new();
    let [mother, teenager] = [(); 2].map(|()| door.house.citizen());
    let (author, doctor) = (door.house.doctor(), door.house.doctor());
    door.represents(&[&mother], &teenager, door.far());
    let shown = door.fed(&teenager, &author, json!({})).await;
    let hidden = door.fed(&teenager, &author, json!({"visible_to_representatives": false})).await;
    let hidden_later = door.fed(&teenager, &author, json!({})).await;
    let topics = json!([{"topic": "mental_health", "hidden": true, "also": [hidden, shown]}]);
    door.says(&teenager, json!({"topics": topics, "shown": [hidden]})).await;
    // By name and by code, in connections that are not secret; one document is hidden after it was given.
    let given = door
        .gives(&teenager, json!({"professional": door.whom(&doctor)}), json!({"documents": [hidden]}), 600)
        .await;
    door.gives(&teenager, json!("code"), json!({"documents": [hidden_later, shown]}), 60).await;
    let except = json!({"whom": door.whom(&doctor), "what": {"document": hidden}, "effect": "hidden"});
    let except = door.acts_for(&teenager, &teenager, "POST", "/exceptions", &except).await;
    assert_eq!(except.status, 201, "{}", except.text());
    let open = door.gives(&teenager, json!("code"), json!({"documents": [shown]}), 60).await;
    let path = format!("/documents/{hidden_later}/representatives");
    let later = json!({"visible_to_representatives": false});
    assert_eq!(door.acts_for(&teenager, &teenager, "PUT", &path, &later).await.status, 200);
    let listed = door.items_for(&mother, &teenager, "/temporary-accesses").await;
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0]["id"], open["access"]["id"], "{listed:?}");
    let all = door.all_that_a_parent_reads(&mother, &teenager).await;
    for (path, text) in &all {
        for one in [&hidden, &hidden_later] {
            assert!(!text.contains(one.as_str()), "{path}: {text}");
        }
    }
    let history = door.items_for(&mother, &teenager, "/history?limit=100").await;
    let of = |act: &str| history.iter().filter(|line| line["act"]["code"] == act).count();
    assert_eq!((of("exceptions.hide"), of("temporary-accesses.give")), (0, 0), "{history:?}");
    assert_eq!(of("temporary-accesses.make-code"), 1, "{history:?}");
    let said = serde_json::to_string(&history).unwrap();
    for words in ["by hand", "in spite of", ": a document"] {
        assert!(!said.contains(words), "{words}: {said}");
    }
    assert!(said.contains("topic hidden"), "that the topic is hidden she reads: {said}");
    // What ends is told of no more than what was given.
    let path = format!("/temporary-accesses/{}", given["access"]["id"].as_str().unwrap());
    let ended = door.acts_for(&teenager, &teenager, "DELETE", &path, &Value::Null).await;
    assert!(ended.status < 300, "{}", ended.text());
    let history = door.items_for(&mother, &teenager, "/history?limit=100").await;
    assert!(history.iter().all(|line| line["act"]["code"] != "temporary-accesses.end"), "{history:?}");
    // The teenager is told all of it.
    let listed = door.items_for(&teenager, &teenager, "/temporary-accesses").await;
    assert_eq!(listed.len(), 3, "{listed:?}");
    let own =
        serde_json::to_string(&door.items_for(&teenager, &teenager, "/history?limit=100").await).unwrap();
    for words in ["added by hand: 2", "in spite of topics and automatic masks: 1", ": a document"] {
        assert!(own.contains(words), "{words}: {own}");
    }
}
