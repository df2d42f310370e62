use consent::{Ask, Reason, Sought};
use identity::{
    BirthDate, Error, IdentityDocument, MediationAsked, MediationFault, SessionCapacity, StrictTraits,
};
use journal::{Outcome, Who, system_chain};
use kernel::{AdminRole, Assurance, ErrorKind, InsOid, PersonId};

use super::ground::{NETWORK, by_ins, by_traits, morgan, number};
use crate::house::{House, Look, Put, Server, camille, ins};

impl Server {
    /// The lines of the system that say of a mediator that a session was begun, or was to be.
    fn begun_by(&self, mediator: PersonId) -> Vec<journal::Entry> {
        let lines = self.lines(system_chain(mediator.uuid())).into_iter();
        lines.filter(|line| line.act == "mediation.begin").collect()
    }
}

#[test]
fn a_mediator_and_a_citizen_act_together_and_both_are_named() {
    let house = House::new();
    let server = house.server();
    let citizen = server.camille();
    let (person, session) = server.mediator();
    let begun = server.begin(&server.actor(&session), by_ins()).unwrap();
    assert_eq!(begun.space, citizen.space);
    assert_eq!((begun.session.expires_at - house.now()).num_minutes(), 20);
    let together = server.actor(&begun.session);
    assert_eq!((together.person, together.assurance), (citizen.person, Assurance::Substantial));
    assert!(together.is_citizen() && together.second_factor_at.is_none());
    let helper = together.assisted_by.as_ref().unwrap();
    assert_eq!((helper.person, helper.name.reveal().as_str()), (person, "Eden Prototype"));

    let of_record = server.lines(citizen.space.uuid());
    assert_eq!(of_record[0].act, "mediation.begin");
    let Who::Citizen { name, with: Some(with), .. } = &of_record[0].who else { panic!("{of_record:?}") };
    assert_eq!(
        (name.reveal().as_str(), with.name.reveal().as_str()),
        ("Camille Lépine-d'Arc", "Eden Prototype")
    );
    assert_eq!(of_record[0].detail["document"], "identity_card");
    let of_system = server.lines(system_chain(person.uuid()));
    let line = of_system.iter().find(|line| line.act == "mediation.begin").unwrap();
    assert!(matches!(&line.who, Who::Admin { name, .. } if name.reveal() == "Eden Prototype"));
    assert!(!format!("{:?}", line.detail).contains("279035121518989"));
}

#[test]
fn no_document_is_read_or_brought_together() {
    let house = House::new();
    let server = house.server();
    let citizen = server.camille();
    let (_, session) = server.mediator();
    let together = server.actor(&server.together(&session));
    let refused = |outcome: Result<(), consent::Error>| match outcome {
        Err(consent::Error::Refused(refusal)) => refusal.reason,
        other => panic!("{other:?}"),
    };
    let (desk, consent) = (&server.desk, &server.consent);
    let look = desk.write(|tx| consent.check::<Look>(tx, &together, citizen.space, Ask::default()).map(drop));
    assert_eq!(refused(look), Reason::NotWhileAssisted);
    let put = desk.write(|tx| consent.check::<Put>(tx, &together, citizen.space, Ask::default()).map(drop));
    assert_eq!(refused(put), Reason::NotWhileAssisted);
    let close = desk.write(|tx| consent.close_space(tx, &together, citizen.space).map(drop));
    assert_eq!(refused(close), Reason::NotWhileAssisted);
    let lines = server.lines(citizen.space.uuid());
    let refused: Vec<_> = lines.iter().filter(|line| line.outcome == Outcome::Refused).collect();
    assert_eq!(refused.len(), 3);
    assert!(refused.iter().all(|line| matches!(&line.who, Who::Citizen { with: Some(_), .. })));
}

#[test]
fn a_mediator_alone_reaches_nothing() {
    let house = House::new();
    let server = house.server();
    let citizen = server.camille();
    let (_, session) = server.mediator();
    let mediator = server.actor(&session);
    let looked = server
        .desk
        .write(|tx| server.consent.check::<Look>(tx, &mediator, citizen.space, Ask::default()).map(drop));
    assert_eq!(looked.unwrap_err().kind(), ErrorKind::NotFound);
    let (traits, ins) = by_ins();
    let asked = MediationAsked {
        traits: Box::new(traits),
        ins,
        document: IdentityDocument::Passport,
        is_present: false,
        agent: None,
    };
    let absent = server.identity.begin_mediation(&server.desk, &mediator, &asked, NETWORK);
    assert!(matches!(absent, Err(Error::Mediation(MediationFault::NotPresent))), "{absent:?}");
    assert_eq!(house.count("select count(*) as n from identity.session where assisted_by is not null"), 0);
}

#[test]
fn whoever_is_no_mediator_helps_nobody() {
    let house = House::new();
    let server = house.server();
    let citizen = server.camille();
    let (_, support) = server.admin_in("Noa Maquette", &[AdminRole::Support, AdminRole::Auditor]);
    let holder = server.holder(&citizen);
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    for actor in [server.actor(&support), holder, doctor] {
        let refused = server.begin(&actor, by_ins()).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Forbidden, "{refused:?}");
        let line = &server.lines(system_chain(actor.person.uuid()))[0];
        assert_eq!((line.act.as_str(), line.outcome), ("mediation.begin", Outcome::Refused));
    }
    assert_eq!(house.count("select count(*) as n from identity.lookup_budget"), 0, "nothing was looked for");
}

#[test]
fn nobody_and_a_record_that_is_shut_are_one_answer() {
    let house = House::new();
    let server = house.server();
    let citizen = server.camille();
    let (person, session) = server.mediator();
    let mediator = server.actor(&session);
    let is_nobody = |search| match server.begin(&mediator, search) {
        Err(Error::Consent(consent::Error::Absent(Sought::Patient))) => {}
        other => panic!("{other:?}"),
    };
    is_nobody(by_traits(morgan()));
    is_nobody(by_traits(StrictTraits { birthplace: Some("13055".into()), ..camille() }));
    for state in ["suspended", "closed", "deceased"] {
        house.in_state(&citizen, state);
        is_nobody(by_ins());
    }
    house.in_state(&citizen, "active");
    house.run("update identity.citizen_account set state = 'suspended'");
    is_nobody(by_ins());
    house.run("update identity.citizen_account set state = 'active'");
    assert_eq!(house.count("select count(*) as n from identity.session where assisted_by is not null"), 0);
    assert_eq!(house.count("select count(*) as n from identity.mediation_day"), 0, "none was begun");
    let begun = server.begun_by(person);
    assert!(!begun.is_empty() && begun.iter().all(|line| line.outcome == Outcome::Refused), "{begun:?}");
    for state in ["opposition_running", "opposed", "created", "active"] {
        house.in_state(&citizen, state);
        assert_eq!(server.begin(&mediator, by_ins()).unwrap().space, citizen.space, "{state}");
    }
}

#[test]
fn a_minor_is_not_helped_whether_there_is_a_record_or_none() {
    let house = House::new();
    let server = house.server();
    let (_, mediator) = server.mediator();
    let actor = server.actor(&mediator);
    let born = |day: &str| StrictTraits { birth_date: BirthDate::parse(day).unwrap(), ..camille() };
    server.citizen(born("2019-09-08"), None).unwrap();
    for day in ["2019-09-08", "2010-01-01", "2008-03-03", "2008-03", "2008"] {
        let refused = server.begin(&actor, (born(day), None));
        assert!(matches!(refused, Err(Error::Mediation(MediationFault::Minor))), "{day}: {refused:?}");
    }
    for day in ["2008-03-02", "2007-12", "2007"] {
        let nobody = server.begin(&actor, (born(day), None)).unwrap_err();
        assert_eq!(nobody.kind(), ErrorKind::NotFound, "{day}: {nobody}");
    }
}

#[test]
fn look_ups_of_a_mediator_are_counted_like_any_others() {
    let house = House::new();
    let server = house.server();
    let (person, session) = server.mediator();
    let mediator = server.actor(&session);
    for _ in 0..20 {
        assert_eq!(server.begin(&mediator, by_traits(morgan())).unwrap_err().kind(), ErrorKind::NotFound);
    }
    let over = house.server().begin(&mediator, by_traits(morgan())).unwrap_err();
    assert!(matches!(over, Error::TooManyLookups(over) if over.of == "person"), "{over:?}");
    let line = &server.lines(system_chain(person.uuid()))[0];
    assert_eq!((line.act.as_str(), &line.detail["of"]), ("mediation.begin", &serde_json::json!("person")));
}

#[test]
fn a_mediator_begins_so_many_sessions_a_day_and_no_more() {
    let house = House::new();
    let server = house.server();
    server.camille();
    let (person, session) = server.mediator();
    let mediator = server.actor(&session);
    for _ in 0..5 {
        server.begin(&mediator, by_ins()).unwrap();
    }
    let over = house.server().begin(&mediator, by_ins()).unwrap_err();
    assert!(matches!(over, Error::Mediation(MediationFault::TooManyToday)), "{over:?}");
    assert_eq!(house.count("select begun::bigint as n from identity.mediation_day"), 5);
    let line = &server.lines(system_chain(person.uuid()))[0];
    assert_eq!((line.outcome, &line.detail["of"]), (Outcome::Refused, &serde_json::json!("mediations")));
    let (_, other) = server.mediator();
    server.begin(&server.actor(&other), by_ins()).unwrap();
    // The day ends where the service runs: the tests play at 9:00 in Paris.
    house.minutes_pass(15 * 60 - 1);
    let new = identity::service::NewSession::new(SessionCapacity::Admin { person }, Assurance::Substantial);
    let late = server.desk.write(|tx| server.identity.open_session(tx, &new)).unwrap();
    assert!(server.begin(&server.actor(&late), by_ins()).is_err());
    house.minutes_pass(1);
    server.begin(&server.actor(&late), by_ins()).unwrap();
}

#[test]
fn of_two_that_would_be_one_too_many_one_is_begun() {
    let house = House::new();
    let server = house.server();
    server.camille();
    let (_, session) = server.mediator();
    let mediator = server.actor(&session);
    let begun: usize = std::thread::scope(|scope| {
        let tries: Vec<_> =
            (0..8).map(|_| scope.spawn(|| usize::from(server.begin(&mediator, by_ins()).is_ok()))).collect();
        tries.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(begun, 5);
    let running =
        "select count(*) as n from identity.session where assisted_by is not null and revoked_at is null";
    assert_eq!(house.count(running), 1, "one at a time");
}

#[test]
fn helping_the_next_person_ends_the_session_with_the_one_before() {
    let house = House::new();
    let server = house.server();
    server.camille();
    let morgan_ = server.citizen(morgan(), Some(ins("179119999900282", InsOid::NirTest))).unwrap();
    let (_, session) = server.mediator();
    let first = server.together(&session);
    let second = server.begin(&server.actor(&session), by_traits(morgan())).unwrap();
    assert_eq!(server.actor(&second.session).person, morgan_.person);
    assert!(server.recognise(&server.token(&first)).is_err());
}

#[test]
fn a_number_opens_nothing_that_the_document_does_not() {
    let house = House::new();
    let server = house.server();
    let citizen = server.camille();
    let numbered = server.citizen(morgan(), Some(ins("179119999900282", InsOid::NirTest))).unwrap();
    let (person, session) = server.mediator();
    let mediator = server.actor(&session);
    let is_nobody = |seen| match server.begin(&mediator, seen) {
        Err(Error::Consent(consent::Error::Absent(Sought::Patient))) => {}
        other => panic!("{other:?}"),
    };
    // The number of one with the document of the other, both ways, and a number that is nobody's.
    is_nobody((morgan(), Some(number("279035121518989"))));
    is_nobody((camille(), Some(number("179119999900282"))));
    is_nobody((camille(), Some(number("285059999900131"))));
    is_nobody((StrictTraits { first_names: vec!["Claude".into()], ..camille() }, by_ins().1));
    assert_eq!(house.count("select count(*) as n from identity.session where assisted_by is not null"), 0);
    let tried = server.begun_by(person);
    assert!(!tried.is_empty() && tried.iter().all(|line| line.outcome == Outcome::Refused), "{tried:?}");
    for (seen, whose) in [
        (by_ins(), citizen.space),
        ((camille(), None), citizen.space),
        ((morgan(), Some(number("179119999900282"))), numbered.space),
    ] {
        assert_eq!(server.begin(&mediator, seen).unwrap().space, whose);
    }
}

#[test]
fn a_mediator_helps_one_person_at_a_time_from_however_many_log_ins() {
    let house = House::new();
    let server = house.server();
    server.camille();
    server.citizen(morgan(), None).unwrap();
    let (person, session) = server.mediator();
    let new = identity::service::NewSession::new(SessionCapacity::Admin { person }, Assurance::Substantial);
    let elsewhere = server.desk.write(|tx| server.identity.open_session(tx, &new)).unwrap();
    let first = server.together(&session);
    let second = server.begin(&server.actor(&elsewhere), by_traits(morgan())).unwrap();
    assert!(server.recognise(&server.token(&first)).is_err(), "the one before has ended");
    server.actor(&second.session);
    // That of another mediator goes on.
    let (_, colleague) = server.mediator();
    server.together(&colleague);
    server.actor(&second.session);
}
