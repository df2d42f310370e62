use std::borrow::Cow;

use consent::IdentityAgreement;
use database::Tx;
use kernel::{Ins, SpaceId};

use crate::{
    Agreement, CitizenIdentity, Error, GivenIdentity, Identity, InsAgreement, TraitName, agreement,
    sealed::{self, DoubleIdentity, WholeIdentity},
    store,
};

/// How far an identity given is that of a space. It is what rules decide from, and no decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What the rules of consent are told.
    pub verdict: IdentityAgreement,
    /// Whether a number was given that is not the one known.
    pub ins_differs: bool,
    /// The traits that differ. They may be named to somebody who was let in, and to nobody else.
    pub differing: Vec<TraitName>,
    /// The double that the record took in whose identity it is, where it is not the record's own.
    pub of_double: Option<SpaceId>,
}

impl Identity {
    /// Compares an identity given with a deposit with that of the space, before anything is decided: the decision
    /// needs the answer. A number that was the person's before counts as the one of today; of an identity that is not
    /// qualified no number counts. Where the record took a double in, the traits that stood there count too. It gives no access and shows no trait. A space that does not exist disagrees.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn compare_identity_without_permit(
        &self,
        tx: &mut Tx<'_>,
        space: SpaceId,
        given: &GivenIdentity,
    ) -> Result<Comparison, Error> {
        let Some(row) = store::identity_without_permit(tx, space)? else {
            return Ok(Comparison {
                verdict: IdentityAgreement::Disagrees,
                ins_differs: false,
                differing: Vec::new(),
                of_double: None,
            });
        };
        let whole = sealed::open(self.vault.space(space)?.as_ref(), row.person, &row.sealed)?;
        let known = whole.as_proven(row.status);
        let given = in_numbers_of_today(given, &whole);
        let as_today = agreement(&given, &known);
        let (agreement, of_double) = match as_today.is_contradicted() {
            false => (as_today, None),
            true => match agreement_with_doubles(&given, &known, &whole) {
                Some((agreement, double)) => (agreement, Some(double)),
                None => (as_today, None),
            },
        };
        Ok(Comparison {
            verdict: agreement.verdict(),
            ins_differs: agreement.ins == InsAgreement::Other,
            differing: agreement.differing,
            of_double,
        })
    }
}

/// How far an identity given agrees with that of a double, under the number of today, where it does.
fn agreement_with_doubles(
    given: &GivenIdentity,
    known: &CitizenIdentity,
    whole: &WholeIdentity,
) -> Option<(Agreement, SpaceId)> {
    let as_there = |double: &DoubleIdentity| {
        let known = CitizenIdentity { traits: double.whole.identity.traits.clone(), ..known.clone() };
        (agreement(given, &known), double.record)
    };
    whole.doubles.iter().map(as_there).find(|(agreement, _)| !agreement.is_contradicted())
}

/// The identity given, with the number of today in the place of one that was the person's before.
fn in_numbers_of_today<'a>(given: &'a GivenIdentity, whole: &WholeIdentity) -> Cow<'a, GivenIdentity> {
    let Some(current) = &whole.identity.ins else { return Cow::Borrowed(given) };
    let is_former = |ins: &Ins| whole.gave_up(ins);
    if !given.ins.iter().any(is_former) {
        return Cow::Borrowed(given);
    }
    let ins = given.ins.iter().map(|ins| if is_former(ins) { current.clone() } else { ins.clone() });
    Cow::Owned(GivenIdentity { ins: ins.collect(), ..given.clone() })
}
