use consent::SpaceState;
use flows::House;
use identity::service::{NewCitizen, WrittenIns};
use kernel::InsOid;

use crate::{
    Error,
    people::{INS, holder, organisations, professionals, software, space, traits},
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
    register_holder(house)
}

fn register_holder(house: &House) -> Result<(), Error> {
    let held = house.desk.read(|rtx| house.identity.spaces_of(rtx, holder()))?;
    if held.iter().any(|held| held.space == space()) {
        return Ok(());
    }
    let new = NewCitizen {
        space: space(),
        person: holder(),
        ins: Some(WrittenIns { number: INS.into(), oid: InsOid::NirTest }),
        traits: traits()?,
        usual_name: None,
        state: SpaceState::Active,
        zone: house.settings.country.time_zone,
    };
    match house.identity.register_citizen(&house.desk, &new) {
        // Another program on the same database was faster.
        Err(identity::Error::IdentityTaken) => Ok(()),
        outcome => Ok(outcome.map(drop)?),
    }
}
