//! What two support admins decide about records: a double goes into the record that stays, that is undone, documents of
//! somebody else go to whom they are about. States and identities are changed at once; the documents follow in a job.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use consent::service::Pair;
use database::{Tx, idempotency::IdempotencyClaim};
use documents::{Error, Transfer};
use identity::{
    Differences, Proposal, ProposalFault, ProposalReason, ProposalState, Wanted,
    service::{RecordNamed, RecordStands},
};
use kernel::{Actor, CorrectionId, EventId, ProposalId, SpaceId};
use mail::{Letter, Message};
use outbox::NewJob;
use serde_json::json;

use crate::{
    House,
    jobs::TRANSFERS,
    notices::of_a_record,
    notify::{Fault, NewNotice, Told, notify},
};

/// How a record stands, with how many documents are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// How it stands.
    pub stands: RecordStands,
    /// How many documents count in it.
    pub documents: i64,
    /// The requests for correction that wait and say that a document is somebody else's, and when they were made.
    pub not_mine: Vec<(CorrectionId, DateTime<Utc>)>,
}

/// A proposal as an admin reads it.
#[derive(Debug, Clone)]
pub struct ReadProposal {
    /// The proposal.
    pub proposal: Proposal,
    /// Its records: the one that it is about, then the other one.
    pub records: Vec<Counted>,
    /// In what the identities differ, where it would make one person of two or two of one.
    pub differences: Option<Differences>,
}

/// Proposes something about two records.
///
/// # Errors
/// As [`identity::Identity::propose`]; [`ProposalFault::Corrections`].
pub fn propose(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    what: (&Wanted, ProposalReason),
    claim: Option<&IdempotencyClaim>,
) -> Result<Proposal, Error> {
    let (admin, made) = house.identity.propose(tx, actor, what, claim)?;
    // Sent again once it was decided, it answers as it stands.
    if made.state == ProposalState::Open && !asked_for(house, tx, what.0)? {
        let (record, _) = what.0.records();
        admin.turn_down(tx, record.uuid(), ProposalFault::Corrections.name());
        return Err(identity::Error::from(ProposalFault::Corrections).into());
    }
    Ok(made)
}

/// Confirms what another admin proposed, writes the job that brings the documents, and tells who holds the records. Whom the
/// double is about is told there, and written to as whom they were known: if it is somebody else, they are the one who knows.
///
/// # Errors
/// As [`identity::Identity::confirm_proposal`]; [`ProposalFault::Corrections`].
pub fn confirm(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: ProposalId) -> Result<Proposal, Error> {
    let (admin, confirmed) = house.identity.confirm_proposal(tx, actor, id)?;
    if !asked_for(house, tx, &confirmed.wanted)? {
        admin.turn_down(tx, id.uuid(), ProposalFault::Corrections.name());
        return Err(identity::Error::from(ProposalFault::Corrections).into());
    }
    let job = NewJob::new(TRANSFERS, json!({ "proposal": id })).unique(format!("{TRANSFERS}/{id}"));
    outbox::enqueue(tx, &house.vault, house.clock.as_ref(), house.rng.as_ref(), &job)
        .map_err(identity::Error::from)?;
    let told: Vec<(SpaceId, Told)> = match &confirmed.wanted {
        Wanted::Merge(Pair { stays, .. }) => vec![(*stays, Told::RecordsMerged)],
        Wanted::Split(Pair { double, stays }) => {
            vec![(*stays, Told::RecordsSplit), (*double, Told::RecordsSplit)]
        }
        Wanted::NotMine { .. } => Vec::new(),
    };
    for (space, told) in told {
        // One mail goes out for an event, and here two people are written to.
        let event = EventId::new(house.clock.as_ref(), house.rng.as_ref());
        let notice = NewNotice { event, person: None, told, secret: false };
        notify(house, tx, space, &notice).map_err(of_notice)?;
    }
    if let Wanted::Merge(Pair { double, .. }) = &confirmed.wanted {
        tell_in_double(house, tx, *double).map_err(of_notice)?;
    }
    Ok(confirmed)
}

/// One proposal with how its records stand, and in what their identities differ.
///
/// # Errors
/// As [`identity::Identity::proposal`].
pub fn read(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: ProposalId) -> Result<ReadProposal, Error> {
    let (proposal, stand, differences) = house.identity.proposal(tx, actor, id)?;
    Ok(ReadProposal { proposal, records: counted(house, tx, stand)?, differences })
}

/// Names a record for support.
///
/// # Errors
/// As [`identity::Identity::find_record`].
pub fn find(house: &House, actor: &Actor, named: &RecordNamed, network: &str) -> Result<Counted, Error> {
    let stands = house.identity.find_record(&house.desk, actor, named, network)?;
    house.desk.write(|tx| counted(house, tx, vec![stands]))?.pop().ok_or(Error::Broken)
}

/// Which documents go where, after a confirmation.
///
/// # Errors
/// The database's; [`Error::Broken`] for a proposal that nobody has decided.
pub(crate) fn transfer_of(house: &House, proposal: &Proposal) -> Result<Transfer, Error> {
    Ok(match &proposal.wanted {
        Wanted::Merge(Pair { double, stays }) => Transfer::Merge { double: *double, stays: *stays },
        Wanted::Split(Pair { double, stays }) => Transfer::Split { double: *double, stays: *stays },
        Wanted::NotMine { from, to, corrections } => {
            let by = proposal.decided_by.ok_or(Error::Broken)?;
            let admins = house.desk.read(|rtx| house.identity.admins(rtx))?;
            let name = admins.into_iter().find(|admin| admin.person == by).ok_or(Error::Broken)?.name;
            let corrections = corrections.clone();
            Transfer::NotMine { from: *from, to: *to, corrections, decided_by: (by, name) }
        }
    })
}

/// Whether the holder asked for what is proposed, where it takes that.
fn asked_for(house: &House, tx: &mut Tx<'_>, wanted: &Wanted) -> Result<bool, Error> {
    match wanted {
        Wanted::Merge(_) | Wanted::Split(_) => Ok(true),
        Wanted::NotMine { from, corrections, .. } => house.documents.are_not_mine(tx, *from, corrections),
    }
}

/// Leaves in a double that it went into another record, and writes so to whom it is about.
fn tell_in_double(house: &House, tx: &mut Tx<'_>, double: SpaceId) -> Result<(), Fault> {
    let event = EventId::new(house.clock.as_ref(), house.rng.as_ref());
    let notice = NewNotice { event, person: None, told: Told::RecordMergedAway, secret: false };
    let (_, permit) = house.notifications.tell(tx, double, &notice)?;
    if permit.is_silent() {
        return Ok(());
    }
    if let Some((address, language)) = house.identity.address_in(tx, double)? {
        let message = Message { event, to: address, language, letter: Letter::SomethingNew };
        house.post.enqueue(tx, &message)?;
    }
    Ok(())
}

fn counted(house: &House, tx: &mut Tx<'_>, stand: Vec<RecordStands>) -> Result<Vec<Counted>, Error> {
    let spaces: Vec<SpaceId> = stand.iter().map(|stands| stands.space).collect();
    let counts = house.documents.counts_without_permit(tx, &spaces)?;
    let mut asked: HashMap<SpaceId, Vec<(CorrectionId, DateTime<Utc>)>> = HashMap::new();
    for (space, id, at) in house.documents.requests_not_mine(tx, &spaces)? {
        asked.entry(space).or_default().push((id, at));
    }
    let of = |stands: RecordStands| Counted {
        stands,
        documents: counts.get(&stands.space).copied().unwrap_or_default(),
        not_mine: asked.remove(&stands.space).unwrap_or_default(),
    };
    Ok(stand.into_iter().map(of).collect())
}

fn of_notice(fault: Fault) -> Error {
    match fault {
        Fault::Notices(error) => of_a_record(error),
        Fault::Outbox(error) => identity::Error::from(error).into(),
        Fault::Identity(error) => error.into(),
        Fault::Database(error) => error.into(),
    }
}
