//! Which of two named exceptions counts.

use std::fmt::Write;

use consent::{Facts, Rules, Thing};
use serde_json::{Value, json};

use super::{
    cells::sees,
    documents::{letter, masked},
    people::{Whom, exception, knowing},
    table::{Table, heading, wrapped},
};
use crate::ground::{doctor, facts, in_care_of, said, with};

/// Whom and of what, from far to near.
fn all() -> Vec<(String, Whom, Value)> {
    let whom = [
        ("profession", Whom::Profession("10")),
        ("structure", Whom::Structure(0)),
        ("person", Whom::Person(1)),
    ];
    let what = [
        ("category", json!({ "category": "CPT_REND" })),
        ("topic", json!({ "topic": "hiv" })),
        ("document", json!({ "document": letter().series })),
    ];
    let of = |(to, whom): (&str, Whom)| {
        let pairs = what.iter().map(|(of, what)| (format!("{to}, {of}"), whom, what.clone()));
        pairs.collect::<Vec<_>>()
    };
    whom.into_iter().flat_map(of).collect()
}

/// A letter that bears a code of the topic.
fn about_the_topic() -> Thing {
    let code = consent::BornCode::written(config::CodeSystem::Atc, "J05AR10").unwrap();
    Thing { codes: [code].into(), ..letter() }
}

fn known(facts: Facts) -> Facts {
    knowing(facts, &["hiv", "mental_health"])
}

/// What is seen with what is hidden and what is shown, given so many hours ago.
fn answer(
    rules: &Rules,
    hidden: Option<&(String, Whom, Value)>,
    shown: Option<&(String, Whom, Value)>,
    hours: (i64, i64),
    thing: &Thing,
) -> String {
    let mut facts = known(in_care_of(doctor()));
    let both = [(hidden, "hidden", hours.0, 210), (shown, "shown", hours.1, 211)];
    for (one, effect, hours, id) in both {
        let Some((_, whom, what)) = one else { continue };
        let mut given = exception(*whom, effect, what, hours);
        given.id = kernel::ProvisionId::from(uuid::Uuid::from_u128(id));
        facts = with(facts, given);
    }
    sees(rules, &facts, thing)
}

fn square(rules: &Rules, thing: &Thing) -> String {
    let all = all();
    let numbers = (1..=all.len()).map(|place| place.to_string());
    let mut table = Table::of(["none".to_owned()].into_iter().chain(numbers));
    for (place, hidden) in [None].into_iter().chain(all.iter().map(Some)).enumerate() {
        let cells = [None].into_iter().chain(all.iter().map(Some));
        let name = hidden.map_or_else(|| "none hidden".to_owned(), |(name, ..)| format!("{place} {name}"));
        table.line(name, cells.map(|shown| answer(rules, hidden, shown, (2, 1), thing)).collect());
    }
    table.listed("hidden \\ shown")
}

/// Where the masked letter gets another answer than the one that nothing masks.
fn masked_differs(rules: &Rules) -> String {
    let all = all();
    let mut differing = Vec::new();
    for hidden in [None].into_iter().chain(all.iter().map(Some)) {
        for shown in [None].into_iter().chain(all.iter().map(Some)) {
            let of = |thing: Thing| answer(rules, hidden, shown, (2, 1), &thing);
            let (plain, masked) = (of(about_the_topic()), of(masked(about_the_topic())));
            if plain != masked {
                let name = |one: Option<&(String, Whom, Value)>| match one {
                    Some((name, ..)) => name.clone(),
                    None => "nothing".to_owned(),
                };
                differing.push(format!("{} hidden and {} shown ({masked})", name(hidden), name(shown)));
            }
        }
    }
    format!(
        "The same letter, masked, gets the same answers, since an exception that shows lifts F5 as well; but for: {}.",
        differing.join("; ")
    )
}

pub(super) fn text(rules: &Rules) -> String {
    let mut text = heading(
        "Named exceptions: which of two counts (F4, F5)",
        "A doctor in care (W5) in an active record, and a letter that bears a code of the topic hiv. Lines: what is hidden; \
         columns, by the same numbers: what is shown, an hour later. Person beats structure beats profession; of equals document beats topic beats \
         category.",
    );
    text.push_str(&square(rules, &about_the_topic()));
    writeln!(text, "{}", wrapped(&masked_differs(rules), 0)).unwrap();
    text.push_str(&wrapped(other_order(rules), 0));
    text.push_str("\n\n");
    text.push_str(&more(rules));
    text
}

/// What changes where the one that hides was given last.
fn other_order(rules: &Rules) -> &'static str {
    let all = all();
    for (hidden, shown) in all.iter().flat_map(|hidden| all.iter().map(move |shown| (hidden, shown))) {
        let of = |hours| answer(rules, Some(hidden), Some(shown), hours, &about_the_topic());
        let expected = if hidden.0 == shown.0 { "F4".to_owned() } else { of((2, 1)) };
        assert_eq!(of((1, 2)), expected, "{} hidden after {} was shown", hidden.0, shown.0);
    }
    "Where the one that hides was given last, only the diagonal differs: of two about the very same subject and thing the last \
     counts (F4)."
}

/// Ties, ways and masks.
fn more(rules: &Rules) -> String {
    let mut text =
        heading("Named exceptions: ties, and no way in", "As above; an exception was given an hour ago.");
    let document = json!({ "document": letter().series });
    let shown = |whom, what: &Value| exception(whom, "shown", what, 1);
    let hidden = |whom, what: &Value| exception(whom, "hidden", what, 1);
    let me = Whom::Person(1);
    let (topic, other) = (json!({ "topic": "hiv" }), json!({ "topic": "sexual_health" }));
    let of_both = |facts| knowing(facts, &["hiv", "sexual_health"]);
    let hides_topic = said("topic", json!({ "key": "hiv", "hidden": true }));
    let masks_all = said("default_mask", json!({ "scope": "all" }));
    let lines = [
        (
            "two topics of one letter, one hidden and one shown: a tie",
            with(with(of_both(in_care_of(doctor())), hidden(me, &topic)), shown(me, &other)),
        ),
        (
            "document hidden and shown at one instant: a tie",
            with(with(known(in_care_of(doctor())), hidden(me, &document)), shown(me, &document)),
        ),
        (
            "shown to this person, no relationship (situation 4)",
            with(known(facts(doctor())), shown(me, &document)),
        ),
        (
            "shown to the profession, no relationship (situation 4)",
            with(known(facts(doctor())), shown(Whom::Profession("10"), &document)),
        ),
        (
            "shown to dentists, a doctor in care",
            with(known(in_care_of(doctor())), shown(Whom::Profession("40"), &document)),
        ),
        (
            "category hidden from Dr X, document shown to doctors (situation 32)",
            with(
                with(known(in_care_of(doctor())), hidden(me, &json!({ "category": "CPT_REND" }))),
                shown(Whom::Profession("10"), &document),
            ),
        ),
        ("topic hidden for all, nothing shown", with(known(in_care_of(doctor())), hides_topic.clone())),
        (
            "topic hidden for all, document shown to this person",
            with(with(known(in_care_of(doctor())), hides_topic.clone()), shown(me, &document)),
        ),
        (
            "topic hidden for all, topic shown to this person",
            with(with(known(in_care_of(doctor())), hides_topic), shown(me, &topic)),
        ),
        (
            "default mask for all, category shown to doctors",
            with(
                with(known(in_care_of(doctor())), masks_all),
                shown(Whom::Profession("10"), &json!({ "category": "CPT_REND" })),
            ),
        ),
        (
            "topic that nobody knows, hidden from this person",
            with(known(in_care_of(doctor())), hidden(me, &json!({ "topic": "of_a_newer_release" }))),
        ),
        (
            "topic that nobody knows, shown to this person",
            with(known(in_care_of(doctor())), shown(me, &json!({ "topic": "of_a_newer_release" }))),
        ),
        ("an exception that cannot be read and names nobody", {
            let unread = said("exception", json!("all"));
            with(known(in_care_of(doctor())), unread)
        }),
        ("an exception that cannot be read, of this person", {
            let mut unread = shown(me, &document);
            unread.terms = json!("all").into();
            with(known(in_care_of(doctor())), unread)
        }),
    ];
    let both = consent::BornCode::written(config::CodeSystem::Atc, "J05AR03").unwrap();
    let thing = Thing { codes: [both].into(), ..letter() };
    let mut table = Table::of(["letter", "masked letter"]);
    for (name, facts) in lines {
        table.line(name, vec![sees(rules, &facts, &thing), sees(rules, &facts, &masked(thing.clone()))]);
    }
    text.push_str(&table.listed(""));
    text
}
