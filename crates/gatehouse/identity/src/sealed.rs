//! An identity as it lies sealed in its row.

use kernel::{Ins, InsOid, PersonId, Private, Rng};
use serde::{Deserialize, Serialize};
use vault::SpaceKeys;
use zeroize::Zeroizing;

use crate::{BirthDate, CitizenIdentity, Error, Sex, StrictTraits};

const DOMAIN: &str = "identity.citizen";
const TABLE: &str = "identity.citizen";

/// The JSON inside the seal.
#[derive(Serialize, Deserialize)]
struct Written {
    birth_name: Private<String>,
    first_names: Vec<Private<String>>,
    birth_date: BirthDate,
    sex: Sex,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    birthplace: Option<Private<String>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    usual_name: Option<Private<String>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    ins: Option<WrittenIns>,
}

#[derive(Serialize, Deserialize)]
struct WrittenIns {
    number: Private<String>,
    oid: String,
}

/// Seals an identity for the row of its space and person.
pub(crate) fn seal(
    keys: &SpaceKeys,
    rng: &dyn Rng,
    person: PersonId,
    identity: &CitizenIdentity,
) -> Result<Vec<u8>, Error> {
    let traits = identity.traits.clone();
    let written = Written {
        birth_name: traits.birth_name,
        first_names: traits.first_names,
        birth_date: traits.birth_date,
        sex: traits.sex,
        birthplace: traits.birthplace,
        usual_name: identity.usual_name.clone(),
        ins: identity
            .ins
            .as_ref()
            .map(|ins| WrittenIns { number: ins.reveal().into(), oid: ins.oid().as_str().to_owned() }),
    };
    let plain =
        Zeroizing::new(serde_json::to_vec(&written).map_err(|_| unreadable("it cannot be written down"))?);
    Ok(keys.seal(rng, DOMAIN, &[person.uuid().as_bytes()], &plain)?)
}

/// Opens what [`seal`] sealed.
pub(crate) fn open(keys: &SpaceKeys, person: PersonId, sealed: &[u8]) -> Result<CitizenIdentity, Error> {
    let plain = keys.open(DOMAIN, &[person.uuid().as_bytes()], sealed)?;
    let written: Written =
        serde_json::from_slice(&plain).map_err(|_| unreadable("the identity has an unknown shape"))?;
    let ins = match written.ins {
        None => None,
        Some(WrittenIns { number, oid }) => {
            let oid = InsOid::parse(&oid).ok_or_else(|| unreadable("the INS has an unknown system"))?;
            let read = Ins::parse(number.reveal(), oid);
            Some(read.map_err(|_| unreadable("the INS is none"))?.0)
        }
    };
    Ok(CitizenIdentity {
        ins,
        usual_name: written.usual_name,
        traits: StrictTraits {
            birth_name: written.birth_name,
            first_names: written.first_names,
            birth_date: written.birth_date,
            sex: written.sex,
            birthplace: written.birthplace,
        },
    })
}

fn unreadable(what: &'static str) -> Error {
    Error::Database(database::Error::Row { table: TABLE, what })
}
