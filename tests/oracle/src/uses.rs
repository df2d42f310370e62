//! A second opinion on answers about secondary use, and answers at random.

use chrono::{DateTime, Utc};
use config::{Category, Reference};
use consent::{
    Provision,
    rules::{ProjectScope, SECONDARY_USE, SecondaryUseTerms, UseScope},
};
use kernel::{Id, ProjectId, ProvisionId};
use proptest::{collection::vec, prelude::*, sample::select, strategy::BoxedStrategy};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{moment, person};

/// A project of the tests, by its number, with what it is for.
pub fn project(number: u8) -> ProjectScope {
    let (purpose, theme) = match number % 3 {
        0 => ("research", Some("cancer")),
        1 => ("research", None),
        _ => ("statistics", None),
    };
    let id: ProjectId = Id::from(Uuid::from_u128(0x9_000 + u128::from(number % 3)));
    ProjectScope { project: id, purpose: purpose.to_owned(), theme: theme.map(str::to_owned) }
}

/// Since when documents of a category may be used, as the words have it; none where they may not. Nothing said is no.
///
/// "Who opposes everything is left out of everything. Of other answers, what is said of one project goes before what is said of
/// its theme, that before its purpose, and that before every use; what is said of a category goes before what is said of all. An
/// answer that another goes before in one of the two, and that goes before it in neither, does not count. If one that counts says
/// no, it is no. Else it is yes where one says yes, from the last instant that one of them names."
pub fn may_be_used(
    answers: &[Provision],
    (purpose, theme, project): (&str, Option<&str>, Option<ProjectId>),
    category: Category,
) -> Option<Option<DateTime<Utc>>> {
    let mut heard: Vec<(u8, u8, bool, Option<DateTime<Utc>>)> = Vec::new();
    for one in answers.iter().filter(|one| one.kind == SECONDARY_USE) {
        let terms: &Value = &one.terms;
        let yes = terms.get("permits")?.as_bool()?;
        let shelves = terms.get("categories").and_then(Value::as_array).cloned().unwrap_or_default();
        let about = terms.get("about")?;
        let rank = if about == "everything" {
            if !yes && shelves.is_empty() {
                return None;
            }
            Some(0)
        } else if let Some(named) = about.get("purpose") {
            (named == purpose).then_some(1)
        } else if let Some(named) = about.get("theme") {
            (named.as_str() == theme).then_some(2)
        } else {
            let named = about.get("project")?.get("project")?.as_str()?;
            let named: Uuid = named.parse().ok()?;
            (Some(ProjectId::from(named)) == project).then_some(3)
        };
        let on_shelf = shelves.is_empty() || shelves.iter().any(|one| one == category.code());
        let from = terms.get("deposited_from").and_then(Value::as_str);
        let from = from.and_then(|text| text.parse().ok());
        if let (Some(rank), true) = (rank, on_shelf) {
            heard.push((rank, u8::from(!shelves.is_empty()), yes, from));
        }
    }
    let mut permitted = None;
    for (rank, narrow, yes, from) in &heard {
        let goes_before = |other: &(u8, u8, bool, Option<DateTime<Utc>>)| {
            (other.0 > *rank && other.1 >= *narrow) || (other.0 >= *rank && other.1 > *narrow)
        };
        if heard.iter().any(goes_before) {
            continue;
        }
        if !yes {
            return None;
        }
        permitted = Some(permitted.flatten().max(*from));
    }
    permitted
}

/// Answers at random, as somebody might have given one after the other.
pub fn arbitrary_answers(reference: &Reference) -> BoxedStrategy<Vec<SecondaryUseTerms>> {
    let uses = reference.secondary_use();
    let scopes = vec![
        UseScope::Purpose("research".to_owned()),
        UseScope::Purpose("statistics".to_owned()),
        UseScope::Theme("cancer".to_owned()),
        UseScope::Theme("heart".to_owned()),
        UseScope::Project(project(0)),
        UseScope::Project(project(1)),
        UseScope::Project(project(2)),
    ];
    let shelves: Vec<Category> = uses.shelves.iter().take(3).map(|shelf| shelf.category).collect();
    let from =
        prop_oneof![3 => Just(None), 1 => Just(Some(moment(-86_400_000_000))), 1 => Just(Some(moment(0)))];
    let of_these = prop_oneof![Just(Vec::new()), select(shelves).prop_map(|one| vec![one])];
    let answer = (select(scopes), of_these, any::<bool>(), from, 0..100_u8).prop_map(
        |(about, categories, permits, deposited_from, dice)| {
            // Now and then everything, or a shelf of everything, is refused.
            let everything = dice < 4 || dice < 16 && !categories.is_empty();
            let about = if everything { UseScope::Everything } else { about };
            let permits = permits && !everything;
            let deposited_from = deposited_from.filter(|_| permits);
            SecondaryUseTerms { about, categories, permits, deposited_from }
        },
    );
    vec(answer, 0..7).boxed()
}

/// Answers as provisions that run.
pub fn as_provisions(answers: &[SecondaryUseTerms]) -> Vec<Provision> {
    let one = |(at, terms): (usize, &SecondaryUseTerms)| Provision {
        id: ProvisionId::from(Uuid::from_u128(1 + u128::try_from(at).unwrap_or_default())),
        kind: SECONDARY_USE.to_owned(),
        person: None,
        organisation: None,
        terms: json!(terms).into(),
        starts_at: moment(-1),
        ends_at: None,
        given_by: person(0),
        given_at: moment(-1),
        secret: false,
    };
    answers.iter().enumerate().map(one).collect()
}
