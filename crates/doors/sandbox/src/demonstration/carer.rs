use chrono::Days;
use consent::{
    rules::{CarerAct, CarerMay, InviteeTraits, Shelves},
    service::{Ends, NewCarer},
};
use flows::{House, access};
use kernel::{Actor, RequestId};
use secrecy::ExposeSecret;

use crate::{
    Error,
    people::{self, CAMILLE, For, NOE, session_for},
};

/// Whether the carer of the demonstration is not registered yet.
pub(super) fn is_unknown(house: &House) -> Result<bool, Error> {
    Ok(house.desk.read(|rtx| house.identity.spaces_of(rtx, NOE.person()))?.is_empty())
}

/// Makes Noé a carer of Camille, as both would: by her invitation and by his own acceptance. It is made once, so that what
/// Camille ended stays ended.
pub(super) fn make(house: &House) -> Result<(), Error> {
    let traits = NOE.traits()?;
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
        until: house.clock.now().checked_add_days(Days::new(120)).map_or(Ends::AsUsual, Ends::At),
    };
    as_persona(house, "citizen", |camille| {
        let invite =
            |tx: &mut database::Tx<'_>| house.consent.invite_carer(tx, camille, CAMILLE.space(), &new);
        let (code, _) = house.desk.write(invite).map_err(documents::Error::from)?;
        as_persona(house, "carer", |noe| {
            access::accept_invitation(house, noe, Some(&code))?;
            Ok(())
        })
    })
}

/// Does something as somebody who has just shown a second factor, in a session that ends with it.
fn as_persona(house: &House, id: &str, act: impl FnOnce(&Actor) -> Result<(), Error>) -> Result<(), Error> {
    let persona = people::by_id(id).ok_or(Error::NoSuchPersona)?;
    let logged_in = session_for(house, persona, For::Calls)?;
    let request = RequestId::new(house.clock.as_ref(), house.rng.as_ref());
    let actor = house.identity.recognise(&house.desk, logged_in.token.expose_secret(), request)?;
    act(&Actor { second_factor_at: Some(house.clock.now()), ..actor })?;
    house.desk.write(|tx| house.identity.end_session(tx, logged_in.session))?;
    Ok(())
}
