use chrono::{DateTime, Utc};
use consent::{
    AdminPermit, Permit,
    service::{MergeSpaces, OfBoth, Pair, SplitSpaces},
};
use database::Tx;
use kernel::PersonId;
use serde_json::{Value, json};

use super::take_citizens::taken;
use crate::{
    ConfirmProposal, Differences, Error, Identity, IdentityStatus, ProposalReason, UnfitIdentities, index,
    sealed::{self, DoubleIdentity, WholeIdentity},
    store::{self, CitizenRow},
    traits::{given_names_share_none, traits_differ},
};

impl Identity {
    /// In what two identities differ: by name, and nothing of what stands there.
    pub(super) fn differences(&self, tx: &mut Tx<'_>, pair: Pair) -> Result<Differences, Error> {
        let ((double, _), (stays, _)) = self.both_identities(tx, pair)?;
        let numbers = double.identity.ins.zip(stays.identity.ins);
        Ok(Differences {
            traits: traits_differ(&double.identity.traits, &stays.identity.traits),
            numbers: numbers.is_some_and(|(one, other)| one != other),
        })
    }

    fn both_identities(&self, tx: &mut Tx<'_>, pair: Pair) -> Result<(Stated, Stated), Error> {
        let mut rows = store::identities_without_permit(tx, &[pair.double, pair.stays])?;
        let mut of = |space| -> Result<_, Error> {
            let row: CitizenRow = rows.remove(&space).ok_or(Error::Missing("citizen"))?;
            let whole = sealed::open(self.vault.space(space)?.as_ref(), row.person, &row.sealed)?;
            Ok((whole, row.status))
        };
        Ok((of(pair.double)?, of(pair.stays)?))
    }

    /// Whether two identities may be those of one person.
    pub(super) fn identities_fit(
        &self,
        tx: &mut Tx<'_>,
        pair: Pair,
        reason: ProposalReason,
    ) -> Result<Result<(), UnfitIdentities>, Error> {
        let ((double, status), (stays, its_status)) = self.both_identities(tx, pair)?;
        let (of_double, of_stays) = (&double.identity.traits, &stays.identity.traits);
        let differing = traits_differ(of_double, of_stays);
        let decisive = differing.iter().filter(|name| name.is_decisive()).count();
        // Twins have all but their given names in common, where they are of one sex.
        if decisive > 1 || given_names_share_none(of_double, of_stays) {
            return Ok(Err(UnfitIdentities::TwoPeople));
        }
        // A number that is not proven is a sign all the same.
        let numbers = double.identity.ins.as_ref().zip(stays.identity.ins.as_ref());
        let is_explained = |given: &kernel::Ins| stays.gave_up(given) || reason.explains_two_numbers();
        if numbers.is_some_and(|(one, other)| one != other && !is_explained(one)) {
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
    /// been begun as the other one. So goes what was bound meanwhile to the person who stays: it may be the other one's.
    ///
    /// The numbers and traits of the double lead to it again. No number of it can have become the other record's: a row that
    /// names it as that of today is refused, and one that names it as the one before has proven nothing. The very traits of
    /// the double can, since the feed may correct the record to them: then nothing is parted until the feed says otherwise,
    /// as what stood there before is not kept and two records never have one identity.
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
        // Accounts are held before sessions, as everywhere.
        if let Some(since) = store::delete_merged_person(tx, holder)? {
            self.unbind_since(tx, &both, stays.row.person, since, why)?;
        }
        for person in [holder, stays.row.person] {
            self.end_all_sessions(tx, person)?;
        }
        Ok(())
    }

    /// Takes back what was bound to a person since an instant: subjects of providers, and accounts, whose owners are told.
    /// Either is bound anew at the next log-in, to whoever it proves then.
    fn unbind_since<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        both: &OfBoth<'tx, SplitSpaces>,
        person: PersonId,
        since: DateTime<Utc>,
        why: &Value,
    ) -> Result<(), Error> {
        let subjects = store::delete_subjects_since(tx, person, since)?;
        let accounts = self.unbind_accounts_since(tx, person, since)?;
        let mut told = why.clone();
        if let Some(told) = told.as_object_mut() {
            told.insert("log_ins_unbound".to_owned(), json!(subjects + accounts));
        }
        for permit in [&both.double, &both.stays] {
            permit.detail(tx, told.clone());
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

/// An identity, and how sure it is.
type Stated = (WholeIdentity, IdentityStatus);

/// Who a record is about, as its row says it and opened.
struct Known {
    row: CitizenRow,
    whole: WholeIdentity,
}
