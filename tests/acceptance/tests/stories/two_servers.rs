//! Two servers on one database, with the same keys and blobs: what one gave, the other takes.

use acceptance::{Form, Server, Site, VESTRELAINE};
use serde_json::json;

use crate::{documents, ids, receipt};

#[test]
fn what_one_server_gave_the_other_takes() {
    let site = Site::new();
    let registry = site.registry();
    let citizen = registry.citizen(&VESTRELAINE.person());
    let (token, session) = registry.log_in(citizen);
    let space = citizen.space.to_string();
    let (left, right) = (Server::start(&site, "serve", &[]), Server::start(&site, "serve", &[]));
    let (at_left, at_right) = (left.bearer(&token), right.bearer(&token));
    for caller in [&at_left, &at_right] {
        assert_eq!(caller.get("/api/v1/me").json()["spaces"][0]["space"], space);
    }

    // In at one, out at the other; what is large lies among the blobs.
    let large = "une ligne de texte fictif\n".repeat(10_000);
    for content in ["quelques mots fictifs", &large] {
        let form = Form::new(json!({ "title": "Note" }), "text/plain", content);
        let document = receipt(&at_left.deposit(&space, &form));
        assert!(at_right.content(&space, &document).body == content.as_bytes());
        assert_eq!(ids(&at_right.get(&documents(&space)))[0], document);
    }
    assert_eq!(acceptance::Counts::of(&site).get("blobs"), 1, "one of the two is large");

    // A position in a list.
    let page = at_left.get(&format!("{}?limit=1", documents(&space))).json();
    let next = page["next"].as_str().unwrap();
    assert_eq!(ids(&at_right.get(&format!("{}?limit=1&after={next}", documents(&space)))).len(), 1);

    // The same request with the same key is one document.
    let form = Form::new(json!({ "title": "Une fois" }), "text/plain", "une seule fois");
    let first = receipt(&at_left.with("idempotency-key", "once").deposit(&space, &form));
    assert_eq!(receipt(&at_right.with("idempotency-key", "once").deposit(&space, &form)), first);
    assert_eq!(ids(&at_left.get(&documents(&space))).len(), 3);

    // A session that ended counts at neither, from the next call on.
    registry.end(session);
    for caller in [&at_left, &at_right] {
        caller.get("/api/v1/me").problem(401, "unauthenticated");
        caller.get(&documents(&space)).problem(401, "unauthenticated");
    }
    site.verify_journal();
}

#[test]
fn a_server_that_starts_again_knows_its_tokens() {
    let site = Site::new();
    let mut server = site.sandbox();
    let doctor = server.persona("doctor");
    assert_eq!(doctor.get("/api/v1/me").status, 200);
    server.kill();
    server.start_again();
    assert_eq!(doctor.get("/api/v1/me").status, 200);
}
