use consent::{Act, Ask, EmergencyPurpose, Facts, Party, PartyKind, Provision, Reason, Thing};
use oracle::{moment, person};
use serde_json::json;

use crate::ground::{DAY, doctor, facts, granted, professional, refused, said, sees, thing, with};

fn asking(party: Party, purpose: EmergencyPurpose) -> Facts {
    Facts { ask: Ask { emergency: Some(purpose), ..Ask::default() }, ..facts(party) }
}

fn switches(break_the_glass: bool, masked: bool) -> Provision {
    let terms = json!({ "break_the_glass": break_the_glass, "regulation": true, "masked": masked });
    said("emergency_switches", terms)
}

fn opened() -> Facts {
    let access = Provision {
        person: Some(person(1)),
        organisation: doctor().organisation(),
        starts_at: moment(-DAY / 2),
        ends_at: Some(moment(DAY)),
        ..said("emergency_access", json!({ "purpose": "BTG", "profession": "10", "reason": "coma" }))
    };
    with(facts(doctor()), access)
}

#[test]
fn w8_a_doctor_breaks_the_glass_and_a_pharmacist_does_not() {
    use EmergencyPurpose::{BreakTheGlass, Regulation};
    assert_eq!(granted(&asking(doctor(), BreakTheGlass), Act::BreakGlass).0, "W8");
    for profession in ["21", "70"] {
        let refusal = refused(&asking(professional(profession, None), BreakTheGlass), Act::BreakGlass);
        assert_eq!(refusal, ("W".into(), Reason::NotInEmergency), "{profession}");
    }
    assert_eq!(refused(&asking(doctor(), Regulation), Act::BreakGlass).1, Reason::NotInEmergency);
    let mut regulator = doctor();
    if let PartyKind::Professional(practice) = &mut regulator.kind {
        practice.sector = "SA50".to_owned();
    }
    let on_call = asking(regulator.clone(), Regulation);
    assert_eq!(refused(&on_call, Act::BreakGlass).1, Reason::NotInEmergency, "a sector says nothing");
    if let PartyKind::Professional(practice) = &mut regulator.kind {
        practice.regulates = true;
    }
    assert_eq!(granted(&asking(regulator, Regulation), Act::BreakGlass).0, "W8");
}

#[test]
fn w8_the_holders_switch_shuts_it_also_while_it_runs() {
    assert!(sees(&opened(), &thing()));
    assert_eq!(refused(&with(opened(), switches(false, false)), Act::Consult).1, Reason::NoWay);
    let asked = with(asking(doctor(), EmergencyPurpose::BreakTheGlass), switches(false, false));
    assert_eq!(refused(&asked, Act::BreakGlass).1, Reason::NotInEmergency);
}

#[test]
fn w8_masks_count_unless_the_holder_permits_what_is_masked() {
    let masked = Thing { masked: true, ..thing() };
    assert!(!sees(&opened(), &masked));
    assert!(sees(&with(opened(), switches(true, true)), &masked));
    let hidden = |person| Provision {
        person,
        ..said(
            "exception",
            match person {
                Some(_) => json!({ "effect": "hidden", "what": { "category": "BIOLOGIE" } }),
                None => json!({ "effect": "hidden", "profession": "10", "what": { "category": "BIOLOGIE" } }),
            },
        )
    };
    let permits = || with(opened(), switches(true, true));
    assert!(sees(&with(permits(), hidden(None)), &thing()), "hidden from doctors, shown in an emergency");
    assert!(!sees(&with(permits(), hidden(Some(person(1)))), &thing()), "hidden from this very doctor");
    assert!(!sees(&with(opened(), hidden(None)), &thing()));
}

#[test]
fn w8_a_suspended_right_opens_nothing_and_shuts_what_runs() {
    let suspended = |facts: Facts| Facts { suspended: [person(1)].into(), ..facts };
    let asked = || asking(doctor(), EmergencyPurpose::BreakTheGlass);
    assert_eq!(refused(&suspended(asked()), Act::BreakGlass).1, Reason::EmergencyRightSuspended);
    assert!(sees(&opened(), &thing()));
    assert_eq!(refused(&suspended(opened()), Act::Consult).1, Reason::NoWay);
    let of_another = Facts { suspended: [person(2)].into(), ..asked() };
    assert_eq!(granted(&of_another, Act::BreakGlass).0, "W8");
}

#[test]
fn w8_it_lasts_a_day_whatever_end_it_bears() {
    let begun = |at: i64| {
        let mut facts = opened();
        for one in &mut facts.provisions {
            (one.starts_at, one.ends_at) = (moment(at), None);
        }
        facts
    };
    assert!(sees(&begun(1 - DAY), &thing()));
    assert!(!sees(&begun(-DAY), &thing()));
}
