use identity::{BirthDate, GivenIdentity, Sex, StrictTraits, TraitFault};
use kernel::{Ins, InsOid, PersonId, SpaceId};

use super::persona::fixed;
use crate::Error;

/// A citizen who does not exist, with a record. Born in a place that no code book has, under a number that no register
/// gives: its department is 99 and its commune 999.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Holder {
    /// The ids of the record and of its holder are made of it.
    number: u8,
    /// The number, under the OID of tests.
    pub(crate) ins: &'static str,
    birth_name: &'static str,
    first_name: &'static str,
    birth_date: &'static str,
    sex: Sex,
    /// Whether the record is used already; else the first log-in decides whether and how it begins.
    pub(crate) begun: bool,
    /// The holder who represents this one, and the midnight in France at which that ends: the eighteenth birthday.
    pub(crate) parent: Option<(&'static Self, &'static str)>,
}

/// Camille, whose record all calls of the demonstration are about.
pub(crate) const CAMILLE: &Holder = &Holder {
    number: 0x10,
    ins: "285059999900131",
    birth_name: "SPECIMEN",
    first_name: "CAMILLE",
    birth_date: "1985-05-17",
    sex: Sex::Female,
    begun: true,
    parent: None,
};

/// Morgan, whose record is the other one: for moves, for many documents at once, and to see that nothing mixes.
pub(crate) const MORGAN: &Holder = &Holder {
    number: 0x60,
    ins: "179119999900282",
    birth_name: "ECHANTILLON",
    first_name: "MORGAN",
    birth_date: "1979-11-02",
    sex: Sex::Male,
    begun: true,
    parent: None,
};

/// Robin, who has never logged in: the record waits for it.
pub(crate) const ROBIN: &Holder = &Holder {
    number: 0x62,
    ins: "190039999900393",
    birth_name: "PROTOTYPE",
    first_name: "ROBIN",
    birth_date: "1990-03-21",
    sex: Sex::Male,
    begun: false,
    parent: None,
};

/// Robin's child, whose record waits for the same.
const CHILD: &Holder = &Holder {
    number: 0x64,
    ins: "219099999900428",
    birth_name: "PROTOTYPE",
    first_name: "LILOU",
    birth_date: "2019-09-08",
    sex: Sex::Female,
    begun: false,
    parent: Some((ROBIN, "2037-09-07T22:00:00Z")),
};

/// Noé, who fetches Camille's prescriptions.
pub(crate) const NOE: &Holder = &Holder {
    number: 0x66,
    ins: "174069999900550",
    birth_name: "CROQUIS",
    first_name: "NOE",
    birth_date: "1974-06-02",
    sex: Sex::Male,
    begun: true,
    parent: None,
};

/// Everybody who has a record, a parent before the child.
pub(crate) const HOLDERS: [&Holder; 5] = [CAMILLE, MORGAN, ROBIN, CHILD, NOE];

impl Holder {
    /// The record.
    pub(crate) fn space(&self) -> SpaceId {
        fixed(self.number)
    }

    /// The person.
    pub(crate) fn person(&self) -> PersonId {
        fixed(self.number + 1)
    }

    /// Who the record is about.
    ///
    /// # Errors
    /// [`TraitFault`] when the calendar has no such day.
    pub(crate) fn traits(&self) -> Result<StrictTraits, TraitFault> {
        Ok(StrictTraits {
            birth_name: self.birth_name.into(),
            first_names: vec![self.first_name.into()],
            birth_date: BirthDate::parse(self.birth_date)?,
            sex: self.sex,
            birthplace: Some("99999".into()),
        })
    }

    /// The patient as the software of a professional names them.
    pub(crate) fn as_patient(&self) -> Result<GivenIdentity, Error> {
        let traits = self.traits()?;
        let (ins, _) =
            Ins::parse(self.ins, InsOid::NirTest).map_err(|_| Error::MadeUp("the number of a holder"))?;
        Ok(GivenIdentity {
            ins: vec![ins],
            birth_name: Some(traits.birth_name),
            first_names: traits.first_names,
            birth_date: Some(traits.birth_date),
            sex: Some(traits.sex),
            birthplace: traits.birthplace,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_number_of_each_holder_has_its_key_and_says_what_the_traits_say() {
        for holder in HOLDERS {
            let (_, warning) = Ins::parse(holder.ins, InsOid::NirTest).unwrap();
            assert_eq!(warning, None);
            assert!(holder.traits().unwrap().check().is_ok());
            let sex = if holder.sex == Sex::Male { "1" } else { "2" };
            let born = format!("{sex}{}{}", &holder.birth_date[2..4], &holder.birth_date[5..7]);
            assert!(holder.ins.starts_with(&born), "{}", holder.ins);
        }
        assert_ne!(CAMILLE.space(), MORGAN.space());
    }
}
