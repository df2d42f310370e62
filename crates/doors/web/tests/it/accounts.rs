//! Accounts with a password, page by page, as a browser without scripts goes through them.

use std::cell::RefCell;

use chrono::TimeDelta;
use config::{MailCarrier, MailSettings};
use identity::account::CodeSecret;
use kernel::Clock;
use testkit::{TestHouse, last_link_to, letters_to};

use crate::door::{Answer, Door, ORIGIN, Visit};

pub(crate) const CAMILLE: &str = "camille.lepine@example.org";
pub(crate) const GOOD: &str = "correct cheval agrafe pile";
const OTHER: &str = "sept lunes rouges dans la vallée";

pub(crate) fn door() -> Door {
    Door::over(house())
}

/// A house that sends mail, so that accounts are offered.
pub(crate) fn house() -> TestHouse {
    TestHouse::with(|settings| {
        settings.server.public_origin = ORIGIN.to_owned();
        let carrier = MailCarrier::Folder(std::env::temp_dir());
        settings.mail = Some(MailSettings { from: "carnet@localhost".to_owned(), carrier });
    })
}

/// The cookies of one browser.
pub(crate) struct Browser<'a> {
    door: &'a Door,
    from: &'static str,
    held: RefCell<Vec<(String, String)>>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(door: &'a Door) -> Self {
        Self::at(door, "192.0.2.7")
    }

    pub(crate) fn at(door: &'a Door, from: &'static str) -> Self {
        Self { door, from, held: RefCell::default() }
    }

    /// A browser in which somebody is logged in already.
    pub(crate) fn logged_in(self, token: &str) -> Self {
        self.held.borrow_mut().push(("__Host-carnet".to_owned(), token.to_owned()));
        self
    }

    /// What a cookie of this browser holds.
    pub(crate) fn holds(&self, name: &str) -> Option<String> {
        self.held.borrow().iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    pub(crate) async fn send(&self, visit: Visit) -> Answer {
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let visit = visit.sent_from(self.from).header("user-agent", agent);
        let visit = self.held.borrow().iter().fold(visit, |visit, (name, value)| visit.cookie(name, value));
        let answer = self.door.send(visit).await;
        let mut held = self.held.borrow_mut();
        for cookie in answer.cookies() {
            held.retain(|(name, _)| name != cookie.name());
            if !cookie.value().is_empty() {
                held.push((cookie.name().to_owned(), cookie.value().to_owned()));
            }
        }
        answer
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Visit::get(path)).await
    }

    /// Opens a page and sends its last form.
    pub(crate) async fn submit(&self, page: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
        let opened = self.get(page).await;
        let filled = opened.filled(fields);
        let fields: Vec<_> = filled.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.send(Visit::post(to).sent_here().form(&fields)).await
    }

    pub(crate) async fn fill(&self, page: &str, fields: &[(&str, &str)]) -> Answer {
        self.submit(page, page, fields).await
    }

    fn link(&self) -> String {
        self.link_to(CAMILLE)
    }

    pub(crate) fn link_to(&self, address: &str) -> String {
        let house = &self.door.house;
        last_link_to(house.database(), &house.house().vault, address)
    }

    pub(crate) async fn new_account(&self) {
        assert_eq!(self.fill("/account/new", &[("address", CAMILLE)]).await.status, 200);
        let made = self.fill(&self.link(), &[("password", GOOD)]).await;
        assert_eq!((made.status, made.location()), (303, "/account"), "{}", made.text());
    }

    pub(crate) async fn log_in(&self, password: &str) -> Answer {
        self.fill("/auth/password", &[("address", CAMILLE), ("password", password)]).await
    }

    /// Adds an application that shows codes.
    pub(crate) async fn add_code(&self) -> CodeSecret {
        let page = self.get("/account/factors/totp").await.text();
        let letters =
            page.split("class=\"letters\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
        let step = page.split("name=\"step\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let csrf =
            page.rsplit("name=\"csrf\" value=\"").next().unwrap().split('"').next().unwrap().to_owned();
        assert!(page.contains("<svg class=\"qr\""), "{page}");
        let codes = CodeSecret::from_words(&letters.into()).unwrap();
        let fields = [("csrf", csrf.as_str()), ("step", step.as_str()), ("name", "Téléphone")];
        let send = |code: String| {
            let fields = [fields.as_slice(), &[("code", code.as_str())]].concat();
            self.send(Visit::post("/account/factors/totp").sent_here().form(&fields))
        };
        let wrong = send("000000".to_owned()).await;
        assert!(wrong.status == 422 && wrong.shows("l’heure de votre téléphone"), "{}", wrong.text());
        let added = send(codes.code_at(self.door.house.clock().now())).await;
        assert_eq!((added.status, added.location()), (303, "/account"), "{}", added.text());
        codes
    }
}

#[actix_web::test]
async fn somebody_makes_an_account_and_logs_in_with_it() {
    let door = door();
    let browser = Browser::new(&door);
    assert!(browser.get("/").await.shows("/account/new"));
    assert!(browser.get("/login").await.shows("/auth/password"));
    browser.new_account().await;
    let account = browser.get("/account").await;
    assert!(account.shows(CAMILLE) && account.shows("Firefox, Linux") && account.shows("class=\"tag\""));
    assert!(account.shows("ajoutez un second facteur, puis"), "{}", account.text());
    let wrong = browser.log_in(OTHER).await;
    assert!(wrong.status == 422 && wrong.shows("ne vont pas ensemble"), "{}", wrong.text());
    assert!(!wrong.shows(OTHER), "a password is not shown again");
    let right = browser.log_in(GOOD).await;
    assert_eq!((right.status, right.location()), (303, "/account"));
}

#[actix_web::test]
async fn a_log_in_asks_for_the_code_and_leads_where_one_wanted_to_go() {
    let door = door();
    let browser = Browser::new(&door);
    browser.new_account().await;
    let codes = browser.add_code().await;
    let account = browser.get("/account").await;
    assert!(
        account.shows("ne donne accès qu’à cette page") && !account.shows("ajoutez un second facteur, puis")
    );
    door.house.clock().advance(TimeDelta::seconds(60));
    let other = Browser::at(&door, "203.0.113.9");
    let fields = [("address", CAMILLE), ("password", GOOD), ("return", "/patients")];
    let first = other.fill("/auth/password", &fields).await;
    assert_eq!((first.status, first.location()), (303, "/auth/second-factor"));
    assert!(!first.sets("__Host-carnet"), "no session yet");
    assert_eq!(other.get("/account").await.status, 401);
    let wrong = other.fill("/auth/second-factor", &[("code", "000000")]).await;
    assert!(
        wrong.status == 422 && wrong.shows("vérifiez que l’heure de votre téléphone"),
        "{}",
        wrong.text()
    );
    let off = codes.code_at(door.house.clock().now() + TimeDelta::minutes(2));
    assert_eq!(other.fill("/auth/second-factor", &[("code", &off)]).await.status, 422, "a clock that is off");
    let code = codes.code_at(door.house.clock().now());
    let right = other.fill("/auth/second-factor", &[("code", &code)]).await;
    assert_eq!((right.status, right.location()), (303, "/patients"), "{}", right.text());
    assert!(right.sets("__Host-carnet"));
    let over = other.get("/auth/second-factor").await;
    assert!(over.status == 404 && over.shows("/auth/password"), "{}", over.text());
    let letters = letters_to(door.house.database(), &door.house.house().vault, CAMILLE);
    assert_eq!(letters.last().unwrap()["device"], "Firefox, Linux");
}

#[actix_web::test]
async fn a_known_and_an_unknown_address_are_the_same_page() {
    let door = door();
    Browser::new(&door).new_account().await;
    for page in ["/account/new", "/account/forgotten"] {
        let mut shown = Vec::new();
        for address in [CAMILLE, "nobody@example.org"] {
            let browser = Browser::at(&door, "203.0.113.9");
            let answer = browser.fill(page, &[("address", address)]).await;
            assert_eq!(answer.status, 200);
            shown.push(answer.without_request_id());
        }
        assert_eq!(shown[0], shown[1], "{page}");
    }
    let mut shown = Vec::new();
    for address in [CAMILLE, "nobody@example.org"] {
        let browser = Browser::at(&door, "203.0.113.9");
        let answer = browser.fill("/auth/password", &[("address", address), ("password", OTHER)]).await;
        shown.push((answer.status, answer.without_request_id().replace(address, "")));
    }
    assert_eq!(shown[0], shown[1]);
}

#[actix_web::test]
async fn whoever_tries_too_often_is_told_how_long_to_wait() {
    let door = door();
    let browser = Browser::at(&door, "203.0.113.9");
    for _ in 0..10 {
        assert_eq!(browser.log_in(OTHER).await.status, 422);
    }
    let held = browser.log_in(OTHER).await;
    assert_eq!(held.status, 429);
    assert!(held.header("retry-after").parse::<u32>().unwrap() > 3_000);
}

#[actix_web::test]
async fn a_forgotten_password_is_chosen_anew_by_a_link_that_works_once() {
    let door = door();
    let browser = Browser::new(&door);
    browser.new_account().await;
    browser.fill("/account/forgotten", &[("address", CAMILLE)]).await;
    let link = browser.link();
    let weak = browser.fill(&link, &[("password", "motdepasse123")]).await;
    assert!(weak.status == 422 && weak.shows("trop facile à deviner"), "{}", weak.text());
    assert!(browser.fill(&link, &[("password", "court")]).await.shows("trop court"));
    let done = browser.fill(&link, &[("password", OTHER)]).await;
    assert_eq!((done.status, done.location()), (303, "/auth/password"), "{}", done.text());
    let again = browser.get(&link).await;
    assert!(again.status == 404 && again.shows("ne fonctionne plus"), "{}", again.text());
    assert_eq!(browser.get("/account").await.status, 401, "every session ended");
    assert_eq!(browser.log_in(OTHER).await.status, 303);
}

#[actix_web::test]
async fn what_needs_a_fresh_factor_leads_to_it_and_back() {
    let door = door();
    let browser = Browser::new(&door);
    browser.new_account().await;
    let codes = browser.add_code().await;
    door.house.clock().advance(TimeDelta::minutes(6));
    let led = browser.get("/account/factors/totp").await;
    assert_eq!((led.status, led.location()), (303, "/account/step-up?return_to=/account/factors/totp"));
    let wrong = browser.fill(led.location(), &[("code", "000000")]).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    let code = codes.code_at(door.house.clock().now());
    let back = browser.fill(led.location(), &[("code", &code)]).await;
    assert_eq!((back.status, back.location()), (303, "/account/factors/totp"), "{}", back.text());
    assert_eq!(browser.get("/account/factors/totp").await.status, 200);
    for elsewhere in ["//evil.example", "https://evil.example", "/auth/logout"] {
        door.house.clock().advance(TimeDelta::seconds(60));
        let code = codes.code_at(door.house.clock().now());
        let page = format!("/account/step-up?return_to={elsewhere}");
        assert_eq!(browser.fill(&page, &[("code", &code)]).await.location(), "/", "{elsewhere}");
    }
}

#[actix_web::test]
async fn devices_are_logged_out_one_by_one_and_all_at_once() {
    let door = door();
    let browser = Browser::new(&door);
    browser.new_account().await;
    let other = Browser::at(&door, "192.0.2.8");
    assert_eq!(other.log_in(GOOD).await.status, 303);
    let page = other.get("/account").await.text();
    let end = page.split("action=\"/account/sessions/").nth(1).unwrap().split('"').next().unwrap();
    let ended = other.submit("/account", &format!("/account/sessions/{end}"), &[]).await;
    assert_eq!((ended.status, ended.location()), (303, "/account"), "{}", ended.text());
    assert_eq!(browser.get("/account").await.status, 401);
    assert_eq!(browser.log_in(GOOD).await.status, 303);
    let all = other.submit("/account", "/account/sessions/end", &[("which", "all")]).await;
    assert_eq!((all.status, all.location()), (303, "/"));
    for browser in [&browser, &other] {
        assert_eq!(browser.get("/account").await.status, 401);
    }
}

#[actix_web::test]
async fn a_password_and_an_address_are_changed_with_the_password() {
    let door = door();
    let browser = Browser::new(&door);
    browser.new_account().await;
    let wrong = browser.fill("/account/password", &[("old", OTHER), ("password", OTHER)]).await;
    assert!(wrong.status == 422 && wrong.shows("ne vont pas ensemble"));
    let changed = browser.fill("/account/password", &[("old", GOOD), ("password", OTHER)]).await;
    assert_eq!(changed.status, 303, "{}", changed.text());
    let new = "camille.martin@example.org";
    let sent = browser.fill("/account/address", &[("old", OTHER), ("address", new)]).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    let house = &door.house;
    let (confirm, keep) = (last_link_to(house.database(), &house.house().vault, new), browser.link());
    assert!(confirm.starts_with("/account/confirm-address/") && keep.starts_with("/account/keep-address/"));
    for link in [&confirm, &keep] {
        let done = browser.fill(link, &[]).await;
        assert_eq!(done.status, 200, "{}", done.text());
    }
    assert_eq!(browser.log_in(OTHER).await.status, 303, "the old address again");
}

#[actix_web::test]
async fn a_lost_factor_is_given_up_by_mail_and_kept_by_one_click() {
    let door = door();
    let browser = Browser::new(&door);
    browser.new_account().await;
    browser.add_code().await;
    let other = Browser::at(&door, "192.0.2.8");
    assert_eq!(other.get("/account/recovery").await.status, 404, "nothing is under way");
    other.log_in(GOOD).await;
    assert!(other.get("/auth/second-factor").await.shows("/account/recovery"));
    assert_eq!(other.fill("/account/recovery", &[]).await.status, 200);
    let begun = other.fill(&browser.link(), &[]).await;
    assert!(begun.status == 200 && begun.shows("seront retirés le"), "{}", begun.text());
    assert!(browser.get("/account").await.shows("déclaré perdu"));
    let stopped = browser.submit("/account", "/account/recovery-stop", &[]).await;
    assert_eq!((stopped.status, stopped.location()), (303, "/account"), "{}", stopped.text());
    assert!(!browser.get("/account").await.shows("déclaré perdu"));
}

#[actix_web::test]
async fn scripts_may_run_on_the_pages_of_passkeys_alone() {
    let door = door();
    let browser = Browser::new(&door);
    browser.new_account().await;
    for page in ["/", "/login", "/account", "/account/factors/totp", "/auth/password"] {
        let answer = browser.get(page).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("script-src"),
            "{page}: {policy}"
        );
        assert!(!answer.shows("<script"), "{page}");
    }
    let answer = browser.get("/account/factors/passkey").await;
    assert!(answer.header("content-security-policy").contains("script-src 'self'"));
    assert!(answer.shows("<script src=\"/assets/passkeys.js?v=") && answer.shows("<noscript>"));
    assert!(answer.shows("&#34;rp&#34;") || answer.shows("&quot;rp&quot;"), "{}", answer.text());
    let nothing = browser.fill("/account/factors/passkey", &[("step", "guessed"), ("answer", "{}")]).await;
    assert_eq!(nothing.status, 404, "{}", nothing.text());
}

#[actix_web::test]
async fn forms_of_another_site_do_nothing() {
    let door = door();
    let browser = Browser::new(&door);
    browser.new_account().await;
    let addresses = [
        "/auth/password",
        "/auth/second-factor",
        "/account/new",
        "/account/forgotten",
        "/account/password",
        "/account/address",
        "/account/step-up",
        "/account/factors/totp",
        "/account/factors/passkey",
        "/account/sessions/end",
        "/account/recovery",
        "/account/recovery-stop",
        "/account/confirm/guessed",
        "/account/forgotten/guessed",
        "/account/confirm-address/guessed",
        "/account/keep-address/guessed",
        "/account/recovery/guessed",
        "/account/recovery/stop/guessed",
    ];
    for address in addresses {
        let csrf = browser.get("/account").await.csrf();
        let fields = [("csrf", csrf.as_str()), ("which", "all"), ("address", CAMILLE), ("password", GOOD)];
        let foreign = Visit::post(address).header("sec-fetch-site", "cross-site").form(&fields);
        assert_eq!(browser.send(foreign).await.status, 403, "{address}");
        let without = Visit::post(address).sent_here().form(&[("csrf", "guessed"), ("which", "all")]);
        assert_eq!(browser.send(without).await.status, 403, "{address}");
    }
    assert_eq!(browser.get("/account").await.status, 200);
}

#[actix_web::test]
async fn without_mail_no_account_is_offered() {
    let door = Door::new();
    let browser = Browser::new(&door);
    assert!(!browser.get("/").await.shows("/account/new"));
    assert!(!browser.get("/login").await.shows("/auth/password"));
    assert_eq!(browser.get("/account/new").await.status, 404);
}
