use chrono::Months;
use consent::{
    Purpose, SpaceState, first_instant,
    rules::Authority,
    service::{RecordRepresentation, Representation},
};
use flows::{
    House,
    notify::{NewNotice, Told, notify},
};
use identity::service::{NewCitizen, WrittenIns};
use kernel::{EventId, InsOid, SpaceId};

use crate::{
    Error,
    people::{self, HOLDERS, Holder, Part, organisations, professionals, software},
};

/// Registers everybody through the services of identity.
pub(super) fn register(house: &House) -> Result<(), Error> {
    let (organisations, professionals, software) = (organisations()?, professionals()?, software());
    let identity = &house.identity;
    house.desk.write(|tx| {
        for organisation in &organisations {
            identity.register_organisation(tx, organisation)?;
        }
        for new in &professionals {
            identity.register_professional(tx, new.person, &new.rpps, &new.name, new.profession)?;
            identity.register_situation(tx, &new.situation)?;
        }
        identity.register_software(tx, &software)
    })?;
    HOLDERS.into_iter().try_for_each(|holder| register_holder(house, holder))?;
    register_admins(house)
}

/// Whoever is known keeps the roles that were given since, and stays stopped.
fn register_admins(house: &House) -> Result<(), Error> {
    let known = house.desk.read(|rtx| house.identity.admins(rtx))?;
    house.desk.write(|tx| {
        for persona in people::all() {
            let Part::Admin(admin) = persona.part else { continue };
            let person = admin.person();
            if known.iter().all(|known| known.person != person) {
                house.identity.register_admin(tx, person, &persona.name.into(), admin.roles)?;
            }
        }
        Ok(())
    })
}

fn register_holder(house: &House, holder: &Holder) -> Result<(), Error> {
    let now = house.clock.now();
    let (space, person) = (holder.space(now), holder.person(now));
    let held = house.desk.read(|rtx| house.identity.spaces_of(rtx, person))?;
    if held.iter().any(|held| held.space == space) {
        return Ok(());
    }
    let new = NewCitizen {
        space,
        person,
        ins: Some(WrittenIns { number: holder.ins(now)?.into(), oid: InsOid::NirTest }),
        traits: holder.traits(now)?,
        usual_name: None,
        state: if holder.begun { SpaceState::Active } else { SpaceState::Created },
        zone: house.settings.country.time_zone,
    };
    match house.identity.register_citizen(&house.desk, &new) {
        // Another program on the same database was faster.
        Err(identity::Error::IdentityTaken) => Ok(()),
        outcome => {
            outcome?;
            represent(house, holder)?;
            if holder.begun { welcome(house, space) } else { Ok(()) }
        }
    }
}

/// Writes down who represents a minor, as the insurer's feed does.
fn represent(house: &House, holder: &Holder) -> Result<(), Error> {
    if holder.parents.is_empty() {
        return Ok(());
    }
    let now = house.clock.now();
    let years = house.reference.minors().of_age_years;
    let of_age =
        holder.birth_date(now)?.day().and_then(|born| born.checked_add_months(Months::new(12 * years)));
    let until = of_age.and_then(|day| first_instant(day, house.settings.country.time_zone));
    let until = until.ok_or(Error::MadeUp("the day on which a child is of age"))?;
    let by =
        |parent: &&Holder| Representation { person: parent.person(now), authority: Authority::Parent, until };
    let all: Vec<Representation> = holder.parents.iter().map(by).collect();
    house
        .desk
        .write(|tx| {
            let space = holder.space(now);
            let permit =
                house.consent.system_permit::<RecordRepresentation>(tx, Purpose::Registration, space)?;
            house.consent.record_representations(tx, &permit, &all)
        })
        .map_err(identity::Error::from)?;
    Ok(())
}

/// A notice, so that there is one to read.
fn welcome(house: &House, space: SpaceId) -> Result<(), Error> {
    let event = EventId::new(house.clock.as_ref(), house.rng.as_ref());
    let notice = NewNotice { event, person: None, told: Told::RecordActivated, secret: false };
    house.desk.write(|tx| notify(house, tx, space, &notice))?;
    Ok(())
}
