use consent::{Ask, IdentityAgreement};
use identity::{BirthDate, Error, GivenIdentity, StrictTraits, TraitFault, TraitName};
use kernel::{ErrorKind, InsFault, InsOid, InsWarning};

use crate::house::{House, Look, camille, ins, test_ins};

#[test]
fn a_citizen_is_registered_and_read_back_under_a_permit() {
    let house = House::new();
    let server = house.server();
    let mut new = server.new_citizen(camille(), Some(test_ins()));
    new.usual_name = Some("Durand".into());
    let citizen = server.identity.register_citizen(&server.desk, &new).unwrap();
    assert_eq!(citizen.warning, None);

    let actor = server.holder(&citizen);
    assert_eq!(actor.name.reveal(), "Camille Durand");
    let known = server
        .desk
        .write(|tx| {
            let permit = server.consent.check::<Look>(tx, &actor, citizen.space, Ask::default())?;
            server.identity.patient_identity(tx, &permit)
        })
        .unwrap();
    assert_eq!(known.traits, camille());
    assert_eq!(known.ins.unwrap().reveal(), "279035121518989");

    let spaces = server.desk.read(|rtx| server.identity.spaces_of(rtx, citizen.person)).unwrap();
    assert_eq!(spaces.len(), 1);
    assert!(spaces[0].account_active);
    assert_eq!(spaces[0].space, citizen.space);
    assert!(server.journal_lines(&house, citizen.space) >= 2, "its chain begins with its making");
}

#[test]
fn nothing_of_an_identity_lies_in_clear() {
    let house = House::new();
    let server = house.server();
    server.citizen(camille(), Some(test_ins())).unwrap();
    for table in ["citizen", "lookup", "citizen_account"] {
        for word in ["pine", "amille", "LEPINE", "2790351", "1979", "75056"] {
            let hex: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
            // Digits are found by chance in the digits by which bytes and ids are written.
            let plain = r"regexp_replace(t::text, '\\+x[0-9a-f]+|[0-9a-f]{8}-[0-9a-f-]{27}', '', 'g')";
            let found = house.count(&format!(
                "select count(*) as n from identity.{table} t where {plain} ilike '%{word}%' or t::text ilike '%{hex}%'"
            ));
            assert_eq!(found, 0, "`{word}` in identity.{table}");
        }
    }
}

#[test]
fn one_ins_is_not_given_to_two_people() {
    let house = House::new();
    let server = house.server();
    server.citizen(camille(), Some(test_ins())).unwrap();
    let other = StrictTraits { birth_name: "Autre".into(), ..camille() };
    let new = server.new_citizen(other.clone(), Some(ins("2 79 03 51 215 189 89", InsOid::NirTest)));
    let refused = server.identity.register_citizen(&server.desk, &new).unwrap_err();
    assert!(matches!(refused, Error::IdentityTaken), "{refused:?}");
    assert_eq!(refused.kind(), ErrorKind::Conflict);
    for said in [refused.to_string(), format!("{refused:?}")] {
        assert!(!said.to_lowercase().contains("ins ") && !said.contains("27903"), "{said}");
    }
    assert_eq!(house.count("select count(*) as n from identity.citizen"), 1);
    assert_eq!(house.count("select count(*) as n from consent.space"), 1);
    assert_eq!(
        house.count(&format!("select count(*) as n from vault.space_key where space_id = '{}'", new.space)),
        0,
        "a refused registration leaves no key"
    );
    // The same digits under another system are another number.
    server.citizen(other, Some(ins("279035121518989", InsOid::NirDemo))).unwrap();
}

#[test]
fn one_tuple_of_traits_is_not_given_to_two_people() {
    let house = House::new();
    let server = house.server();
    server.citizen(camille(), Some(test_ins())).unwrap();
    let spelt = StrictTraits {
        birth_name: "LEPINE  D ARC".into(),
        first_names: vec!["camille anne lise".into()],
        ..camille()
    };
    assert!(matches!(server.citizen(spelt, None), Err(Error::IdentityTaken)));
    let elsewhere = StrictTraits { birthplace: Some("2A004".into()), ..camille() };
    server.citizen(elsewhere, None).unwrap();
}

#[test]
fn of_two_registrations_at_once_one_wins() {
    let house = House::new();
    let server = house.server();
    let new: Vec<_> = (0..4).map(|_| server.new_citizen(camille(), Some(test_ins()))).collect();
    for citizen in &new {
        server.vault.create_space_key(citizen.space).unwrap();
    }
    let outcomes: Vec<Result<_, Error>> = std::thread::scope(|scope| {
        let register = |citizen| {
            let server = &server;
            scope
                .spawn(move || server.desk.write(|tx| server.identity.register_citizen_with_key(tx, citizen)))
        };
        let running: Vec<_> = new.iter().map(register).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert!(
        outcomes.iter().all(|outcome| matches!(outcome, Ok(_) | Err(Error::IdentityTaken))),
        "{outcomes:?}"
    );
    assert_eq!(house.count("select count(*) as n from consent.space"), 1);
}

#[test]
fn a_wrong_key_is_refused_in_production_numbers_and_warned_of_in_test_ones() {
    let house = House::new();
    let server = house.server();
    for oid in [InsOid::Nir, InsOid::Nia] {
        let refused = server.citizen(camille(), Some(ins("163127847704295", oid)));
        assert!(matches!(refused, Err(Error::Ins(InsFault::Key))), "{refused:?}");
    }
    for (oid, place) in [(InsOid::NirTest, "75056"), (InsOid::NirDemo, "13055")] {
        let traits = StrictTraits { birthplace: Some(place.into()), ..camille() };
        let taken = server.citizen(traits, Some(ins("163127847704295", oid))).unwrap();
        assert_eq!(taken.warning, Some(InsWarning::Key));
    }
    let right = StrictTraits { birthplace: None, ..camille() };
    assert_eq!(server.citizen(right, Some(ins("163127847704294", InsOid::Nir))).unwrap().warning, None);
}

#[test]
fn traits_that_cannot_be_any_are_refused() {
    let house = House::new();
    let server = house.server();
    let cases = [
        (StrictTraits { birth_name: " -' ".into(), ..camille() }, TraitFault::BirthName),
        (StrictTraits { first_names: Vec::new(), ..camille() }, TraitFault::FirstNames),
        (StrictTraits { first_names: vec!["Anne".into(), "".into()], ..camille() }, TraitFault::FirstNames),
        (StrictTraits { birthplace: Some("7505".into()), ..camille() }, TraitFault::Birthplace),
        (
            StrictTraits { birth_date: BirthDate::parse("2026-03-04").unwrap(), ..camille() },
            TraitFault::BirthDate,
        ),
    ];
    for (traits, fault) in cases {
        let refused = server.citizen(traits, None);
        assert!(matches!(&refused, Err(Error::Trait(found)) if *found == fault), "{refused:?}");
    }
    server
        .citizen(StrictTraits { birth_date: BirthDate::parse("2026").unwrap(), ..camille() }, None)
        .unwrap();
}

#[test]
fn an_identity_given_with_a_deposit_is_compared_before_the_decision() {
    let house = House::new();
    let server = house.server();
    let citizen = server.citizen(camille(), Some(test_ins())).unwrap();
    let compare = |space, given: &GivenIdentity| {
        let compared =
            server.desk.write(|tx| server.identity.compare_identity_without_permit(tx, space, given));
        compared.unwrap()
    };
    let right = kernel::Ins::parse("279035121518989", InsOid::NirTest).unwrap().0;
    let by_number = GivenIdentity { ins: vec![right.clone()], ..GivenIdentity::default() };
    assert_eq!(compare(citizen.space, &by_number).verdict, IdentityAgreement::Agrees);

    let wrong_date =
        GivenIdentity { birth_date: Some(BirthDate::parse("1979-03-29").unwrap()), ..by_number.clone() };
    let found = compare(citizen.space, &wrong_date);
    assert_eq!((found.verdict, found.differing), (IdentityAgreement::Disagrees, vec![TraitName::BirthDate]));

    let other = kernel::Ins::parse("279035121518486", InsOid::NirTest).unwrap().0;
    let two = GivenIdentity { ins: vec![right, other], ..GivenIdentity::default() };
    assert_eq!(compare(citizen.space, &two).verdict, IdentityAgreement::Disagrees);
    assert_eq!(compare(citizen.space, &GivenIdentity::default()).verdict, IdentityAgreement::NotGiven);
    assert_eq!(compare(server.id(), &by_number).verdict, IdentityAgreement::Disagrees, "no such space");
}
