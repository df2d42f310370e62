//! Professionals who log in: registered from what the authority says, asked where they practise now.

use config::Reference;
use identity::{
    Error, NotAdmitted, ReturnPath, Session,
    oidc::{Proven, ProviderKind},
    service::{Admitted, ClaimedLogin, OfferedSituation},
};
use kernel::Standing;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::ours::{Ground, doctor};
use crate::house::{House, Server};

async fn proven(userinfo: &Value) -> Proven {
    let ground = Ground::new(ProviderKind::Professional);
    ground.userinfo(userinfo);
    ground.redeem().await.unwrap()
}

/// An attempt whose answer has come.
fn claimed(server: &Server) -> ClaimedLogin {
    attempt(server).0
}

/// The same, with the browser.
fn attempt(server: &Server) -> (ClaimedLogin, SecretString) {
    let begun =
        server.desk.write(|tx| server.identity.begin_login(tx, "psc", &ReturnPath::default())).unwrap();
    let claimed =
        server.desk.write(|tx| server.identity.claim_login(tx, "psc", &begun.state, &begun.browser)).unwrap();
    (claimed, begun.browser)
}

/// Logs in; gives what came of it, and the browser.
async fn log_in(server: &Server, userinfo: &Value) -> (Result<Admitted, NotAdmitted>, SecretString) {
    let (proven, reference) = (proven(userinfo).await, Reference::load(None).unwrap());
    let (claimed, browser) = attempt(server);
    let admitted = server.desk.write(|tx| server.identity.admit(tx, &claimed, &proven, None, &reference));
    let admitted = match admitted {
        Err(Error::NotAdmitted(why)) => Err(why),
        other => Ok(other.unwrap()),
    };
    (admitted, browser)
}

async fn offered(server: &Server, userinfo: &Value) -> (Vec<OfferedSituation>, SecretString) {
    let (admitted, browser) = log_in(server, userinfo).await;
    assert!(matches!(admitted, Ok(Admitted::Choice)), "{admitted:?}");
    let offered = server.desk.read(|rtx| server.identity.offered_situations(rtx, &browser)).unwrap();
    (offered, browser)
}

fn choose(
    server: &Server,
    browser: &SecretString,
    situation: identity::SituationId,
) -> Result<Session, NotAdmitted> {
    let identity = &server.identity;
    let done = server
        .desk
        .read(|rtx| identity.chosen_situation(rtx, browser, situation))
        .and_then(|chosen| server.desk.write(|tx| identity.choose_situation(tx, browser, &chosen, None)));
    match done {
        Ok((session, _)) => Ok(session),
        Err(Error::NotAdmitted(why)) => Err(why),
        Err(other) => panic!("{other}"),
    }
}

/// The doctor with other activities.
fn practising(activities: &Value) -> Value {
    let mut userinfo = doctor();
    userinfo["SubjectRefPro"]["exercices"][0]["activities"] = activities.clone();
    userinfo
}

fn places(offered: &[OfferedSituation]) -> Vec<&str> {
    offered.iter().map(|one| one.place.as_deref().unwrap_or_default()).collect()
}

#[tokio::test]
async fn somebody_who_is_not_known_yet_is_registered_and_chooses_one_situation() {
    let house = House::new();
    let server = house.server();
    let (choices, browser) = offered(&server, &doctor()).await;
    assert_eq!(places(&choices), ["Hôpital Inventé", "Cabinet Inventé", "Cabinet sans numéro"]);
    assert_eq!(choices[0].know_how.as_deref(), Some("SM54"));
    assert_eq!(house.count("select count(*) as n from identity.session"), 0, "none before the choice");
    assert_eq!(house.count("select count(*) as n from identity.organisation where not listed"), 2);

    let elsewhere = server.professional("99700427885", "40");
    assert_eq!(choose(&server, &browser, elsewhere.situation), Err(NotAdmitted::NoSituation), "not offered");
    let stranger = SecretString::from("another browser");
    assert_eq!(choose(&server, &stranger, choices[1].id), Err(NotAdmitted::AttemptOver));
    let session = choose(&server, &browser, choices[1].id).unwrap();
    assert_eq!(choose(&server, &browser, choices[1].id), Err(NotAdmitted::AttemptOver), "one use");
    let actor = server.recognise(&server.token(&session)).unwrap();
    let practice = actor.practice().unwrap();
    assert_eq!((practice.rpps.as_str(), practice.profession.as_str()), ("99700218896", "10"));
    assert_eq!((practice.sector.as_str(), practice.standing), ("SA07", Standing::Good));
    assert_eq!(actor.name.reveal(), "Hélène Marchand");

    let (again, _) = offered(&server, &doctor()).await;
    assert_eq!(again, choices, "known again, nothing twice");
    assert_eq!(house.count("select count(*) as n from identity.professional where rpps = '99700218896'"), 1);
}

#[tokio::test]
async fn a_choice_ends_with_its_ten_minutes_and_with_the_standing() {
    let house = House::new();
    let server = house.server();
    let (choices, browser) = offered(&server, &doctor()).await;
    house.minutes_pass(10);
    assert_eq!(choose(&server, &browser, choices[0].id), Err(NotAdmitted::AttemptOver));
    let (choices, browser) = offered(&server, &doctor()).await;
    house.run("update identity.professional set standing = 'suspended'");
    assert_eq!(choose(&server, &browser, choices[0].id), Err(NotAdmitted::NotInGoodStanding));
}

#[tokio::test]
async fn only_what_the_provider_lists_is_offered_and_what_has_ended_here_is_not() {
    let house = House::new();
    let server = house.server();
    let known = server.doctor();
    house.run("update identity.organisation set finess = '990000036'");
    let hospital = json!([{ "codeSecteurDactivite": "SA01", "numeroFinessSite": "990000036", "raisonSocialeSite": "H" }]);
    let (admitted, _) = log_in(&server, &practising(&hospital)).await;
    let Ok(Admitted::Session(session, _)) = admitted else { panic!("{admitted:?}") };
    assert_eq!(session.person, known.person, "the directory's own");
    let situations = "select count(*) as n from identity.situation";
    assert_eq!(house.count(situations), 1, "matched by profession and number");

    let pharmacy = json!([{ "codeSecteurDactivite": "SA33", "numeroSiretSite": "99000000000038", "raisonSocialeSite": "P" }]);
    let (admitted, _) = log_in(&server, &practising(&pharmacy)).await;
    assert!(matches!(admitted, Ok(Admitted::Session(..))), "the one listed, though another is known");
    assert_eq!(house.count(situations), 2);

    let ended = server.situation_of(&known, false);
    server.desk.write(|tx| server.identity.register_situation(tx, &ended)).unwrap();
    let (admitted, _) = log_in(&server, &practising(&hospital)).await;
    assert_eq!(admitted.err(), Some(NotAdmitted::NoSituation));
}

#[tokio::test]
async fn a_situation_that_goes_on_is_found_beside_one_of_the_same_kind_that_has_ended() {
    let house = House::new();
    let server = house.server();
    let known = server.doctor();
    house.run("update identity.organisation set finess = '990000036'");
    let ended = server.situation_of(&known, false);
    let running = identity::Situation { id: server.id(), ..server.situation_of(&known, true) };
    server
        .desk
        .write(|tx| {
            server.identity.register_situation(tx, &ended)?;
            server.identity.register_situation(tx, &running)
        })
        .unwrap();
    let hospital = json!([{ "codeSecteurDactivite": "SA01", "numeroFinessSite": "990000036" }]);
    let (admitted, _) = log_in(&server, &practising(&hospital)).await;
    assert!(matches!(admitted, Ok(Admitted::Session(..))), "{admitted:?}");
    house.run("update identity.situation set active = false");
    let (admitted, _) = log_in(&server, &practising(&hospital)).await;
    assert_eq!(admitted.err(), Some(NotAdmitted::NoSituation), "both have ended");
    assert_eq!(house.count("select count(*) as n from identity.situation"), 2);
}

#[tokio::test]
async fn two_log_ins_at_once_add_a_new_situation_once() {
    let house = House::new();
    let server = house.server();
    server.doctor();
    let place = json!([{ "codeSecteurDactivite": "SA07", "raisonSocialeSite": "Cabinet sans numéro" }]);
    let (proven, reference) = (proven(&practising(&place)).await, Reference::load(None).unwrap());
    let claimed = [(); 2].map(|()| claimed(&server));
    let (added, wait) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let (server, first, proven, reference) = (&server, &claimed[0], &proven, &reference);
        scope.spawn(move || {
            let done = server.desk.write(|tx| {
                let admitted = server.identity.admit(tx, first, proven, None, reference);
                added.send(()).unwrap();
                std::thread::sleep(std::time::Duration::from_millis(300));
                admitted
            });
            assert!(matches!(done, Ok(Admitted::Session(..))), "{done:?}");
        });
        wait.recv().unwrap();
        let second = server.desk.write(|tx| server.identity.admit(tx, &claimed[1], proven, None, reference));
        assert!(matches!(second, Ok(Admitted::Session(..))), "{second:?}");
    });
    let added = "select count(*) as n from identity.situation where place = 'Cabinet sans numéro'";
    assert_eq!(house.count(added), 1);
}

#[tokio::test]
async fn a_student_is_told_that_such_practice_gives_no_access_yet() {
    let house = House::new();
    let server = house.server();
    let with_category = |category: &str| {
        let mut userinfo = practising(&json!([{ "codeSecteurDactivite": "SA01", "raisonSocialeSite": "H" }]));
        userinfo["SubjectRefPro"]["exercices"][0]["codeCategorieProfessionnelle"] = json!(category);
        userinfo
    };
    for category in ["E", "X"] {
        let (admitted, _) = log_in(&server, &with_category(category)).await;
        assert_eq!(admitted.err(), Some(NotAdmitted::NotQualified), "{category}");
    }
    assert_eq!(house.count("select count(*) as n from identity.professional"), 0, "nobody is registered");
    // Also a dentist who studies medicine: the practice with full rights counts, the other does not.
    let mut both = with_category("E");
    let mut dentist = both["SubjectRefPro"]["exercices"][0].clone();
    dentist["codeProfession"] = json!("40");
    dentist["codeCategorieProfessionnelle"] = json!("C");
    both["SubjectRefPro"]["exercices"].as_array_mut().unwrap().push(dentist);
    let (admitted, _) = log_in(&server, &both).await;
    let Ok(Admitted::Session(session, _)) = admitted else { panic!("{admitted:?}") };
    assert_eq!(server.actor(&session).practice().unwrap().profession, "40");
    for category in ["C", "M", "F", ""] {
        let (admitted, _) = log_in(&server, &with_category(category)).await;
        assert!(matches!(admitted, Ok(Admitted::Session(..))), "{category}: {admitted:?}");
    }
}

#[tokio::test]
async fn who_may_not_practise_or_has_no_known_profession_is_refused() {
    let house = House::new();
    let server = house.server();
    let known = server.doctor();
    for standing in [Standing::Suspended, Standing::StruckOff] {
        server.desk.write(|tx| server.identity.set_standing(tx, known.person, standing)).unwrap();
        assert_eq!(log_in(&server, &doctor()).await.0.err(), Some(NotAdmitted::NotInGoodStanding));
    }
    let mut other = doctor();
    other["SubjectRefPro"]["exercices"][0]["codeProfession"] = json!("999");
    assert_eq!(log_in(&server, &other).await.0.err(), Some(NotAdmitted::UnknownProfession));
    for nothing in [json!({ "exercices": [] }), json!({})] {
        other["SubjectRefPro"] = nothing;
        assert_eq!(log_in(&server, &other).await.0.err(), Some(NotAdmitted::NoSituation));
    }
}

#[tokio::test]
async fn two_professions_are_two_situations() {
    let house = House::new();
    let server = house.server();
    let mut both = practising(&json!([]));
    let mut second = both["SubjectRefPro"]["exercices"][0].clone();
    second["codeProfession"] = json!("40");
    both["SubjectRefPro"]["exercices"].as_array_mut().unwrap().push(second);
    let (choices, browser) = offered(&server, &both).await;
    let professions: Vec<_> = choices.iter().map(|one| one.profession.as_str()).collect();
    assert_eq!(professions, ["10", "40"]);
    let session = choose(&server, &browser, choices[1].id).unwrap();
    let actor = server.recognise(&server.token(&session)).unwrap();
    assert_eq!(
        actor.practice().unwrap().profession,
        "40",
        "the profession of the situation, not of the person"
    );
}

#[tokio::test]
async fn a_number_that_is_missing_wrong_or_contradicted_proves_nobody() {
    let ground = Ground::new(ProviderKind::Professional);
    let other = json!([{ "identifiant": "899700427885", "origine": "RPPS", "qualite": 1 }]);
    let cases = [
        (json!(""), json!([])),
        (json!("899700218890"), json!([])),
        (json!("399700218896"), json!([])),
        (json!("899700218896"), other),
    ];
    for (number, others) in cases {
        let mut userinfo = doctor();
        userinfo["SubjectNameID"] = number;
        userinfo["otherIds"] = others;
        ground.userinfo(&userinfo);
        assert_eq!(ground.redeem().await.err(), Some(identity::oidc::Distrust::Identity.into()));
    }
    let mut by_other = doctor();
    by_other["SubjectNameID"] = json!("");
    ground.userinfo(&by_other);
    ground.redeem().await.unwrap();
}
