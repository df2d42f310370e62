use chrono::{DateTime, Utc};
use database::{ReadTx, Tx};
use kernel::{Actor, PersonId, ProvisionId, SpaceId};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Act, Action, Ask, Consent, Error, Permit, Provision,
    change::ids,
    rules::{Authority, REPRESENTATION_DISPUTE, REPRESENTATIVE, RepresentativeTerms},
    store,
};

/// Writing down who represents a minor.
pub struct RecordRepresentation;

impl Action for RecordRepresentation {
    const NAME: &'static str = "representations.record";
    const ACT: Act = Act::OpenSpace;
}

/// Saying that one does not represent a minor.
pub struct DisputeRepresentation;

impl Action for DisputeRepresentation {
    const NAME: &'static str = "representations.dispute";
    const ACT: Act = Act::Oppose;
}

/// Somebody who represents a minor, until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Representation {
    /// Who represents.
    pub person: PersonId,
    /// By what.
    pub authority: Authority,
    /// Until the minor is of age.
    pub until: DateTime<Utc>,
}

impl Representation {
    /// The one that a provision says, if it says one.
    pub(crate) fn of(provision: &Provision) -> Option<Self> {
        if provision.kind != REPRESENTATIVE {
            return None;
        }
        let authority = provision.terms::<RepresentativeTerms>()?.authority;
        Some(Self { person: provision.person?, authority, until: provision.ends_at? })
    }
}

impl Consent {
    /// Writes down who represents the minor of the permit's space: what the feed said before and says no more ends.
    /// Whoever says not to be a representative is left out.
    ///
    /// # Errors
    /// The database's.
    pub fn record_representations<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        wanted: &[Representation],
    ) -> Result<(), Error> {
        let now = permit.now();
        let running = permit.provisions().iter().filter(|one| one.given_by.uuid().is_nil());
        let running: Vec<(ProvisionId, Representation)> =
            running.filter_map(|one| Some((one.id, Representation::of(one)?))).collect();
        let ended: Vec<ProvisionId> =
            running.iter().filter(|(_, one)| !wanted.contains(one)).map(|(id, _)| *id).collect();
        let change = self.change(tx, permit)?;
        if !ended.is_empty() {
            change.end(tx, now, |one| ended.contains(&one.id))?;
        }
        let disputes = |person| {
            permit
                .provisions()
                .iter()
                .any(|one| one.kind == REPRESENTATION_DISPUTE && one.person == Some(person))
        };
        let mut given = Vec::new();
        for one in wanted {
            if one.until <= now || disputes(one.person) || running.iter().any(|(_, known)| known == one) {
                continue;
            }
            let terms = json!(RepresentativeTerms { authority: one.authority, invitation: None });
            let provision = self.provision_of_feed(REPRESENTATIVE, one.person, terms, Some(one.until), now);
            change.give(tx, &provision)?;
            given.push(provision.id);
        }
        change.settle(tx)?;
        permit.name(tx, given.iter().chain(&ended).map(|id| id.uuid()));
        permit.detail(tx, json!({ "given": given, "ended": ended }));
        Ok(())
    }

    /// Takes note that somebody who was named as a representative says not to be one: the representation ends at once, and
    /// the feed does not give it again. It takes a right away and gives none, so nobody has to be asked first; whether it is
    /// true is for support to find out.
    ///
    /// # Errors
    /// [`Error::Refused`], also for whoever does not represent the minor.
    pub fn dispute_representation(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(), Error> {
        let permit = self.check::<DisputeRepresentation>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let now = permit.now();
        let is_theirs = |one: &Provision| one.kind == REPRESENTATIVE && one.person == Some(actor.person);
        let ended = ids(&change.end(tx, now, is_theirs)?);
        if ended.is_empty() {
            return Err(permit.no_way(tx));
        }
        let provision = Provision {
            given_by: actor.person,
            ..self.provision_of_feed(REPRESENTATION_DISPUTE, actor.person, json!({}), None, now)
        };
        change.give(tx, &provision)?;
        change.settle(tx)?;
        permit.name(tx, [provision.id.uuid()]);
        permit.detail(tx, json!({ "ended": ended }));
        Ok(())
    }

    /// The spaces of the minors whom a person represents now. It gives no access.
    ///
    /// # Errors
    /// The database's.
    pub fn represented_by(&self, rtx: &mut ReadTx<'_>, person: PersonId) -> Result<Vec<SpaceId>, Error> {
        Ok(store::represented_by(rtx, person, self.clock.now())?)
    }

    /// The spaces of the minors whom somebody represented at an instant or later, or said not to. It gives no access.
    ///
    /// # Errors
    /// The database's.
    pub fn represented_since(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        since: DateTime<Utc>,
    ) -> Result<Vec<SpaceId>, Error> {
        Ok(store::represented_since(tx, person, since)?)
    }

    /// A provision that begins now and that nobody but the feed gives.
    pub(crate) fn provision_of_feed(
        &self,
        kind: &str,
        person: PersonId,
        terms: serde_json::Value,
        ends_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Provision {
        Provision {
            id: ProvisionId::new(self.clock.as_ref(), self.rng.as_ref()),
            kind: kind.to_owned(),
            person: Some(person),
            organisation: None,
            terms: terms.into(),
            starts_at: now,
            ends_at,
            given_by: PersonId::from(Uuid::nil()),
            given_at: now,
            secret: false,
        }
    }
}
