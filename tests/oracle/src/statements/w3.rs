use chrono::NaiveDate;
use config::Reference;
use consent::{Act, Facts, PartyKind, Provision};
use kernel::PersonId;
use uuid::Uuid;

use super::{raw, w4};
use crate::{Case, Stage, Statement};

/// In charge of a protected adult: a citizen whom a decision names that runs, that can be read, and that one wrote down and another
/// confirmed. With representation they do what the holder does, and erase nothing; of what citizens brought they change what the holder
/// did not bring. With assistance they do what the holder consented to while that decision runs, as a carer would.
pub(crate) struct InCharge {
    helpers: w4::Carers,
}

impl InCharge {
    pub(crate) fn new(reference: &Reference) -> Self {
        Self { helpers: w4::Carers::new(reference) }
    }

    fn assists(&self, case: &Case<'_>, consent: &Provision, holder: PersonId) -> bool {
        let Some(carer) = read_consent(case.facts, consent).filter(|_| consent.given_by == holder) else {
            return false;
        };
        match case.act {
            Act::Consult | Act::Deposit => {
                let stands = case.thing.is_none_or(|thing| self.helpers.leads_to(&carer, thing));
                carer.acts.contains(&case.act) && stands
            }
            Act::ReadNotices => carer.acts.contains(&case.act) && case.thing.is_none(),
            Act::Relinquish => case.thing.is_none(),
            _ => false,
        }
    }
}

impl Statement for InCharge {
    fn stage(&self) -> Stage {
        Stage::Way("W3")
    }

    fn doors<'a>(&self, facts: &'a Facts) -> Vec<Option<&'a Provision>> {
        let mut doors = raw::doors(facts, "protection");
        doors.extend(raw::now(facts, "assistance").into_iter().map(Some));
        doors
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let (facts, party) = (case.facts, &case.facts.party);
        let (Some(space), Some(through)) = (&facts.space, case.through) else { return false };
        if party.kind != PartyKind::Citizen || through.person != Some(party.person) {
            return false;
        }
        if through.kind == "assistance" {
            return self.assists(case, through, space.holder);
        }
        if counts(facts, through) != Some("representation") {
            return false;
        }
        match case.act {
            Act::Consult
            | Act::Deposit
            | Act::Curate
            | Act::ReadHistory
            | Act::ReadNotices
            | Act::Dispute => true,
            Act::Hide | Act::Loosen | Act::Grant | Act::Oversee | Act::Export | Act::Leave => true,
            Act::Amend => case.thing.is_none_or(|thing| thing.by_citizen && thing.depositor != space.holder),
            Act::Activate | Act::Prefer | Act::Oppose | Act::Close => case.thing.is_none(),
            _ => false,
        }
    }
}

/// What a helper may do by a consent to be assisted, if it can be read and the decision behind it counts.
pub(crate) fn read_consent(facts: &Facts, consent: &Provision) -> Option<w4::Carer> {
    let terms = raw::fields(&consent.terms, &["protection", "may"], &[])?;
    let protection = Uuid::parse_str(terms.get("protection")?.as_str()?).ok()?;
    let carer = w4::may(terms.get("may")?)?;
    let behind = |one: &&Provision| {
        one.id.uuid() == protection
            && one.person == consent.person
            && counts(facts, one) == Some("assistance")
    };
    facts.provisions.iter().find(behind)?;
    Some(carer)
}

/// Whether somebody acts for a protected adult now.
pub(crate) fn represents(facts: &Facts, person: PersonId) -> bool {
    let theirs = |one: &&Provision| one.person == Some(person);
    facts.provisions.iter().filter(theirs).any(|one| counts(facts, one) == Some("representation"))
}

/// What a decision makes of whom it names, where it counts now.
pub(crate) fn counts<'a>(facts: &Facts, one: &'a Provision) -> Option<&'a str> {
    let over = one.ends_at.is_some_and(|end| end <= facts.now);
    let holder = facts.space.as_ref()?.holder;
    if one.kind != "protection" || one.starts_at > facts.now || over || one.person == Some(holder) {
        return None;
    }
    let terms = raw::fields(&one.terms, &["with", "measure", "decision", "proposed_by"], &[])?;
    terms.get("measure")?.as_str()?;
    let decision = raw::fields(terms.get("decision")?, &["court", "decided_on"], &["number"])?;
    decision.get("court")?.as_str()?;
    decision.get("decided_on")?.as_str()?.parse::<NaiveDate>().ok()?;
    raw::text_or_nothing(decision, "number")?;
    let by = Uuid::parse_str(terms.get("proposed_by")?.as_str()?).ok()?;
    let with = terms.get("with")?.as_str().filter(|with| ["representation", "assistance"].contains(with))?;
    (by != one.given_by.uuid()).then_some(with)
}
