//! What comes with a care relationship that was handed on.

use chrono::TimeDelta;
use consent::{Act, Facts, Party, Provision, Rules, Thing};
use oracle::{moment, organisation};
use serde_json::json;

use super::{
    cells::{may, sees},
    documents::{letter, masked, of_doctor, other_letter},
    people::{Whom, colleague, delegated, delegation, exception, given, secretary},
    table::{Table, heading},
};
use crate::ground::{DAY, doctor, in_care_of, relationship, thing, with};

fn to_team(party: Party) -> Facts {
    let mut facts = Facts { party: party.clone(), ..delegated(party) };
    facts.provisions = vec![relationship(&doctor()), delegation(None)];
    facts
}

fn changed(kind: &str, change: impl Fn(&mut Provision)) -> Facts {
    let mut facts = delegated(secretary());
    facts.provisions.iter_mut().filter(|one| one.kind == kind).for_each(change);
    facts
}

fn people() -> Vec<(&'static str, Facts)> {
    let hour = TimeDelta::hours(1);
    let elsewhere =
        Party { person: colleague("60").person, ..crate::ground::professional("60", Some(organisation(5))) };
    let nobody_practises = Facts { practising: [].into(), ..delegated(secretary()) };
    let trusted = |kind| with(delegated(secretary()), given(kind, &doctor(), json!({})));
    let letters = json!({ "category": "CPT_REND" });
    let shown = exception(Whom::Profession("331"), "shown", &letters, 1);
    let hidden = |whom| with(delegated(secretary()), exception(whom, "hidden", &letters, 1));
    vec![
        ("the doctor who hands it on (W5)", in_care_of(doctor())),
        ("assistant: secretary", delegated(secretary())),
        ("assistant: nurse", delegated(colleague("60"))),
        ("assistant: therapist in no matrix", delegated(colleague("94"))),
        ("team: nurse of the structure", to_team(colleague("60"))),
        ("team: secretary of the structure", to_team(secretary())),
        ("team: nurse of another structure", to_team(elsewhere)),
        ("team: the doctor herself, relationship of her own", to_team(doctor())),
        (
            "relationship ended an hour ago, delegation runs",
            changed("care_relationship", |one| one.ends_at = Some(moment(0) - hour)),
        ),
        (
            "relationship ends this very moment, delegation runs",
            changed("care_relationship", |one| one.ends_at = Some(moment(0))),
        ),
        (
            "delegation ended, relationship runs",
            changed("delegation", |one| one.ends_at = Some(moment(0) - hour)),
        ),
        (
            "delegation begins tomorrow",
            changed("delegation", |one| {
                one.starts_at = moment(DAY);
                one.ends_at = Some(moment(2 * DAY));
            }),
        ),
        ("the doctor is struck off or suspended", nobody_practises),
        ("handed on further by the secretary to the nurse", {
            let mut facts = delegated(colleague("60"));
            facts
                .provisions
                .iter_mut()
                .filter(|one| one.kind == "delegation")
                .for_each(|one| one.given_by = secretary().person);
            facts
        }),
        ("secretary, of the attending doctor", trusted("attending_doctor")),
        ("secretary, of an administrator doctor", trusted("administrator")),
        ("letters shown to secretaries", with(delegated(secretary()), shown.clone())),
        ("the same, of the attending doctor", with(trusted("attending_doctor"), shown)),
        ("letters hidden from the doctor", hidden(Whom::Person(1))),
        ("letters hidden from the profession of doctors", hidden(Whom::Profession("10"))),
        ("letters hidden from secretaries", hidden(Whom::Profession("331"))),
        ("letters hidden from the structure", hidden(Whom::Structure(0))),
    ]
}

pub(super) fn text(rules: &Rules) -> String {
    let mut text = heading(
        "Delegation (W6)",
        "An active record. The doctor has a care relationship that runs until tomorrow, may practise, and handed it on until \
         further notice to a person or to the team of the structure; a line says what is otherwise. A secretary looks where nobody is \
         named. Doctor's: a letter that the doctor wrote; own: that whoever looks wrote.",
    );
    let things: [(&str, Thing); 6] = [
        ("letter", letter()),
        ("lab", thing()),
        ("masked", masked(letter())),
        ("masked, doctor's", masked(of_doctor(letter()))),
        ("masked, own", masked(letter())),
        ("doctor's", of_doctor(other_letter())),
    ];
    let columns = things.iter().map(|(name, _)| *name).chain(["Delegate", "Relinquish"]);
    let mut table = Table::of(columns);
    for (name, facts) in people() {
        let mut cells: Vec<String> = things
            .iter()
            .map(|(of, thing)| {
                let author = (*of == "masked, own").then_some(facts.party.person);
                sees(
                    rules,
                    &facts,
                    &Thing { natural_author: author.or(thing.natural_author), ..thing.clone() },
                )
            })
            .collect();
        cells.extend([Act::Delegate, Act::Relinquish].map(|act| may(rules, &facts, act)));
        table.line(name, cells);
    }
    text.push_str(&table.listed(""));
    text
}
