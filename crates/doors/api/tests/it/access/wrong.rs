use serde_json::{Value, json};

use super::ground::{nothing_said, saying};
use crate::door::{Call, Door};

#[actix_web::test]
async fn preferences_are_changed_only_from_what_was_read() {
    let door = Door::new();
    let camille = door.house.citizen();
    let path = format!("/api/v1/spaces/{}/preferences", camille.space);
    let read = door.send(Call::get(&path).token(camille.token())).await;
    assert_eq!((read.status, read.json()), (200, nothing_said()));
    let tag = read.header("etag").to_owned();
    let put = |tag: Option<String>, more: Value| {
        let call = Call::new("PUT", &path).token(camille.token()).json(&saying(&more));
        door.send(match &tag {
            Some(tag) => call.header("if-match", tag),
            None => call,
        })
    };
    assert_eq!(put(None, json!({"preset": "closed"})).await.status, 428);
    assert_eq!(put(Some("\"another\"".to_owned()), json!({"preset": "closed"})).await.status, 412);
    let changed = put(Some(tag.clone()), json!({"preset": "ask_me"})).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_ne!(changed.header("etag"), tag);
    assert_eq!(put(Some(tag), json!({"preset": "closed"})).await.status, 412, "it is another version now");
    let again = door.send(Call::get(&path).token(camille.token())).await;
    assert_eq!(
        (again.json()["preset"].clone(), again.header("etag")),
        (json!("ask_me"), changed.header("etag"))
    );
}

#[actix_web::test]
async fn what_cannot_be_said_is_refused_clearly_and_changes_nothing() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let elsewhere = door.brought(&other, json!({"title": "Ailleurs"})).await;
    let note = door.brought(&camille, json!({"title": "Ici"})).await;
    let now = door.house.house().clock.now();
    let past = (now - chrono::TimeDelta::days(1)).to_rfc3339();
    let many: Vec<Value> = (0..60)
        .map(|n| json!({"topic": format!("t{n}"), "hidden": true, "own": {"name": "x", "codes": []}}))
        .collect();
    for wrong in [
        json!({"topics": [{"topic": "astrology", "hidden": true}]}),
        json!({"topics": [{"topic": "hiv", "hidden": true}, {"topic": "hiv", "hidden": false}]}),
        json!({"topics": [{"topic": "hiv", "hidden": true, "own": {"name": "x", "codes": []}}]}),
        json!({"topics": [{"topic": "hiv", "hidden": true, "also": [elsewhere]}]}),
        json!({"topics": [{"topic": "mine", "hidden": true, "own": {"name": "", "codes": []}}]}),
        json!({"topics": [{"topic": "mine", "hidden": true, "own": {"name": "\u{200b}\u{200b}", "codes": []}}]}),
        json!({"topics": [{"topic": "mine", "hidden": true, "own": {"name": "Mo\u{202e}i", "codes": []}}]}),
        json!({"topics": [{"topic": "mine", "hidden": true, "own": {"name": "Mo\u{0}i", "codes": []}}]}),
        json!({"topics": [{"topic": "mine", "hidden": true, "own":
            {"name": "Moi", "codes": [{"system": "type", "code": "nope"}]}}]}),
        json!({"topics": [{"topic": "hiv", "hidden": true, "also": [note], "except": [note]}]}),
        json!({"topics": many}),
        json!({"default_masks": [{"organisation": door.house.id::<kernel::kind::Organisation>()}]}),
        json!({"default_masks": [{"all": false}]}),
        json!({"shown": [elsewhere]}),
    ] {
        let said = door.holder(&camille, "PUT", "/preferences", &saying(&wrong)).await;
        assert_eq!(said.status, 422, "{wrong}: {}", said.text());
        assert!(said.json()["detail"].as_str().is_some_and(|detail| detail.len() > 20), "{}", said.text());
    }
    let whom = json!({"rpps": "99700000013"});
    let about = json!({"category": "BIOLOGIE"});
    for (path, wrong, status) in [
        ("/blocked", json!({"whom": {"rpps": "99700218896"}}), 422),
        ("/blocked", json!({"whom": {"rpps": "12345678901"}}), 422),
        ("/blocked", json!({"whom": {"profession": "10"}}), 422),
        ("/blocked", json!({"whom": {"organisation": door.house.id::<kernel::kind::Organisation>()}}), 422),
        (
            "/exceptions",
            json!({"whom": {"profession": "10"}, "what": about, "effect": "hidden", "until": past}),
            422,
        ),
        (
            "/exceptions",
            json!({"whom": {"profession": "10"}, "what": about, "effect": "hidden", "until": "9999-12-31T00:00:00Z"}),
            422,
        ),
        ("/exceptions", json!({"whom": {"profession": "1000"}, "what": about, "effect": "hidden"}), 422),
        (
            "/exceptions",
            json!({"whom": {"profession": "10"}, "what": {"document": elsewhere}, "effect": "hidden"}),
            422,
        ),
        (
            "/exceptions",
            json!({"whom": {"profession": "10"}, "what": {"topic": "astrology"}, "effect": "hidden"}),
            422,
        ),
        ("/exceptions", json!({"whom": whom, "what": about, "effect": "maybe"}), 400),
        ("/exceptions", json!({"whom": whom, "what": about, "effect": "hidden", "until": "tomorrow"}), 400),
    ] {
        let said = door.holder(&camille, "POST", path, &wrong).await;
        assert_eq!(said.status, status, "{wrong}: {}", said.text());
    }
    let standing = door.holder(&camille, "GET", "/preferences", &json!(null)).await.json();
    assert_eq!(standing, nothing_said());
    for path in ["/blocked", "/exceptions", "/care-team"] {
        assert_eq!(
            door.holder(&camille, "GET", path, &json!(null)).await.json()["items"],
            json!([]),
            "{path}"
        );
    }
}

#[actix_web::test]
async fn whoever_sends_ten_thousand_exceptions_is_told_where_the_end_is_and_keeps_those_that_were_taken() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({})).await;
    door.cares(&camille, &doctor).await;
    let reference = door.house.house().reference.clone();
    let most = reference.durations().preferences.most_exceptions;
    let (mut taken, mut refused) = (0, 0);
    'all: for profession in reference.professions() {
        for what in config::Category::ALL
            .iter()
            .map(|one| json!({"category": one.code()}))
            .chain(reference.topics().map(|topic| json!({"topic": topic.key})))
        {
            let body = json!({"effect": "hidden", "whom": {"profession": profession.code}, "what": what});
            let made = door.holder(&camille, "POST", "/exceptions", &body).await;
            match made.status {
                201 => taken += 1,
                status => {
                    assert_eq!(status, 422, "{}", made.text());
                    assert!(made.text().contains(&most.to_string()), "{}", made.text());
                    refused += 1;
                }
            }
            if refused == 3 {
                break 'all;
            }
        }
    }
    assert_eq!((taken, refused), (most, 3));
    let kept = door.holder(&camille, "GET", "/exceptions", &json!(null)).await.json();
    assert_eq!(kept["items"].as_array().map(Vec::len), usize::try_from(most).ok());
    assert!(!door.sees(&camille, &letter, doctor.token()).await, "hidden from doctors by one of them");
    assert!(door.sees(&camille, &letter, camille.token()).await);
}

#[actix_web::test]
async fn nobody_but_the_holder_says_who_sees_what() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    door.cares(&camille, &doctor).await;
    let software = door.house.software();
    let sure_other = door.sure(&other);
    for token in [sure_other.as_str(), doctor.token(), software.token()] {
        for (method, path, body) in [
            ("GET", "/preferences".to_owned(), json!(null)),
            ("PUT", "/preferences".to_owned(), nothing_said()),
            ("POST", "/preferences/consequences".to_owned(), nothing_said()),
            ("POST", "/preview".to_owned(), json!({"as": {"profession": "10"}})),
            ("PUT", format!("/documents/{letter}/visibility"), json!({"visibility": "masked"})),
            (
                "POST",
                "/documents/visibility".to_owned(),
                json!({"documents": [letter], "visibility": "masked"}),
            ),
            ("GET", format!("/documents/{letter}/audience"), json!(null)),
            ("GET", "/blocked".to_owned(), json!(null)),
            ("POST", "/blocked".to_owned(), json!({"whom": door.whom(&doctor)})),
            ("GET", "/exceptions".to_owned(), json!(null)),
            (
                "POST",
                "/exceptions".to_owned(),
                json!({"whom": {"profession": "10"}, "what": {"category": "BIOLOGIE"}, "effect": "hidden"}),
            ),
            ("GET", "/care-team".to_owned(), json!(null)),
            ("DELETE", "/care-team".to_owned(), json!(null)),
            ("POST", "/care-team/codes".to_owned(), json!({})),
            ("GET", "/temporary-accesses".to_owned(), json!(null)),
            (
                "POST",
                "/temporary-accesses".to_owned(),
                json!({"to": "code", "opens": "whole", "minutes": 10}),
            ),
            ("DELETE", format!("/temporary-accesses/{letter}"), json!(null)),
            ("POST", "/care-team".to_owned(), json!({"rpps": door.house.rpps(&doctor), "role": "in_care"})),
        ] {
            let call = Call::new(method, format!("/api/v1/spaces/{}{path}", camille.space)).token(token);
            let call = call.header("if-match", "*");
            let answer = door.send(if body.is_null() { call } else { call.json(&body) }).await;
            assert!(matches!(answer.status, 403 | 404), "{method} {path}: {}", answer.status);
        }
    }
    let standing = door.holder(&camille, "GET", "/preferences", &json!(null)).await.json();
    assert_eq!(standing, nothing_said());
}

#[actix_web::test]
async fn a_stranger_is_refused_before_anybody_whom_they_name_is_looked_up() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let token = door.sure(&other);
    // A number with the right key that nobody has.
    let free =
        (0..10).map(|key| format!("9970099999{key}")).find(|number| number.parse::<kernel::Rpps>().is_ok());
    let (known, nobody) = (door.whom(&doctor), json!({"rpps": free}));
    let of = |whom: &Value, more: Value| {
        let mut body = whom.clone();
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    for (path, body) in [
        ("blocked", Box::new(|whom: &Value| json!({"whom": whom})) as Box<dyn Fn(&Value) -> Value>),
        ("care-team", Box::new(|whom: &Value| of(whom, json!({"role": "in_care"})))),
        ("care-team", Box::new(|whom: &Value| of(whom, json!({"role": "administrator"})))),
        (
            "exceptions",
            Box::new(
                |whom: &Value| json!({"effect": "hidden", "whom": whom, "what": {"category": "BIOLOGIE"}}),
            ),
        ),
        ("preview", Box::new(|whom: &Value| json!({"as": whom}))),
        (
            "temporary-accesses",
            Box::new(|whom: &Value| json!({"to": {"professional": whom}, "opens": "whole", "minutes": 60})),
        ),
    ] {
        let asked = |whom: &Value| {
            let call = Call::post(format!("/api/v1/spaces/{}/{path}", camille.space)).token(&token);
            door.send(call.json(&body(whom)))
        };
        let (known, nobody) = (asked(&known).await, asked(&nobody).await);
        assert_eq!((known.status, known.problem()), (nobody.status, nobody.problem()), "{path}");
        assert_eq!(known.status, 404, "{path}: {}", known.text());
    }
}
