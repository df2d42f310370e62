//! The form about a carer: what a browser sends, what it means, and what is wrong with it.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use config::{Category, Reference};
use consent::{
    CarerFault, Language,
    rules::{CarerAct, CarerMay, InviteeTraits, Shelves},
    service::{Ends, FARTHEST_END, LONGEST_HELP, LONGEST_INVITEE_NAME, NewCarer},
};
use kernel::Private;

use super::form::{Choice, Sent};
use crate::{texts, words};

/// What is wrong, and at which field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fault {
    pub(super) field: &'static str,
    pub(super) key: &'static str,
}

/// The form as it is shown.
pub(super) struct Fields {
    pub(super) acts: Vec<Choice>,
    pub(super) shelves: Vec<Choice>,
    /// Whether every category is meant.
    pub(super) every: bool,
    pub(super) purpose: String,
    pub(super) also_hidden: bool,
    /// A day, as a browser writes it.
    pub(super) until: String,
    pub(super) without_end: bool,
}

const SHELF: &str = "shelf-";

/// What a carer may do, with the words for it.
const ACTS: [(CarerAct, &str, &str); 3] = [
    (CarerAct::See, "act-see", "carer-see"),
    (CarerAct::Add, "act-add", "carer-add"),
    (CarerAct::Notices, "act-notices", "carer-notices"),
];

/// What a carer may do, in one line.
pub(in super::super) fn acts(may: &CarerMay, language: Language) -> String {
    let said = ACTS.into_iter().filter(|(act, ..)| may.acts.contains(act));
    said.map(|(.., key)| texts::text(language, key)).collect::<Vec<_>>().join(", ")
}

/// The shelves, in one line.
pub(in super::super) fn shelves(may: &CarerMay, reference: &Reference, language: Language) -> String {
    match &may.shelves {
        Shelves::Every => texts::text(language, "carer-every"),
        Shelves::These(these) => {
            let these = these.iter().map(|one| words::category(reference, *one, language));
            these.collect::<Vec<_>>().join(", ")
        }
    }
}

impl Fields {
    /// The form with what was sent of it, or for a new carer.
    pub(super) fn sent(sent: &Sent, reference: &Reference, language: Language) -> Self {
        let is_new = sent.is_empty();
        let is_ticked = |name: &str| sent.contains_key(name);
        let text = |name: &str| sent.get(name).cloned().unwrap_or_default();
        Self::new(
            |act| is_ticked(act) || is_new && act == "act-see",
            |category| is_ticked(&format!("{SHELF}{}", category.code())),
            reference,
            language,
        )
        .with(
            sent.get("which").is_some_and(|which| which == "every"),
            text("purpose"),
            is_ticked("also_hidden"),
            (text("until"), is_ticked("without_end")),
        )
    }

    /// The form with what a carer may do now.
    pub(super) fn of(
        may: &CarerMay,
        until: Option<NaiveDate>,
        reference: &Reference,
        language: Language,
    ) -> Self {
        let said =
            |name: &str| ACTS.into_iter().any(|(act, known, _)| known == name && may.acts.contains(&act));
        let is_shown = |category| matches!(&may.shelves, Shelves::These(these) if these.contains(&category));
        Self::new(said, is_shown, reference, language).with(
            may.shelves == Shelves::Every,
            may.purpose.as_ref().map(|purpose| purpose.reveal().clone()).unwrap_or_default(),
            may.also_hidden,
            (until.map(|day| day.format("%Y-%m-%d").to_string()).unwrap_or_default(), until.is_none()),
        )
    }

    fn new(
        is_said: impl Fn(&str) -> bool,
        is_shown: impl Fn(Category) -> bool,
        reference: &Reference,
        language: Language,
    ) -> Self {
        let choice = |name: String, label: String, is_chosen: bool| Choice {
            name,
            value: "yes".to_owned(),
            label,
            means: String::new(),
            is_chosen,
        };
        let acts =
            ACTS.map(|(_, name, key)| choice(name.to_owned(), texts::text(language, key), is_said(name)));
        let excluded = &reference.carers().excluded_categories;
        let shown = Category::ALL.into_iter().filter(|category| !excluded.contains(category));
        let shelves = shown.map(|category| {
            let name = format!("{SHELF}{}", category.code());
            choice(name, words::category(reference, category, language), is_shown(category))
        });
        Self {
            acts: acts.into(),
            shelves: shelves.collect(),
            every: false,
            purpose: String::new(),
            also_hidden: false,
            until: String::new(),
            without_end: false,
        }
    }

    fn with(
        self,
        every: bool,
        purpose: String,
        also_hidden: bool,
        (until, without_end): (String, bool),
    ) -> Self {
        Self { every, purpose, also_hidden, until, without_end, ..self }
    }
}

/// What a carer may do and until when, by a form. Ticked categories beside "every category" are a fault: nobody is shown more
/// than was ticked.
pub(super) fn may(sent: &Sent, now: DateTime<Utc>) -> Result<(CarerMay, Ends), Fault> {
    let text = |name: &str| sent.get(name).map_or("", |said| said.trim());
    let acts = ACTS.into_iter().filter(|(_, name, _)| sent.contains_key(*name)).map(|(act, ..)| act);
    let acts: BTreeSet<CarerAct> = acts.collect();
    if acts.is_empty() {
        return Err(Fault { field: "act-see", key: "carer-no-act" });
    }
    let ticked = sent.keys().filter_map(|name| name.strip_prefix(SHELF)).map(|code| code.parse().ok());
    let ticked: Option<BTreeSet<Category>> = ticked.collect();
    let shelves = match (text("which"), ticked) {
        ("every", Some(ticked)) if ticked.is_empty() => Shelves::Every,
        ("these", Some(ticked)) if !ticked.is_empty() => Shelves::These(ticked),
        ("every", Some(_)) => return Err(Fault { field: "which-every", key: "carer-two-ways" }),
        _ => return Err(Fault { field: "which-these", key: "carer-no-shelf" }),
    };
    let purpose = Some(text("purpose")).filter(|purpose| !purpose.is_empty());
    if purpose.is_some_and(|purpose| !says_something(purpose) || purpose.chars().count() > LONGEST_HELP) {
        return Err(Fault { field: "purpose", key: "carer-wrong-purpose" });
    }
    let purpose = purpose.map(Private::from);
    let may = CarerMay { acts, shelves, purpose, also_hidden: sent.contains_key("also_hidden") };
    let until = match (text("until"), sent.contains_key("without_end")) {
        ("", false) => Ends::AsUsual,
        ("", true) => Ends::Never,
        (_, true) => return Err(Fault { field: "until", key: "carer-two-ends" }),
        (day, false) => {
            let wrong = |key| Fault { field: "until", key };
            let day = day.parse::<NaiveDate>().map_err(|_| wrong("named-wrong-day"))?;
            let zone = text("zone").parse().map_err(|_| wrong("named-wrong-day"))?;
            match consent::end_after(day, 0, zone) {
                Some(end) if end <= now => return Err(wrong("named-past-day")),
                Some(end) if end <= now + FARTHEST_END => Ends::At(end),
                _ => return Err(wrong("named-far-day")),
            }
        }
    };
    Ok((may, until))
}

/// Whom a form invites.
pub(super) fn invited(sent: &Sent, now: DateTime<Utc>) -> Result<NewCarer, Fault> {
    let text = |name: &str| sent.get(name).map_or("", |said| said.trim());
    let name = |field: &'static str| match text(field) {
        said if !says_something(said) => Err(Fault { field, key: "carer-no-name" }),
        said if said.chars().count() > LONGEST_INVITEE_NAME => Err(Fault { field, key: "carer-long-name" }),
        said => Ok(Private::new(said.to_owned())),
    };
    let (family_name, first_name) = (name("family_name")?, name("first_name")?);
    let of_birth = |key| Fault { field: "birth_date", key };
    let born = text("birth_date").parse::<NaiveDate>().map_err(|_| of_birth("carer-no-birth-date"))?;
    if born > now.date_naive() {
        return Err(of_birth("carer-unborn"));
    }
    let birth_date = Private::new(text("birth_date").to_owned());
    let (may, until) = may(sent, now)?;
    Ok(NewCarer { traits: InviteeTraits { family_name, first_name, birth_date }, may, from: None, until })
}

/// What is wrong with whom a form invites, where the form itself is right.
pub(super) fn not_invited(fault: CarerFault) -> Fault {
    match fault {
        CarerFault::Oneself => Fault { field: "family_name", key: "carer-oneself" },
        CarerFault::Holder => Fault { field: "family_name", key: "carer-holder" },
        CarerFault::Waits(_) => Fault { field: "family_name", key: "carer-waits" },
        CarerFault::TooMany(_) => Fault { field: "carers-now", key: "carer-too-many" },
    }
}

fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}
