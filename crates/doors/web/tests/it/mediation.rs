//! A mediator and a citizen at one screen, page by page.

use chrono::TimeDelta;
use identity::{SessionCapacity, service::NewSession};
use kernel::{AdminRole, Assurance, Clock, PersonId};
use testkit::{Citizen, Login, letters_to};

use crate::{
    accounts::{Browser, door},
    door::{Answer, Door, Visit},
    mediation_document::{number_of, traits_of},
};

const TOKEN: &str = "__Host-carnet";
const WAITING: &str = "__Host-carnet-mediator";
const ADDRESS: &str = "camille.lepine@example.org";

/// What the form of a mediator sends about somebody who is there.
fn about(citizen: &Citizen) -> Vec<(&'static str, String)> {
    let mut fields = traits_of(citizen);
    fields.extend(number_of(citizen));
    fields
        .extend([("document", "passport"), ("present", "yes")].map(|(name, value)| (name, value.to_owned())));
    fields
}

impl Browser<'_> {
    pub(crate) async fn helps_with(&self, fields: &[(&'static str, String)]) -> Answer {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.fill("/mediation", &fields).await
    }

    pub(crate) async fn helps(&self, citizen: &Citizen) -> Answer {
        self.helps_with(&about(citizen)).await
    }
}

/// A mediator at a browser of a town hall.
pub(crate) fn desk(door: &Door) -> (Browser<'_>, PersonId, Login) {
    let (person, login) = door.house.admin(&[AdminRole::Mediator]);
    (Browser::new(door).logged_in(login.token()), person, login)
}

fn is_held_back(answer: &Answer) -> bool {
    answer.status == 403 && answer.shows("seule") && answer.shows("Nous avons terminé")
}

#[actix_web::test]
async fn a_mediator_and_a_citizen_do_the_narrow_acts_together_and_are_both_named() {
    let door = door();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = door.letter(&camille, &doctor, "Lettre secrète", false);
    let (browser, _, login) = desk(&door);
    let form = browser.get("/mediation").await;
    assert!(form.status == 200 && form.shows("Son numéro n’est ni demandé ni noté."), "{}", form.text());
    let begun = browser.helps(&camille).await;
    assert_eq!((begun.status, begun.location()), (303, "/"), "{}", begun.text());
    let (own, together) = (browser.holds(WAITING).unwrap(), browser.holds(TOKEN).unwrap());
    assert_eq!(own, login.token());
    let cookie = begun.cookie(WAITING);
    assert!(cookie.http_only() == Some(true) && cookie.secure() == Some(true) && cookie.max_age().is_none());

    let home = browser.get("/").await;
    assert!(home.shows("Alex Fictif") && home.shows("CAMILLE") && home.shows("Il reste 20 minutes"));
    let space = camille.space;
    for link in [format!("/spaces/{space}/begin"), format!("/spaces/{space}/history")] {
        assert!(home.shows(&link), "{link}: {}", home.text());
    }
    for link in ["/deposit", "\"/account\"", "/directory", &format!("\"/spaces/{space}\"")] {
        assert!(!home.shows(link), "{link}: {}", home.text());
    }
    let record = format!("/spaces/{space}");
    let chosen = browser.fill(&format!("{record}/begin"), &[("act", "begin"), ("preset", "ask_me")]).await;
    assert_eq!((chosen.status, chosen.location()), (303, "/"));
    let history = browser.get(&format!("{record}/history")).await;
    assert!(history.status == 200 && history.shows("avec Alex Fictif, médiateur"), "{}", history.text());
    assert!(!history.shows(&letter.to_string()), "nothing leads to a document");
    assert!(!history.shows("/notifications") && !history.shows("/deposit"));

    for below in [
        "",
        &format!("/documents/{letter}"),
        &format!("/documents/{letter}/content"),
        "/deposit",
        "/notifications",
    ] {
        let refused = browser.get(&format!("{record}{below}")).await;
        assert!(is_held_back(&refused), "{below}: {} {}", refused.status, refused.text());
        assert!(refused.shows("Il reste 20 minutes") && !refused.shows("Lettre secrète"));
    }
    for path in [
        "/account",
        "/account/factors/totp",
        "/account/step-up",
        "/directory",
        "/patients",
        "/mediation",
        "/admin",
    ] {
        let refused = browser.get(path).await;
        assert!(is_held_back(&refused), "{path}: {} {}", refused.status, refused.text());
    }
    let done = browser.submit("/", "/mediation/done", &[]).await;
    assert_eq!((done.status, done.location()), (303, "/mediation?ended=true"), "{}", done.text());
    assert_eq!((browser.holds(TOKEN).as_deref(), browser.holds(WAITING)), (Some(login.token()), None));
    assert!(browser.get("/mediation?ended=true").await.shows("La séance est terminée."));
    assert!(!door.get("/", &together).await.shows("Il reste"));
    assert_eq!(door.get(format!("{record}/history"), &together).await.status, 401);

    let notices = door.get(format!("{record}/notifications"), camille.token()).await;
    for said in [
        "Un médiateur vous a aidé",
        "avec Alex Fictif",
        "choisi comment votre dossier s’ouvre",
        "lu l’historique",
    ] {
        assert!(notices.shows(said), "{said}: {}", notices.text());
    }
    let history = door.get(format!("{record}/history"), camille.token()).await;
    for said in
        ["Début d’une séance avec un médiateur", "Fin d’une séance avec un médiateur", "avec Alex Fictif"]
    {
        assert!(history.shows(said), "{said}: {}", history.text());
    }
    assert!(history.shows("class=\"line refused\""), "what was tried is there too");
}

#[actix_web::test]
async fn a_record_that_waits_is_begun_or_opposed_together() {
    let door = door();
    let camille = door.house.citizen();
    let (browser, ..) = desk(&door);
    let in_state = |state: &str| {
        door.house.arrange(&format!(
            "update consent.space set state = '{state}', opposition_until = '2099-05-10T22:00:00Z' where space_id = '{}'",
            camille.space
        ));
    };
    in_state("opposition_running");
    browser.helps(&camille).await;
    let begin = format!("/spaces/{}/begin", camille.space);
    let opposed = browser.fill(&begin, &[("act", "oppose")]).await;
    assert_eq!(opposed.status, 303, "{}", opposed.text());
    assert!(browser.get("/").await.shows("Revenir sur ce choix"));
    browser.submit("/", "/mediation/done", &[]).await;
    // Opposed is said to the two, and taken back by the two.
    browser.helps(&camille).await;
    let begun = browser.fill(&begin, &[("act", "begin"), ("preset", "open")]).await;
    assert_eq!(begun.status, 303, "{}", begun.text());
    browser.submit("/", "/mediation/done", &[]).await;
    let notices = door.get(format!("/spaces/{}/notifications", camille.space), camille.token()).await;
    assert!(notices.shows("refusé la création de votre dossier") && notices.shows("retiré votre refus"));
    for state in ["closed", "suspended", "deceased"] {
        in_state(state);
        let shut = browser.helps(&camille).await;
        assert_eq!(shut.status, 404);
        assert!(shut.shows("il n’y en a pas, ou il est fermé"), "{}", shut.text());
    }
}

#[actix_web::test]
async fn what_is_missing_is_asked_for_and_nobody_is_said_plainly() {
    let door = door();
    let camille = door.house.citizen();
    let (browser, ..) = desk(&door);
    let nothing = browser.helps_with(&[]).await;
    assert_eq!(nothing.status, 422);
    for said in ["Choisissez le document d’identité", "La personne doit être là"] {
        assert!(nothing.shows(said), "{said}: {}", nothing.text());
    }
    let mut absent = about(&camille);
    absent.pop();
    let refused = browser.helps_with(&absent).await;
    assert!(refused.status == 422 && refused.shows("La personne doit être là"), "{}", refused.text());
    let traits = [
        ("birth_name", "INCONNUE"),
        ("first_names", "ALICE"),
        ("day", "1"),
        ("month", "7"),
        ("year", "1980"),
        ("sex", "F"),
        ("birthplace", "75056"),
        ("document", "identity_card"),
        ("present", "yes"),
    ];
    let nobody = browser.helps_with(&traits.map(|(name, value)| (name, value.to_owned()))).await;
    assert!(nobody.status == 404 && nobody.shows("il n’y en a pas, ou il est fermé"), "{}", nobody.text());
    assert!(browser.holds(WAITING).is_none());
    for token in
        [camille.token(), door.house.doctor().token(), door.house.admin(&[AdminRole::Support]).1.token()]
    {
        assert_eq!(door.get("/mediation", token).await.status, 404);
    }
}

#[actix_web::test]
async fn an_assistance_that_is_claimed_by_a_form_is_none() {
    let door = door();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let (browser, mediator, _) = desk(&door);
    let claimed =
        [about(&other), vec![("assisted_by", mediator.to_string()), ("space", other.space.to_string())]]
            .concat();
    let csrf = door.get("/account", camille.token()).await.csrf();
    let fields = [claimed.clone(), vec![("csrf", csrf)]].concat();
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = door.send(Visit::post("/mediation").token(camille.token()).sent_here().form(&fields)).await;
    assert_eq!(refused.status, 404, "a citizen helps nobody");
    for path in ["/mediation/done", "/mediation/code"] {
        let csrf = door.get("/account", camille.token()).await.csrf();
        let none =
            door.send(Visit::post(path).token(camille.token()).sent_here().form(&[("csrf", &csrf)])).await;
        assert_eq!(none.status, 404, "{path}");
    }
    // The form of a mediator is about whoever it names, and about nobody else.
    let extra =
        [about(&camille), vec![("space", other.space.to_string()), ("person", other.person.to_string())]]
            .concat();
    assert_eq!(browser.helps_with(&extra).await.status, 303);
    let home = browser.get("/").await;
    assert!(home.shows(&camille.space.to_string()) && !home.shows(&other.space.to_string()));
    let elsewhere = browser.get(&format!("/spaces/{}/history", other.space)).await;
    assert_eq!(elsewhere.status, 404);
    for path in ["/mediation", "/mediation/done", "/mediation/code", "/account/raising-code"] {
        let foreign = browser.send(Visit::post(path).sent_here().form(&[("csrf", "x")])).await;
        assert_eq!(foreign.status, 403, "{path}");
    }
}

#[actix_web::test]
async fn after_twenty_minutes_the_page_says_so_and_leads_the_mediator_back() {
    let door = door();
    let camille = door.house.citizen();
    let (browser, _, login) = desk(&door);
    browser.helps(&camille).await;
    for minute in 1..20 {
        door.house.clock().advance(TimeDelta::minutes(1));
        let left = 20 - minute;
        let said =
            if left == 1 { "Il reste 1 minute".to_owned() } else { format!("Il reste {left} minutes") };
        assert!(browser.get("/").await.shows(&said), "{said}");
    }
    let csrf = browser.get("/").await.csrf();
    let led = browser.get("/mediation/back").await;
    assert_eq!((led.status, led.location()), (303, "/"), "it runs");
    door.house.clock().advance(TimeDelta::minutes(1));
    for path in [format!("/spaces/{}/history", camille.space), "/account".to_owned()] {
        let over = browser.get(&path).await;
        assert_eq!(over.status, 401);
        assert!(
            over.shows("Le temps est écoulé") && over.shows("href=\"/mediation/back\""),
            "{}",
            over.text()
        );
    }
    let late = browser.send(Visit::post("/mediation/done").sent_here().form(&[("csrf", &csrf)])).await;
    assert!(late.status == 401 && late.shows("/mediation/back"));
    let back = browser.get("/mediation/back").await;
    assert_eq!((back.status, back.location()), (303, "/mediation?ended=true"));
    assert_eq!(browser.holds(TOKEN).as_deref(), Some(login.token()));
    assert_eq!(browser.get("/mediation").await.status, 200);

    let house = door.house.house();
    assert_eq!(flows::mediation::end_those_over(house).unwrap(), 1);
    assert_eq!(flows::mediation::end_those_over(house).unwrap(), 0, "told once");
    let anew =
        door.house.login(SessionCapacity::Citizen { person: camille.person }, None, Assurance::Substantial);
    let notices = door.get(format!("/spaces/{}/notifications", camille.space), anew.token()).await;
    assert!(notices.shows("vous avez tout laissé en l’état"), "{}", notices.text());
}

#[actix_web::test]
async fn the_log_out_of_the_mediator_ends_what_the_two_have_wherever_it_is_done() {
    let door = door();
    let camille = door.house.citizen();
    let (browser, person, login) = desk(&door);
    browser.helps(&camille).await;
    let together = browser.holds(TOKEN).unwrap();
    let left = browser.submit("/", "/auth/logout", &[]).await;
    assert_eq!(left.status, 303);
    assert_eq!((browser.holds(TOKEN), browser.holds(WAITING)), (None, None));
    for token in [together.as_str(), login.token()] {
        assert_eq!(door.get("/account", token).await.status, 401);
    }
    // Logged out elsewhere, in the session that waits.
    let house = door.house.house();
    let new = NewSession::new(SessionCapacity::Admin { person }, Assurance::Substantial);
    let session = house.desk.write(|tx| house.identity.open_session(tx, &new)).unwrap();
    let token = house.identity.issue(&session).unwrap().access_token;
    let token = secrecy::ExposeSecret::expose_secret(&token).to_owned();
    let again = Browser::new(&door).logged_in(&token);
    again.helps(&camille).await;
    assert!(again.get("/").await.shows("Il reste 20 minutes"));
    let csrf = door.get("/mediation", &token).await.csrf();
    door.send(Visit::post("/auth/logout").token(&token).sent_here().form(&[("csrf", &csrf)])).await;
    assert_eq!(again.get(&format!("/spaces/{}/history", camille.space)).await.status, 401);
    let notices = door.get(format!("/spaces/{}/notifications", camille.space), camille.token()).await;
    assert_eq!(notices.text().matches("Un médiateur vous a aidé").count(), 2, "{}", notices.text());
}

#[actix_web::test]
async fn a_code_that_is_said_aloud_verifies_the_account_and_the_factor_is_asked_for_all_the_same() {
    let door = door();
    let camille = door.house.citizen();
    let own = Browser::at(&door, "203.0.113.20");
    own.new_account().await;
    let page = own.get("/account").await;
    assert!(page.shows("Ajoutez d’abord un second facteur") && !page.shows("/account/raising-code"));
    let codes = own.add_code().await;
    let shown = own.submit("/account", "/account/raising-code", &[]).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let text = shown.text();
    let code = text.split("class=\"letters\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(own.get("/account/raising-code").await.location(), "/account");

    let (browser, ..) = desk(&door);
    browser.helps(&camille).await;
    for wrong in ["ACDE FHJK", ""] {
        let refused = browser.submit("/", "/mediation/code", &[("code", wrong)]).await;
        assert!(refused.status == 422 && refused.shows("vos essais sont comptés"), "{}", refused.text());
    }
    let taken = browser.submit("/", "/mediation/code", &[("code", &code.to_lowercase())]).await;
    assert!(taken.status == 200 && taken.shows("Le compte est vérifié"), "{}", taken.text());
    assert_eq!(browser.submit("/", "/mediation/code", &[("code", &code)]).await.status, 422, "once");
    browser.submit("/", "/mediation/done", &[]).await;
    let letters = letters_to(door.house.database(), &door.house.house().vault, ADDRESS);
    assert!(letters.iter().any(|letter| letter["letter"] == "identity_verified"), "{letters:?}");
    let notices = door.get(format!("/spaces/{}/notifications", camille.space), camille.token()).await;
    assert!(notices.shows("fait vérifier votre compte"), "{}", notices.text());

    door.house.clock().advance(TimeDelta::seconds(60));
    let new = Browser::at(&door, "203.0.113.21");
    let first = new.log_in(crate::accounts::GOOD).await;
    assert_eq!(first.location(), "/auth/second-factor");
    new.fill("/auth/second-factor", &[("code", &codes.code_at(door.house.clock().now()))]).await;
    assert!(new.get("/").await.shows(&format!("/spaces/{}", camille.space)));
}

#[actix_web::test]
async fn guessed_codes_are_held_off_at_the_desk() {
    let door = door();
    let camille = door.house.citizen();
    let (browser, ..) = desk(&door);
    browser.helps(&camille).await;
    for _ in 0..10 {
        assert_eq!(browser.submit("/", "/mediation/code", &[("code", "ACDE FHJK")]).await.status, 422);
    }
    let held = browser.submit("/", "/mediation/code", &[("code", "ACDE FHJK")]).await;
    assert_eq!(held.status, 429);
    assert!(held.header("retry-after").parse::<u32>().unwrap() > 3_000);
}

#[actix_web::test]
async fn the_auditor_sees_how_many_sessions_there_were_and_nobody_who_was_helped() {
    let door = door();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let (browser, ..) = desk(&door);
    for citizen in [&camille, &other] {
        browser.helps(citizen).await;
        browser.submit("/", "/mediation/done", &[]).await;
    }
    let (_, auditor) = door.house.admin(&[AdminRole::Auditor]);
    assert!(door.get("/admin", auditor.token()).await.shows("/admin/audit"));
    let page = door.get("/admin/audit", auditor.token()).await;
    assert!(page.status == 200 && page.shows("<td>Alex Fictif</td><td>2</td>"), "{}", page.text());
    assert!(page.shows("23 novembre 2026"));
    for secret in
        [camille.space.to_string(), camille.person.to_string(), "CAMILLE".to_owned(), "ESSAI".to_owned()]
    {
        assert!(!page.shows(&secret), "{secret}");
    }
    for token in [browser.holds(TOKEN).unwrap().as_str(), camille.token()] {
        assert_eq!(door.get("/admin/audit", token).await.status, 404);
    }
}

#[actix_web::test]
async fn a_mediator_has_so_many_sessions_a_day() {
    let door = door();
    let camille = door.house.citizen();
    let (browser, person, _) = desk(&door);
    door.house.arrange(&format!(
        "insert into identity.mediation_day (mediator, day, begun) values ('{person}', '2026-11-23', 40)"
    ));
    let over = browser.helps(&camille).await;
    assert!(over.status == 429 && over.shows("autant de séances qu’il est permis"), "{}", over.text());
}
