use chrono::{DateTime, Datelike, Utc};
use identity::{BirthDate, GivenIdentity, Sex, StrictTraits, TraitFault};
use kernel::{Ins, InsOid, PersonId, SpaceId};

use super::persona::{fixed, fixed_of};
use crate::Error;

/// When somebody was born.
#[derive(Debug, PartialEq, Eq)]
enum Born {
    /// On this day.
    On(&'static str),
    /// On the first day of the year that was so many years ago. Whoever is to stay of one age is somebody else each year, with
    /// another number and a record of their own; a sandbox that runs over New Year makes the new one at its next start.
    YearsAgo(i32),
}

/// A citizen who does not exist, with a record. Born in a place that no code book has, under a number that no register
/// gives: its department is 99 and its commune 999.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Holder {
    /// The ids of the record and of its holder are made of it.
    number: u8,
    /// As what their month and place of birth count them in the INS.
    order: u16,
    birth_name: &'static str,
    first_name: &'static str,
    born: Born,
    sex: Sex,
    /// Whether the record is used already; else the first log-in decides whether and how it begins.
    pub(crate) begun: bool,
    /// The holders who represent this one until majority.
    pub(crate) parents: &'static [&'static Self],
}

/// Camille, whose record all calls of the demonstration are about.
pub(crate) const CAMILLE: &Holder = &Holder {
    number: 0x10,
    order: 1,
    birth_name: "SPECIMEN",
    first_name: "CAMILLE",
    born: Born::On("1985-05-17"),
    sex: Sex::Female,
    begun: true,
    parents: &[],
};

/// Morgan, whose record is the other one: for moves, for many documents at once, and to see that nothing mixes.
pub(crate) const MORGAN: &Holder = &Holder {
    number: 0x60,
    order: 2,
    birth_name: "ECHANTILLON",
    first_name: "MORGAN",
    born: Born::On("1979-11-02"),
    sex: Sex::Male,
    begun: true,
    parents: &[],
};

/// Robin, who has never logged in: the record waits for it.
pub(crate) const ROBIN: &Holder = &Holder {
    number: 0x62,
    order: 3,
    birth_name: "PROTOTYPE",
    first_name: "ROBIN",
    born: Born::On("1990-03-21"),
    sex: Sex::Male,
    begun: false,
    parents: &[],
};

/// Robin's child, whose record waits for the same.
const CHILD: &Holder = &Holder {
    number: 0x64,
    order: 4,
    birth_name: "PROTOTYPE",
    first_name: "LILOU",
    born: Born::On("2019-09-08"),
    sex: Sex::Female,
    begun: false,
    parents: &[ROBIN],
};

/// Noé, who fetches Camille's prescriptions.
pub(crate) const NOE: &Holder = &Holder {
    number: 0x66,
    order: 5,
    birth_name: "CROQUIS",
    first_name: "NOE",
    born: Born::On("1974-06-02"),
    sex: Sex::Male,
    begun: true,
    parents: &[],
};

/// Zoé, who is fifteen.
pub(crate) const ZOE: &Holder = &Holder {
    number: 0x68,
    order: 6,
    birth_name: "PASTEL",
    first_name: "ZOE",
    born: Born::YearsAgo(15),
    sex: Sex::Female,
    begun: true,
    parents: &[JEANNE, REMI],
};

/// Jeanne, the mother of Zoé.
pub(crate) const JEANNE: &Holder = &Holder {
    number: 0x6a,
    order: 7,
    birth_name: "ESQUISSE",
    first_name: "JEANNE",
    born: Born::On("1982-04-11"),
    sex: Sex::Female,
    begun: true,
    parents: &[],
};

/// Rémi, her father.
pub(crate) const REMI: &Holder = &Holder {
    number: 0x6c,
    order: 8,
    birth_name: "PASTEL",
    first_name: "REMI",
    born: Born::On("1980-10-29"),
    sex: Sex::Male,
    begun: true,
    parents: &[],
};

/// Odette, an adult whom a judge protects.
pub(crate) const ODETTE: &Holder = &Holder {
    number: 0x80,
    order: 9,
    birth_name: "FUSAIN",
    first_name: "ODETTE",
    born: Born::On("1938-02-14"),
    sex: Sex::Female,
    begun: true,
    parents: &[],
};

/// Ange, whom the judge put in charge of her.
pub(crate) const ANGE: &Holder = &Holder {
    number: 0x82,
    order: 10,
    birth_name: "AQUARELLE",
    first_name: "ANGE",
    born: Born::On("1971-08-23"),
    sex: Sex::Male,
    begun: true,
    parents: &[],
};

/// Who acts in whose record, where it is another one than their own.
const ACT_FOR: [(&Holder, &Holder); 4] = [(NOE, CAMILLE), (JEANNE, ZOE), (REMI, ZOE), (ANGE, ODETTE)];

/// Everybody who has a record, a parent before the child.
pub(crate) const HOLDERS: [&Holder; 10] =
    [CAMILLE, MORGAN, ROBIN, CHILD, NOE, JEANNE, REMI, ZOE, ODETTE, ANGE];

impl Holder {
    /// The record.
    pub(crate) fn space(&self, now: DateTime<Utc>) -> SpaceId {
        self.id(self.number, now)
    }

    /// The person.
    pub(crate) fn person(&self, now: DateTime<Utc>) -> PersonId {
        self.id(self.number + 1, now)
    }

    fn id<T>(&self, number: u8, now: DateTime<Utc>) -> kernel::Id<T> {
        self.year(now).map_or_else(|| fixed(number), |year| fixed_of(year, number))
    }

    /// Of which year's birth this one is, where each year has another.
    pub(crate) fn year(&self, now: DateTime<Utc>) -> Option<i32> {
        match self.born {
            Born::On(_) => None,
            Born::YearsAgo(years) => Some(now.year() - years),
        }
    }

    /// Whose record the calls of this one are about: of whom they act for, else their own.
    pub(crate) fn tried_on(&'static self) -> &'static Self {
        ACT_FOR.into_iter().find(|(who, _)| *who == self).map_or(self, |(_, whom)| whom)
    }

    /// The day of birth.
    ///
    /// # Errors
    /// [`TraitFault`] when the calendar has no such day.
    pub(crate) fn birth_date(&self, now: DateTime<Utc>) -> Result<BirthDate, TraitFault> {
        match self.born {
            Born::On(day) => BirthDate::parse(day),
            Born::YearsAgo(years) => BirthDate::parse(&format!("{}-01-01", now.year() - years)),
        }
    }

    /// The number, under the OID of tests, with its key.
    ///
    /// # Errors
    /// As [`Holder::birth_date`].
    pub(crate) fn ins(&self, now: DateTime<Utc>) -> Result<String, Error> {
        let born = self.birth_date(now)?.day().ok_or(TraitFault::BirthDate)?;
        let sex = if self.sex == Sex::Male { 1 } else { 2 };
        let (year, month) = (born.year() % 100, born.month());
        let body = format!("{sex}{year:02}{month:02}99999{:03}", self.order);
        let read: u64 = body.parse().map_err(|_| Error::MadeUp("the number of a holder"))?;
        Ok(format!("{body}{:02}", 97 - read % 97))
    }

    /// Who the record is about.
    ///
    /// # Errors
    /// As [`Holder::birth_date`].
    pub(crate) fn traits(&self, now: DateTime<Utc>) -> Result<StrictTraits, TraitFault> {
        Ok(StrictTraits {
            birth_name: self.birth_name.into(),
            first_names: vec![self.first_name.into()],
            birth_date: self.birth_date(now)?,
            sex: self.sex,
            birthplace: Some("99999".into()),
        })
    }

    /// The patient as the software of a professional names them.
    pub(crate) fn as_patient(&self, now: DateTime<Utc>) -> Result<GivenIdentity, Error> {
        let traits = self.traits(now)?;
        let (ins, _) = Ins::parse(&self.ins(now)?, InsOid::NirTest)
            .map_err(|_| Error::MadeUp("the number of a holder"))?;
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

    fn at(instant: &str) -> DateTime<Utc> {
        instant.parse().unwrap()
    }

    #[test]
    fn the_number_of_each_holder_has_its_key_and_is_nobody_elses() {
        let now = at("2026-11-23T09:00:00Z");
        let mut numbers: Vec<String> = HOLDERS.iter().map(|holder| holder.ins(now).unwrap()).collect();
        for (holder, number) in HOLDERS.iter().zip(&numbers) {
            let (_, warning) = Ins::parse(number, InsOid::NirTest).unwrap();
            assert_eq!(warning, None);
            assert!(holder.traits(now).unwrap().check().is_ok());
        }
        assert_eq!(CAMILLE.ins(now).unwrap(), super::super::INS);
        let mut ids: Vec<_> = HOLDERS.iter().map(|holder| holder.space(now)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((numbers.len(), ids.len()), (HOLDERS.len(), HOLDERS.len()));
    }

    #[test]
    fn whoever_stays_of_one_age_is_somebody_else_each_year_and_others_are_not() {
        let (first, last, next) =
            (at("2026-01-01T00:00:00Z"), at("2026-12-31T23:59:59Z"), at("2027-01-01T00:00:00Z"));
        for now in [first, last] {
            assert_eq!(ZOE.birth_date(now).unwrap().reveal(), "2011-01-01");
            assert_eq!(ZOE.space(now).to_string(), "00000000-0000-7000-8000-000000201168");
            assert_eq!(ZOE.person(now).to_string(), "00000000-0000-7000-8000-000000201169");
        }
        assert_eq!(ZOE.birth_date(next).unwrap().reveal(), "2012-01-01");
        assert_ne!((ZOE.space(next), ZOE.ins(next).unwrap()), (ZOE.space(last), ZOE.ins(last).unwrap()));
        assert_eq!((CAMILLE.space(next), CAMILLE.year(next)), (CAMILLE.space(first), None));
    }

    #[test]
    fn whoever_acts_for_somebody_tries_things_on_their_record() {
        assert_eq!([NOE, JEANNE, REMI, ANGE].map(Holder::tried_on), [CAMILLE, ZOE, ZOE, ODETTE]);
        assert_eq!([CAMILLE, ROBIN, ZOE, ODETTE].map(Holder::tried_on), [CAMILLE, ROBIN, ZOE, ODETTE]);
    }
}
