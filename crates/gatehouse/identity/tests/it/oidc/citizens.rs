//! Citizens who log in: matched by all traits once, known by the provider's subject from then on.

use std::sync::OnceLock;

use config::Reference;
use identity::{
    Error, NotAdmitted, ReturnPath,
    oidc::{LogoutNotice, Proven, ProviderKind},
    service::Admitted,
};
use kernel::Assurance;
use serde_json::{Value, json};
use vault::Purpose;

use super::ours::{Ground, citizen};
use crate::house::{House, Server, camille, cause};

/// Logs in whoever the provider describes by this userinfo.
async fn log_in(server: &Server, userinfo: &Value) -> Result<identity::Session, NotAdmitted> {
    admit(server, &proven(userinfo).await)
}

async fn proven(userinfo: &Value) -> Proven {
    proven_at("eidas2", userinfo).await
}

/// As a provider proves it that vouches for this level, and is asked for the lowest.
async fn proven_at(level: &str, userinfo: &Value) -> Proven {
    let ground = Ground::with(ProviderKind::Citizen, |settings| settings.acr = "eidas1".to_owned());
    ground.answers(&ground.claims_with(&json!({ "sub": userinfo["sub"], "acr": level })));
    ground.userinfo(userinfo);
    ground.redeem().await.unwrap()
}

fn admit(server: &Server, proven: &Proven) -> Result<identity::Session, NotAdmitted> {
    let reference = Reference::load(None).unwrap();
    let begun =
        server.desk.write(|tx| server.identity.begin_login(tx, "test", &ReturnPath::default())).unwrap();
    let claimed = server
        .desk
        .write(|tx| server.identity.claim_login(tx, "test", &begun.state, &begun.browser))
        .unwrap();
    match server.desk.write(|tx| server.identity.admit(tx, &claimed, proven, None, &reference)) {
        Ok(Admitted::Session(session, _)) => Ok(session),
        Ok(Admitted::Choice) => panic!("a citizen has nothing to choose"),
        Err(Error::NotAdmitted(why)) => Err(why),
        Err(other) => panic!("{other}"),
    }
}

fn with(changes: &Value) -> Value {
    let mut userinfo = citizen();
    for (name, value) in changes.as_object().unwrap() {
        userinfo[name] = value.clone();
    }
    userinfo
}

#[tokio::test]
async fn each_level_of_the_provider_is_that_of_the_session() {
    let house = House::new();
    let server = house.server();
    server.citizen(camille(), None).unwrap();
    let levels =
        [("eidas1", Assurance::Low), ("eidas2", Assurance::Substantial), ("eidas3", Assurance::High)];
    for (level, counts_as) in levels {
        let session = admit(&server, &proven_at(level, &citizen()).await).unwrap();
        assert_eq!(session.assurance, counts_as, "{level}");
        assert_eq!(server.recognise(&server.token(&session)).unwrap().assurance, counts_as, "{level}");
    }
}

#[tokio::test]
async fn exactly_one_record_with_all_these_traits_is_logged_in_to() {
    let house = House::new();
    let server = house.server();
    let known = server.citizen(camille(), None).unwrap();
    let session = log_in(&server, &citizen()).await.unwrap();
    assert_eq!((session.person, session.assurance), (known.person, Assurance::Substantial));
    let actor = server.recognise(&server.token(&session)).unwrap();
    assert!(actor.is_citizen());
    let again = log_in(&server, &citizen()).await.unwrap();
    assert_ne!(again.id, session.id, "each log-in has a session of its own");
    assert_eq!(house.count("select count(*) as n from identity.login_subject"), 1);
    assert_eq!(
        house.count("select count(*) as n from identity.login_attempt"),
        0,
        "the attempt ended with it"
    );
}

#[tokio::test]
async fn a_subject_is_tagged_anew_at_the_first_log_in_after_a_rotation_of_the_index_key() {
    let house = House::new();
    let server = house.server();
    let known = server.citizen(camille(), None).unwrap();
    let (often, seldom) = (citizen(), with(&json!({ "sub": "seldom" })));
    for userinfo in [&often, &seldom] {
        log_in(&server, userinfo).await.unwrap();
    }
    let under = |key: u32| {
        house.count(&format!("select count(*) as n from identity.login_subject where index_key_id = {key}"))
    };
    server.vault.rotate(Purpose::BlindIndex).unwrap();
    house.seconds_pass(30);
    for _ in 0..2 {
        assert_eq!(log_in(&server, &often).await.unwrap().person, known.person);
        assert_eq!((under(1), under(2)), (1, 1), "the one who came has one tag, under the key in force");
    }
    assert_eq!(server.identity.reindex(&server.desk).unwrap().spaces, 1);
    server.vault.retire(Purpose::BlindIndex, 1).unwrap();
    house.seconds_pass(30);
    let without_place = |userinfo: &Value| {
        let mut userinfo = userinfo.clone();
        userinfo["birthplace"] = json!("");
        userinfo
    };
    assert_eq!(log_in(&server, &without_place(&often)).await.unwrap().person, known.person, "still known");
    let unknown = log_in(&server, &without_place(&seldom)).await;
    assert_eq!(
        unknown.err(),
        Some(NotAdmitted::NoAccount),
        "who has not come since is not known by the subject"
    );
    assert_eq!(log_in(&server, &seldom).await.unwrap().person, known.person, "and is by the whole identity");
}

#[tokio::test]
async fn every_trait_counts() {
    let house = House::new();
    let server = house.server();
    server.citizen(camille(), None).unwrap();
    let others = [
        json!({ "family_name": "LEPINE" }),
        json!({ "given_name": "Camille" }),
        json!({ "given_name": "Anne-Lise Camille" }),
        json!({ "birthdate": "1979-03-29" }),
        json!({ "gender": "male" }),
        json!({ "birthplace": "13055" }),
        json!({ "birthplace": "", "birthcountry": "99109" }),
    ];
    for change in others {
        assert_eq!(log_in(&server, &with(&change)).await.err(), Some(NotAdmitted::NoAccount), "{change}");
    }
    assert_eq!(house.count("select count(*) as n from identity.login_subject"), 0);
}

#[tokio::test]
async fn the_first_log_in_needs_the_place_of_birth_where_the_record_has_one() {
    let house = House::new();
    let server = house.server();
    server.citizen(camille(), None).unwrap();
    // Alone with her four other traits, and still not hers to open: the one who comes may be born elsewhere.
    let without = with(&json!({ "birthplace": "" }));
    assert_eq!(log_in(&server, &without).await.err(), Some(NotAdmitted::NoAccount));
    assert_eq!(house.count("select count(*) as n from identity.login_subject"), 0, "nothing is bound");
    log_in(&server, &citizen()).await.unwrap();
}

#[tokio::test]
async fn a_record_without_a_place_is_logged_in_to_without_one_unless_somebody_shares_the_other_traits() {
    let house = House::new();
    let server = house.server();
    let mut unknown_place = camille();
    unknown_place.birthplace = None;
    let known = server.citizen(unknown_place, None).unwrap();
    assert_eq!(log_in(&server, &citizen()).await.err(), Some(NotAdmitted::NoAccount), "another tuple");
    let without = with(&json!({ "birthplace": "" }));
    assert_eq!(log_in(&server, &without).await.unwrap().person, known.person);

    server.citizen(camille(), None).unwrap();
    let ambiguous = with(&json!({ "birthplace": "", "sub": "another subject" }));
    assert_eq!(
        log_in(&server, &ambiguous).await.err(),
        Some(NotAdmitted::NoAccount),
        "it may be the other one, and the answer is the same"
    );
}

#[tokio::test]
async fn a_subject_that_is_known_leads_to_its_person_only_while_the_traits_agree() {
    let house = House::new();
    let server = house.server();
    let known = server.citizen(camille(), None).unwrap();
    log_in(&server, &citizen()).await.unwrap();
    // Found by its subject although the place is not said this time; refused when it is said to be somebody else.
    let by_subject = log_in(&server, &with(&json!({ "birthplace": "" }))).await.unwrap();
    assert_eq!(by_subject.person, known.person);
    for somebody_else in [
        json!({ "family_name": "AUTRE", "birthdate": "1981-01-02" }),
        json!({ "family_name": "AUTRE", "gender": "male" }),
        json!({ "birthdate": "1981-01-02", "gender": "male" }),
        json!({ "given_name": "Zoé" }),
    ] {
        let refused = log_in(&server, &with(&somebody_else)).await.err();
        assert_eq!(refused, Some(NotAdmitted::NoAccount), "{somebody_else}");
    }
    // The tag is that of provider and subject, and says neither.
    assert_eq!(
        house.count("select count(*) as n from identity.login_subject s where s::text like '%subject%'"),
        0
    );
}

#[tokio::test]
async fn a_subject_that_is_known_leads_to_its_person_after_one_correction_of_which_the_provider_does_not_know()
 {
    let house = House::new();
    let server = house.server();
    let known = server.citizen(camille(), None).unwrap();
    log_in(&server, &citizen()).await.unwrap();
    // The register knows another name, day or place than the provider still says.
    for correction in [
        json!({ "family_name": "AUTRE" }),
        json!({ "birthdate": "1979-03-29" }),
        json!({ "birthplace": "13055" }),
        json!({ "given_name": "Anne-Lise Camille" }),
    ] {
        let late = log_in(&server, &with(&correction)).await.map(|session| session.person);
        assert_eq!(late, Ok(known.person), "{correction}");
        // It is the subject that is known: the same traits under another one open nothing.
        let mut unbound = with(&correction);
        unbound["sub"] = json!("of nobody");
        assert_eq!(log_in(&server, &unbound).await.err(), Some(NotAdmitted::NoAccount), "{correction}");
    }
    assert_eq!(house.count("select count(*) as n from identity.login_subject"), 1, "nothing is bound anew");
}

#[tokio::test]
async fn a_suspended_account_is_the_same_answer_as_none() {
    let house = House::new();
    let server = house.server();
    server.citizen(camille(), None).unwrap();
    house.run("update identity.citizen_account set state = 'suspended'");
    assert_eq!(log_in(&server, &citizen()).await.err(), Some(NotAdmitted::NoAccount));
}

#[tokio::test]
async fn logging_in_ends_the_session_that_the_browser_had() {
    let house = House::new();
    let server = house.server();
    server.citizen(camille(), None).unwrap();
    let proven = proven(&citizen()).await;
    let first = admit(&server, &proven).unwrap();
    let token = server.token(&first);
    assert!(server.recognise(&token).is_ok());
    let reference = Reference::load(None).unwrap();
    let begun =
        server.desk.write(|tx| server.identity.begin_login(tx, "test", &ReturnPath::default())).unwrap();
    let claimed = server
        .desk
        .write(|tx| server.identity.claim_login(tx, "test", &begun.state, &begun.browser))
        .unwrap();
    let admitted = server
        .desk
        .write(|tx| server.identity.admit(tx, &claimed, &proven, Some(first.id), &reference))
        .unwrap();
    assert!(matches!(admitted, Admitted::Session(..)));
    assert_eq!(cause(server.recognise(&token)), identity::Unrecognised::Revoked);
    // What was claimed opens one session only.
    let twice = server.desk.write(|tx| server.identity.admit(tx, &claimed, &proven, None, &reference));
    assert!(matches!(twice, Err(Error::NotAdmitted(NotAdmitted::AttemptOver))), "{twice:?}");
}

#[tokio::test]
async fn a_notice_of_log_out_that_comes_while_a_log_in_commits_ends_it() {
    let house = House::new();
    let server = house.server();
    server.citizen(camille(), None).unwrap();
    let ground = Ground::new(ProviderKind::Citizen);
    ground.answers(&ground.claims_with(&json!({ "sub": citizen()["sub"], "sid": "one-session" })));
    ground.userinfo(&citizen());
    let proven = ground.redeem().await.unwrap();
    let notice = LogoutNotice {
        subject: None,
        session: Some("one-session".into()),
        jti: "notice".into(),
        until: kernel::Clock::now(house.clock.as_ref()) + chrono::TimeDelta::minutes(5),
    };
    let (opened, ended) = (OnceLock::new(), OnceLock::new());
    // The log-in has looked for a log-out, found none and is about to write its session.
    testkit::meet(
        &house.database,
        "insert on identity.session",
        || opened.set(admit(&server, &proven).unwrap()).unwrap(),
        || {
            let done = server.desk.write(|tx| server.identity.end_by_notice(tx, "test", &notice));
            ended.set(done.unwrap()).unwrap();
        },
    );
    assert_eq!(ended.get(), Some(&Some(1)), "the session that was written meanwhile is seen");
    let token = server.token(opened.get().unwrap());
    assert_eq!(cause(server.recognise(&token)), identity::Unrecognised::Revoked);
    assert_eq!(admit(&server, &proven).err(), Some(NotAdmitted::AttemptOver), "nor does a later one open");
}

#[tokio::test]
async fn an_identity_that_is_not_whole_is_refused() {
    let ground = Ground::new(ProviderKind::Citizen);
    for change in [
        json!({ "given_name": "" }),
        json!({ "family_name": "" }),
        json!({ "birthdate": "28/03/1979" }),
        json!({ "birthdate": "" }),
        json!({ "gender": "" }),
        json!({ "birthplace": "Paris" }),
    ] {
        ground.userinfo(&with(&change));
        let refused = ground.redeem().await.err();
        assert_eq!(refused, Some(identity::oidc::Distrust::Identity.into()), "{change}");
    }
    ground.userinfo(&with(&json!({ "birthdate": "1979-00-00" })));
    ground.redeem().await.unwrap();
}
