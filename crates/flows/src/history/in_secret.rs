//! Whoever was let in in secret alone is refused afterwards like anybody, and that would tell of them by name.

use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::Tx;
use journal::{Entry, Line, Outcome, Who};
use kernel::{OrganisationId, PersonId};

use super::of_others::person_of;
use crate::House;

/// Those to whom something was given in secret, or who brought nothing but what is hidden from representatives: each with since when.
/// What they are refused from then on is not told to whoever sees no secrets, whether what they had still runs or not.
#[derive(Default)]
pub(super) struct InSecret {
    people: Vec<(PersonId, DateTime<Utc>)>,
    organisations: Vec<(OrganisationId, DateTime<Utc>)>,
}

impl InSecret {
    /// Those among whoever is refused something in these lines; nobody for whoever sees secrets.
    pub(super) fn among<A: Action>(
        house: &House,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        lines: &[Line],
    ) -> Result<Self, documents::Error> {
        let refused: Vec<&Who> = lines
            .iter()
            .filter(|line| line.entry.outcome == Outcome::Refused)
            .map(|line| &line.entry.who)
            .collect();
        if permit.sees_secrets() || refused.is_empty() {
            return Ok(Self::default());
        }
        let people: Vec<PersonId> = refused.iter().filter_map(|who| person_of(who)).collect();
        // What a parent brought and the minor hid is known to that parent.
        let feeding = refused.iter().filter(|who| organisation_of(who).is_some());
        let feeding: Vec<PersonId> = feeding.filter_map(|who| person_of(who)).collect();
        let organisations: Vec<OrganisationId> =
            refused.iter().filter_map(|who| organisation_of(who)).collect();
        let mut found = Self::default();
        for given in house.consent.given_in_secret(tx, permit, &people, &organisations)? {
            match (given.person, given.organisation) {
                (Some(person), _) => found.people.push((person, given.at)),
                (None, Some(organisation)) => found.organisations.push((organisation, given.at)),
                (None, None) => {}
            }
        }
        found.people.extend(house.documents.brought_hidden(tx, permit, &feeding)?);
        Ok(found)
    }

    /// Whether a line tells its reader of somebody who is kept from them.
    pub(super) fn is_told_by(&self, entry: &Entry, reader: PersonId) -> bool {
        let person = person_of(&entry.who);
        if entry.outcome != Outcome::Refused || person == Some(reader) {
            return false;
        }
        let organisation = organisation_of(&entry.who);
        let by_person = self.people.iter().any(|(one, at)| Some(*one) == person && *at <= entry.at);
        by_person || self.organisations.iter().any(|(one, at)| Some(*one) == organisation && *at <= entry.at)
    }
}

fn organisation_of(who: &Who) -> Option<OrganisationId> {
    match who {
        Who::Professional { organisation, .. } => *organisation,
        Who::Establishment { organisation, .. } => Some(*organisation),
        Who::Citizen { .. } | Who::Guest { .. } | Who::Admin { .. } | Who::System { .. } => None,
    }
}
