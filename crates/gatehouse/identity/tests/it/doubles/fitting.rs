//! Whether two identities may be those of one person: twins are two, whatever else is known of them.

use consent::service::Pair;
use identity::{
    BirthDate, Error, IdentityStatus, ProposalFault, ProposalReason, StrictTraits, TraitName,
    UnfitIdentities, Wanted, service::WrittenIns,
};
use kernel::InsOid;

use crate::house::{House, Server, camille, ins};

const ONE: &str = "279035121518989";
const OTHER: &str = "279039999900223";

fn called(names: &[&str]) -> StrictTraits {
    StrictTraits { first_names: names.iter().map(|name| (*name).into()).collect(), ..camille() }
}

fn number(text: &str) -> Option<WrittenIns> {
    Some(ins(text, InsOid::NirTest))
}

/// Two records with these identities, as sure as said.
fn two(
    house: &House,
    server: &Server,
    double: (StrictTraits, Option<WrittenIns>, IdentityStatus),
    stays: (StrictTraits, Option<WrittenIns>, IdentityStatus),
) -> Pair {
    let support = server.support(house);
    let [double, stays] = [double, stays].map(|(traits, ins, status)| {
        let made = server.citizen(traits, ins).unwrap();
        let set =
            |tx: &mut database::Tx<'_>| server.identity.set_identity_status(tx, &support, made.space, status);
        server.desk.write(set).unwrap();
        made.space
    });
    Pair { double, stays }
}

fn fit(house: &House, server: &Server, pair: Pair, reason: ProposalReason) -> Result<(), UnfitIdentities> {
    match server.proposed(&server.support(house), &Wanted::Merge(pair), reason) {
        Ok(_) => Ok(()),
        Err(Error::Proposal(ProposalFault::Identities(unfit))) => Err(unfit),
        Err(other) => panic!("{other:?}"),
    }
}

const BOTH: [IdentityStatus; 2] = [IdentityStatus::Validated, IdentityStatus::Qualified];

#[test]
fn twins_are_two_people_however_sure_either_identity_is() {
    for of_double in BOTH {
        for of_stays in BOTH {
            for numbers in [(number(ONE), number(OTHER)), (number(ONE), None), (None, None)] {
                let house = House::new();
                let server = house.server();
                let pair = two(
                    &house,
                    &server,
                    (called(&["Camille", "Anne-Lise"]), numbers.0, of_double),
                    (called(&["Dominique", "Anne-Marie"]), numbers.1, of_stays),
                );
                for reason in [ProposalReason::RegisteredTwice, ProposalReason::WrongNumber] {
                    let unfit = fit(&house, &server, pair, reason);
                    assert_eq!(unfit, Err(UnfitIdentities::TwoPeople), "{of_double:?} {of_stays:?}");
                }
            }
        }
    }
}

#[test]
fn two_numbers_need_a_reason_that_says_why_also_where_they_are_not_proven() {
    for of_double in BOTH {
        for of_stays in BOTH {
            let house = House::new();
            let server = house.server();
            let born = BirthDate::parse("1979-03").unwrap();
            let later = StrictTraits { birth_date: born, ..camille() };
            let pair =
                two(&house, &server, (camille(), number(ONE), of_double), (later, number(OTHER), of_stays));
            let plain = fit(&house, &server, pair, ProposalReason::RegisteredTwice);
            assert_eq!(plain, Err(UnfitIdentities::TwoNumbers), "{of_double:?} {of_stays:?}");
            let explained = fit(&house, &server, pair, ProposalReason::NumberReplaced);
            let surer = of_double > of_stays;
            assert_eq!(explained, if surer { Err(UnfitIdentities::LessSure) } else { Ok(()) });
        }
    }
}

#[test]
fn given_names_that_are_written_otherwise_are_not_those_of_twins() {
    for (double, stays, fits) in [
        (&["Marie-Claire"][..], &["Marie-Louise"][..], false),
        (&["Marie-Claire"], &["MARIE CLAIRE", "Lucie"], true),
        (&["Anne Lise"], &["ANNELISE"], true),
        (&["Camille"], &["Camille", "Anne"], true),
        (&["Anne", "Camille"], &["Camille"], true),
        (&["Camille"], &["Camillo"], false),
        (&["Zoé"], &["ZOE"], true),
    ] {
        let house = House::new();
        let server = house.server();
        let place = |traits: StrictTraits| StrictTraits { birthplace: Some("13055".into()), ..traits };
        let status = IdentityStatus::Validated;
        let pair = two(&house, &server, (called(double), None, status), (place(called(stays)), None, status));
        let expected = if fits { Ok(()) } else { Err(UnfitIdentities::TwoPeople) };
        let found = fit(&house, &server, pair, ProposalReason::RegisteredTwice);
        assert_eq!(found, expected, "{double:?} {stays:?}");
    }
}

#[test]
fn both_admins_read_in_what_the_identities_differ_and_nothing_of_what_stands_there() {
    let house = House::new();
    let server = house.server();
    let status = IdentityStatus::Validated;
    let other = StrictTraits { birthplace: Some("13055".into()), ..called(&["Anne", "Camille"]) };
    let pair = two(&house, &server, (camille(), number(ONE), status), (other, number(OTHER), status));
    let (one, second) = (server.support(&house), server.support(&house));
    let made = server.proposed(&one, &Wanted::Merge(pair), ProposalReason::WrongNumber).unwrap();
    for reader in [&one, &second] {
        let (_, _, differences) =
            server.desk.write(|tx| server.identity.proposal(tx, reader, made.id)).unwrap();
        let differences = differences.unwrap();
        assert_eq!(differences.traits, [TraitName::FirstNames, TraitName::Birthplace]);
        assert!(differences.numbers);
    }
}
