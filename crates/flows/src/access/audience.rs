use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use consent::{
    DOCTOR, EmergencyPurpose, Permit, Shown,
    rules::Start,
    service::{Granted, SeeAudience, Viewer},
};
use database::Tx;
use documents::{Document, Error};
use kernel::{Actor, DocumentId, SpaceId};

use super::viewers::{Names, anybody, in_emergency, viewers_of};
use crate::House;

/// Who can see a document today, and why.
#[derive(Debug)]
pub struct Audience {
    /// The document.
    pub document: Document,
    /// Everybody whom something lets into the record, and whether they see this document.
    pub people: Vec<Seen>,
    /// Whoever might still be let in.
    pub others: Vec<Potential>,
    /// Names of those who are named.
    pub names: Names,
}

/// Somebody whom something lets in.
#[derive(Debug)]
pub struct Seen {
    /// What lets them in.
    pub by: Granted,
    /// Whether they see the document, and by which rule they do not.
    pub shown: Shown,
    /// Until when they get in.
    pub until: Option<DateTime<Utc>>,
}

/// A profession that might still get in.
#[derive(Debug)]
pub struct Potential {
    /// The profession, code of table TRE_G15.
    pub profession: String,
    /// How.
    pub how: How,
}

/// How somebody might get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// By a care relationship that starts so.
    Relationship(Start),
    /// In an emergency: by breaking the glass, or at a centre that answers emergency calls.
    Emergency,
}

/// Who can see a document today: everybody by name whom something lets in, and the professions that might get in.
///
/// # Errors
/// The consent engine's; absent and hidden are one and the same answer.
pub fn audience(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    id: DocumentId,
) -> Result<Audience, Error> {
    audience_under(house, tx, actor, space, id).map(|(audience, _)| audience)
}

/// As [`audience`], with the permit.
pub(crate) fn audience_under<'tx>(
    house: &House,
    tx: &mut Tx<'tx>,
    actor: &Actor,
    space: SpaceId,
    id: DocumentId,
) -> Result<(Audience, Permit<'tx, SeeAudience>), Error> {
    let (document, later, permit) = house.documents.for_audience(tx, actor, space, id)?;
    let thing = document.thing();
    // Whoever does not see a newer version does not see this one.
    let sees = |viewer: &Viewer| -> Result<Shown, Error> {
        let itself = house.consent.sees(&permit, viewer, &thing)?;
        if !matches!(itself, Shown::By { .. }) {
            return Ok(itself);
        }
        for newer in &later {
            let shown = house.consent.sees(&permit, viewer, newer)?;
            if !matches!(shown, Shown::By { .. }) {
                return Ok(shown);
            }
        }
        Ok(itself)
    };
    let granted = house.consent.granted(&permit);
    let names = Names::of_grants(house, tx, &granted)?;
    let professions: Vec<String> = house.reference.professions().map(|one| one.code.clone()).collect();
    let mut people = Vec::with_capacity(granted.len());
    for by in granted {
        let mut shown: Option<Shown> = None;
        for viewer in viewers_of(&by, &names, &professions) {
            let one = sees(&viewer)?;
            let gets_in = matches!(one, Shown::By { .. });
            // Of a team whoever gets in says why: a profession to which nothing can be handed on has no way.
            if gets_in || !matches!(shown, Some(Shown::HiddenBy(_))) {
                shown = Some(one);
            }
            if gets_in {
                break;
            }
        }
        let (Some(shown), until) = (shown, by.until) else { continue };
        people.push(Seen { by, shown, until });
    }
    let mut others = Vec::new();
    let start = house.consent.start_of(&permit);
    for profession in house.reference.professions() {
        if house.reference.only_by_delegation(&profession.code)
            || house.reference.matrix().scope(&profession.code).is_none()
        {
            continue;
        }
        let viewer = anybody(&profession.code);
        if matches!(sees(&viewer)?, Shown::By { .. }) {
            others.push(Potential { profession: profession.code.clone(), how: How::Relationship(start) });
        }
    }
    let breaks = house.reference.emergency().professions.iter();
    let breaks = breaks.map(|one| (one.as_str(), EmergencyPurpose::BreakTheGlass));
    let mut in_reach = BTreeSet::new();
    for (profession, purpose) in breaks.chain([(DOCTOR, EmergencyPurpose::Regulation)]) {
        let viewer = in_emergency(profession, purpose);
        if matches!(sees(&viewer)?, Shown::By { .. }) {
            in_reach.insert(profession.to_owned());
        }
    }
    others.extend(in_reach.into_iter().map(|profession| Potential { profession, how: How::Emergency }));
    Ok((Audience { document, people, others, names }, permit))
}
