//! Who is stopped before any way is looked at.

use chrono::TimeDelta;
use consent::{Act, Facts, Party, Rules};
use kernel::{Assurance, Standing};

use super::{
    cells::{looks_up, may},
    people::{by_approval, of_sector, standing, sure},
    table::{Table, heading, wrapped},
};
use crate::ground::{REFERENCE, citizen, doctor, establishment, facts, holder, in_care_of};

const ACTS: [Act; 8] = [
    Act::OpenRelationship,
    Act::Consult,
    Act::Deposit,
    Act::Amend,
    Act::Delegate,
    Act::Redeem,
    Act::BreakGlass,
    Act::Relinquish,
];

fn people() -> Vec<(String, Facts)> {
    let low = |party: Party| Party { assurance: Assurance::Low, ..party };
    let mut people = vec![
        ("doctor in good standing".to_owned(), in_care_of(doctor())),
        ("doctor suspended".to_owned(), in_care_of(standing(doctor(), Standing::Suspended))),
        ("doctor struck off".to_owned(), in_care_of(standing(doctor(), Standing::StruckOff))),
        ("doctor known to a low level".to_owned(), in_care_of(low(doctor()))),
    ];
    for code in REFERENCE.occupational_sectors() {
        let occupational = || of_sector(doctor(), code);
        people.push((format!("doctor, occupational sector {code}, approved"), by_approval(occupational())));
        people.push((
            format!("doctor, occupational sector {code}, declared elsewhere"),
            in_care_of(occupational()),
        ));
    }
    for code in REFERENCE.forbidden_sectors() {
        people.push((format!("doctor, forbidden sector {code}"), in_care_of(of_sector(doctor(), code))));
    }
    people.extend([
        ("software of a listed establishment".to_owned(), facts(establishment(true))),
        ("software of an establishment that is not listed".to_owned(), facts(establishment(false))),
        ("software known to a low level".to_owned(), facts(low(establishment(true)))),
        ("holder".to_owned(), facts(citizen(holder()))),
        ("holder known to a low level".to_owned(), facts(low(citizen(holder())))),
    ]);
    people
}

pub(super) fn text(rules: &Rules) -> String {
    let mut text = heading(
        "Gates: identity, standing and sector (G0, G2)",
        "An active record whose preset is open; each professional has a care relationship that runs, so that the gate alone \
         stops them. The identity given with a deposit agrees.",
    );
    let lookups = [Act::FindPatient, Act::OwnDesk];
    let names = lookups.iter().chain(&ACTS).map(|act| format!("{act:?}"));
    let mut table = Table::of(names);
    for (name, facts) in people() {
        let mut cells: Vec<String> = lookups.iter().map(|act| looks_up(rules, &facts, *act)).collect();
        cells.extend(ACTS.iter().map(|act| may(rules, &facts, *act)));
        table.line(name, cells);
    }
    text.push_str(&table.listed(""));
    for code in REFERENCE.forbidden_sectors() {
        let because = &REFERENCE.forbidden_sector(code).unwrap().because_en;
        text.push_str(&format!("{code}: {}\n", wrapped(because, 6)));
    }
    text.push_str(&wrapped(
        "The facts of an establishment's software say whether the establishment is listed and not of which sector it is: G2 \
         answers about professionals alone. Software that is not listed itself, behind a professional or a citizen, has no \
         session any more and reaches no rule (identity::Identity::recognise).",
        0,
    ));
    text.push_str("\n\n");
    text.push_str(&second_factor(rules));
    text
}

/// The acts that ask for a second factor, by how long ago it was shown.
fn second_factor(rules: &Rules) -> String {
    let minutes = i64::from(REFERENCE.durations().second_factor.fresh_minutes);
    let mut text = heading(
        "Gate: a second factor just shown (G0)",
        &format!("The holder in an active record. It counts as just shown for {minutes} minutes."),
    );
    let acts: Vec<Act> = Act::ALL.into_iter().filter(|act| act.needs_fresh_factor()).collect();
    let mut table = Table::of(acts.iter().map(|act| format!("{act:?}")));
    let shown = [
        ("never shown", None),
        ("shown this very moment", Some(TimeDelta::zero())),
        ("shown a second before it is too old", Some(TimeDelta::seconds(minutes * 60 - 1))),
        ("shown so long ago that it is too old", Some(TimeDelta::minutes(minutes))),
        ("shown in a second from now", Some(TimeDelta::seconds(-1))),
    ];
    for (name, ago) in shown {
        let facts = facts(ago.map_or_else(|| citizen(holder()), sure));
        table.line(name, acts.iter().map(|act| may(rules, &facts, *act)).collect());
    }
    text.push_str(&table.listed(""));
    text
}
