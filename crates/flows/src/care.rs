use chrono::TimeDelta;
use consent::{
    Ask,
    service::{OpenedRelationship, RelationshipCommand},
};
use database::Tx;
use documents::Error;
use identity::service::CodeTrier;
use kernel::{Actor, EventId, SpaceId};
use mail::{Line, When};

use crate::{
    House, access,
    notify::{NewNotice, Told, notify},
};

/// Opens a care relationship and tells the person of the record who declared it and until when. One that takes the place
/// of another is not told again.
///
/// # Errors
/// As [`consent::Consent::open_relationship`]; what keeps a notice from being left.
pub fn declare_care(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
    command: &RelationshipCommand,
) -> Result<OpenedRelationship, Error> {
    let opened = house.consent.open_relationship(tx, actor, space, ask, command)?;
    // Whoever gave a code is told that it was used, also where one ran already.
    if !opened.renews || command.code.is_some() {
        // It ends with the first instant of the day after its last one.
        let last = When { at: opened.ends_at - TimeDelta::seconds(1), zone: opened.zone };
        let told = Told::CareRelationshipDeclared { name: Line::from(actor.name.clone()), until: Some(last) };
        let notice = NewNotice { event: EventId::from(opened.id.uuid()), person: None, told };
        notify(house, tx, space, &notice)?;
    }
    Ok(opened)
}

/// As [`declare_care`], by a code of the holder: its try is counted before anything is looked for, and stays so unless it is
/// right.
///
/// # Errors
/// As [`declare_care`]; [`identity::Error::TooManyCodes`].
pub fn care_by_code(
    house: &House,
    actor: &Actor,
    space: SpaceId,
    ask: &Ask,
    command: &RelationshipCommand,
) -> Result<OpenedRelationship, Error> {
    let tried = access::try_code(house, CodeTrier::Person(actor.person))?;
    house.desk.write(|tx| {
        let opened = declare_care(house, tx, actor, space, ask.clone(), command)?;
        house.identity.code_was_right(tx, &tried)?;
        Ok(opened)
    })
}
