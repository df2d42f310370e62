use config::{Category, Reference};
use consent::{Act, Facts, PartyKind, Provision, Thing};
use serde_json::Value;
use uuid::Uuid;

use super::raw::{category, doors, fields, instant, only, text_or_nothing};
use crate::{Case, Stage, Statement};

/// A carer: a citizen who is not the holder, whom a running provision names that the holder gave. They see and add what
/// stands on the shelves said, read notices, each as far as it was said, and may always give it up; nothing else, and
/// nothing of a shelf that the country keeps from every carer. Every citizen but the holder may use an invitation.
pub(crate) struct Carers {
    kept: Vec<Category>,
}

/// What a carer was given.
pub(crate) struct Carer {
    pub(crate) acts: Vec<Act>,
    /// None where it is every shelf.
    shelves: Option<Vec<Category>>,
    /// Whether what is hidden from professionals is not hidden from them.
    pub(crate) also_hidden: bool,
}

impl Carers {
    pub(crate) fn new(reference: &Reference) -> Self {
        Self { kept: reference.carers().excluded_categories.clone() }
    }

    /// Whether what somebody was given as a helper is about a thing, on a shelf that the country keeps from no helper.
    pub(crate) fn leads_to(&self, carer: &Carer, thing: &Thing) -> bool {
        let said = carer.shelves.as_ref().is_none_or(|these| these.contains(&thing.category));
        said && !self.kept.contains(&thing.category)
    }
}

impl Statement for Carers {
    fn stage(&self) -> Stage {
        Stage::Way("W4")
    }

    fn doors<'a>(&self, facts: &'a Facts) -> Vec<Option<&'a Provision>> {
        doors(facts, "carer")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let party = &case.facts.party;
        let Some(space) = &case.facts.space else { return false };
        if party.kind != PartyKind::Citizen || party.person == space.holder {
            return false;
        }
        let Some(provision) = case.through else {
            return case.act == Act::BecomeCarer && case.thing.is_none();
        };
        let Some(carer) = read(provision) else { return false };
        if provision.person != Some(party.person) {
            return false;
        }
        match case.act {
            Act::Consult | Act::Deposit => {
                carer.acts.contains(&case.act) && case.thing.is_none_or(|thing| self.leads_to(&carer, thing))
            }
            Act::ReadNotices => carer.acts.contains(&Act::ReadNotices) && case.thing.is_none(),
            Act::Relinquish => case.thing.is_none(),
            _ => false,
        }
    }
}

/// What somebody was given as a carer, if it can be read.
pub(crate) fn read(provision: &Provision) -> Option<Carer> {
    let terms = fields(&provision.terms, &["name", "may", "invitation", "said_at"], &["until", "nearer"])?;
    terms.get("name")?.as_str()?;
    Uuid::parse_str(terms.get("invitation")?.as_str()?).ok()?;
    instant(terms.get("said_at")?)?;
    if let Some(until) = terms.get("until").filter(|until| !until.is_null()) {
        instant(until)?;
    }
    if let Some(nearer) = terms.get("nearer") {
        nearer.as_bool()?;
    }
    may(terms.get("may")?)
}

/// What somebody may do as a helper, if it can be read.
pub(crate) fn may(said: &Value) -> Option<Carer> {
    let may = fields(said, &["acts", "shelves", "also_hidden"], &["purpose"])?;
    text_or_nothing(may, "purpose")?;
    let mut acts = Vec::new();
    for word in may.get("acts")?.as_array()? {
        acts.push(match word.as_str()? {
            "see" => Act::Consult,
            "add" => Act::Deposit,
            "notices" => Act::ReadNotices,
            _ => return None,
        });
    }
    let shelves = match may.get("shelves")? {
        Value::String(word) if word == "every" => None,
        other => match only(other)? {
            ("these", list) => Some(list.as_array()?.iter().map(category).collect::<Option<Vec<_>>>()?),
            _ => return None,
        },
    };
    Some(Carer { acts, shelves, also_hidden: may.get("also_hidden")?.as_bool()? })
}
