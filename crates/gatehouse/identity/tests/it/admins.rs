use chrono::TimeDelta;
use identity::{
    Error, SessionCapacity, Unrecognised,
    service::{Invitation, NewSession},
};
use kernel::{AdminRole, Assurance, Capacity, PersonId};
use secrecy::{ExposeSecret, SecretString};

use crate::house::{House, Server, cause};

fn invitation(roles: &[AdminRole]) -> Invitation {
    Invitation { name: "Alex Fictif".into(), address: "alex@example.org".into(), roles: roles.to_vec() }
}

fn invited(server: &Server, roles: &[AdminRole]) -> SecretString {
    server.desk.write(|tx| server.identity.invite_admin(tx, &invitation(roles))).unwrap().secret
}

fn followed(server: &Server, secret: &SecretString) -> Result<PersonId, Error> {
    server.desk.write(|tx| server.identity.follow_invitation(tx, secret)).map(|(person, _)| person)
}

fn session_of(server: &Server, person: PersonId) -> Result<identity::Session, Error> {
    let new = NewSession::new(SessionCapacity::Admin { person }, Assurance::Substantial);
    server.desk.write(|tx| server.identity.open_session(tx, &new))
}

#[test]
fn an_invitation_is_read_while_it_counts_and_followed_once() {
    let house = House::new();
    let server = house.server();
    let secret = invited(&server, &[AdminRole::Mediator, AdminRole::Support]);
    let read = server.desk.read(|rtx| server.identity.invitation(rtx, &secret)).unwrap().unwrap();
    assert_eq!((read.name.reveal().as_str(), read.roles.len()), ("Alex Fictif", 2));
    assert!(!format!("{read:?}").contains("alex@"));
    let person = followed(&server, &secret).unwrap();
    assert!(matches!(followed(&server, &secret), Err(Error::Missing("invitation"))));
    assert!(server.desk.read(|rtx| server.identity.invitation(rtx, &secret)).unwrap().is_none());
    let actor = server.actor(&session_of(&server, person).unwrap());
    let Capacity::Admin(roles) = &actor.capacity else { panic!("{actor:?}") };
    assert_eq!(roles, &[AdminRole::Mediator, AdminRole::Support]);
}

#[test]
fn an_invitation_that_is_late_or_made_up_is_nobodys() {
    let house = House::new();
    let server = house.server();
    let secret = invited(&server, &[AdminRole::Auditor]);
    let guessed = SecretString::from(secret.expose_secret().chars().rev().collect::<String>());
    for wrong in [guessed, SecretString::from(""), SecretString::from("x".repeat(100_000))] {
        assert!(matches!(followed(&server, &wrong), Err(Error::Missing("invitation"))));
    }
    house.clock.advance(TimeDelta::days(7));
    assert!(matches!(followed(&server, &secret), Err(Error::Missing("invitation"))));
    let people = server.desk.read(|rtx| server.identity.admins(rtx)).unwrap();
    assert!(people.is_empty(), "nobody became an admin");
}

#[test]
fn roles_count_from_the_next_call_on_and_none_is_left_to_somebody_who_was_stopped() {
    let house = House::new();
    let server = house.server();
    let person = followed(&server, &invited(&server, &[AdminRole::Support])).unwrap();
    let session = session_of(&server, person).unwrap();
    let token = server.token(&session);
    server.desk.write(|tx| server.identity.set_admin_roles(tx, person, &[AdminRole::Auditor])).unwrap();
    let actor = server.actor(&session);
    assert!(actor.has_role(AdminRole::Auditor) && !actor.has_role(AdminRole::Support));
    let ended = server.desk.write(|tx| server.identity.stop_admin(tx, person)).unwrap();
    assert_eq!(ended, 1);
    assert!(matches!(session_of(&server, person), Err(Error::NoSession(_))));
    assert_eq!(cause(server.recognise(&token)), Unrecognised::Revoked);
    let nobody = PersonId::from(uuid::Uuid::from_u128(7));
    let stopped = server.desk.write(|tx| server.identity.stop_admin(tx, nobody));
    assert!(matches!(stopped, Err(Error::Missing("admin"))));
}

#[test]
fn whoever_is_no_admin_gets_no_session_as_one() {
    let house = House::new();
    let server = house.server();
    let doctor = server.doctor();
    assert!(matches!(session_of(&server, doctor.person), Err(Error::NoSession(_))));
}
