use consent::{Ask, Sought, service::Dispute};
use database::Tx;
use documents::Error;
use kernel::{Actor, DisputeId, EventId, Private, SpaceId};

use crate::{
    House, history,
    notify::{NewNotice, Told, notify},
};

/// Says of a line of the history that this was not right. `line` is the number of the line, where what the caller named is one.
///
/// # Errors
/// As [`consent::Consent::send_dispute`]; absent for a line that is not there, and for one that is not shown to the caller.
pub fn send(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    line: Option<i64>,
    words: &Private<String>,
) -> Result<Dispute, Error> {
    house.consent.check_dispute(words)?;
    let permit = house.consent.check::<consent::service::SendDispute>(tx, actor, space, Ask::default())?;
    let found = match line {
        Some(seq) => history::shown(house, tx, &permit, seq)?,
        None => None,
    };
    let Some(line) = found else {
        return Err(permit.absent(tx, Sought::HistoryLine, space.uuid()).into());
    };
    let names_secrets = house.documents.hides_from_representatives(tx, &permit, &line.entry.things)?
        || house.consent.are_some_secret(tx, &permit, &line.entry.things)?;
    if names_secrets {
        permit.keep_secret(tx);
    }
    Ok(house.consent.send_dispute(tx, &permit, actor, (line.seq, &line.entry), words)?)
}

/// Answers a dispute and tells the holder that there is an answer: where the record went into another one, there.
///
/// # Errors
/// As [`consent::Consent::answer_dispute`]; what keeps a notice from being left.
pub fn answer(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: DisputeId,
    answer: &Private<String>,
) -> Result<Dispute, Error> {
    let answered = house.consent.answer_dispute(tx, actor, id, answer)?;
    let into = house.consent.merged_into(tx, &[answered.space])?;
    let space = into.get(&answered.space).copied().unwrap_or(answered.space);
    let notice = NewNotice {
        event: EventId::from(id.uuid()),
        person: None,
        told: Told::DisputeAnswered,
        secret: answered.words.secret,
    };
    notify(house, tx, space, &notice)?;
    Ok(answered)
}
