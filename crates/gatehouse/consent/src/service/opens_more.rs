//! Whether preferences open something that was shut before: then the holder shows a second factor.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use config::TopicCode;
use uuid::Uuid;

use super::Preferences;
use crate::{
    Error, Provision,
    rules::{EXCEPTION, ExceptionTerms, TopicTerms, What},
};

/// The topics that exceptions name.
pub(super) fn topics_of_exceptions(standing: &[Provision], now: DateTime<Utc>) -> BTreeSet<String> {
    let running = standing.iter().filter(|one| one.kind == EXCEPTION && one.runs_at(now));
    let named = running.filter_map(|one| match one.terms::<ExceptionTerms>()?.what {
        What::Topic(key) => Some(key),
        What::Category(_) | What::Document(_) => None,
    });
    named.collect()
}

impl Preferences {
    /// Whether the topics of the holder's own that exceptions name are still said: an exception about nothing known would hide
    /// everything.
    ///
    /// # Errors
    /// [`Error::Unprocessable`], with the topic.
    pub(super) fn check_named(&self, named: &BTreeSet<String>, before: &Self) -> Result<(), Error> {
        let own = before.topics.iter().filter(|topic| topic.own.is_some() && named.contains(&topic.key));
        let said = |key: &str| self.topics.iter().any(|topic| topic.key == key);
        match own.map(|topic| topic.key.as_str()).find(|key| !said(key)) {
            None => Ok(()),
            Some(key) => Err(Error::Unprocessable(format!(
                "an exception is about the topic `{key}`; end it before the topic is taken away"
            ))),
        }
    }

    /// Whether something is open that was shut before.
    pub fn opens_more_than(&self, before: &Self) -> bool {
        let emergency = |now: bool, then: bool| now && !then;
        self.starts() < before.starts()
            || emergency(self.emergency.break_the_glass, before.emergency.break_the_glass)
            || emergency(self.emergency.regulation, before.emergency.regulation)
            || emergency(self.emergency.masked, before.emergency.masked)
            || !before.default_masks.is_subset(&self.default_masks)
            || !self.opened.is_subset(&before.opened)
            || before.topics.iter().filter(|topic| topic.hidden).any(|topic| self.hides_less(topic))
    }

    /// Whether one of these topics is about other documents than before: an exception that names it shows or hides others then.
    pub(super) fn reshapes(&self, before: &Self, is_named: impl Fn(&str) -> bool) -> bool {
        let of = |said: &Self| -> BTreeMap<String, TopicTerms> {
            let named = said.topics.iter().filter(|topic| is_named(&topic.key));
            named.map(|topic| (topic.key.clone(), TopicTerms { hidden: false, ..topic.clone() })).collect()
        };
        of(self) != of(before)
    }

    /// Whether less of a topic hides than it said.
    fn hides_less(&self, before: &TopicTerms) -> bool {
        let Some(now) = self.topics.iter().find(|topic| topic.key == before.key && topic.hidden) else {
            return true;
        };
        let codes = |topic: &TopicTerms| -> BTreeSet<TopicCode> {
            topic.own.iter().flat_map(|own| own.codes.iter().cloned()).collect()
        };
        let set = |series: &[Uuid]| -> BTreeSet<Uuid> { series.iter().copied().collect() };
        !codes(before).is_subset(&codes(now))
            || !set(&before.also).is_subset(&set(&now.also))
            || !set(&now.except).is_subset(&set(&before.except))
    }
}
