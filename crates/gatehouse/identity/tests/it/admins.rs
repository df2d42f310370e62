use identity::{Error, SessionCapacity, Unrecognised, service::NewSession};
use kernel::{AdminRole, Assurance, Capacity, PersonId};

use crate::house::{House, Server, cause};

fn admin(server: &Server, roles: &[AdminRole]) -> PersonId {
    let person: PersonId = server.id();
    let name = "Alex Fictif".into();
    server.desk.write(|tx| server.identity.register_admin(tx, person, &name, roles)).unwrap();
    person
}

fn session_of(server: &Server, person: PersonId) -> Result<identity::Session, Error> {
    let new = NewSession::new(SessionCapacity::Admin { person }, Assurance::Substantial);
    server.desk.write(|tx| server.identity.open_session(tx, &new))
}

#[test]
fn an_admin_acts_in_the_roles_that_were_given() {
    let house = House::new();
    let server = house.server();
    let person = admin(&server, &[AdminRole::Mediator, AdminRole::Support]);
    let actor = server.actor(&session_of(&server, person).unwrap());
    let Capacity::Admin(roles) = &actor.capacity else { panic!("{actor:?}") };
    assert_eq!(roles, &[AdminRole::Mediator, AdminRole::Support]);
    let known = server.desk.read(|rtx| server.identity.admins(rtx)).unwrap();
    assert_eq!((known.len(), known[0].active, known[0].roles.len()), (1, true, 2));
}

#[test]
fn roles_count_from_the_next_call_on_and_none_is_left_to_somebody_who_was_stopped() {
    let house = House::new();
    let server = house.server();
    let person = admin(&server, &[AdminRole::Support]);
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
