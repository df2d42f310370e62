//! The jobs that a worker runs, one file each, and the table that says how often each comes back.
//!
//! A job only calls a verb of the floors below and says whether a failure may pass. It knows no table.

mod access_questions;
mod account_news;
mod blind_index;
mod carers;
mod checkpoint;
mod dead_letters;
mod emergency_looks;
mod erasures;
mod expired_exports;
mod exports;
mod extracts;
mod idempotency;
mod logins;
mod lookups;
mod mail;
mod mediations;
mod of_age;
mod oppositions;
mod projects;
mod recoveries;
mod sessions;
mod sweep;
mod tally;
mod transfers;

pub use sweep::named_or_held;

use std::{sync::Arc, time::Duration};

use ::mail::Mailer;
use blobs::BlockingBlobs;
use chrono::TimeDelta;
use outbox::{Error, Handlers};

use crate::House;

/// The longest time between two looks at whether a checkpoint is due; the settings say when one is.
const CHECKPOINT_LOOK: Duration = Duration::from_secs(5);
/// Windows of counted refusals last a minute.
const TALLY: TimeDelta = TimeDelta::seconds(20);
/// A blob without a row is seen twice before it goes, so it waits for two of these at least.
const SWEEP: TimeDelta = TimeDelta::minutes(20);
/// Keys of requests are kept for days, so an hour more does no harm.
const IDEMPOTENCY: TimeDelta = TimeDelta::hours(1);
/// Dead letters are kept for weeks, so an hour more does no harm.
const DEAD_LETTERS: TimeDelta = TimeDelta::hours(1);
/// Attempts last ten minutes; what is over is a small row.
const LOGINS: TimeDelta = TimeDelta::minutes(10);
/// Sessions are kept for days after their end, so an hour more does no harm.
const SESSIONS: TimeDelta = TimeDelta::hours(1);
/// The end of a recovery waits for days, so some minutes more do no harm.
const RECOVERIES: TimeDelta = TimeDelta::minutes(10);
/// Whoever was helped by a mediator is told a minute after the end, at the latest.
const MEDIATIONS: TimeDelta = TimeDelta::minutes(1);
/// What was spent in an hour is a small row.
const LOOKUPS: TimeDelta = TimeDelta::hours(1);
/// A record that may be used is there a minute after the time to oppose, at the latest.
const OPPOSITIONS: TimeDelta = TimeDelta::minutes(1);
/// A look that is overdue suspends a right by itself; a minute later it is written down.
const EMERGENCY_LOOKS: TimeDelta = TimeDelta::minutes(1);
/// An access is scored an hour after it began, so some minutes more do no harm.
const ACCESS_QUESTIONS: TimeDelta = TimeDelta::minutes(10);
/// Who is told of an end is told a month before, so a day more does no harm.
const CARERS: TimeDelta = TimeDelta::hours(24);
/// What ended counts no more by itself; people are told within the hour.
const OF_AGE: TimeDelta = TimeDelta::hours(1);
/// A project that is over asks for nothing, whenever its key goes.
const PROJECTS: TimeDelta = TimeDelta::hours(24);
/// What can be taken out no more is gone some minutes later.
const EXPIRED_EXPORTS: TimeDelta = TimeDelta::minutes(10);
/// A record that is to be erased is, an hour after its time at the latest.
const ERASURES: TimeDelta = TimeDelta::hours(1);
/// How long after a rotation of the index key the old tags are looked for.
const BLIND_INDEX: TimeDelta = TimeDelta::minutes(10);

/// The kinds of the jobs that come back by themselves.
pub const PERIODIC: [&str; 19] = [
    checkpoint::KIND,
    tally::KIND,
    sweep::KIND,
    idempotency::KIND,
    dead_letters::KIND,
    blind_index::KIND,
    logins::KIND,
    sessions::KIND,
    recoveries::KIND,
    mediations::KIND,
    lookups::KIND,
    oppositions::KIND,
    emergency_looks::KIND,
    access_questions::KIND,
    carers::KIND,
    of_age::KIND,
    projects::KIND,
    expired_exports::KIND,
    erasures::KIND,
];

/// The kinds of the jobs that a change brings.
pub const BROUGHT: [&str; 5] =
    [mail::KIND, account_news::KIND, transfers::KIND, extracts::KIND, exports::KIND];

/// The kind of the job that makes an export.
pub(crate) const EXPORTS: &str = exports::KIND;

/// The kind of the job that brings documents from one record into another.
pub(crate) const TRANSFERS: &str = transfers::KIND;

/// The kind of the job that makes an extract for a project of secondary use.
pub(crate) const EXTRACTS: &str = extracts::KIND;

/// Every job of the house, with its handler. `blobs` waits on a runtime that the caller keeps alive. Mails wait where there
/// is no `mailer`.
///
/// # Errors
/// [`Error::TwoHandlers`] when two jobs have one name.
pub fn handlers(house: &House, blobs: BlockingBlobs, mailer: Option<Mailer>) -> Result<Handlers, Error> {
    let mut handlers = Handlers::new();
    let look = house.settings.journal.checkpoint_every.min(CHECKPOINT_LOOK);
    handlers.add_periodic(
        Arc::new(checkpoint::Checkpoint::new(house)),
        TimeDelta::from_std(look).unwrap_or(TALLY),
    )?;
    handlers.add_periodic(Arc::new(tally::Tally::new(house)), TALLY)?;
    handlers.add(Arc::new(transfers::Transfers::new(house, blobs.clone())))?;
    handlers.add_periodic(Arc::new(erasures::Erasures::new(house, blobs.clone())), ERASURES)?;
    handlers.add(Arc::new(exports::Exports::new(house, blobs.clone())))?;
    handlers.add_periodic(
        Arc::new(expired_exports::ExpiredExports::new(house, blobs.clone())),
        EXPIRED_EXPORTS,
    )?;
    handlers.add_periodic(Arc::new(sweep::Sweep::new(house, blobs)), SWEEP)?;
    handlers.add_periodic(Arc::new(idempotency::Idempotency::new(house)), IDEMPOTENCY)?;
    handlers.add_periodic(Arc::new(dead_letters::DeadLetters::new(house)), DEAD_LETTERS)?;
    handlers.add_periodic(Arc::new(blind_index::BlindIndex::new(house)), BLIND_INDEX)?;
    handlers.add_periodic(Arc::new(logins::Logins::new(house)), LOGINS)?;
    handlers.add_periodic(Arc::new(sessions::Sessions::new(house)), SESSIONS)?;
    handlers.add_periodic(Arc::new(recoveries::Recoveries::new(house)), RECOVERIES)?;
    handlers.add(Arc::new(account_news::Tell::new(house)))?;
    handlers.add_periodic(Arc::new(mediations::Mediations::new(house)), MEDIATIONS)?;
    if let Some(mailer) = mailer {
        handlers.add(Arc::new(mail::Send::new(house, mailer)))?;
    }
    handlers.add_periodic(Arc::new(lookups::Lookups::new(house)), LOOKUPS)?;
    handlers.add_periodic(Arc::new(oppositions::Oppositions::new(house)), OPPOSITIONS)?;
    handlers.add_periodic(Arc::new(emergency_looks::EmergencyLooks::new(house)), EMERGENCY_LOOKS)?;
    handlers.add_periodic(Arc::new(access_questions::AccessQuestions::new(house)), ACCESS_QUESTIONS)?;
    handlers.add_periodic(Arc::new(carers::Carers::new(house)), CARERS)?;
    handlers.add_periodic(Arc::new(of_age::OfAge::new(house)), OF_AGE)?;
    handlers.add(Arc::new(extracts::Extracts::new(house)))?;
    handlers.add_periodic(Arc::new(projects::Projects::new(house)), PROJECTS)?;
    Ok(handlers)
}
