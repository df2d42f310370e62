//! Those for whom somebody acts, or whose documents were chosen for them after a death.

use consent::{Act, Action, Ask, RuleId};
use documents::Error;
use kernel::{Actor, Private, SpaceId};

use crate::{House, heirs, measures, shared::spoils_itself_alone};

/// Looking whose record it is, of a record that opens.
struct SeeWhose;

impl Action for SeeWhose {
    const NAME: &'static str = "records.see-whose";
    const ACT: Act = Act::Consult;
}

/// A record of somebody else that opens to whoever asks.
#[derive(Debug, Clone)]
pub struct OfAnother {
    /// The record.
    pub space: SpaceId,
    /// What its holder is called.
    pub name: Private<String>,
    /// Whether its holder died, and documents were chosen.
    pub after_death: bool,
}

/// The records of protected adults and of people who died that open to the caller now. One that opens no more as it is looked at is
/// left out. It leaves no line.
///
/// # Errors
/// The database's.
pub fn of_others(house: &House, actor: &Actor) -> Result<Vec<OfAnother>, Error> {
    let (chosen, _) = heirs::enterable(house, actor)?;
    let of_adults = measures::enterable(house, actor)?;
    let mut found = Vec::new();
    for (spaces, way) in [(of_adults, "W3"), (chosen, "W9")] {
        if spaces.is_empty() {
            continue;
        }
        // What opens for some other act alone is nothing to read.
        let open =
            house.desk.write(|tx| house.consent.opens_by(tx, actor, &spaces, way, &[SeeWhose::ACT]))?;
        for space in spaces.into_iter().filter(|space| open.contains(space)) {
            let name = house.desk.rehearse(|tx| {
                let ask = Ask { way: Some(RuleId::new(way)), ..Ask::default() };
                let permit = house.consent.check::<SeeWhose>(tx, actor, space, ask)?;
                Ok::<_, Error>(house.identity.patient_identity(tx, &permit)?.name_to_show())
            });
            let name = match name {
                Ok(name) => name,
                // What opens no more since, and what does not open alone, keeps nobody from the others.
                Err(Error::Consent(consent::Error::Refused(_))) => continue,
                Err(error) if spoils_itself_alone(&error) => continue,
                Err(error) => return Err(error),
            };
            found.push(OfAnother { space, name, after_death: way == "W9" });
        }
    }
    Ok(found)
}
