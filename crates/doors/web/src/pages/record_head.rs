use consent::Language;
use flows::record::{Heading, ReaderSide};
use identity::Sex;
use kernel::{Private, SpaceId};

use crate::{moments, shell::Side, texts};

/// The head of every page of a record: who it is about.
#[derive(Debug)]
pub(super) struct RecordHead {
    pub(super) space: SpaceId,
    pub(super) name: Private<String>,
    /// Born when, and the administrative sex: what tells two people of one name apart; nothing for a carer.
    pub(super) born: Option<String>,
    /// The time zone in which dates are written.
    pub(super) zone: String,
    /// Whose record it is for the reader, as the key of a text.
    pub(super) kind: &'static str,
    /// Whether the reader is its holder, or acts for the holder.
    pub(super) own: bool,
    /// Whether documents of somebody who died were chosen for the reader.
    pub(super) heir: bool,
    /// Whether the reader helps with it as a carer.
    pub(super) cared_for: bool,
    /// Whether a carer may put documents in.
    pub(super) adds: bool,
    /// Whether whoever acts for the holder may take everything out.
    pub(super) exports: bool,
    /// Where the holder's notices are, with how many were not read yet; nothing for anybody else.
    pub(super) notices: Option<String>,
}

impl RecordHead {
    pub(super) fn new(heading: Heading, space: SpaceId, side: Side, language: Language) -> Self {
        let born = heading.born.map(|(birth_date, sex)| {
            let key = match sex {
                Sex::Female => "born-female",
                Sex::Male => "born-male",
                Sex::Undetermined => "born-undetermined",
            };
            texts::naming(language, key, &moments::birth_date(&birth_date, language))
        });
        let (name, zone) = (heading.name, heading.zone.name().to_owned());
        let cared_for = heading.side == ReaderSide::Helper;
        let adds = heading.adds;
        let exports = heading.exports && heading.side == ReaderSide::ForHolder;
        let heir = side == Side::Citizen && heading.side == ReaderSide::AfterDeath;
        let own = side == Side::Citizen && !cared_for && !heir;
        let kind = match heading.side {
            _ if side != Side::Citizen => "record-patient",
            ReaderSide::Holder => "record-own",
            ReaderSide::ForHolder => "record-acted-for",
            ReaderSide::Helper => "record-cared-for",
            ReaderSide::AfterDeath => "record-after-death",
            ReaderSide::Other => "record-patient",
        };
        let notices = heading.unread.map(|unread| {
            texts::count(language, "notices-unread", usize::try_from(unread).unwrap_or_default())
        });
        Self { space, name, born, zone, kind, own, heir, cared_for, adds, exports, notices }
    }
}
