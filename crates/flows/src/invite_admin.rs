use identity::service::account::InvitationAgain;
use kernel::{AdminRole, Language, PersonId};
use mail::Address;

use crate::House;

/// Whom to invite to run the service.
#[derive(Debug, Clone)]
pub struct AdminToInvite {
    /// The name that the journal will write.
    pub name: String,
    /// Where the link goes.
    pub address: Address,
    /// What the person may do.
    pub roles: Vec<AdminRole>,
    /// In which language the mail is written.
    pub language: Language,
}

/// Makes somebody an admin and sends the link by which the person chooses a password and adds a second factor, all in one
/// transaction. Nobody is let in before that.
///
/// # Errors
/// Identity's.
pub fn invite_admin(house: &House, asked: &AdminToInvite) -> Result<PersonId, identity::Error> {
    let person = PersonId::new(house.clock.as_ref(), house.rng.as_ref());
    let name = asked.name.trim().into();
    house.desk.write(|tx| {
        house.identity.register_admin(tx, person, &name, &asked.roles)?;
        house.identity.invite_admin(tx, person, &asked.address, asked.language)?;
        Ok(person)
    })
}

/// Whom to invite again.
#[derive(Debug, Clone)]
pub enum WhichAdmin {
    /// By id.
    Id(PersonId),
    /// By the address of the account.
    Address(Address),
}

/// Sends an admin another link, and says who it is and how many second factors will be asked for behind it.
///
/// # Errors
/// Identity's.
pub fn invite_admin_again(
    house: &House,
    which: &WhichAdmin,
    again: &InvitationAgain,
) -> Result<(PersonId, usize), identity::Error> {
    let person = match which {
        WhichAdmin::Id(person) => *person,
        WhichAdmin::Address(address) => {
            house.desk.read(|rtx| house.identity.admin_of_address(rtx, address))?
        }
    };
    let factors = house.desk.write(|tx| house.identity.invite_admin_again(tx, person, again))?;
    Ok((person, factors))
}
