use consent::{Act, Provision, SpaceState};
use serde_json::Value;

use super::{Meeting, Situation, says, word};

/// Of those who are in charge of a protected adult.
pub(super) const PROTECTED: &[Situation] = &[
    ("W3 a guardian sees what is masked", |m| {
        m.may && m.sees() && for_adult(m) && m.on(|thing| thing.masked)
    }),
    ("W3 a guardian decides who sees what", |m| m.may && m.act == Act::Grant && m.by("W3")),
    ("W3 a guardian has a record erased", |m| !m.may && m.act == Act::Erase && for_adult(m)),
    ("W3 a guardian's decision is over at the very instant", |m| {
        !m.may
            && m.sees()
            && m.by("W3")
            && m.just_over("protection").any(|one| one.person == m.person() && is_with(one, "representation"))
    }),
    ("W3 a decision that one alone wrote down", |m| {
        !m.may && m.sees() && m.by("W3") && decisions(m, "representation").any(by_one_alone)
    }),
    ("W3 a curator sees what the adult consented to", |m| {
        m.may && m.sees() && m.by("W3") && !for_adult(m) && m.theirs("assistance")
    }),
    ("W3 a curator to whom nothing was consented", |m| {
        !m.may
            && m.sees()
            && m.by("W3")
            && decisions(m, "assistance").next().is_some()
            && !m.theirs("assistance")
    }),
    ("W3 somebody else than the adult consented", |m| {
        let holder = m.facts.space.as_ref().map(|space| space.holder);
        let by_another = |one: &Provision| one.person == m.person() && Some(one.given_by) != holder;
        !m.may && m.sees() && m.by("W3") && m.running("assistance").any(by_another)
    }),
    ("W3 a guardian opposes while the opposition runs", |m| {
        m.may && m.act == Act::Oppose && for_adult(m) && m.state(SpaceState::OppositionRunning)
    }),
    ("F2 is hidden from a guardian", |m| {
        !m.may && m.sees() && m.by("W3") && for_adult(m) && m.on(|thing| thing.hidden_from_representatives)
    }),
    ("F5 is hidden from a curator", |m| {
        let unticked = |one: &Provision| {
            let ticked = says(one, "may").and_then(|may| may.get("also_hidden")).and_then(Value::as_bool);
            one.person == m.person() && ticked == Some(false)
        };
        let masked = m.on(|thing| thing.masked && !thing.hidden_from_representatives);
        !m.may && m.sees() && m.by("W3") && masked && m.running("assistance").any(unticked)
    }),
    ("what a guardian gave stands", |m| {
        let by_guardian = |one: &Provision| {
            let gave = |other: &Provision| other.person == Some(one.given_by) && !by_one_alone(other);
            m.running("protection").any(|other| gave(other) && is_with(other, "representation"))
        };
        m.may && m.sees() && m.practice().is_some() && m.running("care_relationship").any(by_guardian)
    }),
];

fn decisions<'a>(m: &Meeting<'a>, with: &'static str) -> impl Iterator<Item = &'a Provision> {
    let person = m.person();
    m.running("protection").filter(move |one| one.person == person && is_with(one, with))
}

fn is_with(one: &Provision, with: &str) -> bool {
    word(one, "with") == Some(with)
}

fn by_one_alone(one: &Provision) -> bool {
    word(one, "proposed_by") == Some(&one.given_by.to_string())
}

/// Whether the person acts for the adult.
fn for_adult(m: &Meeting<'_>) -> bool {
    decisions(m, "representation").any(|one| !by_one_alone(one))
}
