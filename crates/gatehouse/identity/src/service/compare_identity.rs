use consent::IdentityAgreement;
use database::Tx;
use kernel::SpaceId;

use crate::{Error, GivenIdentity, Identity, InsAgreement, TraitName, agreement, sealed, store};

/// How far an identity given is that of a space. It is what rules decide from, and no decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What the rules of consent are told.
    pub verdict: IdentityAgreement,
    /// Whether a number was given that is not the one known.
    pub ins_differs: bool,
    /// The traits that differ. They may be named to somebody who was let in, and to nobody else.
    pub differing: Vec<TraitName>,
}

impl Identity {
    /// Compares an identity given with a deposit with that of the space, before anything is decided: the decision
    /// needs the answer. It gives no access and shows no trait. A space that does not exist disagrees.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn compare_identity_without_permit(
        &self,
        tx: &mut Tx<'_>,
        space: SpaceId,
        given: &GivenIdentity,
    ) -> Result<Comparison, Error> {
        let Some((person, sealed)) = store::identity_without_permit(tx, space)? else {
            return Ok(Comparison {
                verdict: IdentityAgreement::Disagrees,
                ins_differs: false,
                differing: Vec::new(),
            });
        };
        let known = sealed::open(self.vault.space(space)?.as_ref(), person, &sealed)?;
        let agreement = agreement(given, &known);
        Ok(Comparison {
            verdict: agreement.verdict(),
            ins_differs: agreement.ins == InsAgreement::Other,
            differing: agreement.differing,
        })
    }
}
