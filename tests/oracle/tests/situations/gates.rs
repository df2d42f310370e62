use consent::{Act, PartyKind, SpaceState};

use super::Situation;

/// Of the gates.
pub(super) const GATES: &[Situation] = &[
    ("G0 a second factor shown five minutes ago to the instant", |m| {
        let five_minutes_ago = m.facts.now - chrono::TimeDelta::minutes(5);
        m.holder() && m.act == Act::Close && m.facts.party.second_factor_at == Some(five_minutes_ago)
    }),
    ("G0 a second factor shown at the very instant", |m| {
        m.may && m.holder() && m.act == Act::Grant && m.facts.party.second_factor_at == Some(m.facts.now)
    }),
    ("G1 a professional consults a record that nobody has begun to use", |m| {
        m.may && m.sees() && m.state(SpaceState::Created) && m.practice().is_some()
    }),
    ("G1 the holder begins while the opposition runs", |m| {
        m.may && m.act == Act::Activate && m.state(SpaceState::OppositionRunning) && m.holder()
    }),
    ("G1 a representative opposes while the opposition runs", |m| {
        m.may && m.act == Act::Oppose && m.state(SpaceState::OppositionRunning) && !m.holder()
    }),
    ("G1 a representative takes an opposition back", |m| {
        m.may && m.act == Act::Oppose && m.state(SpaceState::Opposed) && !m.holder()
    }),
    ("G1 somebody feeds a record that was opposed", |m| {
        m.act == Act::Deposit && m.state(SpaceState::Opposed) && m.agreed() && m.thing.is_none()
    }),
    ("G1 somebody feeds a record whose opposition runs", |m| {
        m.act == Act::Deposit && m.state(SpaceState::OppositionRunning) && m.agreed() && m.thing.is_none()
    }),
    ("G1 somebody in care consults a suspended record", |m| {
        m.sees() && m.state(SpaceState::Suspended) && m.theirs("care_relationship")
    }),
    ("G1 the holder takes something out of a closed record", |m| {
        m.may && m.sees() && m.state(SpaceState::Closed)
    }),
    ("G1 the holder opens a closed record again", |m| {
        m.may && m.act == Act::Close && m.state(SpaceState::Closed)
    }),
    ("G1 an access to a closed record still runs", |m| {
        m.sees() && m.state(SpaceState::Closed) && m.theirs("temporary_access")
    }),
    ("G1 an emergency access to the record of a dead person", |m| {
        m.sees() && m.state(SpaceState::Deceased) && m.theirs("emergency_access")
    }),
    ("G1 the system works on a suspended record", |m| {
        m.may && m.state(SpaceState::Suspended) && matches!(m.facts.party.kind, PartyKind::System(_))
    }),
    ("G2 an insurer's doctor has an access", |m| {
        m.sees() && m.practice().is_some_and(|at| at.sector == "SA23") && m.theirs("temporary_access")
    }),
    ("G2 an employer's doctor uses a code", |m| {
        m.act == Act::Redeem && m.practice().is_some_and(|at| at.sector == "SA48")
    }),
    ("G3 a blocked person sees what they deposited", |m| {
        m.may && m.sees() && m.blocked_person() && m.thing.map(|thing| thing.depositor) == m.person()
    }),
    ("G3 a blocked person misses what they wrote and another one deposited", |m| {
        let wrote = m.thing.and_then(|thing| thing.natural_author) == m.person();
        !m.may && m.sees() && m.blocked_person() && wrote && m.theirs("temporary_access")
    }),
    ("G3 a blocked person deposits", |m| m.may && m.act == Act::Deposit && m.blocked_person()),
    ("G3 a blocked person withdraws", |m| {
        m.may && m.act == Act::Amend && m.thing.is_some() && m.blocked_person()
    }),
    ("G3 a blocked person breaks the glass", |m| m.may && m.act == Act::BreakGlass && m.blocked_person()),
    ("G3 a block is over at the very instant", |m| {
        m.may && m.sees() && m.just_over("block").any(|one| one.person == m.person())
    }),
    ("G3 a guest is blocked", |m| {
        m.sees()
            && m.facts.party.kind == PartyKind::Guest
            && m.blocked_person()
            && m.theirs("temporary_access")
    }),
    ("G3 a delegate of a blocked structure sees what was deposited for it", |m| {
        m.may && m.sees() && m.by("W6") && m.blocked_structure()
    }),
    ("G3 a delegate of a blocked structure misses the rest", |m| {
        !m.may && m.sees() && m.by("W6") && m.blocked_structure() && m.grantors().next().is_some()
    }),
    ("G3 a delegate of a blocked person sees what that person deposited", |m| {
        let blocked = |person| m.running("block").any(|one| one.person == Some(person));
        m.may && m.sees() && m.by("W6") && m.grantors().any(blocked)
    }),
    ("G3 somebody is blocked as a person and by their structure", |m| {
        m.sees() && m.blocked_person() && m.blocked_structure()
    }),
];
