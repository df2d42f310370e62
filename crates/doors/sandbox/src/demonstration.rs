mod carer;
mod documents;
mod people;

use flows::House;

use crate::Error;

/// Makes the made-up people, their organisations and a few documents, as far as they are not there yet.
///
/// Ids are fixed and what is there stays as it is, so it may be called at each start and be killed at any moment.
///
/// # Errors
/// What a service refuses.
pub fn load_demonstration(house: &House) -> Result<(), Error> {
    let first = carer::is_unknown(house)?;
    people::register(house)?;
    documents::deposit(house)?;
    if first { carer::make(house) } else { Ok(()) }
}
