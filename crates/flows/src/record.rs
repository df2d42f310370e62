use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use config::DocumentType;
use consent::{Act, Action, Ask, Permit, Thing};
use database::Tx;
use documents::{DepositDocument, Document, Error};
use identity::{BirthDate, GivenIdentity, Sex};
use kernel::{Actor, DocumentId, Limit, Private, SpaceId};
use uuid::Uuid;

use crate::{House, history, notices};

/// Who a record is about. Whoever reads a record on a screen must see it on each page, so that nothing is read, or
/// said, about the wrong person.
#[derive(Debug, Clone)]
pub struct Heading {
    /// First given name and name in use.
    pub name: Private<String>,
    /// Date of birth and administrative sex; none for a carer, to whom the holder gave a name and no identity.
    pub born: Option<(BirthDate, Sex)>,
    /// Time zone of the holder, in which dates of the record are written.
    pub zone: Tz,
    /// How many notices its holder has not read yet; none for anybody else.
    pub unread: Option<i64>,
    /// On which side of the record the reader stands.
    pub side: ReaderSide,
    /// Whether the reader may put documents in.
    pub adds: bool,
    /// Whether the reader may take everything out.
    pub exports: bool,
}

/// On which side of a record whoever came in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReaderSide {
    /// It is their own.
    Holder,
    /// They act for its holder: a minor, or an adult whom they represent.
    ForHolder,
    /// They help its holder: a carer, or whoever assists a protected adult.
    Helper,
    /// Documents of its holder, who died, were chosen for them.
    AfterDeath,
    /// Anybody else.
    Other,
}

impl ReaderSide {
    fn of<A: Action>(permit: &Permit<'_, A>) -> Self {
        match permit.way().as_str() {
            "W1" => Self::Holder,
            _ if permit.acts_for_holder() => Self::ForHolder,
            _ if permit.is_of_helper() => Self::Helper,
            "W9" => Self::AfterDeath,
            _ => Self::Other,
        }
    }
}

/// What is known of one document, of the record that the heading names.
///
/// # Errors
/// As [`documents::Documents::read`].
pub fn document(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
    id: DocumentId,
) -> Result<(Heading, Document), Error> {
    let (document, permit) = house.documents.read_under(tx, actor, space, ask, id)?;
    Ok((heading(house, tx, &permit)?, document))
}

/// A document that is to be replaced, and whom its record is about, as a depositor names them: for who sees the document
/// and replaces it on a page.
///
/// # Errors
/// As [`documents::Documents::read`].
pub fn to_replace(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
    id: DocumentId,
) -> Result<(Heading, Document, GivenIdentity), Error> {
    let (document, permit) = house.documents.read_under(tx, actor, space, ask, id)?;
    let known = house.identity.patient_identity(tx, &permit)?;
    let traits = known.traits;
    let given = GivenIdentity {
        ins: known.ins.into_iter().collect(),
        birth_name: Some(traits.birth_name),
        first_names: traits.first_names,
        birth_date: Some(traits.birth_date),
        sex: Some(traits.sex),
        birthplace: traits.birthplace,
    };
    Ok((heading(house, tx, &permit)?, document, given))
}

/// What a citizen may deposit in a record.
#[derive(Debug)]
pub struct Deposits<'a> {
    /// The record.
    pub heading: Heading,
    /// Of which types.
    pub types: Vec<&'a DocumentType>,
    /// Whether documents are seen there.
    pub sees: bool,
}

/// Which of these types a citizen may deposit in a record, for a page that offers them. It leaves no line; whoever may deposit nothing
/// there is refused.
///
/// # Errors
/// As [`documents::Documents::deposit`].
pub fn for_deposit<'a>(
    house: &House,
    actor: &Actor,
    space: SpaceId,
    types: &[&'a DocumentType],
) -> Result<Deposits<'a>, Error> {
    let ask = Ask::default;
    house.desk.write(|tx| house.consent.preflight::<DepositDocument>(tx, actor, space, ask()))?;
    house.desk.rehearse(|tx| {
        let permit = house.consent.check::<DepositDocument>(tx, actor, space, ask())?;
        let taken = |kind: &&DocumentType| house.consent.takes(&permit, &brought(kind, actor, permit.now()));
        let types = types.iter().copied().filter(taken).collect();
        let sees = house.consent.may_also(&permit, Act::Consult);
        Ok(Deposits { heading: heading(house, tx, &permit)?, types, sees })
    })
}

/// A document of some type that a citizen is about to bring.
fn brought(kind: &DocumentType, actor: &Actor, now: DateTime<Utc>) -> Thing {
    Thing {
        id: Uuid::nil(),
        series: Uuid::nil(),
        category: kind.category,
        type_code: kind.code.clone(),
        masked: false,
        codes: Arc::default(),
        withheld_until: None,
        hidden_from_representatives: false,
        depositor: actor.person,
        depositor_organisation: None,
        natural_author: None,
        by_citizen: true,
        service_start: now,
        deposited_at: now,
    }
}

/// One page of the history of the record that the heading names.
///
/// # Errors
/// As [`history::read`].
pub fn history(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
    before: Option<i64>,
    limit: Limit,
) -> Result<(Heading, history::Page), Error> {
    let (page, permit) = history::read_under(house, tx, actor, space, ask, before, limit.size())?;
    Ok((heading(house, tx, &permit)?, page))
}

/// One line of the history of the record that the heading names.
///
/// # Errors
/// The consent engine's; absent and hidden are one and the same answer.
pub fn history_line(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    seq: i64,
) -> Result<(Heading, journal::Line), Error> {
    let (line, permit) = history::one_under(house, tx, actor, space, seq)?;
    Ok((heading(house, tx, &permit)?, line))
}

/// One page of notices of the record that the heading names.
///
/// # Errors
/// As [`notices::list`].
pub fn notices(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
    wanted: notices::PageRequest,
) -> Result<(Heading, notices::Page), Error> {
    let (page, permit) = notices::list_under(house, tx, actor, space, ask, wanted)?;
    Ok((heading(house, tx, &permit)?, page))
}

pub(crate) fn heading<'tx, A: Action>(
    house: &House,
    tx: &mut Tx<'tx>,
    permit: &Permit<'tx, A>,
) -> Result<Heading, Error> {
    let known = house.identity.patient_identity(tx, permit)?;
    let zone = permit.space_facts().map_or(house.settings.country.time_zone, |facts| facts.zone);
    let unread = match permit.way().as_str() {
        "W1" => Some(house.notifications.unread(tx, permit)?),
        "W2" | "W3" | "W4" if house.consent.may_also(permit, Act::ReadNotices) => {
            Some(house.notifications.unread(tx, permit)?)
        }
        _ => None,
    };
    let name = known.name_to_show();
    let adds = house.consent.may_also(permit, Act::Deposit);
    let exports = house.consent.may_also(permit, Act::Leave);
    let side = ReaderSide::of(permit);
    Ok(Heading {
        name,
        born: (side != ReaderSide::Helper).then_some((known.traits.birth_date, known.traits.sex)),
        zone,
        unread,
        side,
        adds,
        exports,
    })
}
