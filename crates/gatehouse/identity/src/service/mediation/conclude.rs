use database::{ReadTx, Tx};
use kernel::{Actor, Assurance, Called, Capacity, PersonId, Private, RequestId, SessionId};
use serde_json::json;

use crate::{EndMediation, EndOfMediation, EndedMediation, Error, Identity, store};

impl Identity {
    /// Ends a session together, where it runs, and tells of it once: in the record under both names, and in a chain of the
    /// system under the mediator's; so in the record of each minor in which something was done. Gives what its citizen is to be
    /// told; none where that was done before, where the session
    /// is none, and where the citizen's account is no more.
    ///
    /// # Errors
    /// The consent engine's, the database's and the vault's.
    pub fn conclude_mediation(
        &self,
        tx: &mut Tx<'_>,
        session: SessionId,
        how: EndOfMediation,
    ) -> Result<Option<EndedMediation>, Error> {
        let now = self.clock.now();
        store::end_one(tx, session, now)?;
        let Some(ended) = store::conclude(tx, session, now)? else { return Ok(None) };
        let (mediator, request) = (ended.mediator, RequestId::new(self.clock.as_ref(), self.rng.as_ref()));
        let name = store::name_of_admin(tx.conn(), mediator)?.unwrap_or_default();
        let of_mediator = self.as_mediator(tx, mediator, ended.mediator_session, &name, request)?;
        let detail = json!({ "how": how.as_str() });
        self.consent.tell_of_mediator::<EndMediation>(tx, &of_mediator, detail.clone());
        let Some(row) = store::session_now(tx.conn(), session)? else { return Ok(None) };
        // The mediator is named, also where the session ended because that one is no mediator any more.
        let row = crate::rows::SessionNow { assistant: Some(name.clone()), ..row };
        let together = match self.actor(&row, request) {
            Ok(together) => together,
            // An erased citizen is told nothing.
            Err(Error::Unauthenticated(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let Some(space) = row.space_id else { return Ok(None) };
        let permit = self.consent.tell_together::<EndMediation>(tx, &together, space.into())?;
        permit.detail(tx, detail.clone());
        let since = ended.began_at;
        let mut acts = self.consent.acts_together(tx, space.into(), session, since)?;
        for cared_for in self.consent.cared_for_since(tx, together.person, since)? {
            let there = self.consent.acts_together(tx, cared_for, session, since)?;
            if !there.is_empty() {
                let permit = self.consent.tell_together::<EndMediation>(tx, &together, cared_for)?;
                permit.detail(tx, detail.clone());
                for act in there {
                    if !acts.contains(&act) {
                        acts.push(act);
                    }
                }
            }
        }
        let mut acts_for_minors: Vec<String> = Vec::new();
        for minor in self.consent.represented_since(tx, together.person, since)? {
            let acts = self.consent.acts_together(tx, minor, session, since)?;
            if acts.is_empty() {
                continue;
            }
            let permit = self.consent.tell_together::<EndMediation>(tx, &together, minor)?;
            permit.detail(tx, detail.clone());
            for act in acts {
                if !acts_for_minors.contains(&act) {
                    acts_for_minors.push(act);
                }
            }
        }
        Ok(Some(EndedMediation {
            space: space.into(),
            began_at: ended.began_at,
            mediator: name.into(),
            acts,
            acts_for_minors,
        }))
    }

    /// Some sessions together that have ended and of which nothing was told yet, the oldest first.
    ///
    /// # Errors
    /// The database's.
    pub fn mediations_to_conclude(&self, rtx: &mut ReadTx<'_>, most: i64) -> Result<Vec<SessionId>, Error> {
        Ok(store::together_over(rtx.conn(), self.clock.now(), most)?)
    }

    /// The sessions together that were begun in a mediator's session and of which nothing was told yet.
    ///
    /// # Errors
    /// The database's.
    pub fn mediations_of(&self, rtx: &mut ReadTx<'_>, session: SessionId) -> Result<Vec<SessionId>, Error> {
        Ok(store::together_in(rtx.conn(), session)?)
    }

    fn as_mediator(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        session: SessionId,
        name: &str,
        request: RequestId,
    ) -> Result<Actor, Error> {
        Ok(Actor {
            person,
            session,
            request,
            capacity: Capacity::Admin(store::roles_of(tx.conn(), person)?),
            assurance: Assurance::Substantial,
            second_factor_at: None,
            assisted_by: None,
            secret: false,
            software: None,
            called: Called::default(),
            name: Private::from(name),
        })
    }
}
