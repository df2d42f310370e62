//! Two servers and two workers as in production, on one database, with the same keys and blobs.

use std::{thread, time::Duration};

use acceptance::{Form, Server, Site, VESTRELAINE};
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};
use serde_json::json;

use crate::{documents, ids, receipt};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn checkpoints(site: &Site) -> i64 {
    let query = sql_query("select count(*) as count from journal.checkpoint");
    query.get_result::<Count>(&mut site.superuser()).unwrap().count
}

#[test]
fn two_servers_and_two_workers_are_one_house() {
    let site = Site::new().setting("journal.checkpoint_seconds", "1");
    let registry = site.registry();
    let citizen = registry.citizen(&VESTRELAINE.person());
    let (token, session) = registry.log_in(citizen);
    let space = citizen.space.to_string();
    let (left, right) = (Server::start(&site, "serve", &[]), Server::start(&site, "serve", &[]));
    let workers = [Server::start(&site, "worker", &[]), Server::start(&site, "worker", &[])];

    // Production has no door of the sandbox.
    left.nobody().post("/sandbox/token", &json!({ "persona": "citizen" })).problem(404, "not-found");

    // One token, both servers.
    let (at_left, at_right) = (left.bearer(&token), right.bearer(&token));
    for caller in [&at_left, &at_right] {
        let me = caller.get("/api/v1/me");
        assert_eq!(me.status, 200, "{me:?}");
        assert_eq!(me.json()["spaces"][0]["space"], space);
    }
    let keys = |server: &Server| server.nobody().get("/.well-known/jwks.json").json();
    assert_eq!(keys(&left), keys(&right));

    // In at one, out at the other; what is large lies among the blobs.
    let large: Vec<u8> = "une ligne de texte fictif\n".repeat(10_000).into_bytes();
    let small = b"quelques mots fictifs".to_vec();
    for content in [small, large] {
        let form = Form::new(json!({ "title": "Note" }), "text/plain", content.clone());
        let document = receipt(&at_left.deposit(&space, &form));
        assert!(at_right.content(&space, &document).body == content);
        assert_eq!(ids(&at_right.get(&documents(&space)))[0], document);
    }
    assert_eq!(acceptance::Counts::of(&site).get("blobs"), 1, "one of the two is large");

    // A position in a list that one server sealed opens at the other.
    let page = at_left.get(&format!("{}?limit=1", documents(&space))).json();
    let next = page["next"].as_str().unwrap();
    assert_eq!(ids(&at_right.get(&format!("{}?limit=1&after={next}", documents(&space)))).len(), 1);

    // The same request with the same key at both servers is one document.
    let form = Form::new(json!({ "title": "Une fois" }), "text/plain", b"une seule fois".to_vec());
    let first = receipt(&at_left.with("idempotency-key", "once").deposit(&space, &form));
    assert_eq!(receipt(&at_right.with("idempotency-key", "once").deposit(&space, &form)), first);
    assert_eq!(ids(&at_left.get(&documents(&space))).len(), 3);

    // A service key that was rotated while both serve: what each makes the other opens.
    site.run(&["keys", "rotate", "tokens"]).unwrap();
    let (newer, _) = registry.log_in(citizen);
    for server in [&left, &right] {
        assert_eq!(server.bearer(&newer).get("/api/v1/me").status, 200);
        assert_eq!(server.bearer(&token).get("/api/v1/me").status, 200, "older tokens still count");
    }

    // A session that ended counts at neither, from the next call on.
    registry.end(session);
    for caller in [&at_left, &at_right] {
        caller.get("/api/v1/me").problem(401, "unauthenticated");
        caller.get(&documents(&space)).problem(401, "unauthenticated");
    }

    // The workers' checkpoints cover what the servers wrote.
    for _ in 0..100 {
        if checkpoints(&site) > 0 {
            break;
        }
        thread::sleep(Duration::from_millis(100));
    }
    assert!(checkpoints(&site) > 0, "no worker made a checkpoint");
    for program in workers.into_iter().chain([left, right]) {
        assert!(program.stop().success());
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
