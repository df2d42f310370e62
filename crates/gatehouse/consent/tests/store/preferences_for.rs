//! What a listed service is told of a record, and in whose name.

use consent::{
    Reason,
    rules::{EmergencySwitches, MaskScope, Preset, Start, TopicTerms},
    service::{Blocked, DefaultMask, ListedService, Preferences, ToldPreferences},
};
use journal::Outcome;
use kernel::{Actor, Clock, OrganisationId, SoftwareId, SpaceId};

use crate::house::{House, refusal};

fn holder(house: &House) -> Actor {
    Actor { second_factor_at: Some(house.clock.now()), ..house.citizen() }
}

fn service(house: &House, listed: bool) -> ListedService {
    ListedService {
        software: SoftwareId::new(&*house.clock, &*house.rng),
        organisation: OrganisationId::new(&*house.clock, &*house.rng),
        listed,
    }
}

fn ask(
    house: &House,
    actor: &Actor,
    space: SpaceId,
    service: &ListedService,
) -> Result<ToldPreferences, consent::Error> {
    house.desk.write(|tx| house.consent.preferences_for(tx, actor, space, service))
}

fn say(house: &House, holder: &Actor, space: SpaceId, wanted: &Preferences) {
    house
        .desk
        .write(|tx| {
            house.consent.change_preferences(tx, holder, space, &|_| true, wanted)?;
            Ok::<_, consent::Error>(())
        })
        .unwrap();
}

#[test]
fn a_listed_service_is_told_how_one_comes_to_the_record() {
    let house = House::new();
    let holder = holder(&house);
    let (space, service) = (house.space(&holder), service(&house, true));
    let told = ask(&house, &holder, space, &service).unwrap();
    let default = ToldPreferences {
        preset: Preset::Open,
        start: Start::OnDeclaration,
        emergency: EmergencySwitches::default(),
    };
    assert_eq!(told, default);
    let emergency = EmergencySwitches { break_the_glass: false, ..EmergencySwitches::default() };
    let wanted = Preferences { preset: Preset::AskMe, emergency, ..Preferences::default() };
    say(&house, &holder, space, &wanted);
    let told = ask(&house, &holder, space, &service).unwrap();
    assert_eq!(told, ToldPreferences { preset: Preset::AskMe, start: Start::OnApproval, emergency });
    let wanted = Preferences { start: Some(Start::OnlyByCode), ..wanted };
    say(&house, &holder, space, &wanted);
    assert_eq!(ask(&house, &holder, space, &service).unwrap().start, Start::OnlyByCode);
}

#[test]
fn the_history_names_the_service_that_was_told() {
    let house = House::new();
    let holder = holder(&house);
    let (space, service) = (house.space(&holder), service(&house, true));
    ask(&house, &holder, space, &service).unwrap();
    let lines = house.lines_of(space);
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((line.entry.act.as_str(), line.entry.outcome), ("preferences.tell", Outcome::Done));
    assert_eq!(line.entry.detail["service"], service.software.to_string());
    house.journal_is_whole();
}

#[test]
fn nobody_else_has_a_service_told_and_no_service_that_is_not_listed_is() {
    let house = House::new();
    let holder = holder(&house);
    let (space, listed) = (house.space(&holder), service(&house, true));
    let by_doctor = ask(&house, &house.doctor(), space, &listed);
    assert_eq!(refusal(by_doctor), ("W".to_owned(), Reason::NoWay));
    let by_other_citizen = ask(&house, &house.citizen(), space, &listed);
    assert_eq!(refusal(by_other_citizen), ("W".to_owned(), Reason::NoWay));
    let unlisted = ask(&house, &holder, space, &service(&house, false));
    assert_eq!(refusal(unlisted), ("G0".to_owned(), Reason::NotListed));
    let lines = house.lines_of(space);
    assert!(lines.iter().all(|line| line.entry.outcome == Outcome::Refused), "{lines:?}");
    assert_eq!(lines.len(), 3);
}

#[test]
fn a_blocked_service_cannot_tell_that_it_is_blocked() {
    let house = House::new();
    let holder = holder(&house);
    let (space, service) = (house.space(&holder), service(&house, true));
    let blocked = Blocked::Organisation(service.organisation);
    house.desk.write(|tx| house.consent.block(tx, &holder, space, blocked, None)).unwrap();
    let (rule, reason) = refusal(ask(&house, &holder, space, &service));
    assert_eq!((rule.as_str(), reason), ("G3", Reason::NoWay));
    let stranger = refusal(ask(&house, &house.doctor(), space, &service)).1;
    let said = |reason| consent::outer_reason(reason, consent::Language::English);
    assert_eq!(said(reason), said(stranger));
}

#[test]
fn what_is_hidden_changes_nothing_of_what_a_service_is_told() {
    let house = House::new();
    let holder = holder(&house);
    let (space, service) = (house.space(&holder), service(&house, true));
    let before = ask(&house, &holder, space, &service).unwrap();
    let topic = TopicTerms {
        key: "mental_health".to_owned(),
        hidden: true,
        own: None,
        also: Vec::new(),
        except: Vec::new(),
    };
    let hiding = Preferences {
        topics: vec![topic],
        default_masks: [DefaultMask { scope: MaskScope::All, organisation: None }].into(),
        ..Preferences::default()
    };
    say(&house, &holder, space, &hiding);
    let doctor = house.doctor();
    house
        .desk
        .write(|tx| house.consent.block(tx, &holder, space, Blocked::Person(doctor.person), None))
        .unwrap();
    assert_eq!(ask(&house, &holder, space, &service).unwrap(), before);
}
