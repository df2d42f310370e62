//! What an emergency opens.

use chrono::TimeDelta;
use consent::{Act, Ask, EmergencyPurpose, Facts, Party, Provision, RuleId, Rules, Thing};
use oracle::moment;
use serde_json::json;

use super::{
    cells::{may, may_or_why, sees},
    documents::{letter, masked},
    people::{
        Whom, block_of, colleague, emergency, exception, in_emergency, in_practice, of_sector, regulator,
        temporary, therapist,
    },
    table::{Table, heading},
};
use crate::ground::{DAY, doctor, facts, in_care_of, said, thing, with};

fn switches(break_the_glass: bool, regulation: bool, masked: bool) -> Provision {
    let terms = json!({ "break_the_glass": break_the_glass, "regulation": regulation, "masked": masked });
    said("emergency_switches", terms)
}

pub(super) fn text(rules: &Rules) -> String {
    let mut text = who_opens(rules);
    text.push('\n');
    text.push_str(&switches_count(rules));
    text.push('\n');
    text.push_str(&exceptions_count(rules));
    text.push('\n');
    text.push_str(&beside_other_ways(rules));
    text
}

/// Who may begin, for which purpose.
fn who_opens(rules: &Rules) -> String {
    let mut text = heading(
        "Emergency: who opens the record (W8, BreakGlass)",
        "An active record, no relationship, the default switches. That both conditions are attested with a reason, the ceilings \
         by person, structure and hour, and the second look are not rules of the engine \
         (doors/api/tests/it/access/emergency.rs). Sector SA50 is \"urgent care outside hospital\": no regulation centre by itself.",
    );
    let suspended = |party: Party| Facts { suspended: [party.person].into(), ..facts(party) };
    let regulating = |party: Party| in_practice(party, |practice| practice.regulates = true);
    let mut people = vec![
        ("doctor".to_owned(), facts(doctor())),
        ("doctor in care".to_owned(), in_care_of(doctor())),
        ("doctor, sector SA50".to_owned(), facts(of_sector(doctor(), "SA50"))),
        ("doctor, session of a regulation centre".to_owned(), facts(regulator())),
        ("nurse, session of a regulation centre".to_owned(), facts(regulating(colleague("60")))),
        ("doctor, right suspended".to_owned(), suspended(doctor())),
        ("regulating doctor, right suspended".to_owned(), suspended(regulator())),
        ("doctor, blocked".to_owned(), with(facts(doctor()), block_of(&doctor()))),
        ("therapist in no matrix".to_owned(), facts(therapist())),
    ];
    for (code, name) in [
        ("50", "midwife"),
        ("60", "nurse"),
        ("69", "psychiatric nurse"),
        ("21", "pharmacist"),
        ("40", "dentist"),
        ("70", "physiotherapist"),
        ("331", "secretary"),
    ] {
        people.push((name.to_owned(), facts(colleague(code))));
    }
    let mut table = Table::of(["BTG", "ETREAT"]);
    for (name, facts) in people {
        let cells = [EmergencyPurpose::BreakTheGlass, EmergencyPurpose::Regulation].map(|purpose| {
            let ask = Ask { emergency: Some(purpose), ..Ask::default() };
            may_or_why(rules, &Facts { ask, ..facts.clone() }, Act::BreakGlass)
        });
        table.line(name, cells.into());
    }
    text.push_str(&table.listed(""));
    text
}

fn opened() -> [(&'static str, Facts); 2] {
    [("BTG", in_emergency(doctor())), ("ETREAT", in_emergency(regulator()))]
}

/// The holder's switches.
fn switches_count(rules: &Rules) -> String {
    let mut text = heading(
        "Emergency: the holder's switches",
        "An active record. A doctor who breaks the glass (BTG) and a regulating doctor (ETREAT): whether they may open the \
         record, and what they see by an access that was opened an hour ago.",
    );
    let columns = opened()
        .into_iter()
        .flat_map(|(purpose, _)| ["open", "letter", "masked letter"].map(|what| format!("{purpose} {what}")));
    let mut table = Table::of(columns.collect::<Vec<_>>());
    let mut chosen = vec![("as by default".to_owned(), None)];
    let said_of = |yes: bool| if yes { "permit" } else { "deny" };
    for (btg, etreat, shown) in [true, false]
        .into_iter()
        .flat_map(|btg| [true, false].map(|etreat| (btg, etreat)))
        .flat_map(|(btg, etreat)| [false, true].map(|shown| (btg, etreat, shown)))
    {
        let name = format!("BTG={} ETREAT={} MASKED={}", said_of(btg), said_of(etreat), said_of(shown));
        chosen.push((name, Some(switches(btg, etreat, shown))));
    }
    chosen.push(("a choice that cannot be read".to_owned(), Some(said("emergency_switches", json!({})))));
    for (name, choice) in chosen {
        let cells = opened().into_iter().flat_map(|(_, facts)| {
            let facts = choice.iter().cloned().fold(facts, with);
            let open = may(rules, &facts, Act::BreakGlass);
            [open, sees(rules, &facts, &letter()), sees(rules, &facts, &masked(letter()))]
        });
        table.line(name, cells.collect());
    }
    text.push_str(&table.listed(""));
    text
}

/// Who is hidden from whom in an emergency.
fn exceptions_count(rules: &Rules) -> String {
    let mut text = heading(
        "Emergency: what is hidden by name",
        "An active record, an access opened an hour ago by breaking the glass (BTG); by the doctor where nobody is \
         named. BTG=permit; MASKED as in the column. The exceptions are about the category of letters.",
    );
    let things: [(&str, Thing); 3] =
        [("letter", letter()), ("masked letter", masked(letter())), ("laboratory", thing())];
    let columns = ["deny", "permit"]
        .into_iter()
        .flat_map(|said| things.iter().map(move |(name, _)| format!("{said}: {name}")).collect::<Vec<_>>());
    let mut table = Table::of(columns.collect::<Vec<_>>());
    let letters = json!({ "category": "CPT_REND" });
    let told = |whom, effect| with(in_emergency(doctor()), exception(whom, effect, &letters, 1));
    let people = [
        ("nothing hidden", in_emergency(doctor())),
        ("hidden from the profession of doctors", told(Whom::Profession("10"), "hidden")),
        ("hidden from the structure", told(Whom::Structure(0), "hidden")),
        ("hidden from this very doctor", told(Whom::Person(1), "hidden")),
        ("hidden from another person", told(Whom::Person(9), "hidden")),
        ("shown to this very doctor", told(Whom::Person(1), "shown")),
        (
            "hidden from this very doctor, shown to doctors",
            with(
                told(Whom::Person(1), "hidden"),
                exception(Whom::Profession("10"), "shown", &json!({ "document": letter().series }), 1),
            ),
        ),
        (
            "attending doctor",
            with(in_emergency(doctor()), super::people::given("attending_doctor", &doctor(), json!({}))),
        ),
        (
            "right suspended while the access runs",
            Facts { suspended: [doctor().person].into(), ..in_emergency(doctor()) },
        ),
        ("opened 25 hours ago, until tomorrow", {
            let mut facts = in_emergency(doctor());
            facts.provisions.iter_mut().for_each(|one| {
                one.starts_at = moment(0) - TimeDelta::hours(25);
                one.ends_at = Some(moment(DAY));
            });
            facts
        }),
        ("midwife: the matrix counts", in_emergency(colleague("50"))),
    ];
    for (name, facts) in people {
        let cells = [false, true].into_iter().flat_map(|shown| {
            let facts = with(facts.clone(), switches(true, true, shown));
            things.iter().map(move |(_, thing)| sees(rules, &facts, thing)).collect::<Vec<_>>()
        });
        table.line(name, cells.collect());
    }
    text.push_str(&table.listed(""));
    text
}

/// An emergency beside another way: one has to be named.
fn beside_other_ways(rules: &Rules) -> String {
    let mut text = heading(
        "Emergency beside another way",
        "An active record, MASKED=permit. A doctor who broke the glass and has another way as well: Consult of a masked letter.",
    );
    let access = emergency(&doctor());
    let open = |facts| with(with(facts, access.clone()), switches(true, true, true));
    let named = with(facts(doctor()), temporary(&doctor(), &json!({ "documents": [letter().series] })));
    let people = [
        ("care relationship (W5)", open(in_care_of(doctor()))),
        ("temporary access that names it (W7)", open(named)),
    ];
    let mut table = Table::of(["no way named", "names W8", "names W5", "names W7"]);
    for (name, facts) in people {
        let cells = [None, Some("W8"), Some("W5"), Some("W7")].map(|way| {
            let ask = Ask { way: way.map(RuleId::new), ..Ask::default() };
            sees(rules, &Facts { ask, ..facts.clone() }, &masked(letter()))
        });
        table.line(name, cells.into());
    }
    text.push_str(&table.listed(""));
    text
}
