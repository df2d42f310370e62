//! Log-ins at providers that are not ours: the certified `oidc-provider` of npm in both shapes, and one that is hostile,
//! slow or gone.

use std::{
    fs,
    time::{Duration, Instant},
};

use acceptance::{Site, Visitor};
use serde_json::{Value, json};
use testkit::{CertifiedProvider, FakeProvider, Reply, SigningKey, unsigned};

const SECRET: &str = "a secret of these tests: 100% & more";

/// The certified provider, which leads browsers back to the log-in of this name.
fn certified(shape: &str, name: &str) -> CertifiedProvider {
    let redirect_uri = format!("https://carnet.example/auth/{name}/callback");
    CertifiedProvider::start(shape, &redirect_uri, SECRET, &json!({}))
}

/// The settings of a provider of this name, as variables.
fn settings(site: &Site, name: &str, kind: &str, issuer: &str, client: &str) -> Vec<(String, String)> {
    let secret = site.folder().join(format!("{name}.secret"));
    fs::write(&secret, SECRET).unwrap();
    let key = |setting: &str| format!("login.providers__{name}__{setting}");
    vec![
        (key("kind"), kind.to_owned()),
        (key("issuer"), issuer.to_owned()),
        (key("client_id"), client.to_owned()),
        (key("client_secret_file"), secret.display().to_string()),
        (key("label_fr"), format!("Connexion {name}")),
        (key("label_en"), format!("Log-in {name}")),
        (key("assurance_floor"), "substantial".to_owned()),
    ]
}

fn start(site: &Site, settings: &[(String, String)]) -> acceptance::Server {
    let settings: Vec<(&str, &str)> =
        settings.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    acceptance::Server::start(site, "sandbox", &settings)
}

#[test]
fn the_certified_provider_logs_a_doctor_and_a_citizen_in() {
    let site = Site::new();
    let (psc, fc) = (certified("psc", "npmpsc"), certified("fc", "npmfc"));
    let mut given = settings(&site, "npmpsc", "professional", psc.issuer(), CertifiedProvider::CLIENT);
    given.extend(settings(&site, "npmfc", "citizen", fc.issuer(), CertifiedProvider::CLIENT));
    let server = start(&site, &given);

    let doctor = Visitor::of(&server);
    let choice = doctor.follow("/auth/npmpsc/start");
    let text = choice.text();
    assert!(text.contains("Cabinet médical Fictif") && text.contains("Maison de santé"), "{choice:?}");
    let second =
        text.split("name=\"situation\" value=\"").nth(2).and_then(|rest| rest.split('"').next()).unwrap();
    let place =
        text.split("method=\"post\" action=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let csrf = choice.hidden().remove(0).1;
    let opened = doctor.submit(place, &[("csrf", &csrf), ("situation", second)]);
    assert_eq!(opened.status, 303, "{opened:?}");
    let token = doctor.cookie("__Host-carnet").unwrap();
    let me = server.bearer(&token).get("/api/v1/me").json();
    assert!(me.to_string().contains("substantial"), "{me}");
    assert!(doctor.open("/").text().contains("Dominique Fictif"));

    let citizen = Visitor::of(&server);
    let home = citizen.follow("/auth/npmfc/start");
    assert!(
        home.text().contains("Voir mes documents") || home.text().contains("See my documents"),
        "{home:?}"
    );
    // What the certified provider refuses, we word: a code that was used, a verifier that is another's.
    let begun = Visitor::of(&server);
    begun.open("/auth/npmfc/start");
    let untaken = begun.open("/auth/npmfc/callback?code=used&state=guessed");
    assert_eq!(untaken.status, 400, "{untaken:?}");
}

/// Makes an ID token of the right claims.
type Forger = Box<dyn FnOnce(&Hostile, Value) -> String>;

/// A server with one provider that answers whatever the story wants.
struct Hostile {
    site: Site,
    server: acceptance::Server,
    provider: FakeProvider,
    key: SigningKey,
}

impl Hostile {
    fn new() -> Self {
        let (site, key) = (Site::new(), SigningKey::fresh("key-1"));
        let provider = FakeProvider::start(&key);
        let given = settings(&site, "hostile", "professional", provider.issuer(), FakeProvider::CLIENT);
        let server = start(&site, &given);
        Self { site, server, provider, key }
    }

    /// A log-in up to the answer, whose ID token the story makes of the right claims.
    fn answer(&self, token: impl FnOnce(&Self, Value) -> String) -> (Visitor, acceptance::Answer) {
        let visitor = Visitor::of(&self.server);
        let begun = visitor.open("/auth/hostile/start");
        assert_eq!(begun.status, 303, "{begun:?}");
        let (state, nonce) = (begun.parameter("state").unwrap(), begun.parameter("nonce").unwrap());
        let now = chrono::Utc::now().timestamp();
        let claims = json!({
            "iss": self.provider.issuer(), "aud": FakeProvider::CLIENT, "sub": "subject", "iat": now,
            "exp": now + 60, "nonce": nonce, "acr": "eidas1", "at_hash": FakeProvider::at_hash(),
        });
        self.provider.gives(&token(self, claims));
        let answer = visitor.open(&format!("/auth/hostile/callback?code=a-code&state={state}"));
        (visitor, answer)
    }
}

#[test]
fn an_answer_that_does_not_hold_opens_nothing_and_says_so_in_plain_words() {
    let hostile = Hostile::new();
    let userinfo = json!({
        "sub": "subject", "SubjectNameID": "899700000021", "family_name": "Exemple", "given_name": "Claude",
        "SubjectRefPro": { "exercices": [{ "codeProfession": "40", "nomDexercice": "Exemple", "prenomDexercice": "Claude",
            "activities": [{ "codeSecteurDactivite": "SA07", "numeroFinessSite": "990000051" }] }] },
    });
    hostile.provider.set("/userinfo", Reply::json(&userinfo));
    let with = |name: &'static str, value: Value| {
        move |hostile: &Hostile, mut claims: Value| {
            claims[name] = value;
            hostile.key.sign(&claims)
        }
    };
    let wrong: Vec<(&str, Forger)> = vec![
        ("a different issuer", Box::new(with("iss", json!("https://other.example")))),
        ("another audience", Box::new(with("aud", json!("another")))),
        ("another nonce", Box::new(with("nonce", json!("another")))),
        ("stale", Box::new(with("exp", json!(1)))),
        ("another access token", Box::new(with("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")))),
        ("alg none", Box::new(|_, claims| unsigned(&json!({ "alg": "none" }), &claims))),
        ("another key", Box::new(|_, claims| SigningKey::fresh("key-1").sign(&claims))),
    ];
    for (what, token) in wrong {
        let (visitor, answer) = hostile.answer(token);
        assert_eq!(answer.status, 400, "{what}: {answer:?}");
        let text = answer.text();
        assert!(
            text.contains("n’a pas pu être vérifiée") && text.contains("href=\"/login\""),
            "{what}: {text}"
        );
        assert!(visitor.cookie("__Host-carnet").is_none(), "{what}");
    }
    let (_, low) = hostile.answer(with("acr", json!("0")));
    assert_eq!(low.status, 403);
    assert!(low.text().contains("assez sûrement"), "{low:?}");
    let (visitor, right) = hostile.answer(|hostile, claims| hostile.key.sign(&claims));
    assert_eq!((right.status, right.header("location")), (303, Some("/")), "{right:?}");
    assert!(visitor.cookie("__Host-carnet").is_some());

    // The professional is struck off: words, no session.
    let statement = "update identity.professional set standing = 'struck_off' where rpps = '99700000021'";
    diesel::RunQueryDsl::execute(diesel::sql_query(statement), &mut hostile.site.superuser()).unwrap();
    let (_, refused) = hostile.answer(|hostile, claims| hostile.key.sign(&claims));
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("droit d’exercer"), "{refused:?}");
}

#[test]
fn a_provider_that_is_slow_or_gone_is_told_so_and_other_log_ins_go_on() {
    let hostile = Hostile::new();
    let mut slow = Reply::json(&hostile.provider.document());
    slow.delay = Duration::from_secs(30);
    hostile.provider.set("/.well-known/openid-configuration", slow);
    std::thread::scope(|scope| {
        let waiting: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let began = Instant::now();
                    let page = Visitor::of(&hostile.server).open("/auth/hostile/start");
                    (page, began.elapsed())
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(300));
        let began = Instant::now();
        let other = Visitor::of(&hostile.server);
        assert_eq!(other.open("/auth/fc/start").status, 303);
        assert_eq!(other.open("/login").status, 200);
        assert!(began.elapsed() < Duration::from_secs(3), "nobody else waits: {:?}", began.elapsed());
        for visitor in waiting {
            let (page, took) = visitor.join().unwrap();
            assert_eq!(page.status, 503, "{page:?}");
            assert!(took < Duration::from_secs(14), "{took:?}");
            assert!(page.header("retry-after").is_some());
            assert!(page.text().contains("ne répond pas") && page.text().contains("href=\"/login\""));
        }
    });
    hostile.provider.go_away();
    let page = Visitor::of(&hostile.server).with("accept-language", "en").open("/auth/hostile/start");
    assert_eq!(page.status, 503);
    assert!(page.text().contains("does not answer right now"), "{page:?}");
}
