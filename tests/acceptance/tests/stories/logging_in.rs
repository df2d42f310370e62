//! Whole log-ins through the real program, at the sandbox's identity providers: what a browser goes through, and what an
//! attacker tries on the way.

use acceptance::{Answer, Site, Visitor};

const SESSION: &str = "__Host-carnet";
const UNDER_WAY: &str = "__Host-carnet-login-";

/// From the log-in page to what the provider leads back to, as this person.
fn at_provider(visitor: &Visitor, provider: &str, persona: &str) -> Answer {
    let begun = visitor.open(&format!("/auth/{provider}/start"));
    assert_eq!(begun.status, 303, "{begun:?}");
    let said = |name: &str| begun.parameter(name).unwrap_or_default();
    assert_eq!((said("response_type").as_str(), said("code_challenge_method").as_str()), ("code", "S256"));
    assert_eq!(said("acr_values"), if provider == "psc" { "eidas1" } else { "eidas2" });
    assert!(said("scope").starts_with(if provider == "psc" {
        "openid+scope_all"
    } else {
        "openid+given_name"
    }));
    for secret in ["state", "nonce", "code_challenge"] {
        assert_eq!(said(secret).len(), 43, "{secret}: 256 bits");
    }
    pick(visitor, provider, &begun, persona)
}

fn pick(visitor: &Visitor, provider: &str, begun: &Answer, persona: &str) -> Answer {
    let page = visitor.open(begun.header("location").unwrap());
    assert_eq!(page.status, 200, "{page:?}");
    let hidden = page.hidden();
    let mut fields: Vec<(&str, &str)> =
        hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("persona", persona));
    let back = visitor.submit(&format!("/sandbox/{provider}/authorize"), &fields);
    assert_eq!(back.status, 303, "{back:?}");
    back
}

fn callback_of(answer: &Answer) -> String {
    answer.header("location").unwrap().to_owned()
}

fn is_logged_in(visitor: &Visitor) -> bool {
    visitor.open("/").text().contains("action=\"/auth/logout\"")
}

fn log_in_as_citizen(visitor: &Visitor) {
    log_in_as(visitor, "citizen");
}

/// Logs one of the sandbox's citizens in.
pub(crate) fn log_in_as(visitor: &Visitor, citizen: &str) {
    let back = at_provider(visitor, "fc", citizen);
    let opened = visitor.open(&callback_of(&back));
    assert_eq!((opened.status, opened.header("location")), (303, Some("/")), "{opened:?}");
}

#[test]
fn a_doctor_logs_in_for_one_of_two_places_and_a_citizen_for_her_record() {
    let site = Site::new();
    let server = site.sandbox();
    let doctor = Visitor::of(&server);
    let page = doctor.open("/login").text();
    assert!(page.contains("/auth/psc/start") && page.contains("/auth/fc/start"));
    let back = at_provider(&doctor, "psc", "doctor");
    let asked = doctor.open(&callback_of(&back));
    assert_eq!(asked.status, 303, "{asked:?}");
    let place = asked.header("location").unwrap();
    assert!(place.starts_with("/login/situation/"), "{place}");
    assert!(doctor.cookie(SESSION).is_none(), "no session before the choice");
    let choice = doctor.open(place);
    let text = choice.text();
    assert!(text.contains("Cabinet médical Fictif") && text.contains("Hôpital Fictif"), "{text}");
    let hospital =
        text.split("name=\"situation\" value=\"").nth(2).and_then(|rest| rest.split('"').next()).unwrap();
    let csrf = choice.hidden().remove(0).1;
    let nothing = doctor.submit(place, &[("csrf", &csrf)]);
    assert_eq!(nothing.status, 422, "{nothing:?}");
    let foreign = doctor.submit(place, &[("csrf", "x"), ("situation", hospital)]);
    assert_eq!(foreign.status, 403);
    let opened = doctor.submit(place, &[("csrf", &csrf), ("situation", hospital)]);
    assert_eq!((opened.status, opened.header("location")), (303, Some("/")), "{opened:?}");
    assert!(doctor.open("/").text().contains("Dominique Fictif"));
    let again = doctor.submit(place, &[("csrf", &csrf), ("situation", hospital)]);
    assert_ne!(again.status, 303, "a choice is made once");

    // Somebody with one place is not asked.
    let dentist = Visitor::of(&server);
    let back = at_provider(&dentist, "psc", "dentist");
    assert_eq!(dentist.open(&callback_of(&back)).header("location"), Some("/"));

    let citizen = Visitor::of(&server);
    let begun = citizen.open("/auth/fc/start?return=/spaces/00000000-0000-7000-8000-000000000010");
    let back = pick(&citizen, "fc", &begun, "citizen");
    let record = citizen.follow(&callback_of(&back));
    assert_eq!(record.status, 200, "{record:?}");
    assert!(record.text().contains("Specimen") || record.text().contains("SPECIMEN"));
    site.verify_journal();
}

#[test]
fn a_session_has_a_cookie_of_its_own_and_ends_with_the_log_out() {
    let site = Site::new();
    let server = site.sandbox();
    let visitor = Visitor::of(&server);
    // What an attacker planted before is not what the visitor has afterwards.
    visitor.set_cookie(SESSION, "planted");
    let back = at_provider(&visitor, "fc", "citizen");
    assert_eq!(visitor.cookies_named(UNDER_WAY).len(), 1, "each attempt binds the browser anew");
    let opened = visitor.open(&callback_of(&back));
    for set in opened.headers.get_all("set-cookie") {
        let text = set.to_str().unwrap();
        assert!(text.starts_with("__Host-"), "{text}");
        for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
            assert!(text.contains(part), "{part} in a cookie");
        }
        assert!(!text.contains("Domain"));
    }
    let first = visitor.cookie(SESSION).unwrap();
    assert_ne!(first, "planted");
    assert_eq!(visitor.cookies_named(UNDER_WAY), Vec::<String>::new(), "what bound the attempt is gone");

    // Logging in again is another session, and the one before counts no more.
    log_in_as_citizen(&visitor);
    let second = visitor.cookie(SESSION).unwrap();
    assert_ne!(first, second);
    server.bearer(&first).get("/api/v1/me").problem(401, "unauthenticated");
    assert_eq!(server.bearer(&second).get("/api/v1/me").status, 200);

    let csrf = visitor.open("/").hidden().remove(0).1;
    let refused = Visitor::of(&server).submit("/auth/logout", &[("csrf", &csrf)]);
    assert_eq!(refused.status, 401);
    assert_eq!(visitor.submit("/auth/logout", &[("csrf", "x")]).status, 403);
    let out = visitor.submit("/auth/logout", &[("csrf", &csrf)]);
    assert_eq!(out.status, 200, "a page that leads on to the provider, where the session ends too");
    assert!(out.text().contains("end_session") || out.text().contains("id_token_hint"), "{out:?}");
    server.bearer(&second).get("/api/v1/me").problem(401, "unauthenticated");
    assert!(!is_logged_in(&visitor));
}

#[test]
fn an_answer_that_is_replayed_injected_or_mixed_up_opens_nothing() {
    let site = Site::new();
    let server = site.sandbox();
    let (victim, attacker) = (Visitor::of(&server), Visitor::of(&server));
    let refused = |answer: &Answer| {
        assert_eq!(answer.status, 400, "{answer:?}");
        assert!(answer.text().contains("href=\"/login\""), "a way back");
    };

    // The attacker's answer, brought into the victim's browser: with and without a log-in of the victim's under way.
    let of_attacker = callback_of(&at_provider(&attacker, "fc", "citizen"));
    refused(&victim.open(&of_attacker));
    victim.open("/auth/fc/start");
    refused(&victim.open(&of_attacker));
    assert!(!is_logged_in(&victim));

    // The attacker's code with the victim's own state: the code was made for another verifier and nonce.
    let of_attacker = at_provider(&attacker, "fc", "citizen");
    let code = of_attacker.parameter("code").unwrap();
    let begun = victim.open("/auth/fc/start");
    let (state, issuer) = (begun.parameter("state").unwrap(), of_attacker.parameter("iss").unwrap());
    refused(&victim.open(&format!("/auth/fc/callback?code={code}&state={state}&iss={issuer}")));
    assert!(!is_logged_in(&victim));

    // An answer of one provider given to the other one's address, and one that names a different issuer.
    let back = callback_of(&at_provider(&victim, "fc", "citizen"));
    refused(&victim.open(&back.replace("/auth/fc/", "/auth/psc/")));
    let (before, _) = back.split_once("&iss=").unwrap();
    refused(&victim.open(&format!("{before}&iss=https%3A%2F%2Fother.example")));
    refused(&victim.open(&back));

    // Once it was taken, it is not taken again.
    let back = callback_of(&at_provider(&victim, "fc", "citizen"));
    let names = victim.cookies_named(UNDER_WAY);
    assert_eq!(victim.open(&back).status, 303);
    let mut replay = Visitor::of(&server);
    for name in names {
        replay.set_cookie(&name, "x");
    }
    refused(&replay.open(&back));
    replay = Visitor::of(&server);
    refused(&replay.open(&back));
    assert!(!is_logged_in(&replay));

    // Nonsense.
    for query in ["", "?state=a", "?code=a", "?state=a&code=b", "?error=access_denied", "?state=%00&code=%ff"]
    {
        let answer = victim.open(&format!("/auth/fc/callback{query}"));
        assert_eq!(answer.status, 400, "{query}: {answer:?}");
    }
    assert_eq!(victim.open("/auth/nowhere/start").status, 404);
    assert_eq!(victim.open("/auth/nowhere/callback?state=a&code=b").status, 404);
}

#[test]
fn nobody_is_led_to_another_site() {
    let site = Site::new();
    let server = site.sandbox();
    let visitor = Visitor::of(&server);
    for elsewhere in [
        "https://evil.example",
        "//evil.example",
        "/%5Cevil.example",
        "/a%2F%2Fb%2F%2F",
        "javascript:alert(1)",
        "%0a",
    ] {
        for address in ["/auth/fc/start", "/login"] {
            let answer = visitor.open(&format!("{address}?return={elsewhere}"));
            assert_eq!((answer.status, answer.header("location")), (400, None), "{address} {elsewhere}");
        }
    }
    // The provider leads back to the registered address alone.
    let begun = visitor.open("/auth/fc/start");
    let asked = begun.header("location").unwrap().to_owned();
    for (from, to) in [
        ("carnet.example%2Fauth", "evil.example%2Fauth"),
        ("callback", "callback%2F..%2Fx"),
        ("client_id=carnet-sandbox", "client_id=another"),
    ] {
        assert!(asked.contains(from), "{from}");
        let answer = visitor.open(&asked.replace(from, to));
        assert_eq!((answer.status, answer.header("location")), (400, None), "{to}");
    }
}

#[test]
fn the_sandbox_provider_checks_what_a_real_one_checks() {
    let site = Site::new();
    let server = site.sandbox();
    let visitor = Visitor::of(&server);
    let asked = visitor.open("/auth/psc/start").header("location").unwrap().to_owned();
    // PKCE cannot be left out or weakened.
    for (from, to) in [
        ("code_challenge_method=S256", "code_challenge_method=plain"),
        ("code_challenge_method=S256", "x=y"),
        ("code_challenge=", "x="),
        ("nonce=", "x="),
        ("response_type=code", "response_type=token"),
        ("scope=openid", "scope=closed"),
    ] {
        let answer = visitor.open(&asked.replacen(from, to, 1));
        assert_eq!(answer.status, 303, "{to}");
        assert!(answer.parameter("error").is_some() && answer.parameter("code").is_none(), "{to}");
    }
    let back = at_provider(&visitor, "psc", "dentist");
    let (code, nobody) = (back.parameter("code").unwrap(), Visitor::of(&server));
    let exchange = |client: (&str, &str), verifier: &str| {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", "https://carnet.example/auth/psc/callback"),
            ("code_verifier", verifier),
            ("client_id", client.0),
            ("client_secret", client.1),
        ];
        nobody.submit("/sandbox/psc/token", &fields)
    };
    let refused = exchange(("carnet-sandbox", "guessed"), "guessed");
    assert_eq!((refused.status, refused.json()["error"].as_str()), (401, Some("invalid_client")));
    // Who has no secret has not used the code up.
    assert_eq!(visitor.open(&callback_of(&back)).status, 303);
    assert!(is_logged_in(&visitor));
    assert_eq!(nobody.open("/sandbox/psc/userinfo").status, 401);
    let document = nobody.open("/sandbox/psc/.well-known/wallet-openid-configuration").json();
    assert_eq!(document["code_challenge_methods_supported"][0], "S256");
}

#[test]
fn giving_up_at_the_provider_is_no_fault() {
    let site = Site::new();
    let server = site.sandbox();
    let visitor = Visitor::of(&server).with("accept-language", "en");
    let back = at_provider(&visitor, "psc", "");
    assert_eq!(back.parameter("error").as_deref(), Some("access_denied"));
    let page = visitor.open(&callback_of(&back));
    assert_eq!(page.status, 200);
    assert!(page.text().contains("was given up"), "{page:?}");
    assert!(!is_logged_in(&visitor));
}

#[test]
fn what_no_provider_knows_is_chosen_on_the_page() {
    let site = Site::new();
    let server = site.sandbox();
    let visitor = Visitor::of(&server);
    let page = visitor.open("/login");
    let text = page.text();
    assert!(text.contains("value=\"software\"") && !text.contains("value=\"doctor\""), "{text}");
    // Where the telephone of a professional rings, whom other software asks: told here, and in the guide for publishers.
    let questions = "/sandbox/psc/questions";
    assert!(text.contains(&format!("href=\"{questions}?ui_locales=fr\"")), "{text}");
    assert_eq!(visitor.open(questions).status, 200);
    assert!(include_str!("../../../../docs/api-guide.md").contains(questions));
    let csrf = page.hidden().remove(0).1;
    let chosen = visitor.submit("/login", &[("csrf", &csrf), ("choice", "doctor")]);
    assert_eq!(chosen.status, 422, "{chosen:?}");
    assert_eq!(visitor.submit("/login", &[("csrf", &csrf), ("choice", "software")]).status, 303);
    assert!(is_logged_in(&visitor));
}
