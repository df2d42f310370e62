use std::collections::HashSet;

use consent::IdentityAgreement;
use kernel::{Ins, Private};

use super::{BirthDate, GivenIdentity, Sex, StrictTraits, fold::words, normalise};
use crate::CitizenIdentity;

/// What the national identities of both sides say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InsAgreement {
    /// Known on both sides and equal, number and system.
    Same,
    /// Known on both sides and different: another person. Also when two numbers are given and one is different.
    Other,
    /// Not known on one side.
    Unknown,
}

/// One of the five strict traits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TraitName {
    /// Family name of birth.
    BirthName,
    /// Given names of birth.
    FirstNames,
    /// Date of birth.
    BirthDate,
    /// Administrative sex.
    Sex,
    /// Place of birth.
    Birthplace,
}

impl TraitName {
    /// A stable name for answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BirthName => "birth_name",
            Self::FirstNames => "first_names",
            Self::BirthDate => "birth_date",
            Self::Sex => "sex",
            Self::Birthplace => "birthplace",
        }
    }

    /// Whether a difference means another person. The code of a place does not: communes merge and change code.
    pub fn is_decisive(self) -> bool {
        self != Self::Birthplace
    }
}

/// How far an identity given agrees with the one known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// What the numbers say.
    pub ins: InsAgreement,
    /// The traits known on both sides that differ, in the order of [`TraitName`].
    pub differing: Vec<TraitName>,
    /// Whether name, given names, date and sex were all given: enough to know somebody without a number.
    pub whole: bool,
}

impl Agreement {
    /// Whether the two cannot be one person: another number, or a decisive trait that differs.
    pub fn is_contradicted(&self) -> bool {
        self.ins == InsAgreement::Other || self.differing.iter().any(|name| name.is_decisive())
    }

    /// What the rules of consent are told: the same person by an equal number or by all four decisive traits, and
    /// nothing against it; too little to know anybody by counts as nothing given.
    pub fn verdict(&self) -> IdentityAgreement {
        if self.is_contradicted() {
            IdentityAgreement::Disagrees
        } else if self.ins == InsAgreement::Same || self.whole {
            IdentityAgreement::Agrees
        } else {
            IdentityAgreement::NotGiven
        }
    }
}

/// Compares an identity given with the one known.
///
/// Numbers known on both sides and different mean another person. Whatever the numbers say, each trait given is
/// compared and named when it differs, so that an equal number with another birth date is seen. A trait that was not
/// given does not disagree, nor an undetermined sex, nor the year alone of a birth date that fits. Names are compared
/// after [`normalise`]; given names agree when one list begins with the other (`MARIE` and `Marie Jeanne`).
pub fn agreement(given: &GivenIdentity, known: &CitizenIdentity) -> Agreement {
    let traits = &known.traits;
    let checks = [
        (
            TraitName::BirthName,
            given.birth_name.as_ref().is_none_or(|name| same_name(name, &traits.birth_name)),
        ),
        (TraitName::FirstNames, first_names_agree(&given.first_names, &traits.first_names)),
        (
            TraitName::BirthDate,
            given.birth_date.as_ref().is_none_or(|date| date.agrees_with(&traits.birth_date)),
        ),
        (TraitName::Sex, given.sex.is_none_or(|sex| sexes_agree(sex, traits.sex))),
        (TraitName::Birthplace, both(given.birthplace.as_ref(), traits.birthplace.as_ref(), same_name)),
    ];
    Agreement {
        ins: ins_agreement(&given.ins, known.ins.as_ref()),
        differing: checks.into_iter().filter(|(_, agrees)| !agrees).map(|(name, _)| name).collect(),
        whole: is_whole(given, traits),
    }
}

/// The traits that differ between two identities of which all are known.
pub(crate) fn traits_differ(one: &StrictTraits, other: &StrictTraits) -> Vec<TraitName> {
    let checks = [
        (TraitName::BirthName, same_name(&one.birth_name, &other.birth_name)),
        (TraitName::FirstNames, first_names_agree(&one.first_names, &other.first_names)),
        (TraitName::BirthDate, one.birth_date.agrees_with(&other.birth_date)),
        (TraitName::Sex, sexes_agree(one.sex, other.sex)),
        (TraitName::Birthplace, both(one.birthplace.as_ref(), other.birthplace.as_ref(), same_name)),
    ];
    checks.into_iter().filter(|(_, agrees)| !agrees).map(|(name, _)| name).collect()
}

/// Whether two identities of which all is known are those of two people: two of name, date of birth and sex differ, or no given
/// name of one is among those of the other, as of twins. One correction is taken.
pub(crate) fn are_two_people(one: &StrictTraits, other: &StrictTraits) -> bool {
    let counted = [TraitName::BirthName, TraitName::BirthDate, TraitName::Sex];
    let differing = traits_differ(one, other);
    let two_differ = differing.iter().filter(|name| counted.contains(name)).count() > 1;
    two_differ || (differing.contains(&TraitName::FirstNames) && !share_a_name(one, other))
}

fn share_a_name(one: &StrictTraits, other: &StrictTraits) -> bool {
    let (one, other) = (flat(&one.first_names), flat(&other.first_names));
    one.iter().any(|name| other.contains(name))
}

fn ins_agreement(given: &[Ins], known: Option<&Ins>) -> InsAgreement {
    match known {
        Some(known) if !given.is_empty() => {
            if given.iter().all(|ins| ins == known) {
                InsAgreement::Same
            } else {
                InsAgreement::Other
            }
        }
        _ => InsAgreement::Unknown,
    }
}

/// Whether all four decisive traits were given, the date as exactly as it is known.
fn is_whole(given: &GivenIdentity, known: &StrictTraits) -> bool {
    let named = |name: &Private<String>| !normalise(name.reveal()).reveal().is_empty();
    let exact = |date: &BirthDate| date.reveal().len() >= known.birth_date.reveal().len();
    given.birth_name.as_ref().is_some_and(named)
        && given.first_names.iter().any(named)
        && given.birth_date.as_ref().is_some_and(exact)
        && given.sex == Some(known.sex)
}

fn both<T>(left: Option<&T>, right: Option<&T>, agree: impl Fn(&T, &T) -> bool) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => agree(left, right),
        _ => true,
    }
}

fn same_name(left: &Private<String>, right: &Private<String>) -> bool {
    normalise(left.reveal()) == normalise(right.reveal())
}

fn sexes_agree(left: Sex, right: Sex) -> bool {
    left == right || left == Sex::Undetermined || right == Sex::Undetermined
}

fn first_names_agree(left: &[Private<String>], right: &[Private<String>]) -> bool {
    let (left, right) = (flat(left), flat(right));
    left.starts_with(&right) || right.starts_with(&left) || left.concat() == right.concat()
}

/// Every word of these names.
fn flat(names: &[Private<String>]) -> Vec<String> {
    names.iter().flat_map(|name| words(name.reveal())).collect()
}

/// Whether neither of two people has a given name of the other, as twins have not. A name with a hyphen is one name.
pub(crate) fn given_names_share_none(one: &StrictTraits, other: &StrictTraits) -> bool {
    let names = |traits: &StrictTraits| -> HashSet<String> {
        let texts = traits.first_names.iter();
        let parts =
            texts.flat_map(|text| text.reveal().split([' ', ',', ';']).map(normalise).collect::<Vec<_>>());
        parts.filter(|name| !name.reveal().is_empty()).map(|name| name.reveal().clone()).collect()
    };
    !first_names_agree(&one.first_names, &other.first_names) && names(one).is_disjoint(&names(other))
}
