//! What a space says about secondary use, worked out for questions about all spaces at once.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use config::{Category, ProtectedWith, SecondaryUse, UseDefault};
use kernel::{ProjectId, to_micros};
use uuid::Uuid;
use vault::SpaceKeys;

use crate::{
    Facts, Provision,
    rules::{
        SECONDARY_USE, SecondaryUseTerms, Use, UseAnswer, UseScope, answer_about, in_charge,
        representations_of,
    },
};

const TAG: &str = "consent.secondary_use";

/// What the projection keeps of a space.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    /// Categories said yes to, by the number of a purpose or theme, from 1 on.
    pub(crate) yes: Vec<i64>,
    /// Categories said no to.
    pub(crate) no: Vec<i64>,
    /// When something that permits ends first.
    pub(crate) until: Option<DateTime<Utc>>,
    /// When something was last said.
    pub(crate) said_at: Option<DateTime<Utc>>,
    /// For projects that the holder named: categories said yes and no to, in the order of their ids.
    pub(crate) projects: Vec<(Uuid, i64, i64)>,
}

impl Uses {
    /// Works it out of what is said in a space at an instant.
    pub(crate) fn of(reference: &SecondaryUse, facts: &Facts) -> Self {
        let answers: Vec<&Provision> = facts.running(SECONDARY_USE).collect();
        let cells = |wanted: Use<'_>| {
            let said = |answer: fn(UseAnswer) -> bool| {
                reference.bits(|category| answer(answer_about(answers.iter().copied(), wanted, category)))
            };
            (
                said(|answer| matches!(answer, UseAnswer::Permitted(_))),
                said(|answer| answer == UseAnswer::Refused),
            )
        };
        let purposes = reference.purposes.iter().map(|one| (one.number, one.code.as_str(), None));
        let themes = reference.themes.iter();
        let themes = themes.map(|one| (one.number, one.purpose.as_str(), Some(one.code.as_str())));
        let all: Vec<_> = purposes.chain(themes).collect();
        let length = all.iter().map(|(number, ..)| usize::from(*number)).max().unwrap_or(0);
        let (mut yes, mut no) = (vec![0; length], vec![0; length]);
        for (number, purpose, theme) in all {
            let (said_yes, said_no) = cells(Use { project: None, purpose, theme });
            let place = usize::from(number).saturating_sub(1);
            if let (Some(yes), Some(no)) = (yes.get_mut(place), no.get_mut(place)) {
                (*yes, *no) = (said_yes, said_no);
            }
        }
        let mut named = BTreeSet::new();
        let mut projects = Vec::new();
        for terms in answers.iter().filter_map(|one| one.terms::<SecondaryUseTerms>()) {
            let UseScope::Project(scope) = terms.about else { continue };
            if named.insert(scope.project) {
                let wanted = Use {
                    project: Some(scope.project),
                    purpose: &scope.purpose,
                    theme: scope.theme.as_deref(),
                };
                let (yes, no) = cells(wanted);
                projects.push((scope.project.uuid(), yes, no));
            }
        }
        projects.sort_unstable();
        let permitting = answers.iter().filter(|one| crate::rules::permits_use(one));
        let until = permitting.flat_map(|one| [one.ends_at, right_ends(facts, one)]).flatten().min();
        let said_at = answers.iter().map(|one| one.starts_at).max();
        Self { yes, no, until: until.map(to_micros), said_at, projects }
    }

    /// The keyed tag of the rows: whoever changes one in SQL is found out.
    pub(crate) fn tag(&self, keys: &SpaceKeys) -> Vec<u8> {
        let parts = self.parts();
        keys.mac(TAG, &parts.each_ref().map(Vec::as_slice)).to_vec()
    }

    /// Whether a tag is the one of these rows.
    pub(crate) fn bears(&self, keys: &SpaceKeys, tag: &[u8]) -> bool {
        let parts = self.parts();
        keys.verify_mac(TAG, &parts.each_ref().map(Vec::as_slice), tag)
    }

    fn parts(&self) -> [Vec<u8>; 5] {
        let numbers = |of: &[i64]| of.iter().flat_map(|one| one.to_be_bytes()).collect();
        let instant =
            |of: Option<DateTime<Utc>>| of.map_or(-1, |at| at.timestamp_micros()).to_be_bytes().to_vec();
        let projects = self.projects.iter().flat_map(|(project, yes, no)| {
            project.as_bytes().iter().copied().chain(yes.to_be_bytes()).chain(no.to_be_bytes())
        });
        [
            numbers(&self.yes),
            numbers(&self.no),
            instant(self.until),
            instant(self.said_at),
            projects.collect(),
        ]
    }
}

/// When the right of whoever gave something for the holder ends; none for the holder's own.
fn right_ends(facts: &Facts, one: &Provision) -> Option<DateTime<Utc>> {
    let holder = facts.space.as_ref().map(|space| space.holder);
    if holder == Some(one.given_by) {
        return None;
    }
    let in_charge = in_charge(facts, one.given_by, ProtectedWith::Representation).map(|(right, _)| right);
    representations_of(facts, one.given_by).chain(in_charge).filter_map(|right| right.ends_at).max()
}

/// A use by a project, as it was confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectUse {
    /// The project.
    pub project: ProjectId,
    /// Its purpose.
    pub purpose: String,
    /// The part of the purpose.
    pub theme: Option<String>,
    /// The categories that it asks for.
    pub categories: Vec<Category>,
}

impl ProjectUse {
    /// The use that rules are asked about.
    pub(crate) fn wanted(&self) -> Use<'_> {
        Use { project: Some(self.project), purpose: &self.purpose, theme: self.theme.as_deref() }
    }

    /// Its numbers in the projection; none where the reference data do not know it, and nothing may be used.
    pub(crate) fn numbers(&self, reference: &SecondaryUse) -> Option<Numbers> {
        let purpose = reference.purpose(&self.purpose)?;
        let scope = match &self.theme {
            Some(theme) => reference.theme(theme).filter(|theme| theme.purpose == self.purpose)?.number,
            None => purpose.number,
        };
        let wanted = reference.bits(|category| self.categories.contains(&category));
        let by_default = if purpose.default == UseDefault::Yes { wanted } else { 0 };
        Some(Numbers { scope: scope.into(), wide: purpose.number.into(), wanted, by_default })
    }
}

/// A use as the projection knows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbers {
    pub(crate) scope: i32,
    pub(crate) wide: i32,
    pub(crate) wanted: i64,
    pub(crate) by_default: i64,
}

/// Whether documents may be used under an answer, where the country says what holds when nothing was said: from which instant on
/// they came in, or all; none where they may not.
pub(crate) fn permitted(answer: UseAnswer, default: UseDefault) -> Option<Option<DateTime<Utc>>> {
    match (answer, default) {
        (UseAnswer::Permitted(from), _) => Some(from),
        (UseAnswer::Unsaid, UseDefault::Yes) => Some(None),
        (UseAnswer::Refused | UseAnswer::Unsaid, _) => None,
    }
}
