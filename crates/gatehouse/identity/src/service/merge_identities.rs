use consent::{
    AdminPermit, Permit,
    service::{MergeSpaces, OfBoth, Pair},
};
use database::Tx;
use kernel::PersonId;
use serde_json::Value;

use super::take_citizens::taken;
use crate::{
    ConfirmProposal, Error, Identity, ProposalReason, TraitName, UnfitIdentities, index,
    sealed::{self, DoubleIdentity, WholeIdentity},
    store::{self, CitizenRow},
    traits::traits_differ,
};

impl Identity {
    /// Whether two identities may be those of one person.
    pub(super) fn identities_fit(
        &self,
        tx: &mut Tx<'_>,
        pair: Pair,
        reason: ProposalReason,
    ) -> Result<Result<(), UnfitIdentities>, Error> {
        let mut rows = store::identities_without_permit(tx, &[pair.double, pair.stays])?;
        let mut of = |space| -> Result<_, Error> {
            let row: CitizenRow = rows.remove(&space).ok_or(Error::Missing("citizen"))?;
            let whole = sealed::open(self.vault.space(space)?.as_ref(), row.person, &row.sealed)?;
            Ok((whole, row.status))
        };
        let ((double, status), (stays, its_status)) = (of(pair.double)?, of(pair.stays)?);
        let decisive = [TraitName::BirthName, TraitName::BirthDate, TraitName::Sex];
        let differing = traits_differ(&double.identity.traits, &stays.identity.traits);
        if differing.iter().filter(|name| decisive.contains(name)).count() > 1 {
            return Ok(Err(UnfitIdentities::TwoPeople));
        }
        let numbers = double.as_proven(status).ins.zip(stays.as_proven(its_status).ins);
        let is_explained = |given: &kernel::Ins| stays.gave_up(given) || reason.explains_two_numbers();
        if numbers.is_some_and(|(one, other)| one != other && !is_explained(&one)) {
            return Ok(Err(UnfitIdentities::TwoNumbers));
        }
        Ok(if status > its_status { Err(UnfitIdentities::LessSure) } else { Ok(()) })
    }

    /// Lets the identity of a double lead to the record that stays, whoever looks for it and however the person logs in.
    pub(super) fn merge_identities(
        &self,
        tx: &mut Tx<'_>,
        both: &OfBoth<'_, MergeSpaces>,
        pair: Pair,
    ) -> Result<(), Error> {
        let (double, stays) = (self.citizen_of(tx, &both.double)?, self.citizen_of(tx, &both.stays)?);
        let mut whole = stays.whole;
        whole.doubles.push(DoubleIdentity {
            record: pair.double,
            whole: double.whole,
            status: double.row.status,
        });
        store::delete_tags(tx, &both.double)?;
        self.rewrite(tx, &both.stays, &stays.row, &whole)?;
        store::insert_merged_person(tx, double.row.person, stays.row.person, both.double.now())?;
        self.end_all_sessions(tx, double.row.person)?;
        Ok(())
    }

    /// Undoes [`Identity::merge_identities`], with the states of the records. Sessions of either person end: they may have
    /// been begun as the other one.
    pub(super) fn split_identities<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        admin: &AdminPermit<'tx, ConfirmProposal>,
        pair: Pair,
        why: &Value,
    ) -> Result<(), Error> {
        let mut rows = store::identities_without_permit(tx, &[pair.double])?;
        let holder: PersonId = rows.remove(&pair.double).ok_or(Error::Missing("citizen"))?.person;
        let both = self.consent.split_spaces(tx, admin, pair, holder, why)?;
        let (double, stays) = (self.citizen_of(tx, &both.double)?, self.citizen_of(tx, &both.stays)?);
        let mut whole = stays.whole;
        whole.doubles.retain(|one| one.record != pair.double);
        self.rewrite(tx, &both.stays, &stays.row, &whole)?;
        let tags = index::tags_of(&self.vault, &double.whole, double.row.status)?;
        store::replace_tags(tx, &both.double, &tags).map_err(taken)?;
        store::delete_merged_person(tx, holder)?;
        for person in [holder, stays.row.person] {
            self.end_all_sessions(tx, person)?;
        }
        Ok(())
    }

    fn citizen_of<A: consent::Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
    ) -> Result<Known, Error> {
        let row = store::identity_of(tx, permit)?.ok_or(Error::Missing("citizen"))?;
        let whole = sealed::open(self.vault.space(permit.space())?.as_ref(), row.person, &row.sealed)?;
        Ok(Known { row, whole })
    }

    fn rewrite<A: consent::Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        row: &CitizenRow,
        whole: &WholeIdentity,
    ) -> Result<(), Error> {
        let keys = self.vault.space(permit.space())?;
        store::update_sealed(tx, permit, &sealed::seal(&keys, self.rng.as_ref(), row.person, whole)?)?;
        let tags = index::tags_of(&self.vault, whole, row.status)?;
        store::replace_tags(tx, permit, &tags).map_err(taken)
    }
}

/// Who a record is about, as its row says it and opened.
struct Known {
    row: CitizenRow,
    whole: WholeIdentity,
}
