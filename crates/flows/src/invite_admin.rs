use kernel::{AdminRole, Language, PersonId};
use mail::{Address, Line};

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
    let labels: Vec<&str> = asked.roles.iter().map(|role| role.label(asked.language)).collect();
    let role = Line::new(&labels.join(", "));
    let person = PersonId::new(house.clock.as_ref(), house.rng.as_ref());
    let name = asked.name.trim().into();
    house.desk.write(|tx| {
        house.identity.register_admin(tx, person, &name, &asked.roles)?;
        house.identity.invite_admin(tx, person, &asked.address, asked.language, &role)?;
        Ok(person)
    })
}
