use std::collections::HashSet;

use database::Tx;
use kernel::{OrganisationId, PersonId};

use super::admit_professional::kind_of;
use crate::{
    Error, Identity, ImportCounts, ListedBatch, SituationId,
    extract::{Establishment, Listed, Practising},
    normalise,
    store::{self, NewListed, NewOrganisation, NewSituation, Number},
};

impl Identity {
    /// Writes rows of the extract of professionals: who they are, the organisations, where they practise. Whoever is known,
    /// from an earlier extract or from a log-in, is corrected and keeps every id; the first row of an import about somebody
    /// or something counts. Adds what came of it to `counts`.
    ///
    /// # Errors
    /// The database's.
    pub fn import_professionals(
        &self,
        tx: &mut Tx<'_>,
        batch: &ListedBatch,
        counts: &mut ImportCounts,
    ) -> Result<(), Error> {
        if !batch.keep.is_empty() {
            store::keep(tx, &batch.keep)?;
        }
        let rows = &batch.listed;
        if rows.is_empty() {
            return Ok(());
        }
        // A first log-in of one of them must not make a second person, nor add a situation twice: it takes the same locks
        // in the same order.
        tx.lock_alone("identity.register-proven")?;
        let people = self.people(rows);
        let [added, corrected, back] = store::write_professionals(tx, &people, self.clock.now())?;
        counts.professionals_added += added;
        counts.professionals_corrected += corrected;
        counts.professionals_back += back;
        let organisations = self.organisations(rows);
        if !organisations.is_empty() {
            tx.lock_alone("identity.organisation-numbers")?;
            let [added, corrected] = store::write_organisations(tx, &organisations, false, false)?;
            counts.organisations_added += added;
            counts.organisations_corrected += corrected;
        }
        let situations = self.situations(rows);
        let [added, corrected] = store::write_situations(tx, &situations)?;
        counts.situations_added += added;
        counts.situations_corrected += corrected;
        Ok(())
    }

    /// Writes rows of the file of establishments. With `list_them` their software may act for them from now on, where it
    /// is listed too.
    ///
    /// # Errors
    /// The database's.
    pub fn import_organisations(
        &self,
        tx: &mut Tx<'_>,
        rows: &[Establishment],
        list_them: bool,
        counts: &mut ImportCounts,
    ) -> Result<(), Error> {
        let mut met = HashSet::new();
        let new: Vec<_> = rows
            .iter()
            .filter(|row| met.insert(row.finess.as_str()))
            .map(|row| NewOrganisation::of(self.organisation_id(), row))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        tx.lock_alone("identity.organisation-numbers")?;
        let [added, corrected] = store::write_organisations(tx, &new, true, list_them)?;
        counts.organisations_added += added;
        counts.organisations_corrected += corrected;
        Ok(())
    }

    fn organisation_id(&self) -> OrganisationId {
        OrganisationId::new(self.clock.as_ref(), self.rng.as_ref())
    }

    /// Each person once.
    fn people<'a>(&self, rows: &'a [Listed]) -> Vec<NewListed<'a>> {
        let mut met = HashSet::new();
        let new = rows.iter().filter(|row| met.insert(row.rpps.as_str()));
        new.map(|row| (PersonId::new(self.clock.as_ref(), self.rng.as_ref()), row)).collect()
    }

    /// Each organisation once.
    fn organisations<'a>(&self, rows: &'a [Listed]) -> Vec<NewOrganisation<'a>> {
        let mut met = HashSet::new();
        let mut new = Vec::new();
        for practice in rows.iter().filter_map(|row| row.practice.as_ref()) {
            let Some(number) = Number::of(practice.finess.as_ref(), practice.siret.as_deref()) else {
                continue;
            };
            let (finess, siret) = match number {
                Number::Site(finess) => (Some(finess.as_str()), None),
                Number::Siret(siret) => (None, Some(siret)),
            };
            if met.insert((finess, siret)) {
                new.push(NewOrganisation {
                    id: self.organisation_id(),
                    finess,
                    siret,
                    name: practice.place.as_deref(),
                    kind: kind_of(&practice.sector).as_str(),
                    postcode: practice.postcode.as_deref(),
                    town: practice.town.as_deref(),
                });
            }
        }
        new
    }

    /// Each situation once, as a log-in tells them apart.
    fn situations<'a>(&self, rows: &'a [Listed]) -> Vec<NewSituation<'a>> {
        let mut met = HashSet::new();
        let mut new = Vec::new();
        for row in rows {
            let Some(practice) = &row.practice else { continue };
            if met.insert((row.rpps.as_str(), row.profession.as_str(), where_of(practice))) {
                let id = SituationId::new(self.clock.as_ref(), self.rng.as_ref());
                new.push(NewSituation { id, row, practice });
            }
        }
        new
    }
}

/// What tells a structure from others: its number, or sector and name.
fn where_of(practice: &Practising) -> (Option<&str>, Option<&str>, Option<(&str, String)>) {
    let named = || {
        let place = practice.place.as_deref().map(normalise).unwrap_or_default();
        (practice.sector.as_str(), place.reveal().clone())
    };
    match Number::of(practice.finess.as_ref(), practice.siret.as_deref()) {
        Some(Number::Site(finess)) => (Some(finess.as_str()), None, None),
        Some(Number::Siret(siret)) => (None, Some(siret), None),
        None => (None, None, Some(named())),
    }
}
