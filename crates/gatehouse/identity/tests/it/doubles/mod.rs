//! Two records become one and are parted again: whose identity leads where meanwhile, and afterwards.

mod deciding;
mod fitting;
mod logging_in;

use consent::service::Pair;
use identity::{Error, Proposal, ProposalReason, Session, SessionCapacity, Wanted, service::NewSession};
use kernel::{Actor, AdminRole, Assurance, PersonId, ProposalId};

use crate::house::{House, Server};

impl Server {
    pub(crate) fn support(&self, house: &House) -> Actor {
        let (person, _) = self.admin_in("Noa Maquette", &[AdminRole::Support]);
        self.support_again(house, person)
    }

    fn support_again(&self, house: &House, person: PersonId) -> Actor {
        let new = NewSession {
            second_factor_at: Some(house.now()),
            ..NewSession::new(SessionCapacity::Admin { person }, Assurance::Substantial)
        };
        self.actor(&self.desk.write(|tx| self.identity.open_session(tx, &new)).unwrap())
    }

    pub(crate) fn proposed(
        &self,
        by: &Actor,
        wanted: &Wanted,
        reason: ProposalReason,
    ) -> Result<Proposal, Error> {
        self.desk
            .write(|tx| self.identity.propose(tx, by, (wanted, reason), None).map(|(_, proposal)| proposal))
    }

    pub(crate) fn confirmed(&self, by: &Actor, id: ProposalId) -> Result<Proposal, Error> {
        self.desk.write(|tx| self.identity.confirm_proposal(tx, by, id).map(|(_, proposal)| proposal))
    }

    /// Proposed by one admin, confirmed by another, and all that comes of it done.
    pub(crate) fn decided(&self, house: &House, wanted: &Wanted, reason: ProposalReason) -> ProposalId {
        let (one, other) = (self.support(house), self.support(house));
        let id = self.proposed(&one, wanted, reason).unwrap().id;
        self.confirmed(&other, id).unwrap();
        self.desk.write(|tx| self.identity.settle_proposal(tx, id)).unwrap();
        id
    }

    pub(crate) fn merged(&self, house: &House, pair: Pair) {
        self.decided(house, &Wanted::Merge(pair), ProposalReason::RegisteredTwice);
    }

    pub(crate) fn parted(&self, house: &House, pair: Pair) {
        self.decided(house, &Wanted::Split(pair), ProposalReason::TwoPeople);
    }

    fn has_ended(&self, session: &Session) -> bool {
        self.recognise(&self.token(session)).is_err()
    }
}
