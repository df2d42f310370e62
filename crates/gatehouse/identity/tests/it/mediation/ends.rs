use consent::{
    Purpose,
    rules::Authority,
    service::{RecordRepresentation, Representation},
};
use identity::{EndOfMediation, Session, SessionCapacity, Unrecognised, service::NewSession};
use journal::{Who, system_chain};
use kernel::{AdminRole, Assurance, ErrorKind};

use super::ground::morgan;
use crate::house::{House, Server, cause};

impl Server {
    fn is_over(&self, session: &Session) -> Unrecognised {
        cause(self.recognise(&self.token(session)))
    }
}

#[test]
fn twenty_minutes_are_all_there_is_whatever_is_done() {
    let house = House::new();
    let server = house.server();
    server.camille();
    let (_, session) = server.mediator();
    let together = server.together(&session);
    for _ in 0..19 {
        house.minutes_pass(1);
        server.actor(&together);
        server.actor(&session);
        server.desk.write(|tx| server.identity.extend_idle(tx, together.id)).unwrap();
    }
    house.seconds_pass(59);
    server.actor(&together);
    house.seconds_pass(1);
    assert_eq!(server.is_over(&together), Unrecognised::Over);
    assert!(server.identity.issue_for_whole_session(&together).unwrap().expires_in.num_seconds() <= 0);
    server.actor(&session);
}

#[test]
fn a_session_together_outlives_neither_the_mediators_own_nor_their_role() {
    let house = House::new();
    let (server, other) = (house.server(), house.server());
    server.camille();
    let (person, session) = server.mediator();
    let together = server.together(&session);
    server.desk.write(|tx| server.identity.end_session(tx, session.id)).unwrap();
    assert_eq!(cause(other.recognise(&server.token(&together))), Unrecognised::Account, "logged out");

    let anew = || {
        let new = NewSession::new(SessionCapacity::Admin { person }, Assurance::Substantial);
        server.desk.write(|tx| server.identity.open_session(tx, &new)).unwrap()
    };
    let together = server.together(&anew());
    let set = |roles: &[AdminRole]| {
        server.desk.write(|tx| server.identity.set_admin_roles(tx, person, roles)).unwrap();
    };
    set(&[AdminRole::Support]);
    assert_eq!(cause(other.recognise(&server.token(&together))), Unrecognised::Account, "another role");
    set(&[AdminRole::Support, AdminRole::Mediator]);
    other.actor(&together);
    server.desk.write(|tx| server.identity.stop_admin(tx, person)).unwrap();
    assert!(other.recognise(&server.token(&together)).is_err(), "stopped");

    set(&[AdminRole::Mediator]);
    let mine = anew();
    for _ in 0..9 {
        house.minutes_pass(25);
        server.actor(&mine);
    }
    let late = server.together(&mine);
    assert_eq!(late.expires_at, mine.expires_at, "fifteen minutes are left of four hours");
}

#[test]
fn a_forged_assistance_is_nobody() {
    let house = House::new();
    let server = house.server();
    let citizen = server.camille();
    let (mediator, of_mediator) = server.mediator();
    let (_, of_support) = server.admin_in("Noa Maquette", &[AdminRole::Support]);
    let own = server.open(SessionCapacity::Citizen { person: citizen.person }, None);
    let claim = |session: &Session| {
        house.run(&format!(
            "update identity.session set assisted_by = '{mediator}', assisted_in = '{}' where id = '{}'",
            session.id, own.id
        ));
    };
    for session in [&of_support, &own] {
        claim(session);
        assert_eq!(server.is_over(&own), Unrecognised::Account);
    }
    claim(&of_mediator);
    // The row of a true one: whoever writes rows is believed, and gets the narrow acts alone.
    assert!(server.actor(&own).assisted_by.is_some());
    let half = format!("update identity.session set assisted_in = null where id = '{}'", own.id);
    let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| house.run(&half)));
    assert!(refused.is_err(), "the database takes no half of it");
}

#[test]
fn the_end_is_told_once_under_both_names_with_what_was_done() {
    let house = House::new();
    let server = house.server();
    let citizen = server.camille();
    house.in_state(&citizen, "opposition_running");
    let (person, session) = server.mediator();
    let together = server.together(&session);
    let actor = server.actor(&together);
    let (desk, consent) = (&server.desk, &server.consent);
    for preset in [consent::rules::Preset::AskMe, consent::rules::Preset::Closed] {
        desk.write(|tx| {
            if preset == consent::rules::Preset::AskMe {
                consent.activate_space(tx, &actor, citizen.space)?;
            }
            consent.choose_preset(tx, &actor, citizen.space, preset)
        })
        .unwrap();
    }
    let _refused = desk.write(|tx| consent.close_space(tx, &actor, citizen.space).map(drop));
    let ended = server.conclude(&together, EndOfMediation::Done).unwrap();
    assert_eq!((ended.space, ended.mediator.reveal().as_str()), (citizen.space, "Eden Prototype"));
    assert_eq!(ended.acts, ["mediation.begin", "spaces.activate", "preferences.choose-preset"]);
    assert!(server.recognise(&server.token(&together)).is_err());
    assert!(server.conclude(&together, EndOfMediation::Over).is_none(), "once");
    let line = &server.lines(citizen.space.uuid())[0];
    assert_eq!((line.act.as_str(), &line.detail["how"]), ("mediation.end", &serde_json::json!("done")));
    assert!(matches!(&line.who, Who::Citizen { with: Some(_), .. }));
    let line = &server.lines(system_chain(person.uuid()))[0];
    assert_eq!(line.act, "mediation.end");
    assert!(matches!(&line.who, Who::Admin { .. }));
    // What is no session together has no such end.
    let own = server.open(SessionCapacity::Citizen { person: citizen.person }, None);
    assert!(server.conclude(&session, EndOfMediation::Done).is_none());
    assert!(server.conclude(&own, EndOfMediation::Done).is_none());
}

#[test]
fn what_ended_by_itself_waits_to_be_told_whoever_is_still_a_mediator() {
    let house = House::new();
    let server = house.server();
    let citizen = server.camille();
    let (person, session) = server.mediator();
    let together = server.together(&session);
    let waiting = || server.desk.read(|rtx| server.identity.mediations_to_conclude(rtx, 10)).unwrap();
    assert!(waiting().is_empty());
    assert_eq!(
        server.desk.read(|rtx| server.identity.mediations_of(rtx, session.id)).unwrap(),
        [together.id]
    );
    server.desk.write(|tx| server.identity.stop_admin(tx, person)).unwrap();
    house.minutes_pass(20);
    assert_eq!(waiting(), [together.id]);
    let ended = server.conclude(&together, EndOfMediation::Over).unwrap();
    assert_eq!((ended.space, ended.mediator.reveal().as_str()), (citizen.space, "Eden Prototype"));
    assert!(waiting().is_empty());
}

#[test]
fn an_auditor_reads_counts_and_nobody_else_does() {
    let house = House::new();
    let server = house.server();
    let citizen = server.camille();
    let (person, session) = server.mediator();
    for _ in 0..3 {
        server.together(&session);
    }
    let (_, auditor) = server.admin_in("Sasha Temoin", &[AdminRole::Auditor]);
    let since = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let count = |session: &Session| {
        let actor = server.actor(session);
        server.desk.write(|tx| server.identity.mediator_days(tx, &actor, since))
    };
    let days = count(&auditor).unwrap();
    assert_eq!(days.len(), 1);
    assert_eq!((days[0].person, days[0].begun, days[0].day.to_string().as_str()), (person, 3, "2026-03-02"));
    assert_eq!(days[0].mediator.reveal(), "Eden Prototype");
    let holder = server.open(SessionCapacity::Citizen { person: citizen.person }, None);
    for other in [&session, &holder] {
        assert_eq!(count(other).unwrap_err().kind(), ErrorKind::Forbidden);
    }
}

#[test]
fn what_is_done_in_the_record_of_a_minor_is_told_with_the_rest_and_stands_there_under_both_names() {
    let house = House::new();
    let server = house.server();
    let citizen = server.camille();
    let (child, other) = (server.citizen(morgan(), None).unwrap(), server.citizen(sibling(), None).unwrap());
    for minor in [&child, &other] {
        house.in_state(minor, "created");
        let until = house.now() + chrono::TimeDelta::days(1_000);
        let by = Representation { person: citizen.person, authority: Authority::Parent, until };
        let written = server.desk.write(|tx| {
            let permit = server.consent.system_permit::<RecordRepresentation>(
                tx,
                Purpose::Registration,
                minor.space,
            )?;
            server.consent.record_representations(tx, &permit, std::slice::from_ref(&by))
        });
        written.unwrap();
    }
    let (_, session) = server.mediator();
    let together = server.together(&session);
    let actor = server.actor(&together);
    let (desk, consent) = (&server.desk, &server.consent);
    desk.write(|tx| consent.choose_preset(tx, &actor, child.space, consent::rules::Preset::AskMe)).unwrap();
    desk.write(|tx| consent.dispute_representation(tx, &actor, child.space)).unwrap();
    let ended = server.conclude(&together, EndOfMediation::Done).unwrap();
    assert_eq!(ended.acts, ["mediation.begin"]);
    assert_eq!(ended.acts_for_minors, ["preferences.choose-preset", "representations.dispute"]);
    let line = &server.lines(child.space.uuid())[0];
    assert_eq!(line.act, "mediation.end");
    assert!(matches!(&line.who, Who::Citizen { with: Some(_), .. }));
    let untouched = server.lines(other.space.uuid());
    assert!(untouched.iter().all(|line| line.act != "mediation.end"), "nothing was done there");
}

fn sibling() -> identity::StrictTraits {
    identity::StrictTraits { first_names: vec!["Noa".into()], ..morgan() }
}
