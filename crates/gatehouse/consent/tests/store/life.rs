//! The life of a space, as its holder decides it and as others do.

use chrono::TimeDelta;
use chrono_tz::Tz;
use consent::{Act, Action, Error, LifeReason, Reason, SpaceState, rules::Preset};
use journal::{Outcome, Who, system_chain};
use kernel::{Actor, AdminRole, Capacity, Clock, ErrorKind, SpaceId};
use serde_json::json;

use crate::house::{House, refusal};

/// A work of support.
struct Suspend;

impl Action for Suspend {
    const NAME: &'static str = "tests.suspend";
    const ACT: Act = Act::Administer;
}

fn admin(house: &House, roles: &[AdminRole]) -> Actor {
    house.actor(Capacity::Admin(roles.to_vec()))
}

/// A holder who has just shown a second factor.
fn sure(house: &House) -> Actor {
    Actor { second_factor_at: Some(house.clock.now()), ..house.citizen() }
}

fn suspend(house: &House, actor: &Actor, space: SpaceId) -> Result<(), Error> {
    house.desk.write(|tx| {
        let admin = house.consent.check_admin::<Suspend>(tx, actor, &[AdminRole::Support])?;
        house.consent.change_life_as(tx, &admin, space, SpaceState::Suspended, LifeReason::Fraud).map(drop)
    })
}

#[test]
fn a_record_is_activated_once_and_its_chain_says_so() {
    let house = House::new();
    let holder = house.citizen();
    let space = house.space_in(&holder, SpaceState::Created, Tz::Europe__Paris);
    let activate = || house.desk.write(|tx| house.consent.activate_space(tx, &holder, space));
    activate().unwrap();
    let again = activate().unwrap_err();
    assert!(matches!(again, Error::NotInState(SpaceState::Active)), "{again:?}");
    assert_eq!(again.kind(), ErrorKind::Conflict);
    let lines = house.lines_of(space);
    let told: Vec<_> = lines.iter().map(|line| (line.entry.act.as_str(), line.entry.outcome)).collect();
    assert_eq!(told, [("spaces.activate", Outcome::Done), ("spaces.activate", Outcome::Refused)]);
    assert_eq!(lines[0].entry.detail, json!({ "from": "created", "to": "active", "ended": [] }));
    house.journal_is_whole();
}

#[test]
fn closing_ends_every_grant_and_opening_again_brings_none_back() {
    let house = House::new();
    let (holder, doctor) = (sure(&house), house.doctor());
    let space = house.space(&holder);
    house.declare(&doctor, space, None).unwrap();
    house.look(&doctor, space).unwrap();
    house.desk.write(|tx| house.consent.choose_preset(tx, &holder, space, Preset::AskMe)).unwrap();
    house.desk.write(|tx| house.consent.close_space(tx, &holder, space)).unwrap();
    assert_eq!(refusal(house.look(&doctor, space)).1, Reason::Closed);
    house.look(&holder, space).unwrap();
    house.desk.write(|tx| house.consent.reopen_space(tx, &holder, space)).unwrap();
    assert_eq!(refusal(house.look(&doctor, space)).1, Reason::NoWay);
    let preset = house.desk.write(|tx| house.consent.preset_of(tx, &holder, space)).unwrap();
    assert_eq!(preset, Preset::AskMe, "how the record may be reached stays chosen");
    assert_eq!(refusal(house.declare(&doctor, space, None).map(drop)).1, Reason::NotOnDeclaration);
}

#[test]
fn a_record_is_not_closed_without_a_second_factor_just_shown() {
    let house = House::new();
    let holder = sure(&house);
    let space = house.space(&holder);
    house.clock.advance(TimeDelta::minutes(5));
    let refused = house.desk.write(|tx| house.consent.close_space(tx, &holder, space));
    let error = refused.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StepUp);
    house.look(&holder, space).unwrap();
}

#[test]
fn an_opposition_is_declared_and_taken_back_by_the_holder_alone() {
    let house = House::new();
    let holder = house.citizen();
    let space = house.space_in(&holder, SpaceState::OppositionRunning, Tz::Europe__Paris);
    let other = house.citizen();
    assert!(house.desk.write(|tx| house.consent.oppose_space(tx, &other, space)).is_err());
    house.desk.write(|tx| house.consent.oppose_space(tx, &holder, space)).unwrap();
    let late = house
        .desk
        .write(|tx| house.consent.change_life(tx, space, SpaceState::Created, LifeReason::OppositionOver));
    assert!(matches!(late.unwrap_err(), Error::NotInState(SpaceState::Opposed)));
    let space = house.space_in(&holder, SpaceState::Opposed, Tz::Europe__Paris);
    house.desk.write(|tx| house.consent.withdraw_opposition(tx, &holder, space)).unwrap();
    house.look(&holder, space).unwrap();
}

#[test]
fn an_admin_with_the_role_suspends_and_the_holder_reads_who_did() {
    let house = House::new();
    let holder = house.citizen();
    let space = house.space(&holder);
    let support = admin(&house, &[AdminRole::Auditor, AdminRole::Support]);
    suspend(&house, &support, space).unwrap();
    assert_eq!(refusal(house.look(&holder, space)).1, Reason::Suspended);
    let lines = house.lines_of(space);
    let line = lines.iter().find(|line| line.entry.act == "spaces.change-life").unwrap();
    assert!(matches!(&line.entry.who, Who::Admin { person, .. } if *person == support.person));
    assert_eq!(line.entry.detail["reason"], "fraud");
    let system = house.lines(system_chain(support.person.uuid()));
    assert!(system.iter().any(|line| line.entry.act == "tests.suspend"));
    let before = house.desk.write(|tx| house.consent.state_before(tx, space)).unwrap();
    assert_eq!(before, Some(SpaceState::Active));
    house.journal_is_whole();
}

#[test]
fn nobody_without_the_role_works_for_the_service_and_each_try_leaves_its_line() {
    let house = House::new();
    let space = house.space(&house.citizen());
    let auditor = admin(&house, &[AdminRole::Auditor]);
    for actor in [auditor.clone(), house.doctor(), house.citizen()] {
        assert_eq!(refusal(suspend(&house, &actor, space)), ("W".into(), Reason::RoleMissing));
    }
    let lines = house.lines(system_chain(auditor.person.uuid()));
    assert!(lines.iter().any(|line| line.entry.outcome == Outcome::Refused));
    let low = Actor { assurance: kernel::Assurance::Low, ..admin(&house, &[AdminRole::Support]) };
    assert_eq!(refusal(suspend(&house, &low, space)), ("G0".into(), Reason::AssuranceTooLow));
}

#[test]
fn a_step_that_a_state_does_not_allow_changes_nothing() {
    let house = House::new();
    for from in SpaceState::ALL {
        for to in SpaceState::ALL {
            let space = house.space_in(&house.citizen(), from, Tz::Europe__Paris);
            let mut explained = LifeReason::ALL.into_iter().filter(|reason| reason.explains(from, to));
            let reason = explained.next_back().unwrap_or(LifeReason::Settled);
            let step = house.desk.write(|tx| house.consent.change_life(tx, space, to, reason));
            let allowed = from.may_become(to) && reason.explains(from, to);
            assert_eq!(step.is_ok(), allowed, "{from:?} to {to:?} because of {reason:?}");
            assert!(!allowed || from != to);
        }
    }
    assert!(!SpaceState::Closed.may_become(SpaceState::Created));
    assert!(!SpaceState::Active.may_become(SpaceState::OppositionRunning));
}
