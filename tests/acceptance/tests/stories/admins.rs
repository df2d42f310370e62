//! Those who run the service, from the command that invites them to what they see: a server and a worker of production, and a
//! mail server.

use std::{thread, time::Duration};

use acceptance::{Answer, CAMILLE, Server, Site, Visitor};
use chrono::{TimeDelta, Utc};
use identity::account::CodeSecret;
use serde_json::json;
use testkit::{MailServerMode, SmtpServer};

use crate::documents;

const ALEX: &str = "alex@example.org";
const GOOD: &str = "correct cheval agrafe pile";
const SESSION: &str = "__Host-carnet";

/// A server and a worker whose mails go to a mail server.
struct Place {
    mails: SmtpServer,
    server: Server,
    _worker: Server,
    site: Site,
}

impl Place {
    fn new() -> Self {
        let mails = SmtpServer::new(MailServerMode::StartTls);
        let site = Site::new()
            .setting("mail.host", "localhost")
            .setting("mail.port", &mails.port().to_string())
            .setting("mail.from", "carnet@example.org")
            .setting("mail.authorities_file", &mails.authority().display().to_string());
        let (server, worker) = (Server::start(&site, "serve", &[]), Server::start(&site, "worker", &[]));
        Self { mails, server, _worker: worker, site }
    }

    /// The address in the last of so many mails, which go to Alex.
    fn link(&self, count: usize) -> String {
        let mail = self.mails.wait_for(count).pop().unwrap();
        assert_eq!(mail.to, ALEX);
        let text = String::from_utf8(mail.bytes).unwrap().replace("=\r\n", "").replace("=3D", "=");
        let at = text.find("https://carnet.example/account/confirm/").unwrap_or_else(|| panic!("{text}"));
        text[at..].split_whitespace().next().unwrap().to_owned()
    }

    fn id_of_alex(&self) -> String {
        let listed = self.site.run(&["admin", "list"]).unwrap();
        let line =
            listed.lines().find(|line| line.contains("Alex Fictif")).unwrap_or_else(|| panic!("{listed}"));
        line.split_whitespace().next().unwrap().to_owned()
    }
}

/// Sends the last form of a page.
fn fill(visitor: &Visitor, page: &str, fields: &[(&str, &str)]) -> Answer {
    let hidden = visitor.open(page).hidden();
    let (_, csrf) = hidden.iter().rev().find(|(name, _)| name == "csrf").expect("a form of our own");
    visitor.submit(page, &[&[("csrf", csrf.as_str())], fields].concat())
}

/// Adds an application that shows codes.
fn add_code(visitor: &Visitor) -> CodeSecret {
    let page = visitor.open("/account/factors/totp");
    let (text, hidden) = (page.text(), page.hidden());
    let letters = text.split("class=\"letters\">").nth(1).unwrap_or_else(|| panic!("{text}"));
    let codes = CodeSecret::from_words(&letters.split('<').next().unwrap().replace(' ', "").into()).unwrap();
    let of = |wanted: &str| hidden.iter().rev().find(|(name, _)| name == wanted).unwrap().1.as_str();
    let code = codes.code_at(Utc::now());
    let fields = [("csrf", of("csrf")), ("step", of("step")), ("name", "Téléphone"), ("code", code.as_str())];
    let added = visitor.submit("/account/factors/totp", &fields);
    assert_eq!((added.status, added.header("location")), (303, Some("/account")), "{added:?}");
    codes
}

/// A code that was not shown yet: each counts once, and the next one counts already.
fn next_code(codes: &CodeSecret) -> String {
    codes.code_at(Utc::now() + TimeDelta::seconds(30))
}

/// Logs in by password and code; the page of the administration.
fn log_in(place: &Place, code: &str) -> (Visitor, Answer) {
    let visitor = Visitor::of(&place.server);
    let first = fill(&visitor, "/auth/password", &[("address", ALEX), ("password", GOOD)]);
    assert_eq!((first.status, first.header("location")), (303, Some("/auth/second-factor")), "{first:?}");
    assert_eq!(visitor.open("/admin").status, 401, "by the password alone");
    let second = fill(&visitor, "/auth/second-factor", &[("code", code)]);
    assert_eq!((second.status, second.header("location")), (303, Some("/")), "{second:?}");
    let page = visitor.follow("/");
    (visitor, page)
}

#[test]
fn an_author_of_campaigns_is_invited_comes_in_and_sees_no_record() {
    let place = Place::new();
    let invite = ["admin", "invite", "--name", "Alex Fictif", "--email", ALEX, "--role", "campaign_author"];
    let said = place.site.run(&invite).unwrap();
    assert!(said.contains("is invited") && !said.contains(ALEX), "{said}");

    let first = Visitor::of(&place.server);
    let link = place.link(1);
    let made = fill(&first, &link, &[("password", GOOD)]);
    assert_eq!((made.status, made.header("location")), (303, Some("/account")), "{made:?}");
    assert_eq!(first.open("/admin").status, 404, "by the link alone");
    let again = Visitor::of(&place.server).open(&link);
    assert!(again.status >= 400, "a link counts once: {again:?}");
    let codes = add_code(&first);

    let (alex, page) = log_in(&place, &next_code(&codes));
    let text = page.text();
    for said in [
        "Alex Fictif",
        "auteur de campagnes de prévention",
        "Écrire des campagnes de prévention.",
        "Aucun rôle de l’administration n’ouvre un dossier.",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    for other in ["Approuver ou refuser", "Aider une personne", "Suspendre un dossier", "href=\"/mediation\""]
    {
        assert!(!text.contains(other), "{other}: {text}");
    }

    // No record opens, on the pages or by the API.
    let camille = place.site.registry().citizen(&CAMILLE.person());
    let page = alex.open(&format!("/spaces/{}", camille.space));
    assert!(page.status == 404 && page.text().contains("n’ouvre un dossier"), "{page:?}");
    assert_eq!(alex.open(&format!("/spaces/{}/history", camille.space)).status, 404);
    let api = place.server.bearer(&alex.cookie(SESSION).unwrap());
    let me = api.get("/api/v1/me").json();
    assert!(me.to_string().contains("campaign_author"), "{me}");
    api.get(&documents(&camille.space.to_string())).problem(404, "not-found");
    for path in ["/api/v1/patients/find", "/api/v1/admin/spaces/find"] {
        let asked = api.post(path, &json!({ "ins": CAMILLE.person().ins_json() }));
        assert!(matches!(asked.status, 403 | 404), "{path}: {asked:?}");
        assert!(!asked.text().contains(&camille.space.to_string()), "{path}: {asked:?}");
    }
    let (citizen, _) = place.site.registry().log_in(camille);
    let history =
        place.server.bearer(&citizen).get(&format!("/api/v1/spaces/{}/history", camille.space)).json();
    let lines = history["items"].as_array().unwrap();
    assert!(
        lines.iter().any(|line| line["who"]["name"] == "Alex Fictif" && line["outcome"] == "refused"),
        "each try stands in the record's history: {history:#}"
    );
    place.site.verify_journal();
}

#[test]
fn roles_are_changed_and_a_lost_factor_is_taken_away_by_commands() {
    let place = Place::new();
    let invite = ["admin", "invite", "--name", "Alex Fictif", "--email", ALEX, "--role", "campaign_author"];
    place.site.run(&invite).unwrap();
    let first = Visitor::of(&place.server);
    fill(&first, &place.link(1), &[("password", GOOD)]);
    let codes = add_code(&first);
    let (alex, _) = log_in(&place, &next_code(&codes));
    let id = place.id_of_alex();

    // Other roles count from the next call on.
    let changed = ["admin", "roles", &id, "--role", "support", "--role", "auditor", "--role", "support"];
    let said = place.site.run(&changed).unwrap();
    assert!(said.contains(&format!("{id} is support, auditor")), "{said}");
    let text = alex.open("/admin").text();
    assert!(text.contains("Suspendre un dossier") && !text.contains("Écrire des campagnes"), "{text}");
    let listed = place.site.run(&["admin", "list"]).unwrap();
    assert!(listed.contains("Alex Fictif  (auditor, support)"), "{listed}");
    for wrong in [&["admin", "roles", &id][..], &["admin", "roles", &id, "--role", "king"]] {
        assert!(place.site.run(wrong).unwrap_err().contains("exit status: 2"), "{wrong:?}");
    }
    let nobody = "00000000-0000-7000-8000-0000000000ff";
    let said = place.site.run(&["admin", "roles", nobody, "--role", "support"]).unwrap_err();
    assert!(said.contains("exit status: 1") && said.contains("not changed"), "{said}");

    // Whoever has lost the telephone is let in by the link of another invitation, and adds another one.
    let again = ["admin", "invite", "--again", ALEX, "--without-factors"];
    let said = place.site.run(&again).unwrap();
    assert!(said.contains("is invited again") && said.contains("first second factor is added"), "{said}");
    let kept = Visitor::of(&place.server);
    let entered = fill(&kept, "/auth/password", &[("address", ALEX), ("password", GOOD)]);
    assert_ne!(entered.header("location"), Some("/auth/second-factor"), "the factor is gone: {entered:?}");
    assert_eq!(kept.open("/admin").status, 404, "and the password alone opens nothing");
    // The owner of the account is told beside the link; which of the two mails comes first is not said.
    let found = (0..200).find_map(|_| {
        let links: Vec<_> = place.mails.mails().into_iter().skip(1).filter(|mail| mail.to == ALEX).collect();
        let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).replace("=\r\n", "").replace("=3D", "=");
        let link = links.iter().map(|mail| text(&mail.bytes)).find_map(|text| {
            let at = text.find("https://carnet.example/account/confirm/")?;
            Some(text[at..].split_whitespace().next()?.to_owned())
        });
        thread::sleep(Duration::from_millis(100));
        link
    });
    let anew = Visitor::of(&place.server);
    let made = fill(&anew, &found.expect("another link"), &[("password", GOOD)]);
    assert_eq!((made.status, made.header("location")), (303, Some("/account")), "{made:?}");
    let newer = add_code(&anew);
    let stale = Visitor::of(&place.server);
    fill(&stale, "/auth/password", &[("address", ALEX), ("password", GOOD)]);
    let refused = fill(&stale, "/auth/second-factor", &[("code", &next_code(&codes))]);
    assert_eq!(refused.status, 422, "the lost telephone's code: {refused:?}");
    let (_, page) = log_in(&place, &next_code(&newer));
    assert!(page.text().contains("Suspendre un dossier"), "{page:?}");
    place.site.verify_journal();
}
