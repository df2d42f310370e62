use serde_json::{Value, json};

use super::{Meeting, Situation, says, word};

/// Of the filters.
pub(super) const FILTERS: &[Situation] = &[
    ("F1 is released to the holder at the very instant", |m| {
        m.may && m.sees() && m.holder() && m.thing.and_then(|thing| thing.withheld_until) == Some(m.facts.now)
    }),
    ("F1 is not yet released to the holder", |m| !m.may && m.sees() && m.holder() && withheld(m)),
    ("F1 is not yet released to the patient and a professional sees it", |m| {
        m.may && m.sees() && m.practice().is_some() && withheld(m)
    }),
    ("F3 a doctor and the certificate of residence", |m| {
        let doctor = m.practice().is_some_and(|at| at.profession == "10");
        m.sees() && doctor && m.by("W5") && m.on(|thing| thing.type_code == "ATTEST-RESID")
    }),
    ("F4 hides from a person what is shown to the structure", |m| {
        let here = m.practice().and_then(|at| at.organisation);
        let hides = exceptions(m, "hidden").any(|one| one.person == m.person() && of_this(m, one));
        let shows = |one: &Said<'_>| here.is_some() && one.organisation == here && of_this(m, one);
        m.sees() && hides && exceptions(m, "shown").any(|one| shows(&one))
    }),
    ("F4 hides and shows at a tie what was said at once", |m| m.sees() && at_a_tie(m)),
    ("F4 shows again what was hidden before", |m| m.may && m.sees() && said_anew(m, "hidden", "shown")),
    ("F4 hides again what was shown before", |m| !m.may && m.sees() && said_anew(m, "shown", "hidden")),
    ("F4 a hiding is over at the very instant", |m| {
        let hid = |one: &Said<'_>| word(one, "effect") == Some("hidden") && of_this(m, one);
        m.may && m.sees() && m.just_over("exception").any(|one| one.person == m.person() && hid(&one))
    }),
    ("F4 a showing of something masked is over at the very instant", |m| {
        let showed = |one: &Said<'_>| word(one, "effect") == Some("shown") && of_this(m, one);
        !m.may
            && m.sees()
            && m.on(|thing| thing.masked)
            && m.just_over("exception").any(|one| one.person == m.person() && showed(&one))
    }),
    ("F4 hides from the person in an emergency where masks are open", |m| {
        let hides = exceptions(m, "hidden").any(|one| one.person == m.person() && of_this(m, one));
        !m.may && m.sees() && m.by("W8") && open(m) && hides
    }),
    ("F4 hides from the structure or the profession in an emergency where masks are open", |m| {
        let at = m.practice();
        let hides = |one: Said<'_>| {
            let structure = at.and_then(|at| at.organisation);
            let here = structure.is_some() && one.organisation == structure;
            let theirs =
                word(one, "profession").is_some_and(|word| at.is_some_and(|at| at.profession == word));
            (here || theirs) && of_this(m, one)
        };
        m.may && m.sees() && m.by("W8") && open(m) && exceptions(m, "hidden").any(hides)
    }),
    ("F4 hides from the grantor what the delegate could see", |m| {
        let hidden =
            |grantor| exceptions(m, "hidden").any(|one| one.person == Some(grantor) && of_this(m, one));
        !m.may && m.sees() && m.by("W6") && m.grantors().any(hidden)
    }),
    ("F5 an access names what is masked", |m| m.may && m.sees() && m.by("W7") && masked(m) && named(m)),
    ("F5 an access to everything meets what is masked", |m| {
        !m.may && m.sees() && m.by("W7") && masked(m) && !named(m)
    }),
    ("F5 an access names what was hidden from the person before", |m| {
        let hid = |one: &Said<'_>| one.person == m.person() && of_this(m, one);
        m.may && m.sees() && m.by("W7") && named(m) && exceptions(m, "hidden").any(|one| hid(&one))
    }),
    ("F5 an access names what was hidden from the person after it", |m| {
        let hid = |one: &Said<'_>| one.person == m.person() && of_this(m, one);
        !m.may && m.sees() && m.by("W7") && named(m) && exceptions(m, "hidden").any(|one| hid(&one))
    }),
    ("F5 masks in an emergency, open", |m| m.may && m.sees() && m.by("W8") && masked(m) && open(m)),
    ("F5 masks in an emergency, shut", |m| !m.may && m.sees() && m.by("W8") && masked(m) && !open(m)),
    ("F5 who wrote it", |m| {
        let wrote = m.thing.and_then(|thing| thing.natural_author) == m.person();
        m.may && m.sees() && m.by("W5") && masked(m) && wrote
    }),
    ("F5 a delegate who wrote it", |m| {
        let wrote = m.thing.and_then(|thing| thing.natural_author) == m.person();
        !m.may && m.sees() && m.by("W6") && masked(m) && wrote && m.grantors().next().is_some()
    }),
    ("F5 the attending doctor", |m| {
        m.may && m.sees() && m.by("W5") && masked(m) && m.theirs("attending_doctor")
    }),
    ("F5 an administrator doctor", |m| {
        m.may && m.sees() && m.by("W5") && masked(m) && m.theirs("administrator")
    }),
    ("F5 a default mask for all from the very instant", |m| {
        default_mask(m, |one| says(one, "scope") == Some(&json!("all")))
    }),
    ("F5 a default mask for a category from the very instant", |m| {
        default_mask(m, |one| says(one, "scope").is_some_and(Value::is_object))
    }),
    ("F5 a default mask for a structure from the very instant", |m| {
        default_mask(m, |one| word(one, "scope") == Some("organisation") && one.organisation.is_some())
    }),
    ("F5 a document opened in spite of a hidden topic", |m| {
        let opened = m.running("opened").any(|one| lists(m, one, "documents"));
        let hidden = m.running("topic").any(|one| says(one, "hidden") == Some(&json!(true)));
        m.may && m.sees() && m.practice().is_some() && opened && hidden
    }),
    ("F5 a topic to which the holder added it by hand", |m| {
        let added =
            m.running("topic").any(|one| says(one, "hidden") == Some(&json!(true)) && lists(m, one, "also"));
        !m.may && m.sees() && m.by("W5") && m.theirs("care_relationship") && added
    }),
    ("F5 a topic from which the holder took it by hand", |m| {
        let taken = m
            .running("topic")
            .any(|one| says(one, "hidden") == Some(&json!(true)) && lists(m, one, "except"));
        m.may && m.sees() && m.by("W5") && taken
    }),
];

type Said<'a> = &'a consent::Provision;

fn withheld(m: &Meeting<'_>) -> bool {
    m.thing.and_then(|thing| thing.withheld_until).is_some_and(|until| until > m.facts.now)
}

fn masked(m: &Meeting<'_>) -> bool {
    m.on(|thing| thing.masked)
}

/// Whether the holder left what is masked open in an emergency.
fn open(m: &Meeting<'_>) -> bool {
    m.running("emergency_switches").any(|one| says(one, "masked") == Some(&json!(true)))
}

/// Whether a list of series names the thing.
pub(super) fn lists(m: &Meeting<'_>, one: Said<'_>, field: &str) -> bool {
    let list = says(one, field).and_then(Value::as_array);
    m.thing.is_some_and(|thing| list.is_some_and(|list| list.contains(&json!(thing.series))))
}

/// Whether an access of theirs names the thing.
fn named(m: &Meeting<'_>) -> bool {
    m.running("temporary_access").any(|one| {
        let list = one.terms.pointer("/scope/documents").and_then(Value::as_array);
        let names = m.thing.is_some_and(|thing| list.is_some_and(|list| list.contains(&json!(thing.series))));
        one.person == m.person() && names
    })
}

fn exceptions<'a>(m: &Meeting<'a>, effect: &'static str) -> impl Iterator<Item = Said<'a>> {
    m.running("exception").filter(move |one| word(one, "effect") == Some(effect))
}

/// Whether an exception is about the document or its category.
fn of_this(m: &Meeting<'_>, one: Said<'_>) -> bool {
    let Some((what, thing)) = says(one, "what").zip(m.thing) else { return false };
    *what == json!({ "document": thing.series }) || *what == json!({ "category": thing.category.code() })
}

/// Whether of the same thing to the same one two things were said, first one and later another.
fn said_anew(m: &Meeting<'_>, first: &'static str, then: &'static str) -> bool {
    exceptions(m, first).any(|before| {
        let later = |after: &Said<'_>| after.given_at > before.given_at && alike(before, after);
        before.person == m.person() && of_this(m, before) && exceptions(m, then).any(|after| later(&after))
    })
}

/// Whether of the same thing to the same one two things were said at once.
fn at_a_tie(m: &Meeting<'_>) -> bool {
    exceptions(m, "hidden").any(|hides| {
        let at_once = |shows: &Said<'_>| shows.given_at == hides.given_at && alike(hides, shows);
        hides.person == m.person() && of_this(m, hides) && exceptions(m, "shown").any(|shows| at_once(&shows))
    })
}

fn alike(one: Said<'_>, other: Said<'_>) -> bool {
    one.person == other.person
        && one.organisation == other.organisation
        && says(one, "what") == says(other, "what")
}

/// Whether a default mask that began when the thing came in hides it from somebody in care.
fn default_mask(m: &Meeting<'_>, like: fn(Said<'_>) -> bool) -> bool {
    let came_in = m.thing.map(|thing| thing.deposited_at);
    let hides = m.running("default_mask").any(|one| Some(one.starts_at) == came_in && like(one));
    !m.may && m.sees() && m.theirs("care_relationship") && hides && !masked(m)
}
