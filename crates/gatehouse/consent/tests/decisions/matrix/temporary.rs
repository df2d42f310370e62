//! What a temporary access opens.

use chrono::TimeDelta;
use consent::{
    Act, Action, Ask, Facts, Party, PartyKind, Provision, RuleId, Rules, Thing, service::RedeemAsGuest,
};
use kernel::ProvisionId;
use oracle::moment;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    cells::{may, sees},
    documents::{letter, masked, other_letter},
    people::{Whom, exception, guest, temporary, therapist},
    table::{Table, heading},
};
use crate::ground::{DAY, citizen, doctor, facts, holder, in_care_of, says, thing, with};

fn chosen() -> Value {
    json!({ "documents": [letter().series] })
}

fn reached(party: Party, scope: &Value) -> Facts {
    let access = temporary(&party, scope);
    with(facts(party), access)
}

/// The same access given, and begun, so many hours ago.
fn given_ago(party: Party, scope: &Value, given: i64, begun: i64) -> Facts {
    let mut access = temporary(&party, scope);
    says(&mut access, "given_at", json!(moment(0) - TimeDelta::hours(given)));
    access.given_at = moment(0) - TimeDelta::hours(given);
    access.starts_at = moment(0) - TimeDelta::hours(begun);
    access.ends_at = Some(moment(DAY));
    with(facts(party), access)
}

/// The same, by a code that somebody used.
fn by_code(mut facts: Facts) -> Facts {
    facts.provisions.iter_mut().for_each(|one| says(one, "code", json!(Uuid::from_u128(204))));
    facts
}

fn naming(way: &'static str, facts: Facts) -> Facts {
    Facts { ask: Ask { way: Some(RuleId::new(way)), ..Ask::default() }, ..facts }
}

fn hidden(whom: Whom, what: &Value, hours: i64) -> Provision {
    exception(whom, "hidden", what, hours)
}

fn people() -> Vec<(&'static str, Facts)> {
    let whole = json!("whole");
    let letters = json!({ "categories": ["CPT_REND"] });
    let hour = TimeDelta::hours(1);
    let ending = |ends| {
        let mut facts = reached(therapist(), &whole);
        facts.provisions.iter_mut().for_each(|one| one.ends_at = Some(ends));
        facts
    };
    let mut ahead = reached(therapist(), &whole);
    ahead.provisions.iter_mut().for_each(|one| {
        one.starts_at = moment(0) + hour;
    });
    let both = with(in_care_of(doctor()), temporary(&doctor(), &chosen()));
    let this = json!({ "document": letter().series });
    let me = Whom::Person(7);
    let profession = Whom::Profession("94");
    let two = with(
        reached(therapist(), &letters),
        Provision {
            id: ProvisionId::from(Uuid::from_u128(300)),
            ..temporary(&therapist(), &json!({ "documents": [laboratory().series] }))
        },
    );
    vec![
        ("whole record", reached(therapist(), &whole)),
        ("category of letters", reached(therapist(), &letters)),
        ("the letter alone", reached(therapist(), &chosen())),
        ("category of letters, and the laboratory report by name", two),
        ("whole record, ended an hour ago", ending(moment(0) - hour)),
        ("whole record, ends this very moment", ending(moment(0))),
        ("whole record, begins in an hour", ahead),
        ("whole record, given to somebody else", with(facts(therapist()), temporary(&doctor(), &whole))),
        ("whole record, given to a citizen", reached(citizen(oracle::person(4)), &whole)),
        ("doctor, the letter alone", reached(doctor(), &chosen())),
        ("doctor in care with the letter, no way named", both.clone()),
        ("doctor in care with the letter, names W5", naming("W5", both.clone())),
        ("doctor in care with the letter, names W7", naming("W7", both)),
        (
            "hidden from this person, then the letter named (situation 9)",
            with(given_ago(therapist(), &chosen(), 1, 1), hidden(me, &this, 2)),
        ),
        (
            "the letter named, then hidden from this person (situation 8)",
            with(given_ago(therapist(), &chosen(), 2, 2), hidden(me, &this, 1)),
        ),
        ("code for the letter, used", by_code(given_ago(therapist(), &chosen(), 1, 1))),
        (
            "hidden from this person, then a code for the letter, used",
            with(by_code(given_ago(therapist(), &chosen(), 1, 1)), hidden(me, &this, 2)),
        ),
        (
            "code for the letter, then hidden from this person, then used",
            with(by_code(given_ago(therapist(), &chosen(), 3, 1)), hidden(me, &this, 2)),
        ),
        (
            "hidden and named at the same instant",
            with(given_ago(therapist(), &chosen(), 2, 2), hidden(me, &this, 2)),
        ),
        (
            "category hidden from this person, then the letter named",
            with(given_ago(therapist(), &chosen(), 1, 1), hidden(me, &json!({ "category": "CPT_REND" }), 2)),
        ),
        (
            "hidden from the profession, then the letter named",
            with(given_ago(therapist(), &chosen(), 1, 1), hidden(profession, &this, 2)),
        ),
        (
            "the letter named, then hidden from the profession",
            with(given_ago(therapist(), &chosen(), 2, 2), hidden(profession, &this, 1)),
        ),
        (
            "hidden from this person, then the whole record",
            with(given_ago(therapist(), &whole, 1, 1), hidden(me, &this, 2)),
        ),
        (
            "hidden from this person, then the category of letters",
            with(given_ago(therapist(), &letters, 1, 1), hidden(me, &this, 2)),
        ),
        ("guest, the letter alone", reached(guest(), &chosen())),
        (
            "guest, the letter alone, 25 hours ago until tomorrow",
            by_code(given_ago(guest(), &chosen(), 25, 25)),
        ),
        ("guest, whole record", reached(guest(), &whole)),
        ("guest, category of letters", reached(guest(), &letters)),
        ("therapist with what was given to a guest", {
            let mut facts = reached(guest(), &chosen());
            facts.party = Party { person: guest().person, ..therapist() };
            facts
        }),
    ]
}

pub(super) fn text(rules: &Rules) -> String {
    let mut text = heading(
        "Temporary access (W7)",
        "Consult in an active record. A therapist of a profession in no matrix, where nobody is named. An access runs from \
         yesterday until tomorrow and was given yesterday, unless a line says otherwise; what is said to be before is one hour \
         older. An exception is about the letter unless a line says otherwise. The masked letter and the letter are one \
         document, masked or not.",
    );
    let things: [(&str, Thing); 5] = [
        ("letter", letter()),
        ("masked letter", masked(letter())),
        ("other letter", other_letter()),
        ("other, masked", masked(other_letter())),
        ("laboratory", laboratory()),
    ];
    let mut table = Table::of(things.iter().map(|(name, _)| *name).chain(["Relinquish"]));
    for (name, facts) in people() {
        let mut cells: Vec<String> = things.iter().map(|(_, thing)| sees(rules, &facts, thing)).collect();
        cells.push(may(rules, &facts, Act::Relinquish));
        table.line(name, cells);
    }
    text.push_str(&table.listed(""));
    text.push('\n');
    text.push_str(&redeeming(rules));
    text
}

/// A laboratory report of a series of its own: the letter has the one of the thing that everything begins from.
fn laboratory() -> Thing {
    Thing { id: Uuid::from_u128(44), series: Uuid::from_u128(44), ..thing() }
}

/// Using a code: a professional by Redeem, a guest by the act to which it leads.
fn redeeming(rules: &Rules) -> String {
    let mut text = heading(
        "Using a code",
        &format!(
            "An active record; the way W7 is named. A professional's is the act Redeem; a declared guest's is decided as {:?}, \
             as if the access that the code gives ran already: a code for anything but chosen documents gives a guest none. \
             That a code fits, and ceilings of wrong tries, are not decided here (consent/tests/store/codes.rs).",
            RedeemAsGuest::ACT
        ),
    );
    let mut table = Table::of(["no code", "chosen documents", "categories", "whole"]);
    let scopes = [chosen(), json!({ "categories": ["CPT_REND"] }), json!("whole")];
    let people = [
        ("doctor", doctor()),
        ("therapist in no matrix", therapist()),
        ("declared guest", guest()),
        ("citizen", citizen(oracle::person(4))),
        ("holder", citizen(holder())),
    ];
    for (name, party) in people {
        let is_guest = party.kind == PartyKind::Guest;
        let act = if is_guest { RedeemAsGuest::ACT } else { Act::Redeem };
        let of = |scope: Option<&Value>| {
            // Only a guest's is decided by what the code gives.
            let facts = match scope.filter(|_| is_guest) {
                Some(scope) => reached(party.clone(), scope),
                None => facts(party.clone()),
            };
            may(rules, &naming("W7", facts), act)
        };
        let cells = [None].into_iter().chain(scopes.iter().map(Some)).map(of);
        table.line(name, cells.collect());
    }
    text.push_str(&table.listed(""));
    text
}
