use consent::Ask;
use database::{Tx, idempotency::IdempotencyClaim};
use identity::GivenIdentity;
use kernel::{Actor, DocumentId, SpaceId};

use super::{Documents, prepare::names_who, traced::traced};
use crate::{Error, RefuseDeposit};

/// A deposit that the patient did not want.
pub struct RefusedDeposit {
    /// The way named by the caller.
    pub way: Option<consent::RuleId>,
    /// Type of the document that is not deposited, code of JDV_J07.
    pub type_code: String,
    /// OID of the type's code system; LOINC when none.
    pub type_system: Option<String>,
    /// Whom it would have been about.
    pub patient: GivenIdentity,
    /// The caller's `Idempotency-Key`.
    pub idempotency: Option<IdempotencyClaim>,
}

impl Documents {
    /// Writes down that the patient refused the deposit of a document: it leaves its line in the history, with the type
    /// of the document, and nothing else.
    ///
    /// # Errors
    /// As [`Documents::deposit`]; [`Error::Metadata`] for a type that is none.
    pub fn refuse_deposit(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        refused: &RefusedDeposit,
    ) -> Result<(), Error> {
        let known = self.known_type(&refused.type_code, refused.type_system.as_deref())?;
        let (code, system) = (&known.code, &known.system);
        names_who(&refused.patient)?;
        let patients = std::slice::from_ref(&refused.patient);
        let (identity, differing) = self.compare_patients(tx, space, patients)?;
        let ask = Ask { way: refused.way.clone(), identity, ..Ask::default() };
        let permit = match self.consent.check::<RefuseDeposit>(tx, actor, space, ask) {
            Ok(permit) => permit,
            Err(error) => return Err(self.explain(tx, actor, space, identity, differing, error)),
        };
        if actor.is_citizen() {
            // A citizen who wants no document deposits none.
            return Err(permit.professionals_only(tx).into());
        }
        let nothing = DocumentId::new(self.clock.as_ref(), self.rng.as_ref()).uuid();
        let before = self.claimed(tx, &permit, refused.idempotency.as_ref(), nothing);
        if traced(tx, &permit, space.uuid(), before)?.is_some() {
            permit.detail(tx, serde_json::json!({ "type": code, "system": system, "replayed": true }));
            return Ok(());
        }
        permit.detail(tx, serde_json::json!({ "type": code, "system": system }));
        Ok(())
    }
}
