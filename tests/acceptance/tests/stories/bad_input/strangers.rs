use acceptance::{Answer, Caller, Counts, Form, VESTRELAINE};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use testkit::fixtures;

use super::Refusing;
use crate::{SPACE, documents};

/// A record that nobody has.
const ABSENT: &str = "01900000-0000-7000-8000-00000000abcd";

#[test]
fn a_token_that_is_over_or_not_ours_is_nobodys() {
    let here = Refusing::new();
    let registry = here.site.registry();
    let citizen = registry.citizen(&VESTRELAINE.person());
    let space = citizen.space.to_string();
    let (good, session) = registry.log_in(citizen);
    assert_eq!(here.server.bearer(&good).get("/api/v1/me").status, 200);
    // Two hours old: the session still runs, the token lived one.
    let (old, _) = here.site.registry_at(Utc::now() - TimeDelta::hours(2)).log_in(citizen);
    let (early, _) = here.site.registry_at(Utc::now() + TimeDelta::hours(2)).log_in(citizen);

    let parts: Vec<&str> = good.split('.').collect();
    let unsigned = URL_SAFE_NO_PAD.encode(br#"{"alg":"none","typ":"at+jwt"}"#);
    let mut claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    claims["sub"] = json!("00000000-0000-7000-8000-000000000011");
    let forged = URL_SAFE_NO_PAD.encode(claims.to_string());
    let (ended, other) = registry.log_in(citizen);
    registry.end(other);
    let before = Counts::of(&here.site);
    for (what, token) in [
        ("over", old),
        ("not begun", early),
        ("ended", ended),
        ("unsigned", format!("{unsigned}.{}.", parts[1])),
        ("another person's", format!("{}.{forged}.{}", parts[0], parts[2])),
        ("cut", good[..good.len() - 8].to_owned()),
        ("no token", "abc".to_owned()),
    ] {
        let caller = here.server.bearer(&token);
        let note = Form::new(json!({}), "text/plain", b"quelques mots".as_slice());
        for answer in
            [caller.get("/api/v1/me"), caller.get(&documents(&space)), caller.deposit(&space, &note)]
        {
            let problem = answer.problem(401, "unauthenticated");
            assert!(problem["title"].is_string(), "{what}");
            let challenge = answer.header("www-authenticate").unwrap_or_default();
            assert!(challenge.contains("invalid_token"), "{what}: {challenge}");
        }
    }
    assert_eq!(Counts::of(&here.site), before, "nothing was stored");
    assert_eq!(here.server.bearer(&good).get("/api/v1/me").status, 200);
    registry.end(session);
    here.server.bearer(&good).get("/api/v1/me").problem(401, "unauthenticated");
}

/// The answer, but for what is of this one request.
fn comparable(answer: &Answer) -> (u16, Value, Vec<(String, String)>) {
    let mut body = answer.json();
    body["instance"].take();
    let headers =
        answer.headers.iter().filter(|(name, _)| !["date", "carnet-request-id"].contains(&name.as_str()));
    let mut headers: Vec<(String, String)> = headers
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    headers.sort();
    (answer.status, body, headers)
}

#[test]
fn a_foreign_record_and_an_absent_one_are_one_answer() {
    let here = Refusing::new();
    let registry = here.site.registry();
    let other = registry.citizen(&VESTRELAINE.person());
    let stranger = here.server.bearer(&registry.log_in(other).0);
    let of_holder = here.server.persona("citizen");
    let document = crate::ids(&of_holder.get(&documents(SPACE)))[0].clone();
    let letter = Form::cda(fixtures::bytes("cda/level3-letter.xml"));
    let note = Form::new(json!({}), "text/plain", b"quelques mots".as_slice());

    type Call<'a> = Box<dyn Fn(&Caller, &str) -> Answer + 'a>;
    let get = |ending: &'static str| -> Call<'_> {
        Box::new(move |caller, space| caller.get(&format!("/api/v1/spaces/{space}{ending}")))
    };
    let calls: Vec<(&str, Call<'_>)> = vec![
        ("list", get("/documents")),
        ("list, next page", get("/documents?limit=1")),
        ("history", get("/history")),
        (
            "search",
            Box::new(|caller, space| caller.post(&format!("{}/search", documents(space)), &json!({}))),
        ),
        ("document", Box::new(|caller, space| caller.get(&format!("{}/{document}", documents(space))))),
        ("content", Box::new(|caller, space| caller.content(space, &document))),
        ("range", Box::new(|caller, space| caller.with("range", "bytes=0-9").content(space, &document))),
        ("letter", Box::new(|caller, space| caller.deposit(space, &letter))),
        ("note", Box::new(|caller, space| caller.deposit(space, &note))),
        ("way", Box::new(|caller, space| caller.with("carnet-way", "W1").get(&documents(space)))),
    ];
    let before = Counts::of(&here.site);
    for who in ["stranger", "doctor", "therapist", "software"] {
        let caller = if who == "stranger" { stranger.clone() } else { here.server.persona(who) };
        for (what, call) in &calls {
            let (foreign, absent) = (call(&caller, SPACE), call(&caller, ABSENT));
            assert!([400, 403, 404, 422].contains(&foreign.status), "{who}, {what}: {foreign:?}");
            assert_eq!(comparable(&foreign), comparable(&absent), "{who}, {what}");
        }
        if who == "stranger" {
            continue;
        }
        // Nobody is found under a number of nobody, as under a number that is not theirs to find.
        let nobody = json!({ "ins": { "value": "192067500001495", "oid": "1.2.250.1.213.1.4.10" } });
        caller.post("/api/v1/patients/find", &nobody).problem(404, "not-found");
    }
    assert_eq!(Counts::of(&here.site), before, "nothing was stored");
    // No space at all.
    here.refuses("no id", 400, "invalid", || stranger.get("/api/v1/spaces/nobody/documents"));
}
