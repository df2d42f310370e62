use chrono::Datelike;
use consent::{Ask, SpaceState};
use database::{Desk, Tx};
use kernel::{Actor, AdminRole, Assurance, PersonId, SpaceId};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Assistance, BeginMediation, BegunMediation, BirthDate, Error, GivenIdentity, Identity, MediationAsked,
    MediationFault, SessionCapacity, Unrecognised, index,
    service::{NewSession, PatientSearch, take_representatives::of_age_at},
    store,
};

/// Records in whose life a mediator and a citizen have something to do together.
const HELPED: [SpaceState; 4] =
    [SpaceState::OppositionRunning, SpaceState::Opposed, SpaceState::Created, SpaceState::Active];

impl Identity {
    /// Begins a session of a citizen in which a mediator acts beside them: the traits that stand on the document lead to the
    /// record, and a number given beside them must lead to the same one. The look-up is counted like any other, before
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
            // Told by what the mediator reads on the document, before anything is looked for.
            if self.is_minor(&asked.traits.birth_date) {
                return Err(MediationFault::Minor.into());
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
        let found = self.record_shown(tx, asked)?;
        let Some(person) = self.who_is_helped(tx, found, asked)? else {
            return Err(admin.nobody(tx).into());
        };
        // One at a time, from however many log-ins.
        store::end_together_of(tx, actor.person, now)?;
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

    /// Whether somebody born then is not of age. Of whom the day is not known the whole year of the birthday is taken for a
    /// minor's.
    fn is_minor(&self, born: &BirthDate) -> bool {
        let now = self.clock.now();
        match of_age_at(born, self.of_age_years(), self.settings.zone) {
            Some(of_age) => now < of_age,
            None => {
                let this_year = now.with_timezone(&self.settings.zone).year();
                let years = i32::try_from(self.of_age_years()).unwrap_or(i32::MAX);
                born.year().is_none_or(|year| this_year <= year.saturating_add(years))
            }
        }
    }

    /// The record to which the traits of the document lead, and the number too where one is given.
    fn record_shown(&self, tx: &mut Tx<'_>, asked: &MediationAsked) -> Result<SpaceId, Error> {
        let nowhere = SpaceId::from(Uuid::nil());
        let tags = self.tags_of_search(&PatientSearch::Traits(asked.traits.clone()))?;
        let [space] = store::spaces_under(tx.conn(), &tags)?[..] else { return Ok(nowhere) };
        let Some(ins) = &asked.ins else { return Ok(space) };
        let mut tags = index::of_ins(&self.vault, ins)?;
        tags.extend(index::of_unproven_ins(&self.vault, ins)?);
        let agrees = store::spaces_under(tx.conn(), &tags)? == [space];
        Ok(if agrees { space } else { nowhere })
    }

    /// The holder of a record in which there is something to do together, as whom the document shows them: that of a double
    /// where it is the identity that stood there. The same is asked where there is no record.
    fn who_is_helped(
        &self,
        tx: &mut Tx<'_>,
        space: SpaceId,
        asked: &MediationAsked,
    ) -> Result<Option<PersonId>, Error> {
        let lives = self.consent.lives_without_permit(tx, &[space])?;
        let holder = store::holder_who_may_log_in(tx.conn(), space)?;
        let helped = lives.get(&space).is_some_and(|life| HELPED.contains(&life.state));
        let Some(holder) = holder.filter(|_| helped) else { return Ok(None) };
        let traits = &asked.traits;
        let given = GivenIdentity {
            ins: Vec::new(),
            birth_name: Some(traits.birth_name.clone()),
            first_names: traits.first_names.clone(),
            birth_date: Some(traits.birth_date.clone()),
            sex: Some(traits.sex),
            birthplace: traits.birthplace.clone(),
        };
        let compared = self.compare_identity_without_permit(tx, space, &given)?;
        match compared.of_double {
            Some(double) => Ok(store::identity_without_permit(tx, double)?.map(|row| row.person)),
            None => Ok(Some(holder)),
        }
    }
}
