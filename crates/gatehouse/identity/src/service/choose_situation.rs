use database::{ReadTx, Tx};
use kernel::{Assurance, PersonId, SessionId, Standing};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::login_attempt::{LIFE, Offered, digest_of};
use crate::{
    Error, Identity, NotAdmitted, Professional, ProviderSession, ReturnPath, Session, SessionCapacity,
    SituationId,
    oidc::{AtProvider, Proven},
    service::ClaimedLogin,
    store::{self, KnownPractice},
};

/// A situation of practice to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedSituation {
    /// Its id.
    pub id: SituationId,
    /// Profession, code of table TRE_G15.
    pub profession: String,
    /// Speciality or other know-how, as a code, where there is one.
    pub know_how: Option<String>,
    /// Sector of activity, code of table TRE_R02.
    pub sector: String,
    /// What the structure is called.
    pub place: Option<String>,
    /// The number of the structure, where it has one.
    pub finess: Option<String>,
}

/// What lies sealed beside an attempt while somebody chooses.
#[derive(Serialize, Deserialize)]
struct Offer {
    person: PersonId,
    assurance: Assurance,
    at_provider: AtProvider,
    situations: Vec<SituationId>,
}

impl Identity {
    /// The situations that the attempt of this browser offers, in the provider's order.
    ///
    /// # Errors
    /// [`NotAdmitted::AttemptOver`] when nothing is offered to this browser; the database's and the vault's.
    pub fn offered_situations(
        &self,
        rtx: &mut ReadTx<'_>,
        browser: &SecretString,
    ) -> Result<Vec<OfferedSituation>, Error> {
        let Offered { offer, .. } = self.offered::<Offer>(rtx, browser)?;
        let professional = store::professional(rtx.conn(), offer.person)?.ok_or(NotAdmitted::AttemptOver)?;
        let practices = store::practices_of(rtx.conn(), offer.person)?;
        Ok(described(&professional, &practices, &offer.situations))
    }

    /// Opens the session in the situation chosen, one of those offered, and ends the attempt in the same transaction.
    /// `before` is the session that the browser had, which ends.
    ///
    /// # Errors
    /// [`Error::NotAdmitted`] for an attempt that is over and a situation that was not offered; the database's.
    pub fn choose_situation(
        &self,
        tx: &mut Tx<'_>,
        browser: &SecretString,
        chosen: &ChosenSituation,
        before: Option<SessionId>,
    ) -> Result<(Session, ReturnPath), Error> {
        let ChosenSituation { offer, provider, return_to, situation } = chosen;
        if !store::delete_attempt(tx, &digest_of(browser), self.clock.now())? {
            return Err(NotAdmitted::AttemptOver.into());
        }
        let professional = store::professional(tx.conn(), offer.person)?.ok_or(NotAdmitted::AttemptOver)?;
        if professional.standing != Standing::Good {
            return Err(NotAdmitted::NotInGoodStanding.into());
        }
        let capacity = SessionCapacity::Professional { person: offer.person, situation: *situation };
        let running = ProviderSession { provider: provider.clone(), at_provider: offer.at_provider.clone() };
        let session = self.open_instead(tx, &self.beside(capacity, offer.assurance, running), before)?;
        Ok((session, return_to.clone()))
    }

    /// Reads what this browser is offered and whether the choice is among it, for [`Identity::choose_situation`].
    ///
    /// # Errors
    /// [`NotAdmitted::AttemptOver`] when nothing is offered to this browser, [`NotAdmitted::NoSituation`] for another
    /// situation than those offered; the database's and the vault's.
    pub fn chosen_situation(
        &self,
        rtx: &mut ReadTx<'_>,
        browser: &SecretString,
        situation: SituationId,
    ) -> Result<ChosenSituation, Error> {
        let Offered { offer, provider, return_to } = self.offered::<Offer>(rtx, browser)?;
        if !offer.situations.contains(&situation) {
            return Err(NotAdmitted::NoSituation.into());
        }
        Ok(ChosenSituation { offer, provider, return_to, situation })
    }

    /// Keeps the attempt for the choice, ten minutes at most, and what may be chosen with it.
    pub(super) fn offer(
        &self,
        tx: &mut Tx<'_>,
        claimed: &ClaimedLogin,
        person: PersonId,
        proven: &Proven,
        situations: Vec<SituationId>,
    ) -> Result<(), Error> {
        let browser = digest_of(&claimed.browser);
        let at_provider = proven.at_provider.clone();
        let offer = Offer { person, assurance: proven.assurance, at_provider, situations };
        let sealed = self.seal_of_attempt("offered", &browser, &claimed.provider, &offer)?;
        let now = self.clock.now();
        if store::offer_choice(tx, &browser, &sealed, now, now + LIFE)? {
            return Ok(());
        }
        Err(NotAdmitted::AttemptOver.into())
    }
}

/// Situations of a professional in words that tell one from another; one that has ended is left out.
pub(super) fn described(
    professional: &Professional,
    practices: &[KnownPractice],
    situations: &[SituationId],
) -> Vec<OfferedSituation> {
    let offered = situations.iter().filter_map(|id| {
        let known = practices.iter().find(|known| known.id == id.uuid() && known.active)?;
        Some(OfferedSituation {
            id: *id,
            profession: known.profession.clone().unwrap_or_else(|| professional.profession.clone()),
            know_how: known.know_how.clone(),
            sector: known.sector.clone(),
            place: known.organisation_name.clone().or_else(|| known.place.clone()),
            finess: known.finess.clone(),
        })
    });
    offered.collect()
}

/// A choice that was among those offered.
pub struct ChosenSituation {
    offer: Offer,
    provider: String,
    return_to: ReturnPath,
    situation: SituationId,
}
