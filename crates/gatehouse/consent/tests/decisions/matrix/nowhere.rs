//! Acts that are about no one record.

use std::fmt::Write;

use consent::{Act, Decision, Facts, Gate, GateAnswer, Party, PartyKind, Rules, decide, rules::G0Identity};
use kernel::{AdminRole, Assurance, Standing};
use oracle::person;

use super::{
    cells::looks_up,
    people::{admin, guest, of_sector, secretary, standing, therapist},
    table::{Table, heading, wrapped},
    works,
};
use crate::ground::{REFERENCE, citizen, doctor, establishment, facts, holder};

fn people() -> Vec<(String, Party)> {
    let mut people: Vec<(String, Party)> = vec![
        ("citizen".into(), citizen(holder())),
        ("citizen together with a mediator".into(), Party { assisted: true, ..citizen(holder()) }),
        ("declared guest".into(), guest()),
        ("doctor".into(), doctor()),
        ("secretary".into(), secretary()),
        ("therapist in no matrix".into(), therapist()),
        ("doctor of occupational medicine".into(), of_sector(doctor(), "SA13")),
        ("doctor known to a low level".into(), Party { assurance: Assurance::Low, ..doctor() }),
        ("doctor suspended".into(), standing(doctor(), Standing::Suspended)),
        ("doctor struck off".into(), standing(doctor(), Standing::StruckOff)),
    ];
    people.extend(
        REFERENCE
            .forbidden_sectors()
            .map(|code| (format!("doctor in sector {code}"), of_sector(doctor(), code))),
    );
    people.push(("software of a listed establishment".into(), establishment(true)));
    people.push(("software of another establishment".into(), establishment(false)));
    for role in AdminRole::ALL {
        people.push((format!("admin: {}", role.as_str()), admin(&[role])));
    }
    let low = Party { assurance: Assurance::Low, person: person(6), ..admin(&[AdminRole::Support]) };
    people.push(("admin: support, known to a low level".into(), low));
    people
}

/// What is answered where a work asks for this role.
fn administers(facts: &Facts, role: AdminRole) -> &'static str {
    if matches!(G0Identity::new(&REFERENCE).judge(facts, Act::Administer), GateAnswer::Refuse(_)) {
        return "-G0";
    }
    match &facts.party.kind {
        PartyKind::Admin(roles) if roles.contains(&role) => "yes",
        _ => "-W",
    }
}

pub(super) fn text(rules: &Rules) -> String {
    let mut text = heading(
        "Acts that are about no one record",
        "No record is named, so that no state, no consent and no way counts. FindPatient and OwnDesk are answered by all gates \
         without a record, and then to professionals and establishments alone (Consent::check_lookup; with a database in \
         consent/tests/store/lookup.rs); a record is found in the states created and active alone. Administer is answered by \
         gate G0 and then by the role that the work asks for (Consent::check_admin).",
    );
    let roles = works::by_role();
    let asked: Vec<AdminRole> =
        AdminRole::ALL.into_iter().filter(|role| roles.contains_key(&format!("{role:?}"))).collect();
    let columns = asked.iter().map(|role| format!("Administer as {}", role.as_str()));
    let mut table = Table::of(
        ["FindPatient", "OwnDesk"].map(str::to_owned).into_iter().chain(columns).collect::<Vec<_>>(),
    );
    for (name, party) in people() {
        let facts = Facts::nowhere(facts(party.clone()).now, party);
        let mut cells: Vec<String> =
            [Act::FindPatient, Act::OwnDesk].map(|act| looks_up(rules, &facts, act)).into();
        cells.extend(asked.iter().map(|role| administers(&facts, *role).to_owned()));
        let granted = |act| matches!(decide(rules, &facts, act), Decision::Granted { .. });
        assert!(!granted(Act::OpenSpace) && !granted(Act::FindPatient), "{name} comes in by a way");
        table.line(name, cells);
    }
    text.push_str(&table.gathered());
    text.push_str("\nWorks that ask for a role, by their name in the journal:\n");
    for (role, works) in roles {
        let works = works.into_iter().collect::<Vec<_>>().join(", ");
        writeln!(text, "  {role:<10}{}", wrapped(&works, 12)).unwrap();
    }
    text.push_str(&wrapped(
        "What such a work writes into a record it writes as the system, under the name of the admin: the life of a record \
         (ChangeLife) and the answer to a dispute (Dispute) in the rows \"system, life\" and \"system, answer\" of the table \
         above. OpenSpace is asked of the system alone.",
        0,
    ));
    text.push('\n');
    text
}
