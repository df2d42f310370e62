use chrono::TimeDelta;
use consent::{
    Act, Ask,
    rules::Evidence,
    service::{Declared, OpenedRelationship, RelationshipCommand},
};
use database::Tx;
use documents::Error;
use identity::service::CodeTrier;
use kernel::{Actor, EventId, ProvisionId, SpaceId};
use mail::{Line, When};

use crate::{
    House, access,
    notify::{NewNotice, Told, notify},
};

/// Takes the declaration of a care relationship, which opens it or asks the holder for it, and tells the person of the record
/// who declared it and until when, or who asks. One that takes the place of another is not told again.
///
/// # Errors
/// As [`consent::Consent::declare_relationship`]; what keeps a notice from being left.
pub fn declare_care(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
    command: &RelationshipCommand,
) -> Result<Declared, Error> {
    let declared = house.consent.declare_relationship(tx, actor, space, ask, command)?;
    match &declared {
        Declared::Opened(opened) if !opened.renews => tell_opened(house, tx, actor, space, opened)?,
        Declared::Asked(asked) if !asked.renews => {
            let until = When { at: asked.waits_until, zone: asked.zone };
            let told = Told::CareRelationshipAsked { name: Line::from(actor.name.clone()), until };
            tell(house, tx, space, (asked.id, asked.secret), told)?;
        }
        Declared::Opened(_) | Declared::Asked(_) => {}
    }
    Ok(declared)
}

/// Opens a care relationship in the call of the first consult, on the evidence that the practice software brings with it:
/// where nothing but a way is missing to consult, and the holder lets one begin on declaration. It asks the holder for
/// nothing.
///
/// # Errors
/// As [`consent::Consent::open_relationship`]; what keeps a notice from being left.
pub fn reach_by_evidence(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: &Ask,
    evidence: Evidence,
) -> Result<(), Error> {
    if !house.consent.lacks_a_way(tx, actor, space, ask.clone(), Act::Consult)? {
        return Ok(());
    }
    let command =
        RelationshipCommand { evidence, days: None, code: None, collected_by: None, idempotency: None };
    let opened = house.consent.open_relationship(tx, actor, space, ask.clone(), &command)?;
    if opened.renews {
        return Ok(());
    }
    tell_opened(house, tx, actor, space, &opened)
}

fn tell_opened(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    opened: &OpenedRelationship,
) -> Result<(), Error> {
    // It ends with the first instant of the day after its last one.
    let last = When { at: opened.ends_at - TimeDelta::seconds(1), zone: opened.zone };
    let name = Line::from(actor.name.clone());
    tell(
        house,
        tx,
        space,
        (opened.id, opened.secret),
        Told::CareRelationshipDeclared { name, until: Some(last) },
    )
}

/// Tells of a provision, in secret or not.
fn tell(
    house: &House,
    tx: &mut Tx<'_>,
    space: SpaceId,
    (of, secret): (ProvisionId, bool),
    told: Told,
) -> Result<(), Error> {
    notify(house, tx, space, &NewNotice { event: EventId::from(of.uuid()), person: None, told, secret })?;
    Ok(())
}

/// Opens a care relationship by a code of the holder, who is told that it was used also where one ran already. Its try is counted before anything is looked for, and stays so unless it is
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
        let opened = house.consent.open_relationship(tx, actor, space, ask.clone(), command)?;
        tell_opened(house, tx, actor, space, &opened)?;
        house.identity.code_was_right(tx, &tried)?;
        Ok(opened)
    })
}
