//! An identity as it lies sealed in its row.

use chrono::{DateTime, Utc};
use kernel::{Ins, InsOid, PersonId, Private, Rng, SpaceId};
use serde::{Deserialize, Serialize};
use vault::SpaceKeys;
use zeroize::Zeroizing;

use crate::{BirthDate, CitizenIdentity, Error, IdentityStatus, Sex, StrictTraits};

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
    #[serde(skip_serializing_if = "Option::is_none", default)]
    commune: Option<Private<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    former_ins: Vec<WrittenFormer>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    doubles: Vec<WrittenDouble>,
}

#[derive(Serialize, Deserialize)]
struct WrittenDouble {
    record: SpaceId,
    status: String,
    identity: Written,
}

#[derive(Serialize, Deserialize)]
struct WrittenFormer {
    #[serde(flatten)]
    ins: WrittenIns,
    until: DateTime<Utc>,
    /// A row that was written before this was kept does not say it: nobody knows that the number was proven.
    #[serde(default)]
    proven: bool,
}

/// All that is known of who a space is about. The history of the numbers lies under the same seal as the rest: whatever
/// compares a number reads it with the one row that it reads anyway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WholeIdentity {
    pub(crate) identity: CitizenIdentity,
    /// Commune of residence (COG).
    pub(crate) commune: Option<Private<String>>,
    /// Numbers that were the person's before, oldest first.
    pub(crate) former: Vec<FormerIns>,
    /// The identities of the doubles that became one with this record.
    pub(crate) doubles: Vec<DoubleIdentity>,
}

/// The identity under which somebody was known in a double. It leads to the record that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DoubleIdentity {
    /// The double.
    pub(crate) record: SpaceId,
    /// All that was known of the person there.
    pub(crate) whole: WholeIdentity,
    /// How sure it was.
    pub(crate) status: IdentityStatus,
}

/// A number that was somebody's, and when another one took its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormerIns {
    pub(crate) ins: Ins,
    pub(crate) until: DateTime<Utc>,
    /// Whether it was the number of a qualified identity when it was given up. One that was not may be anybody's: it leads
    /// nowhere and counts for nothing, however sure the identity became since.
    pub(crate) is_proven: bool,
}

impl WholeIdentity {
    /// An identity of which nothing else is known.
    pub(crate) fn new(identity: CitizenIdentity) -> Self {
        Self { identity, commune: None, former: Vec::new(), doubles: Vec::new() }
    }

    /// Keeps a number that was the person's before. What was proven once stays proven.
    pub(crate) fn keep_former(&mut self, ins: &Ins, is_proven: bool, now: DateTime<Utc>) {
        match self.former.iter_mut().find(|former| former.ins == *ins) {
            Some(known) if is_proven && !known.is_proven => (known.is_proven, known.until) = (true, now),
            Some(_) => {}
            None => self.former.push(FormerIns { ins: ins.clone(), until: now, is_proven }),
        }
    }

    /// The numbers that were the person's before, of those that were proven then.
    pub(crate) fn proven_before(&self) -> impl Iterator<Item = &Ins> {
        self.former.iter().filter(|former| former.is_proven).map(|former| &former.ins)
    }

    /// Whether a number that was proven was given up for the one of today: the person's before, or one of a double.
    pub(crate) fn gave_up(&self, ins: &Ins) -> bool {
        let of_double = |double: &DoubleIdentity| {
            double.status.proves_ins()
                && (double.whole.identity.ins.as_ref() == Some(ins)
                    || double.whole.proven_before().any(|former| former == ins))
        };
        self.identity.ins.as_ref() != Some(ins)
            && (self.proven_before().any(|former| former == ins) || self.doubles.iter().any(of_double))
    }

    /// The identity as it may be used and shown: without its number where that is not proven.
    pub(crate) fn as_proven(&self, status: IdentityStatus) -> CitizenIdentity {
        let ins = self.identity.ins.clone().filter(|_| status.proves_ins());
        CitizenIdentity { ins, ..self.identity.clone() }
    }
}

#[derive(Serialize, Deserialize)]
struct WrittenIns {
    number: Private<String>,
    oid: String,
}

impl Written {
    fn of(whole: &WholeIdentity) -> Self {
        let identity = &whole.identity;
        let written_ins =
            |ins: &Ins| WrittenIns { number: ins.reveal().into(), oid: ins.oid().as_str().to_owned() };
        let former = |former: &FormerIns| WrittenFormer {
            ins: written_ins(&former.ins),
            until: former.until,
            proven: former.is_proven,
        };
        let double = |double: &DoubleIdentity| WrittenDouble {
            record: double.record,
            status: double.status.as_str().to_owned(),
            identity: Self::of(&double.whole),
        };
        let traits = identity.traits.clone();
        Self {
            birth_name: traits.birth_name,
            first_names: traits.first_names,
            birth_date: traits.birth_date,
            sex: traits.sex,
            birthplace: traits.birthplace,
            usual_name: identity.usual_name.clone(),
            ins: identity.ins.as_ref().map(written_ins),
            commune: whole.commune.clone(),
            former_ins: whole.former.iter().map(former).collect(),
            doubles: whole.doubles.iter().map(double).collect(),
        }
    }

    fn read(self) -> Result<WholeIdentity, Error> {
        let ins = self.ins.map(read_ins).transpose()?;
        let former = self.former_ins.into_iter();
        let former = former.map(|WrittenFormer { ins, until, proven }| {
            Ok(FormerIns { ins: read_ins(ins)?, until, is_proven: proven })
        });
        let doubles = self.doubles.into_iter().map(|double| {
            let status = IdentityStatus::parse(&double.status);
            let status = status.ok_or_else(|| unreadable("the status of a double is unknown"))?;
            Ok(DoubleIdentity { record: double.record, whole: double.identity.read()?, status })
        });
        Ok(WholeIdentity {
            identity: CitizenIdentity {
                ins,
                usual_name: self.usual_name,
                traits: StrictTraits {
                    birth_name: self.birth_name,
                    first_names: self.first_names,
                    birth_date: self.birth_date,
                    sex: self.sex,
                    birthplace: self.birthplace,
                },
            },
            commune: self.commune,
            former: former.collect::<Result<_, Error>>()?,
            doubles: doubles.collect::<Result<_, Error>>()?,
        })
    }
}

/// Seals an identity for the row of its space and person.
pub(crate) fn seal(
    keys: &SpaceKeys,
    rng: &dyn Rng,
    person: PersonId,
    whole: &WholeIdentity,
) -> Result<Vec<u8>, Error> {
    let plain = serde_json::to_vec(&Written::of(whole));
    let plain = Zeroizing::new(plain.map_err(|_| unreadable("it cannot be written down"))?);
    Ok(keys.seal(rng, DOMAIN, &[person.uuid().as_bytes()], &plain)?)
}

/// Opens what [`seal`] sealed.
pub(crate) fn open(keys: &SpaceKeys, person: PersonId, sealed: &[u8]) -> Result<WholeIdentity, Error> {
    let plain = keys.open(DOMAIN, &[person.uuid().as_bytes()], sealed)?;
    let written: Written =
        serde_json::from_slice(&plain).map_err(|_| unreadable("the identity has an unknown shape"))?;
    written.read()
}

fn read_ins(written: WrittenIns) -> Result<Ins, Error> {
    let WrittenIns { number, oid } = written;
    let oid = InsOid::parse(&oid).ok_or_else(|| unreadable("the INS has an unknown system"))?;
    let read = Ins::parse(number.reveal(), oid);
    Ok(read.map_err(|_| unreadable("the INS is none"))?.0)
}

fn unreadable(what: &'static str) -> Error {
    Error::Database(database::Error::Row { table: TABLE, what })
}
