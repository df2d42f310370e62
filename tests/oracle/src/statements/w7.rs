use chrono::{DateTime, TimeDelta, Utc};
use config::Category;
use consent::{Act, Facts, PartyKind, Provision, Thing};
use serde_json::Value;
use uuid::Uuid;

use super::raw::{category, doors, fields, ids, instant, only};
use crate::{Case, Stage, Statement};

/// A temporary access: every professional may use a code. The person whom a running access names consults what it
/// leads to, everything, categories or chosen documents, and may give it back; a guest, who has no log-in, consults
/// chosen documents only, by an access that says who the guest is, and for 24 hours at most whatever end it bears.
pub(crate) struct TemporaryAccess;

/// What an access says.
pub(crate) struct Access {
    scope: Scope,
    pub(crate) given_at: DateTime<Utc>,
    /// Whether it was given to whoever has a code, and so to nobody by name.
    pub(crate) by_code: bool,
    of_a_guest: bool,
}

enum Scope {
    Whole,
    Categories(Vec<Category>),
    Documents(Vec<Uuid>),
}

impl Statement for TemporaryAccess {
    fn stage(&self) -> Stage {
        Stage::Way("W7")
    }

    fn doors<'a>(&self, facts: &'a Facts) -> Vec<Option<&'a Provision>> {
        doors(facts, "temporary_access")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let party = &case.facts.party;
        if case.facts.space.is_none() {
            return false;
        }
        let professional = matches!(party.kind, PartyKind::Professional(_));
        let Some(provision) = case.through else {
            return professional && case.act == Act::Redeem && case.thing.is_none();
        };
        let Some(access) = read(provision) else { return false };
        if provision.person != Some(party.person) {
            return false;
        }
        let serves = match &party.kind {
            PartyKind::Professional(_) => {
                !access.of_a_guest && matches!(case.act, Act::Consult | Act::Relinquish)
            }
            PartyKind::Guest => {
                let within_a_day = case.facts.now < provision.starts_at + TimeDelta::hours(24);
                let of_documents = matches!(access.scope, Scope::Documents(_));
                access.of_a_guest && of_documents && within_a_day && case.act == Act::Consult
            }
            _ => false,
        };
        serves && case.thing.is_none_or(|thing| access.leads_to(thing))
    }
}

impl Access {
    fn leads_to(&self, thing: &Thing) -> bool {
        match &self.scope {
            Scope::Whole => true,
            Scope::Categories(categories) => categories.contains(&thing.category),
            Scope::Documents(_) => self.names(thing),
        }
    }

    /// Whether it names this very document.
    pub(crate) fn names(&self, thing: &Thing) -> bool {
        matches!(&self.scope, Scope::Documents(series) if series.contains(&thing.series))
    }
}

/// An access, if it can be read.
pub(crate) fn read(provision: &Provision) -> Option<Access> {
    let terms = fields(&provision.terms, &["scope", "given_at"], &["guest", "code"])?;
    let by_code = match terms.get("code") {
        None | Some(Value::Null) => false,
        Some(code) => Uuid::parse_str(code.as_str()?).is_ok().then_some(true)?,
    };
    let scope = match terms.get("scope")? {
        Value::String(word) if word == "whole" => Scope::Whole,
        other => match only(other)? {
            ("categories", list) => {
                Scope::Categories(list.as_array()?.iter().map(category).collect::<Option<_>>()?)
            }
            ("documents", list) => Scope::Documents(ids(list)?),
            _ => return None,
        },
    };
    let of_a_guest = match terms.get("guest") {
        None | Some(Value::Null) => false,
        Some(guest) => {
            let said = fields(guest, &["name", "profession", "place"], &[])?;
            if !said.values().all(Value::is_string) {
                return None;
            }
            true
        }
    };
    Some(Access { scope, given_at: instant(terms.get("given_at")?)?, of_a_guest, by_code })
}
