use consent::{Ask, IdentityAgreement};
use identity::{Error, Organisation, OrganisationKind, SessionCapacity, Software, Unrecognised};
use kernel::{Capacity, ErrorKind, OrganisationId, Standing};

use crate::house::{Doctor, House, Put, Server, camille, cause, test_ins};

fn organisation(id: OrganisationId, listed: bool) -> Organisation {
    Organisation {
        id,
        finess: Some("750712184".parse().unwrap()),
        name: "Clinique".to_owned(),
        kind: OrganisationKind::Establishment,
        listed,
    }
}

fn capacity_of(doctor: &Doctor) -> SessionCapacity {
    SessionCapacity::Professional { person: doctor.person, situation: doctor.situation }
}

#[test]
fn a_professional_is_recognised_with_the_practice_of_the_session() {
    let house = House::new();
    let server = house.server();
    let doctor = server.doctor();
    let software = server.software(None, true);
    let session = server.open(capacity_of(&doctor), Some(software));
    let actor = server.actor(&session);
    assert_eq!((actor.person, actor.session, actor.software), (doctor.person, session.id, Some(software)));
    assert_eq!(actor.name.reveal(), "Docteur Hélène Marchand");
    let practice = actor.practice().unwrap();
    assert_eq!(practice.rpps, doctor.rpps);
    assert_eq!((practice.profession.as_str(), practice.sector.as_str()), ("10", "SA07"));
    assert_eq!((practice.organisation, practice.standing), (Some(doctor.organisation), Standing::Good));

    let situations = server.desk.read(|rtx| server.identity.situations_of(rtx, doctor.person)).unwrap();
    assert_eq!(situations, [server.situation_of(&doctor, true)]);
    let member = |organisation| {
        let asked = server.desk.write(|tx| server.identity.member_of(tx, &doctor.rpps, organisation));
        asked.unwrap()
    };
    assert_eq!(member(doctor.organisation), Some(doctor.person));
    assert_eq!(member(server.id()), None);
}

#[test]
fn a_session_survives_a_restart_and_counts_on_a_second_server() {
    let house = House::new();
    let first = house.server();
    let token = first.token(&first.open_doctor(&first.doctor()));
    let second = house.server();
    assert!(second.recognise(&token).is_ok(), "checked by a second server");
    drop(first);
    drop(second);
    assert!(house.server().recognise(&token).is_ok(), "after a restart of all");
}

#[test]
fn a_session_that_was_ended_is_refused_at_the_next_call_on_every_server() {
    let house = House::new();
    let (first, second) = (house.server(), house.server());
    let doctor = first.doctor();
    let (session, other) = (first.open_doctor(&doctor), first.open_doctor(&doctor));
    let (token, other_token) = (first.token(&session), first.token(&other));
    assert!(second.recognise(&token).is_ok());
    assert!(first.desk.write(|tx| first.identity.end_session(tx, session.id)).unwrap());
    for server in [&first, &second] {
        assert_eq!(cause(server.recognise(&token)), Unrecognised::Revoked);
        assert!(server.recognise(&other_token).is_ok(), "another session goes on");
    }
    assert!(!first.desk.write(|tx| first.identity.end_session(tx, session.id)).unwrap(), "it no longer ran");

    assert_eq!(second.desk.write(|tx| second.identity.end_all_sessions(tx, doctor.person)).unwrap(), 1);
    let refused = first.recognise(&other_token).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unauthenticated);
    assert_eq!(refused.to_string(), "no session counts for this call", "the cause is for the log");
}

#[test]
fn a_session_ends_after_its_time_whatever_is_done_in_it() {
    let house = House::new();
    let server = house.server();
    let session = server.open_doctor(&server.doctor());
    for _ in 0..15 {
        house.minutes_pass(15);
        assert!(server.recognise(&server.token(&session)).is_ok());
    }
    let whole = server.identity.issue_for_whole_session(&session).unwrap();
    assert_eq!(whole.expires_in.num_minutes(), 15, "no token outlives its session");
    house.minutes_pass(15);
    let expired = server.token(&session);
    assert_eq!(cause(server.recognise(&expired)), Unrecognised::Over);
    house.seconds_pass(5);
    assert_eq!(cause(server.recognise(&expired)), Unrecognised::Expired);
}

#[test]
fn a_session_in_which_nothing_is_done_ends() {
    let house = House::new();
    let server = house.server();
    let token = server.token(&server.open_doctor(&server.doctor()));
    house.minutes_pass(29);
    assert!(server.recognise(&token).is_ok());
    house.minutes_pass(29);
    assert!(house.server().recognise(&token).is_ok(), "extended by the call before");
    house.minutes_pass(30);
    assert_eq!(cause(server.recognise(&token)), Unrecognised::Expired, "its token lived an hour");
}

#[test]
fn idle_time_is_written_once_a_minute() {
    let house = House::new();
    let server = house.server();
    let session = server.open_doctor(&server.doctor());
    let token = server.token(&session);
    let claims = server.identity.verify(&token).unwrap();
    let is_due = || {
        let read = server.desk.read(|rtx| server.identity.authenticate(rtx, &claims, server.id()));
        read.unwrap().idle_is_due
    };
    let until = || house.count("select extract(epoch from idle_until)::bigint as n from identity.session");
    let begun = until();
    for _ in 0..6 {
        house.seconds_pass(10);
        assert!(!is_due());
        server.recognise(&token).unwrap();
    }
    assert_eq!(until(), begun, "not within a minute");
    house.seconds_pass(10);
    assert!(is_due());
    server.recognise(&token).unwrap();
    assert_eq!(until(), begun + 70);
    assert!(!is_due());
    let again = server.desk.write(|tx| server.identity.extend_idle(tx, session.id)).unwrap();
    assert!(!again, "a second call of the same moment writes nothing");
    house.minutes_pass(31);
    assert_eq!(cause(server.recognise(&token)), Unrecognised::Idle);
}

#[test]
fn a_professional_who_was_struck_off_is_refused_at_the_next_call() {
    let house = House::new();
    let (server, second) = (house.server(), house.server());
    let citizen = server.citizen(camille(), Some(test_ins())).unwrap();
    let doctor = server.doctor();
    let token = server.token(&server.open_doctor(&doctor));
    let deposit = |server: &Server| {
        let actor = server.recognise(&token).unwrap();
        let ask = Ask { identity: IdentityAgreement::Agrees, ..Ask::default() };
        server
            .desk
            .write(|tx| server.consent.check::<Put>(tx, &actor, citizen.space, ask.clone()).map(|_| ()))
    };
    deposit(&server).unwrap();
    for standing in [Standing::Suspended, Standing::StruckOff] {
        server.desk.write(|tx| server.identity.set_standing(tx, doctor.person, standing)).unwrap();
        let refused = deposit(&second).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Forbidden, "{refused:?}");
    }
    // A directory that says the name again does not say that the person may practise again.
    let name = "Docteur Hélène Marchand-Roy".into();
    server
        .desk
        .write(|tx| server.identity.register_professional(tx, doctor.person, &doctor.rpps, &name, "10"))
        .unwrap();
    assert!(deposit(&server).is_err());
    server.desk.write(|tx| server.identity.set_standing(tx, doctor.person, Standing::Good)).unwrap();
    deposit(&second).unwrap();
    let nobody = server.desk.write(|tx| server.identity.set_standing(tx, citizen.person, Standing::Good));
    assert!(matches!(nobody, Err(Error::Missing(_))));
}

#[test]
fn an_ended_situation_an_unlisted_software_and_a_suspended_account_are_refused_at_the_next_call() {
    let house = House::new();
    let server = house.server();
    let doctor = server.doctor();
    let software = server.software(None, true);
    let token = server.token(&server.open(capacity_of(&doctor), Some(software)));
    assert!(server.recognise(&token).is_ok());
    let listed = |listed| {
        let row = Software { id: software, name: "Logiciel".to_owned(), organisation: None, listed };
        server.desk.write(|tx| server.identity.register_software(tx, &row)).unwrap();
    };
    listed(false);
    assert_eq!(cause(server.recognise(&token)), Unrecognised::Software);
    listed(true);
    assert!(server.recognise(&token).is_ok());
    let ended = server.situation_of(&doctor, false);
    server.desk.write(|tx| server.identity.register_situation(tx, &ended)).unwrap();
    assert_eq!(cause(server.recognise(&token)), Unrecognised::Situation);

    let citizen = server.citizen(camille(), None).unwrap();
    let own = server.token(&server.open(SessionCapacity::Citizen { person: citizen.person }, None));
    let actor = server.recognise(&own).unwrap();
    assert_eq!((actor.capacity.clone(), actor.person), (Capacity::Citizen, citizen.person));
    house.run("update identity.citizen_account set state = 'suspended'");
    assert_eq!(cause(server.recognise(&own)), Unrecognised::Account);
    house.run("update identity.citizen_account set state = 'active'");
    assert!(server.recognise(&own).is_ok());
    house.run(&format!("delete from vault.space_key where space_id = '{}'", citizen.space));
    let after = house.server();
    assert_eq!(cause(after.recognise(&own)), Unrecognised::Account, "an erased citizen");
}

#[test]
fn an_establishment_acts_through_its_own_listed_software() {
    let house = House::new();
    let server = house.server();
    let id: OrganisationId = server.id();
    server.desk.write(|tx| server.identity.register_organisation(tx, &organisation(id, true))).unwrap();
    let software = server.software(Some(id), true);
    let token = server.token(&server.open(SessionCapacity::Establishment, Some(software)));
    let capacity = || server.recognise(&token).unwrap().capacity;
    let actor = server.recognise(&token).unwrap();
    assert_eq!((actor.person, actor.name.reveal().as_str()), (Software::account(software), "Clinique"));
    assert_eq!(capacity(), Capacity::Establishment { organisation: id, listed: true });
    house.minutes_pass(45);
    assert_eq!(
        capacity(),
        Capacity::Establishment { organisation: id, listed: true },
        "software has no pauses"
    );

    let unlisted = Capacity::Establishment { organisation: id, listed: false };
    server.desk.write(|tx| server.identity.register_organisation(tx, &organisation(id, false))).unwrap();
    assert_eq!(capacity(), unlisted, "for the rules to refuse");
    server.desk.write(|tx| server.identity.register_organisation(tx, &organisation(id, true))).unwrap();
    let row = Software { id: software, name: "Logiciel".to_owned(), organisation: Some(id), listed: false };
    server.desk.write(|tx| server.identity.register_software(tx, &row)).unwrap();
    assert_eq!(capacity(), unlisted);
}

#[test]
fn no_session_is_opened_for_what_one_is_not() {
    let house = House::new();
    let server = house.server();
    let (doctor, dentist) = (server.doctor(), server.professional("99700427885", "40"));
    let ended = server.situation_of(&dentist, false);
    server.desk.write(|tx| server.identity.register_situation(tx, &ended)).unwrap();
    let citizen = server.citizen(camille(), None).unwrap();
    let generic = server.software(None, true);
    let unlisted = server.software(None, false);
    let tries = [
        (SessionCapacity::Citizen { person: doctor.person }, None),
        (SessionCapacity::Professional { person: citizen.person, situation: doctor.situation }, None),
        (capacity_of(&dentist), None),
        (capacity_of(&doctor), Some(unlisted)),
        (capacity_of(&doctor), Some(server.id())),
        (SessionCapacity::Establishment, None),
        (SessionCapacity::Establishment, Some(generic)),
    ];
    for (capacity, software) in tries {
        let refused = server.try_open(capacity, software);
        assert!(matches!(refused, Err(Error::NoSession(_))), "{capacity:?}: {refused:?}");
    }
    assert_eq!(house.count("select count(*) as n from identity.session"), 0);
}
