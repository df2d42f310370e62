use std::collections::{HashMap, HashSet};

use blobs::BlockingBlobs;
use chrono_tz::Tz;
use consent::{Ask, Permit, RuleId};
use database::Tx;
use documents::{Content, ExportDocuments};
use exports::{EndReason, Order, Packer, Progress};
use kernel::{Actor, Called, Capacity, EventId, ExportId, FolderId, Private, RequestId, SpaceId};
use mail::When;
use outbox::Job;
use uuid::Uuid;

use super::{Error, all_shown, archive, facts, history, page};
use crate::{
    House,
    notify::{NewNotice, Told, notify},
    transfer::is_of_one_document,
};

/// Documents that one transaction looks up.
const AT_ONCE: i64 = 20;
/// Packed bytes after which is written down how far it has come.
const SETTLED: u64 = 16 * 1024 * 1024;
/// A file that is read whole, so that one header and its bytes lie in one part.
const WHOLE: u64 = 1024 * 1024;

/// What keeps the work: a job that is held in each transaction, so that what another runner took over is not written.
pub trait Held {
    /// Holds it until the transaction ends.
    ///
    /// # Errors
    /// Where another runner has it.
    fn hold(&self, tx: &mut Tx<'_>) -> Result<(), Error>;
}

impl Held for Job {
    fn hold(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        Ok(Self::hold(self, tx)?)
    }
}

/// Nobody else does the work.
pub struct Unheld;

impl Held for Unheld {
    fn hold(&self, _: &mut Tx<'_>) -> Result<(), Error> {
        Ok(())
    }
}

/// What became of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// It can be taken out.
    Ready,
    /// It ended.
    Ended(EndReason),
    /// It was removed, or somebody else has it.
    Over,
}

/// Makes an export from where it has come, batch by batch, until it is whole or may not go on. Whatever is killed on the way,
/// it goes on with the next document.
///
/// # Errors
/// What may pass: the database's, a store that is away.
pub fn make(
    house: &House,
    blobs: &BlockingBlobs,
    held: &dyn Held,
    space: SpaceId,
    id: ExportId,
) -> Result<Made, Error> {
    let why = match Making::begin(house, blobs, held, space, id).and_then(|making| match making {
        Some(making) => making.run(),
        None => Ok(Made::Over),
    }) {
        Err(Error::Exports(exports::Error::Over)) => return Ok(Made::Over),
        Err(Error::Exports(exports::Error::Changed)) => EndReason::Changed,
        Err(error) if error.is_refusal() => EndReason::RightEnded,
        Err(error) if is_lasting(&error) => {
            tracing::error!(cause = %error, "an export cannot be made");
            EndReason::Unreadable
        }
        done => return done,
    };
    end(house, blobs, space, id, why)?;
    Ok(Made::Ended(why))
}

/// Ends an export, tells whose it was, and removes what is left of it.
pub(super) fn end(
    house: &House,
    blobs: &BlockingBlobs,
    space: SpaceId,
    id: ExportId,
    why: EndReason,
) -> Result<(), Error> {
    let left = house.desk.write(|tx| {
        let Some((person, left)) = house.exports.end(tx, space, id, why)? else { return Ok(Vec::new()) };
        let event = EventId::from(id.uuid());
        notify(
            house,
            tx,
            space,
            &NewNotice { event, person: Some(person), told: Told::ExportEnded, secret: false },
        )
        .map_err(documents::Error::from)?;
        Ok::<_, Error>(left)
    })?;
    give_up(blobs, &left);
    Ok(())
}

/// Removes blobs that nobody names any more; what stays is swept.
pub(crate) fn give_up(blobs: &BlockingBlobs, left: &[Uuid]) {
    for blob in left {
        if blobs.delete((*blob).into()).is_err() {
            tracing::warn!("a blob that nobody names is left for the sweeper");
        }
    }
}

/// Whether it would come again however often it is tried.
fn is_lasting(error: &Error) -> bool {
    match error {
        Error::Exports(error) => match error {
            exports::Error::Broken | exports::Error::Unwritable => true,
            exports::Error::Vault(error) => !matches!(error, vault::Error::Store(_)),
            exports::Error::Database(database::Error::Row { .. }) => true,
            _ => false,
        },
        Error::Record(error) => is_of_one_document(error),
        Error::Outbox(_) => false,
    }
}

struct Making<'work> {
    house: &'work House,
    blobs: &'work BlockingBlobs,
    held: &'work dyn Held,
    actor: Actor,
    ask: Ask,
    order: Order,
    zone: Tz,
    folders: HashMap<FolderId, Private<String>>,
    /// Documents that do not open.
    broken: HashSet<Uuid>,
}

impl<'work> Making<'work> {
    fn begin(
        house: &'work House,
        blobs: &'work BlockingBlobs,
        held: &'work dyn Held,
        space: SpaceId,
        id: ExportId,
    ) -> Result<Option<Self>, Error> {
        let found = house.desk.rehearse(|tx| house.exports.order_without_permit(tx, space, id))?;
        let Some(order) = found else { return Ok(None) };
        let actor = Actor {
            person: order.person,
            session: order.asker.session,
            request: RequestId::new(house.clock.as_ref(), house.rng.as_ref()),
            capacity: Capacity::Citizen,
            assurance: order.asker.assurance,
            second_factor_at: None,
            assisted_by: None,
            secret: false,
            software: None,
            called: Called::default(),
            name: order.asker.name.clone(),
        };
        let way = Some(RuleId::given(&order.asker.way));
        let ask = Ask { way, ..Ask::default() };
        let (zone, folders) = house.desk.rehearse(|tx| {
            let permit = house.consent.check::<ExportDocuments>(tx, &actor, space, ask.clone())?;
            let zone = permit.space_facts().map(|facts| facts.zone);
            Ok::<_, Error>((zone, house.documents.exported_folders(tx, &permit)?))
        })?;
        let zone = zone.unwrap_or(house.settings.country.time_zone);
        Ok(Some(Self { house, blobs, held, actor, ask, order, zone, folders, broken: HashSet::new() }))
    }

    fn run(mut self) -> Result<Made, Error> {
        loop {
            while self.step()? {}
            if self.finish()? {
                return Ok(Made::Ready);
            }
        }
    }

    /// Packs the next documents; false where there are no more.
    fn step(&mut self) -> Result<bool, Error> {
        let House { desk, documents, exports, .. } = self.house;
        let (actor, space, after) = (&self.actor, self.order.space, self.order.after);
        // They are counted once: what comes in meanwhile is packed, too.
        let counts = self.order.total.is_none();
        let next = desk.rehearse(|tx| {
            documents.exported_after(tx, actor, space, self.ask.clone(), after, (AT_ONCE, counts))
        })?;
        if next.documents.is_empty() {
            return Ok(false);
        }
        let total = self.order.total.or(next.left.map(|left| self.order.done + left));
        let mut packer = exports.packer(&self.order, self.blobs)?;
        let mut last = after;
        for (number, (id, content)) in (self.order.done + 1..).zip(next.documents) {
            let described = match content.filter(|_| !self.broken.contains(&id)) {
                None => archive::unreadable(id),
                Some(content) => {
                    let file = archive::file_of(number, &content.document, self.zone);
                    let said = archive::described(self.house, &content.document, &file.name, &self.folders);
                    match self.pack(&mut packer, &file, content) {
                        Ok(()) => said,
                        Err(error) if matches!(&error, Error::Record(one) if is_of_one_document(one)) => {
                            tracing::error!(cause = %error, "a document cannot be exported");
                            self.broken.insert(id);
                            // Its header may be packed already: from where it had come, without it.
                            return Ok(true);
                        }
                        Err(error) => return Err(error),
                    }
                }
            };
            packer.say(id.into(), described);
            last = Some(id);
            if packer.bytes() >= SETTLED {
                break;
            }
        }
        let ids = packer.documents().to_vec();
        let packed = packer.settle()?;
        let written = desk.write(|tx| {
            self.held.hold(tx)?;
            let permit = self.permit(tx)?;
            if !all_shown(self.house, tx, &permit, &ids)? {
                return Ok(None);
            }
            permit.name(tx, ids.iter().copied());
            let to = Progress { after: last, total, is_whole: false };
            Ok::<_, Error>(Some(exports.advance(tx, &permit, &self.order, &packed, to)?))
        })?;
        // What was hidden or withdrawn meanwhile is packed anew, without it.
        if let Some(order) = written {
            self.order = order;
        }
        Ok(true)
    }

    fn pack(&self, packer: &mut Packer, file: &archive::File, content: Content) -> Result<(), Error> {
        let size = content.document.size;
        let mut opening = content.redeem(&self.house.documents, 0..size)?;
        if size <= WHOLE {
            let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(usize::try_from(size).unwrap_or(0)));
            while let Some(portion) = self.blobs.wait(opening.next())? {
                bytes.extend_from_slice(&portion);
            }
            packer.whole(&file.name, file.at, &bytes)?;
            return Ok(());
        }
        packer.begin(&file.name, file.at)?;
        while let Some(portion) = self.blobs.wait(opening.next())? {
            packer.piece(&portion)?;
        }
        Ok(packer.end()?)
    }

    /// Packs what is said around the documents, and the directory; false where something that is packed is shown no more, and
    /// the work begins anew.
    fn finish(&mut self) -> Result<bool, Error> {
        let House { desk, exports, clock, .. } = self.house;
        let at = clock.now().with_timezone(&self.zone);
        let mut packer = exports.packer(&self.order, self.blobs)?;
        let mut gathered = facts::gather(self.house, &self.actor, &self.ask, self.order.space)?;
        page::pack_readme(&mut packer, at)?;
        archive::pack_metadata(&mut packer, at, |after| self.said_after(after))?;
        for (name, value) in &gathered.files {
            let text = serde_json::to_vec_pretty(value).map_err(|_| exports::Error::Unwritable)?;
            packer.whole(name, at, &text)?;
        }
        if !history::pack(&mut packer, at, self.house, &self.actor, &self.ask, self.order.space)? {
            gathered.left_out.extend(history::FILES);
        }
        page::pack_index(&mut packer, at, &gathered, |after| self.said_after(after))?;
        let entries = archive::Entries::new(|after| self.said_after(after));
        packer.directory::<Error>(entries)?;
        let packed = packer.settle()?;
        enum Finished {
            Whole(Order),
            Anew(Order, Vec<Uuid>),
        }
        let done = desk.write(|tx| {
            self.held.hold(tx)?;
            let permit = self.permit(tx)?;
            let ids = exports.packed_documents(tx, &permit, self.order.id)?;
            if !all_shown(self.house, tx, &permit, &ids)? {
                let (order, blobs) = exports.begin_anew(tx, &permit, &self.order)?;
                return Ok(Finished::Anew(order, blobs));
            }
            permit.name(tx, [self.order.id.uuid()]);
            permit.detail(tx, serde_json::json!({ "whole": true, "documents": ids.len() }));
            let to = Progress { after: self.order.after, total: None, is_whole: true };
            let order = exports.advance(tx, &permit, &self.order, &packed, to)?;
            self.tell(tx, &permit)?;
            Ok::<_, Error>(Finished::Whole(order))
        })?;
        match done {
            Finished::Whole(order) => {
                self.order = order;
                Ok(true)
            }
            Finished::Anew(order, blobs) => {
                give_up(self.blobs, &blobs);
                self.order = order;
                Ok(false)
            }
        }
    }

    fn tell(&self, tx: &mut Tx<'_>, permit: &Permit<'_, ExportDocuments>) -> Result<(), Error> {
        let until = When { at: permit.now() + exports::KEPT, zone: self.zone };
        let notice = NewNotice {
            event: EventId::from(self.order.id.uuid()),
            person: Some(self.order.person),
            told: Told::ExportReady { until },
            secret: false,
        };
        notify(self.house, tx, self.order.space, &notice).map_err(documents::Error::from)?;
        Ok(())
    }

    /// Decides anew, as the owner of the export.
    fn permit<'tx>(&self, tx: &mut Tx<'tx>) -> Result<Permit<'tx, ExportDocuments>, Error> {
        let consent = &self.house.consent;
        Ok(consent.check::<ExportDocuments>(tx, &self.actor, self.order.space, self.ask.clone())?)
    }

    fn said_after(&self, after: i32) -> Result<Vec<(i32, exports::Fragment)>, Error> {
        self.house.desk.rehearse(|tx| {
            let permit = self.permit(tx)?;
            Ok(self.house.exports.said_after(tx, &permit, self.order.id, after)?)
        })
    }
}
