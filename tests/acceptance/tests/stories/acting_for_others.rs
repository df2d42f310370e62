//! The families of the demonstration: a teenager with two parents and a protected adult with a guardian, as whoever tries the API
//! and the pages finds them.

use acceptance::{Answer, Caller, Server, Site, Visitor};
use serde_json::{Value, json};

use crate::{documents, ids, logging_in};

/// Somebody of the sandbox who has just shown a second factor, and the record to try things on.
fn surely(server: &Server, persona: &str) -> (Caller, String) {
    let wanted = json!({"persona": persona, "second_factor": true});
    let answer = server.nobody().post("/sandbox/token", &wanted).json();
    (server.bearer(answer["access_token"].as_str().unwrap()), answer["space"].as_str().unwrap().to_owned())
}

/// By which way somebody enters a record.
fn way(caller: &Caller, space: &str) -> Value {
    let me = caller.get("/api/v1/me").json();
    let spaces = me["spaces"].as_array().unwrap();
    spaces.iter().find(|one| one["space"] == space).unwrap_or_else(|| panic!("{me}"))["way"].clone()
}

fn exports(caller: &Caller, space: &str) -> Answer {
    caller.post(&format!("/api/v1/spaces/{space}/exports"), &json!(null))
}

#[test]
fn whoever_acts_for_another_finds_the_record_and_a_second_factor_is_asked_for_as_elsewhere() {
    let site = Site::new();
    let server = site.sandbox();

    // What is grave is refused to a token without a second factor, and done for one that has it.
    let (zoe, hers) = surely(&server, "teenager");
    exports(&server.persona("teenager"), &hers).problem(401, "second-factor-needed");
    assert_eq!(exports(&zoe, &hers).status, 201);
    let seen = ids(&zoe.get(&documents(&hers)));
    assert_eq!(seen.len(), 2);

    // Both parents see what she sees, and what she keeps to herself no more: what the doctor brought.
    let parents = ["mother", "father"].map(|parent| server.persona(parent));
    for parent in &parents {
        assert_eq!(way(parent, &hers), "W2");
        assert_eq!(ids(&parent.get(&documents(&hers))), seen);
    }
    let named = zoe.get(&format!("/api/v1/spaces/{hers}/representatives")).json().to_string();
    assert!(named.contains("JEANNE ESQUISSE") && named.contains("REMI PASTEL"), "{named}");
    let hide = format!("{}/{}/representatives", documents(&hers), seen[1]);
    let hidden = zoe.put(&hide, &json!({"visible_to_representatives": false}));
    assert_eq!(hidden.status, 200, "{hidden:?}");
    for parent in &parents {
        assert_eq!(ids(&parent.get(&documents(&hers))), seen[..1]);
    }

    // The guardian acts for the adult by the decision that two of support wrote down.
    let (guardian, of_elder) = surely(&server, "guardian");
    assert_eq!(
        (way(&guardian, &of_elder), way(&server.persona("elder"), &of_elder)),
        (json!("W3"), json!("W1"))
    );
    let read = ids(&guardian.with("carnet-way", "W3").get(&documents(&of_elder)));
    assert_eq!((read.len(), &read), (1, &ids(&server.persona("elder").get(&documents(&of_elder)))));
    let decided = guardian.get(&format!("/api/v1/spaces/{of_elder}/protection")).json().to_string();
    assert!(decided.contains("ANGE AQUARELLE") && decided.contains("guardianship"), "{decided}");
    guardian.get(&documents(&hers)).problem(404, "not-found");

    // On the pages each logs in at FranceConnect and finds the same record.
    for (persona, record) in [
        ("teenager", &hers),
        ("mother", &hers),
        ("father", &hers),
        ("elder", &of_elder),
        ("guardian", &of_elder),
    ] {
        let visitor = Visitor::of(&server);
        logging_in::log_in_as(&visitor, persona);
        let home = visitor.open("/").text();
        assert!(home.contains(&format!("/spaces/{record}")), "{persona}: {home}");
        assert_eq!(visitor.open(&format!("/spaces/{record}")).status, 200, "{persona}");
    }
    site.verify_journal();
}
