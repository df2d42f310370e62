use consent::Language;
use flows::record::Heading;
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
    /// Whether it is the reader's own record.
    pub(super) own: bool,
    /// Whether the reader helps with it as a carer.
    pub(super) cared_for: bool,
    /// Whether a carer may put documents in.
    pub(super) adds: bool,
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
        let (name, zone, cared_for) = (heading.name, heading.zone.name().to_owned(), heading.by_care);
        let adds = heading.adds;
        let own = side == Side::Citizen && !cared_for;
        let notices = heading.unread.map(|unread| {
            texts::count(language, "notices-unread", usize::try_from(unread).unwrap_or_default())
        });
        Self { space, name, born, zone, own, cared_for, adds, notices }
    }
}
