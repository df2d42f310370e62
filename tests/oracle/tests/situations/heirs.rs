use consent::{Act, DOCTOR, Provision, SpaceState};

use super::{Meeting, Situation, says};

/// Of those who come after the death of the holder.
pub(super) const HEIRS: &[Situation] = &[
    ("W9 an heir sees what was chosen", |m| m.may && m.sees() && m.by("W9") && m.citizen()),
    ("W9 an heir sees what is masked and was chosen", |m| {
        m.may && m.sees() && m.by("W9") && m.citizen() && m.on(|thing| thing.masked)
    }),
    ("W9 an heir and what was not chosen", |m| {
        !m.may && m.sees() && m.by("W9") && m.citizen() && dead(m) && m.theirs("heir_access")
    }),
    ("W9 an heir whose access is over at the very instant", |m| {
        let theirs = |one: &Provision| one.person == m.person();
        !m.may && m.sees() && m.by("W9") && m.citizen() && dead(m) && m.just_over("heir_access").any(theirs)
    }),
    ("W9 an heir where the holder refused it", |m| {
        !m.may && m.sees() && m.by("W9") && dead(m) && m.theirs("heir_access") && refused(m) && m.citizen()
    }),
    ("W9 an expert where the holder refused it", |m| {
        m.may && m.sees() && m.by("W9") && refused(m) && for_expert(m, "heir_access")
    }),
    ("W9 a doctor chooses", |m| m.may && m.act == Act::Select && m.by("W9")),
    ("W9 a doctor sees what there is to choose", |m| m.may && m.sees() && m.theirs("heir_selection")),
    ("W9 somebody who is no doctor does not choose", |m| {
        let other = m.practice().is_some_and(|practice| practice.profession != DOCTOR);
        !m.may && m.act == Act::Select && dead(m) && other && m.by("W9") && m.theirs("heir_selection")
    }),
    ("W9 a doctor does not choose for themselves", |m| {
        let own = |one: &Provision| {
            one.person == m.person() && word_is(one, "asks", &m.facts.party.person.to_string())
        };
        !m.may && m.act == Act::Select && dead(m) && m.by("W9") && m.running("heir_selection").any(own)
    }),
    ("W9 one alone named the doctor", |m| {
        let alone = |one: &Provision| {
            one.person == m.person() && word_is(one, "proposed_by", &one.given_by.to_string())
        };
        !m.may && m.act == Act::Select && dead(m) && m.by("W9") && m.running("heir_selection").any(alone)
    }),
    ("W9 nobody comes in while the holder lives", |m| {
        !m.may && m.sees() && m.by("W9") && m.state(SpaceState::Active) && m.theirs("heir_access")
    }),
    ("F1 is hidden from an heir", |m| {
        let withheld = m.thing.is_some_and(|thing| thing.withheld_until > Some(m.facts.now));
        !m.may && m.sees() && m.by("W9") && dead(m) && m.citizen() && withheld && chosen(m)
    }),
    ("F2 is hidden from an heir", |m| {
        let hidden = m.on(|thing| thing.hidden_from_representatives && thing.withheld_until.is_none());
        !m.may && m.sees() && m.by("W9") && dead(m) && m.citizen() && hidden && chosen(m)
    }),
    ("F2 is shown to an expert", |m| {
        let hidden = m.on(|thing| thing.hidden_from_representatives);
        m.may && m.sees() && m.by("W9") && hidden && for_expert(m, "heir_access")
    }),
    ("W2 a parent who is an heir comes in as an heir alone", |m| {
        let is_other = m.on(|thing| !thing.hidden_from_representatives && thing.withheld_until.is_none());
        let parent = m.running("representative").any(|one| one.person == m.person());
        !m.may && m.sees() && dead(m) && parent && m.theirs("heir_access") && is_other && m.citizen()
    }),
    ("a holder who died comes in no more", |m| !m.may && m.sees() && m.holder() && dead(m)),
];

fn dead(m: &Meeting<'_>) -> bool {
    m.state(SpaceState::Deceased)
}

fn refused(m: &Meeting<'_>) -> bool {
    m.running("heirs_refused").next().is_some()
}

fn for_expert(m: &Meeting<'_>, kind: &'static str) -> bool {
    let is_expert = |one: &Provision| {
        let by = says(one, "claim").and_then(|claim| claim.get("by")).and_then(|by| by.as_str());
        one.person == m.person() && by == Some("expert")
    };
    m.running(kind).any(is_expert)
}

/// Whether the thing was chosen for the person.
fn chosen(m: &Meeting<'_>) -> bool {
    let Some(thing) = m.thing else { return false };
    let names = |one: &Provision| {
        let documents = says(one, "documents").and_then(|all| all.as_array());
        let series = thing.series.to_string();
        one.person == m.person()
            && documents.is_some_and(|all| all.iter().any(|one| one.as_str() == Some(&series)))
    };
    m.running("heir_access").any(names)
}

fn word_is(one: &Provision, field: &str, word: &str) -> bool {
    says(one, field).and_then(|said| said.as_str()) == Some(word)
}
