use config::Category;
use consent::{Act, Provision, SpaceState};
use serde_json::{Value, json};

use super::{Meeting, Situation, filters::lists, says, word};

/// Of carers.
pub(super) const CARERS: &[Situation] = &[
    ("F6 is hidden from a carer who sees also what is hidden", |m| {
        let since = |one: &Provision| m.thing.is_some_and(|thing| thing.deposited_at >= one.starts_at);
        let plain = m.on(|thing| !thing.masked && thing.withheld_until.is_none());
        let ticked = |one: &Provision| {
            let may = says(one, "may").and_then(|may| may.get("also_hidden")).and_then(Value::as_bool);
            one.person == m.person() && may == Some(true)
        };
        let is_ticked = m.running("carer").any(ticked);
        !m.may && m.sees() && m.by("W4") && plain && is_ticked && m.running("discretion").any(since)
    }),
    ("F6 leaves a carer what was there before", |m| {
        let since = |one: &Provision| m.thing.is_some_and(|thing| thing.deposited_at < one.starts_at);
        m.may && m.sees() && m.by("W4") && m.running("discretion").any(since)
    }),
    ("W4 a daughter who is a carer for prescriptions sees one", |m| {
        m.may && m.sees() && helps(m) && m.on(of_prescriptions) && carers(m).all(for_prescriptions)
    }),
    ("W4 a daughter who is a carer for prescriptions sees no result", |m| {
        let result = m.on(|thing| thing.category == Category::Laboratory && !thing.masked);
        let hers = carers(m).any(|one| lets(one, "see") && for_prescriptions(one));
        !m.may && m.sees() && helps(m) && m.by("W4") && m.state(SpaceState::Active) && result && hers
    }),
    ("W4 a carer who is blocked as a nurse sees what was said", |m| {
        m.may && m.sees() && helps(m) && m.blocked_person()
    }),
    ("W4 a carer comes in a doctor's session", |m| {
        !m.may && m.sees() && m.practice().is_some() && m.by("W4") && m.theirs("carer")
    }),
    ("W4 a shelf that the country keeps from every carer", |m| {
        let kept = m.on(|thing| [Category::AdvanceDirectives, Category::Wishes].contains(&thing.category));
        !m.may && m.sees() && helps(m) && m.state(SpaceState::Active) && kept && reached(m)
    }),
    ("W4 a carer who only reads notices", |m| {
        let only = carers(m).any(|one| lets(one, "notices") && !lets(one, "see"));
        !m.may && m.act == Act::Consult && m.thing.is_none() && helps(m) && m.by("W4") && only
    }),
    ("W4 a carer reads notices", |m| m.may && m.act == Act::ReadNotices && helps(m)),
    ("W4 a carer adds a document", |m| m.may && m.act == Act::Deposit && helps(m)),
    ("W4 a carer takes something away", |m| {
        let adds = carers(m).any(|one| lets(one, "add"));
        !m.may && m.act == Act::Amend && helps(m) && m.by("W4") && adds
    }),
    ("W4 a carer gives it up", |m| m.may && m.act == Act::Relinquish && helps(m)),
    ("W4 a carer is one no more at the very instant", |m| {
        m.sees() && helps(m) && m.by("W4") && m.just_over("carer").any(|one| one.person == m.person())
    }),
    ("W4 somebody uses an invitation", |m| m.may && m.act == Act::BecomeCarer && !m.facts.party.assisted),
    ("W4 the holder uses an invitation", |m| !m.may && m.act == Act::BecomeCarer && m.holder()),
    ("G0 somebody uses an invitation together with a mediator", |m| {
        m.may && m.act == Act::BecomeCarer && m.facts.party.assisted
    }),
    ("G1 a carer of a dead person", |m| {
        !m.may && m.sees() && helps(m) && m.state(SpaceState::Deceased) && reached(m)
    }),
    ("G1 somebody uses an invitation of a dead person", |m| {
        !m.may && m.act == Act::BecomeCarer && helps(m) && m.state(SpaceState::Deceased)
    }),
    ("F1 is not yet released to a carer", |m| {
        let withheld =
            m.thing.and_then(|thing| thing.withheld_until).is_some_and(|until| until > m.facts.now);
        !m.may && m.sees() && helps(m) && m.by("W4") && withheld && reached(m)
    }),
    ("F5 a masked document and a carer", |m| {
        let unticked = carers(m).any(|one| reaches(m, one)) && !carers(m).any(ticked);
        !m.may && m.sees() && helps(m) && m.by("W4") && m.on(|thing| thing.masked) && unticked
    }),
    ("F5 a masked document and a carer for whom it is ticked", |m| {
        m.may && m.sees() && helps(m) && m.on(|thing| thing.masked)
    }),
    ("F5 a masked document that the carer wrote as a doctor", |m| {
        let wrote = m.thing.and_then(|thing| thing.natural_author) == m.person();
        !m.may && m.sees() && helps(m) && m.on(|thing| thing.masked) && wrote && reached(m)
    }),
    ("F5 a hidden topic and a carer", |m| {
        let added = m.running("topic").any(|one| hides(one) && lists(m, one, "also"));
        !m.may && m.sees() && helps(m) && m.by("W4") && m.on(|thing| !thing.masked) && added && reached(m)
    }),
    ("F5 a document opened for a carer in spite of what hides it", |m| {
        let opened = m.running("opened").any(|one| lists(m, one, "documents"));
        let hidden = m.running("topic").any(hides) || m.running("default_mask").next().is_some();
        m.may && m.sees() && helps(m) && opened && hidden && !carers(m).any(ticked)
    }),
    ("a carer whom a parent invited, while the parent represents the child", |m| {
        m.may && m.sees() && helps(m) && carers(m).all(|one| by_a_parent(m, one))
    }),
    ("a carer whom a parent invited, and the child is grown up from this very instant", |m| {
        let until_now = carers(m).any(|one| reaches(m, one) && until_now(m, one));
        !m.may && m.sees() && helps(m) && m.state(SpaceState::Active) && until_now
    }),
    ("a care relationship that a parent approved, while the parent represents the child", |m| {
        let mut theirs = m.running("care_relationship").filter(|one| one.person == m.person());
        m.may && m.sees() && m.by("W5") && theirs.all(|one| by_a_parent(m, one))
    }),
    ("a care relationship that a parent approved, and the child is grown up from this very instant", |m| {
        let mut theirs = m.running("care_relationship").filter(|one| one.person == m.person());
        !m.may && m.sees() && m.by("W5") && theirs.any(|one| until_now(m, one))
    }),
    ("a care relationship that the feed brought", |m| {
        let mut theirs = m.running("care_relationship").filter(|one| one.person == m.person());
        m.may && m.sees() && m.by("W5") && theirs.all(|one| one.given_by.uuid().is_nil())
    }),
    ("a showing that a parent said, and the child is grown up from this very instant", |m| {
        let mut shown = m.running("exception").filter(|one| word(one, "effect") == Some("shown"));
        let theirs = |one: &Provision| one.person == m.person() && until_now(m, one);
        !m.may && m.sees() && m.practice().is_some() && shown.any(theirs)
    }),
    ("a block that a parent said, and the child is grown up from this very instant", |m| {
        let blocks = m.running("block").any(|one| one.person == m.person() && until_now(m, one));
        let of_others = m.thing.map(|thing| thing.depositor) != m.person();
        !m.may && m.sees() && of_others && m.theirs("care_relationship") && blocks
    }),
    ("a default mask that a parent said, and the child is grown up from this very instant", |m| {
        let since = |one: &Provision| m.thing.is_some_and(|thing| thing.deposited_at >= one.starts_at);
        let all = |one: &Provision| says(one, "scope") == Some(&json!("all"));
        let hides = m.running("default_mask").any(|one| all(one) && since(one) && until_now(m, one));
        !m.may && m.sees() && m.theirs("care_relationship") && hides
    }),
];

/// Whether a citizen asks who is not the holder.
fn helps(m: &Meeting<'_>) -> bool {
    m.facts.space.is_some() && m.citizen() && !m.holder()
}

/// What makes the person a carer now, whoever gave it.
fn carers<'a>(m: &Meeting<'a>) -> impl Iterator<Item = &'a Provision> {
    let person = m.person();
    m.running("carer").filter(move |one| one.person == person)
}

/// Whether a carer may do an act.
fn lets(one: &Provision, act: &str) -> bool {
    let acts = one.terms.pointer("/may/acts").and_then(Value::as_array);
    acts.is_some_and(|acts| acts.contains(&json!(act)))
}

/// Whether a carer may see the shelf on which the thing stands.
fn reaches(m: &Meeting<'_>, one: &Provision) -> bool {
    let shelves = one.terms.pointer("/may/shelves");
    let these = shelves.and_then(|shelves| shelves.get("these")?.as_array());
    let named = |code: &str| these.is_some_and(|these| these.contains(&json!(code)));
    let there = m.thing.is_some_and(|thing| named(thing.category.code()));
    lets(one, "see") && (there || shelves == Some(&json!("every")))
}

/// Whether something that makes the person a carer reaches the thing.
fn reached(m: &Meeting<'_>) -> bool {
    carers(m).any(|one| reaches(m, one))
}

/// Whether a carer sees what is hidden from professionals.
fn ticked(one: &Provision) -> bool {
    one.terms.pointer("/may/also_hidden") == Some(&json!(true))
}

fn for_prescriptions(one: &Provision) -> bool {
    let these = one.terms.pointer("/may/shelves/these").and_then(Value::as_array);
    these.is_some_and(|these| !these.is_empty() && these.iter().all(|code| *code == "ORD_SOIN"))
}

fn of_prescriptions(thing: &consent::Thing) -> bool {
    thing.category == Category::Prescription
}

fn hides(topic: &Provision) -> bool {
    says(topic, "hidden") == Some(&json!(true))
}

/// Whether it was given neither by the holder nor by whom it concerns.
fn by_another(m: &Meeting<'_>, one: &Provision) -> bool {
    let holder = m.facts.space.as_ref().map(|space| space.holder);
    holder != Some(one.given_by) && one.person != Some(one.given_by)
}

/// Whether somebody gave it who represents the holder.
fn by_a_parent(m: &Meeting<'_>, one: &Provision) -> bool {
    by_another(m, one) && m.running("representative").any(|parent| parent.person == Some(one.given_by))
}

/// Whether somebody gave it who represented the holder until this very instant.
fn until_now(m: &Meeting<'_>, one: &Provision) -> bool {
    let over = m.just_over("representative").any(|parent| parent.person == Some(one.given_by));
    by_another(m, one) && over && !by_a_parent(m, one)
}
