//! What stands in the rows of consent and masks, compared with what the journal says: for whoever runs the service. It opens no
//! record.

use documents::Error;
use kernel::SpaceId;
use uuid::Uuid;

use crate::House;

/// How many records one statement names.
const BATCH: i64 = 500;

/// Compares every record; gives what stands otherwise, in words that name ids alone.
///
/// # Errors
/// The database's, the journal's, the vault's.
pub fn compare_all(house: &House) -> Result<Vec<String>, Error> {
    let (mut found, mut after) = (Vec::new(), SpaceId::from(Uuid::nil()));
    loop {
        let spaces = house.desk.write(|tx| house.consent.spaces_after_without_permit(tx, after, BATCH))?;
        let Some(last) = spaces.last().copied() else { return Ok(found) };
        for space in spaces {
            found.extend(compare(house, space)?);
        }
        after = last;
    }
}

/// Compares one record. What is written between two looks is no finding: what is found is looked at once more.
///
/// # Errors
/// As [`compare_all`].
pub fn compare(house: &House, space: SpaceId) -> Result<Vec<String>, Error> {
    let first = look(house, space)?;
    if first.is_empty() {
        return Ok(first);
    }
    let again = look(house, space)?;
    Ok(first.into_iter().filter(|finding| again.contains(finding)).collect())
}

fn look(house: &House, space: SpaceId) -> Result<Vec<String>, Error> {
    house.desk.write(|tx| {
        let replayed = house.consent.replay_without_permit(tx, space)?;
        let altered = match &replayed.masks {
            Some(masks) => house.documents.altered_without_permit(tx, space, masks)?,
            None => Vec::new(),
        };
        let of_documents = altered.into_iter().map(|id| format!("record {space}: document {id} was altered"));
        Ok(replayed.findings.iter().map(ToString::to_string).chain(of_documents).collect())
    })
}
