use chrono::Days;
use consent::{
    rules::{CarerAct, CarerMay, InviteeTraits, Shelves},
    service::{Ends, NewCarer},
};
use flows::{House, access};

use super::as_persona;
use crate::{
    Error,
    people::{CAMILLE, NOE},
};

/// Makes Noé a carer of Camille, as both would: by her invitation and by his own acceptance.
pub(super) fn make(house: &House) -> Result<(), Error> {
    let now = house.clock.now();
    let traits = NOE.traits(now)?;
    let first_name = traits.first_names.into_iter().next().unwrap_or_default();
    let new = NewCarer {
        traits: InviteeTraits {
            family_name: traits.birth_name,
            first_name,
            birth_date: traits.birth_date.reveal().into(),
        },
        may: CarerMay {
            acts: [CarerAct::See, CarerAct::Add].into(),
            shelves: Shelves::These([config::Category::Prescription].into()),
            purpose: Some("Va chercher mes ordonnances".into()),
            also_hidden: false,
        },
        from: None,
        until: now.checked_add_days(Days::new(120)).map_or(Ends::AsUsual, Ends::At),
    };
    as_persona(house, "citizen", |camille| {
        let invite =
            |tx: &mut database::Tx<'_>| access::invite_carer(house, tx, camille, CAMILLE.space(now), &new);
        let (code, _) = house.desk.write(invite)?;
        as_persona(house, "carer", |noe| {
            access::accept_invitation(house, noe, Some(&code))?;
            Ok(())
        })
    })
}
