use consent::{Ask, SpaceState};
use database::{Desk, Tx};
use kernel::{Actor, AdminRole, Assurance, PersonId, SpaceId};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Assistance, BeginMediation, BegunMediation, Error, Identity, MediationAsked, MediationFault,
    SessionCapacity, Unrecognised, service::NewSession, store,
};

/// Records in whose life a mediator and a citizen have something to do together.
const HELPED: [SpaceState; 4] =
    [SpaceState::OppositionRunning, SpaceState::Opposed, SpaceState::Created, SpaceState::Active];

impl Identity {
    /// Begins a session of a citizen in which a mediator acts beside them. The look-up is counted like any other, before
    /// anything is looked for; a person who has no record and one whose record is shut are one answer. A session that the
    /// mediator had with somebody else ends.
    ///
    /// # Errors
    /// A refusal of consent, for whoever is no mediator; absent for nobody; [`Error::TooManyLookups`];
    /// [`Error::Mediation`]; the database's and the vault's.
    pub fn begin_mediation(
        &self,
        desk: &Desk,
        actor: &Actor,
        asked: &MediationAsked,
        network: &str,
    ) -> Result<BegunMediation, Error> {
        if actor.has_role(AdminRole::Mediator) {
            if !asked.is_present {
                return Err(MediationFault::NotPresent.into());
            }
            self.spend_lookup_of_mediator(desk, actor, network)?;
        }
        desk.write(|tx| self.begin_together(tx, actor, asked))
    }

    fn begin_together(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        asked: &MediationAsked,
    ) -> Result<BegunMediation, Error> {
        let admin = self.consent.check_admin::<BeginMediation>(tx, actor, &[AdminRole::Mediator])?;
        let now = admin.now();
        let day = now.with_timezone(&self.settings.zone).date_naive();
        if store::begin_on_day(tx, actor.person, day)? > self.settings.mediation.a_day {
            admin.spent(tx, "mediations");
            return Err(MediationFault::TooManyToday.into());
        }
        let tags = self.tags_of_search(&asked.search)?;
        let found = match store::spaces_under(tx.conn(), &tags)?.as_slice() {
            [space] => *space,
            _ => SpaceId::from(Uuid::nil()),
        };
        let Some(person) = self.who_is_helped(tx, found)? else { return Err(admin.nobody(tx).into()) };
        store::end_together_in(tx, actor.session, now)?;
        let left = store::end_of_session(tx.conn(), actor.session)?.ok_or(Unrecognised::NoSession)? - now;
        let session = self.open_session(
            tx,
            &NewSession {
                assistance: Some(Assistance { mediator: actor.person, session: actor.session }),
                agent: asked.agent.clone(),
                life: Some(self.settings.mediation.session.min(left)),
                ..NewSession::new(SessionCapacity::Citizen { person }, Assurance::Substantial)
            },
        )?;
        let row = store::session_now(tx.conn(), session.id)?.ok_or(Unrecognised::NoSession)?;
        let together = self.actor(&row, actor.request)?;
        let permit = self.consent.check::<BeginMediation>(tx, &together, found, Ask::default())?;
        let detail = json!({ "document": asked.document.as_str(), "until": session.expires_at });
        permit.detail(tx, detail.clone());
        admin.name(tx, [found.uuid()]);
        admin.detail(tx, detail);
        Ok(BegunMediation { session, space: found })
    }

    /// The holder of a record in which there is something to do together. The same is asked where there is no record.
    fn who_is_helped(&self, tx: &mut Tx<'_>, space: SpaceId) -> Result<Option<PersonId>, Error> {
        let lives = self.consent.lives_without_permit(tx, &[space])?;
        let holder = store::holder_who_may_log_in(tx.conn(), space)?;
        let helped = lives.get(&space).is_some_and(|life| HELPED.contains(&life.state));
        Ok(holder.filter(|_| helped))
    }
}
