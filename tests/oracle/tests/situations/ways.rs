use consent::{Act, EmergencyPurpose, IdentityAgreement, PartyKind};
use serde_json::{Value, json};

use super::{Meeting, Situation, says, word};

/// Of the ways.
pub(super) const WAYS: &[Situation] = &[
    ("W0 a listed establishment withdraws what was deposited for it", |m| {
        let establishment = matches!(m.facts.party.kind, PartyKind::Establishment { .. });
        m.may && m.act == Act::Amend && m.thing.is_some() && establishment
    }),
    ("W0 an author amends and gives somebody else's identity", |m| {
        let theirs = m.thing.and_then(|thing| thing.natural_author) == m.person();
        m.act == Act::Amend && theirs && m.facts.ask.identity == IdentityAgreement::Disagrees
    }),
    ("W1 the holder amends what a citizen brought", |m| {
        m.may && m.holder() && m.act == Act::Amend && m.on(|thing| thing.by_citizen)
    }),
    ("W1 a professional in whose own record it is", |m| {
        let holder = m.facts.space.as_ref().map(|space| space.holder);
        m.act == Act::Grant && m.practice().is_some() && holder == m.person()
    }),
    ("W2 a representation is over at the very instant", |m| {
        m.act == Act::Oppose
            && m.citizen()
            && m.just_over("representative").any(|one| one.person == m.person())
    }),
    ("a way that does not exist is named", |m| {
        let named = ["W3", "W9", "W10", "W11"].into_iter().any(|way| m.by(way));
        m.sees() && named && m.theirs("care_relationship")
    }),
    ("two ways are open and none is named", |m| {
        let two = m.theirs("care_relationship") && m.theirs("temporary_access");
        !m.may && m.act == Act::Consult && m.thing.is_none() && m.facts.ask.way.is_none() && two
    }),
    ("W5 starts on declaration", |m| m.may && m.act == Act::OpenRelationship && !m.facts.ask.invited),
    ("W5 starts by the holder's own act in occupational medicine", |m| {
        m.may && m.act == Act::OpenRelationship && m.practice().is_some_and(|at| at.sector == "SA13")
    }),
    ("W5 never starts by declaration in occupational medicine", |m| {
        let occupational = m.practice().is_some_and(|at| at.sector == "SA13");
        m.act == Act::OpenRelationship && occupational && !m.facts.ask.invited && m.by("W5")
    }),
    ("W5 the holder chose approval and a preset says open", |m| {
        let chosen = m.running("starting").any(|one| word(one, "start") == Some("on_approval"));
        let open = m.running("preset").any(|one| word(one, "preset") == Some("open"));
        m.act == Act::AskRelationship && m.may && chosen && open
    }),
    ("W5 a relationship is over at the very instant", |m| {
        m.sees() && m.by("W5") && m.just_over("care_relationship").any(|one| one.person == m.person())
    }),
    ("W5 in another structure than that of the relationship", |m| {
        let here = m.practice().map(|at| at.organisation);
        let theirs = |one: &&consent::Provision| one.person == m.person();
        m.sees() && m.running("care_relationship").filter(theirs).any(|one| Some(one.organisation) != here)
    }),
    ("W6 the grantor may not practise now", |m| {
        let lapsed = |grantor| !m.facts.practising.contains(&grantor);
        m.sees() && m.by("W6") && m.grantors().any(lapsed) && handed_on(m)
    }),
    ("W6 the grantor's relationship is over at the very instant", |m| {
        let over = |grantor| m.just_over("care_relationship").any(|one| one.person == Some(grantor));
        m.sees() && m.by("W6") && m.grantors().any(over)
    }),
    ("W6 somebody hands on what was handed on to them", |m| {
        m.act == Act::Delegate && m.by("W6") && handed_on(m)
    }),
    ("W6 a secretary sees what both may see", |m| {
        m.may && m.sees() && m.by("W6") && m.practice().is_some_and(|at| at.profession == "331")
    }),
    ("W7 serves somebody in no matrix", |m| {
        m.may && m.sees() && m.by("W7") && m.practice().is_some_and(|at| at.profession == "93")
    }),
    ("W7 a category", |m| m.may && m.sees() && scope(m, "categories")),
    ("W7 a guest", |m| m.may && m.sees() && m.facts.party.kind == PartyKind::Guest),
    ("W7 a guest with an access to everything", |m| {
        let whole = m.running("temporary_access").any(|one| says(one, "scope") == Some(&json!("whole")));
        m.sees() && m.facts.party.kind == PartyKind::Guest && whole && m.theirs("temporary_access")
    }),
    ("W7 an access is over at the very instant", |m| {
        m.sees() && m.by("W7") && m.just_over("temporary_access").any(|one| one.person == m.person())
    }),
    ("W8 the glass is broken", |m| asks(m, EmergencyPurpose::BreakTheGlass) && m.may),
    ("W8 the glass may not be broken here", |m| {
        asks(m, EmergencyPurpose::BreakTheGlass) && switched(m, "break_the_glass", false) && doctor(m)
    }),
    ("W8 a centre of regulation opens a record", |m| asks(m, EmergencyPurpose::Regulation) && m.may),
    ("W8 regulation is switched off", |m| {
        asks(m, EmergencyPurpose::Regulation)
            && switched(m, "regulation", false)
            && m.practice().is_some_and(|at| at.regulates)
    }),
    ("W8 a pharmacist breaks the glass", |m| {
        let pharmacist = m.practice().is_some_and(|at| at.profession == "21");
        asks(m, EmergencyPurpose::BreakTheGlass) && pharmacist
    }),
    ("W8 a centre claims to stand beside the person", |m| {
        let midwife = m.practice().is_some_and(|at| at.regulates && at.profession == "60");
        asks(m, EmergencyPurpose::BreakTheGlass) && midwife
    }),
    ("W8 somebody is suspended while an access runs", |m| {
        let suspended = m.facts.suspended.contains(&m.facts.party.person);
        m.sees() && m.by("W8") && m.theirs("emergency_access") && suspended
    }),
    ("W8 a switch was turned off while an access runs", |m| {
        !m.may && m.sees() && m.by("W8") && m.theirs("emergency_access") && switched(m, "regulation", false)
    }),
    ("W8 an access began a day ago to the instant", |m| {
        let a_day_ago = m.facts.now - chrono::TimeDelta::hours(24);
        let theirs = |one: &consent::Provision| one.person == m.person() && one.starts_at == a_day_ago;
        m.sees() && m.by("W8") && m.running("emergency_access").any(theirs)
    }),
    ("W8 an access began almost a day ago", |m| {
        let almost = m.facts.now - chrono::TimeDelta::hours(24) + chrono::TimeDelta::microseconds(1);
        let theirs = |one: &consent::Provision| one.person == m.person() && one.starts_at == almost;
        m.may && m.sees() && m.by("W8") && m.running("emergency_access").any(theirs)
    }),
    ("W12 the system makes a space", |m| m.may && m.act == Act::OpenSpace),
];

/// Whether somebody's own relationship was handed on.
fn handed_on(m: &Meeting<'_>) -> bool {
    m.grantors().any(|grantor| m.running("care_relationship").any(|one| one.person == Some(grantor)))
}

/// Whether an access of theirs is to so much.
fn scope(m: &Meeting<'_>, much: &str) -> bool {
    let theirs = |one: &&consent::Provision| one.person == m.person();
    m.running("temporary_access")
        .filter(theirs)
        .any(|one| one.terms.pointer(&format!("/scope/{much}")).is_some())
}

fn asks(m: &Meeting<'_>, purpose: EmergencyPurpose) -> bool {
    m.act == Act::BreakGlass && m.thing.is_none() && m.facts.ask.emergency == Some(purpose)
}

fn switched(m: &Meeting<'_>, name: &str, on: bool) -> bool {
    m.running("emergency_switches").any(|one| says(one, name) == Some(&Value::Bool(on)))
}

fn doctor(m: &Meeting<'_>) -> bool {
    m.practice().is_some_and(|at| at.profession == "10")
}
