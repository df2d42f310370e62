//! Who sees which document.

use std::{fmt::Write, sync::Arc};

use chrono::TimeDelta;
use config::{Category, CodeSystem};
use consent::{Act, BornCode, Decision, IdentityAgreement, Provision, Rules, Thing, decide};
use kernel::ProvisionId;
use oracle::{moment, organisation, person};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    cells::{amends, sees},
    people::{Persona, Whom, block_of, exception, guest, knowing, personas, secretary, therapist},
    table::{Table, heading},
};
use crate::ground::{
    DAY, citizen, doctor, establishment, facts, holder, representation, said, thing, with, with_identity,
};

/// A letter of somebody else: a report of a consultation.
pub(super) fn letter() -> Thing {
    Thing { category: Category::Report, type_code: "11488-4".to_owned(), ..thing() }
}

/// Another letter, of a series of its own.
pub(super) fn other_letter() -> Thing {
    Thing { id: Uuid::from_u128(43), series: Uuid::from_u128(43), ..letter() }
}

pub(super) fn masked(thing: Thing) -> Thing {
    Thing { masked: true, ..thing }
}

/// As written by the doctor.
pub(super) fn of_doctor(thing: Thing) -> Thing {
    Thing { depositor: person(1), natural_author: Some(person(1)), ..thing }
}

/// A prescription of antiretrovirals with a neutral title: the topic is recognised by its codes.
fn antiretrovirals() -> Thing {
    let code = BornCode::written(CodeSystem::Atc, "J05AR10").unwrap();
    Thing {
        category: Category::Prescription,
        type_code: "57833-6".to_owned(),
        codes: Arc::from([code]),
        ..thing()
    }
}

/// A scope that names each document of the tables.
pub(super) fn all_of_them() -> Value {
    json!({ "documents": [letter().series, other_letter().series] })
}

struct Column {
    name: &'static str,
    thing: Thing,
    said: Vec<Provision>,
}

fn columns() -> Vec<Column> {
    let column = |name, thing, said| Column { name, thing, said };
    let topic = |key: &str| said("topic", json!({ "key": key, "hidden": true }));
    let opened = || Provision {
        id: ProvisionId::from(Uuid::from_u128(95)),
        ..said("opened", json!({ "documents": [letter().series] }))
    };
    let default = |scope: Value| Provision {
        starts_at: moment(0) - TimeDelta::days(2),
        ..said("default_mask", json!({ "scope": scope }))
    };
    let of_structure = || Provision { organisation: Some(organisation(3)), ..default(json!("organisation")) };
    let for_structure = |number| Thing { depositor_organisation: Some(organisation(number)), ..letter() };
    let older = || Thing { deposited_at: moment(0) - TimeDelta::days(3), ..letter() };
    let from_doctors =
        exception(Whom::Profession("10"), "hidden", &json!({ "document": letter().series }), 1);
    vec![
        column("letter of somebody else", letter(), vec![]),
        column("laboratory report", thing(), vec![]),
        column("prescription of antiretrovirals, no topic hidden", antiretrovirals(), vec![]),
        column(
            "the same, topic hiv hidden: recognised by its ATC code",
            antiretrovirals(),
            vec![topic("hiv")],
        ),
        column(
            "the same, topic mental_health hidden: not recognised",
            antiretrovirals(),
            vec![topic("mental_health")],
        ),
        column(
            "the same, topic hiv hidden and the document opened",
            antiretrovirals(),
            vec![topic("hiv"), opened()],
        ),
        column("masked letter", masked(letter()), vec![]),
        column(
            "masked letter, opened as if a topic hid it: its own mask stays",
            masked(letter()),
            vec![opened()],
        ),
        column("masked letter that the doctor wrote", masked(of_doctor(letter())), vec![]),
        column("letter that came in after a default mask for all", letter(), vec![default(json!("all"))]),
        column("letter that came in before it", older(), vec![default(json!("all"))]),
        column("letter that came in after it, opened", letter(), vec![default(json!("all")), opened()]),
        column(
            "letter after a default mask for its category",
            letter(),
            vec![default(json!({ "category": "CPT_REND" }))],
        ),
        column(
            "letter after a default mask for another category",
            letter(),
            vec![default(json!({ "category": "BIOLOGIE" }))],
        ),
        column(
            "letter of a structure after a default mask for that structure",
            for_structure(3),
            vec![of_structure()],
        ),
        column("letter of another structure after it", for_structure(4), vec![of_structure()]),
        column("letter hidden from the profession of doctors", letter(), vec![from_doctors]),
        column(
            "advance directives, which no carer is shown",
            Thing { category: Category::AdvanceDirectives, ..letter() },
            vec![],
        ),
        column(
            "letter withheld from the patient",
            Thing { withheld_until: Some(moment(DAY)), ..letter() },
            vec![],
        ),
    ]
}

pub(super) fn text(rules: &Rules) -> String {
    let columns = columns();
    let mut text = heading(
        "Documents in an active record",
        "Consult. The same people as above, in a record with the default switches of emergency (MASKED=deny), two ways never \
         open at once, all that was given runs until tomorrow. Default masks were chosen the day before yesterday, documents came in yesterday or, where they are older, three days ago. Who hides by \
         hand from whom, the access matrix type by type and what is withheld have tables of their own.",
    );
    text.push_str(&numbered(columns.iter().map(|column| column.name)));
    let mut table = Table::of((1..=columns.len()).map(|place| place.to_string()));
    for Persona { name, facts } in personas(&all_of_them()) {
        let facts = knowing(facts, &["hiv", "mental_health"]);
        let cells = columns.iter().map(|column| {
            let facts = column.said.iter().cloned().fold(facts.clone(), with);
            sees(rules, &facts, &column.thing)
        });
        table.line(name, cells.collect());
    }
    text.push_str(&table.gathered());
    text.push('\n');
    text.push_str(&feeding(rules));
    text.push('\n');
    text.push_str(&changes(rules));
    text
}

/// Whether the identity that comes with a document is the one of the record.
fn feeding(rules: &Rules) -> String {
    let mut text = heading(
        "Feeding (W0): the identity that comes with a document",
        "An active record, no relationship. Amend is of one's own documents. The holder deposits into the own record and \
         gives no identity.",
    );
    let agreements = [
        ("agrees", IdentityAgreement::Agrees),
        ("not given", IdentityAgreement::NotGiven),
        ("is another", IdentityAgreement::Disagrees),
    ];
    let people = [
        ("holder", facts(citizen(holder()))),
        ("parent of the holder", with(facts(citizen(person(3))), representation(person(3)))),
        ("doctor", facts(doctor())),
        ("blocked doctor", with(facts(doctor()), block_of(&doctor()))),
        ("secretary", facts(secretary())),
        ("therapist in no matrix", facts(therapist())),
        ("software of a listed establishment", facts(establishment(true))),
        ("declared guest", facts(guest())),
    ];
    let columns =
        [Act::Deposit, Act::Amend].map(|act| agreements.map(|(name, identity)| (act, name, identity)));
    let mut table = Table::of(columns.iter().flatten().map(|(act, name, _)| format!("{act:?}: {name}")));
    for (name, facts) in people {
        let cells = columns.iter().flatten().map(|(act, _, identity)| {
            let facts = with_identity(facts.clone(), *identity);
            match decide(rules, &facts, *act) {
                Decision::Granted { way, .. } => way.to_string(),
                Decision::Refused(refusal) => format!("-{} {:?}", refusal.rule, refusal.reason),
            }
        });
        table.line(name, cells.collect());
    }
    text.push_str(&table.listed(""));
    text
}

/// What the numbers of the columns stand for.
fn numbered<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for (place, name) in names.enumerate() {
        writeln!(text, "{:>2}  {name}", place + 1).unwrap();
    }
    text.push('\n');
    text
}

/// Whose document it is to change.
fn changes(rules: &Rules) -> String {
    let mut text = heading(
        "Whose document it is to change (Amend)",
        "An active record. What is seen and somebody else's is answered as forbidden, what is hidden as absent. Each is of the \
         category of letters; blocks have a table of their own.",
    );
    let brought = Thing { by_citizen: true, depositor: holder(), ..letter() };
    let deposited = Thing { depositor_organisation: Some(organisation(1)), ..letter() };
    let things = [
        ("brought by the citizen", brought),
        ("the doctor is its author", of_doctor(letter())),
        ("deposited for the establishment", deposited.clone()),
        ("brought by the citizen, at the establishment", Thing { by_citizen: true, ..deposited }),
        ("of somebody else", letter()),
    ];
    text.push_str(&numbered(things.iter().map(|(name, _)| *name)));
    let mut table = Table::of((1..=things.len()).map(|place| place.to_string()));
    for Persona { name, facts } in personas(&all_of_them()) {
        let cells = things.iter().map(|(_, thing)| amends(rules, &facts, thing));
        table.line(name, cells.collect());
    }
    text.push_str(&table.gathered());
    text
}
