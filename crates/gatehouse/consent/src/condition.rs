use std::sync::Arc;

use chrono::{DateTime, Utc};
use config::Category;
use kernel::{OrganisationId, PersonId};
use uuid::Uuid;

use crate::{Thing, Topic};

/// Which things: a small algebra over the traits of one [`Thing`].
///
/// It can be evaluated on a thing ([`Condition::holds`]) and compiled to SQL by the room that keeps the rows; a
/// property test in that room shows that the two agree. New rules are written with these words; a new word is
/// needed only when rules begin to look at a new trait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Every thing.
    Always,
    /// No thing.
    Never,
    /// Things for which all conditions hold.
    All(Vec<Condition>),
    /// Things for which at least one condition holds.
    Any(Vec<Condition>),
    /// Things for which the condition does not hold.
    Not(Box<Condition>),
    /// Things of these series: a document with all its versions.
    InSeries(Arc<[Uuid]>),
    /// Things that belong to a topic.
    InTopic(Arc<Topic>),
    /// Things of these categories.
    CategoryIn(Arc<[Category]>),
    /// Things of these types.
    TypeIn(Arc<[String]>),
    /// Things masked to professionals.
    Masked,
    /// Things that are withheld from the patient at this instant.
    WithheldAt(DateTime<Utc>),
    /// Things hidden from legal representatives.
    HiddenFromRepresentatives,
    /// Things that this person deposited.
    DepositedBy(PersonId),
    /// Things deposited for this structure.
    DepositedFor(OrganisationId),
    /// Things of which this person counts as the author.
    AuthoredBy(PersonId),
    /// Things that a citizen brought.
    ByCitizen,
    /// Things whose act of care began at this instant or later.
    ServiceFrom(DateTime<Utc>),
    /// Things that came into the record at this instant or later.
    DepositedFrom(DateTime<Utc>),
}

impl Condition {
    /// Both conditions, in their simplest form.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Always, other) | (other, Self::Always) => other,
            (Self::Never, _) | (_, Self::Never) => Self::Never,
            (Self::All(mut all), Self::All(more)) => {
                all.extend(more);
                Self::All(all)
            }
            (Self::All(mut all), other) | (other, Self::All(mut all)) => {
                all.push(other);
                Self::All(all)
            }
            (one, other) => Self::All(vec![one, other]),
        }
    }

    /// One condition or the other, in their simplest form.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, other) | (other, Self::Never) => other,
            (Self::Always, _) | (_, Self::Always) => Self::Always,
            (Self::Any(mut any), other) | (other, Self::Any(mut any)) => {
                any.push(other);
                Self::Any(any)
            }
            (one, other) => Self::Any(vec![one, other]),
        }
    }

    /// The contrary, in its simplest form.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::Always => Self::Never,
            Self::Never => Self::Always,
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// The condition for things that were masked, in its simplest form: holds for a thing as this one does for the same thing
    /// with a mask.
    #[must_use]
    pub fn of_masked(&self) -> Self {
        match self {
            Self::Masked => Self::Always,
            Self::All(all) => all.iter().map(Self::of_masked).fold(Self::Always, Self::and),
            Self::Any(any) => any.iter().map(Self::of_masked).fold(Self::Never, Self::or),
            Self::Not(inner) => inner.of_masked().negate(),
            other => other.clone(),
        }
    }

    /// The condition for things that nobody hides from representatives, in its simplest form: holds for a thing as this one does for
    /// the same thing without that mark.
    #[must_use]
    pub fn of_unhidden_from_representatives(&self) -> Self {
        match self {
            Self::HiddenFromRepresentatives => Self::Never,
            Self::All(all) => {
                all.iter().map(Self::of_unhidden_from_representatives).fold(Self::Always, Self::and)
            }
            Self::Any(any) => {
                any.iter().map(Self::of_unhidden_from_representatives).fold(Self::Never, Self::or)
            }
            Self::Not(inner) => inner.of_unhidden_from_representatives().negate(),
            other => other.clone(),
        }
    }

    /// The closest condition that asks after no topic and holds for every thing for which this one does: for who filters by
    /// rows that know other topics, and looks at each thing itself.
    #[must_use]
    pub fn without_topics(&self) -> Self {
        self.topics_taken_as(true)
    }

    fn topics_taken_as(&self, held: bool) -> Self {
        match self {
            Self::InTopic(_) if held => Self::Always,
            Self::InTopic(_) => Self::Never,
            Self::All(all) => all.iter().map(|one| one.topics_taken_as(held)).fold(Self::Always, Self::and),
            Self::Any(any) => any.iter().map(|one| one.topics_taken_as(held)).fold(Self::Never, Self::or),
            Self::Not(inner) => inner.topics_taken_as(!held).negate(),
            other => other.clone(),
        }
    }

    /// Whether the condition holds for a thing.
    pub fn holds(&self, thing: &Thing) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::All(all) => all.iter().all(|one| one.holds(thing)),
            Self::Any(any) => any.iter().any(|one| one.holds(thing)),
            Self::Not(inner) => !inner.holds(thing),
            Self::InSeries(series) => series.contains(&thing.series),
            Self::InTopic(topic) => topic.holds(thing),
            Self::CategoryIn(codes) => codes.contains(&thing.category),
            Self::TypeIn(codes) => codes.contains(&thing.type_code),
            Self::Masked => thing.masked,
            Self::WithheldAt(instant) => thing.withheld_until.is_some_and(|until| until > *instant),
            Self::HiddenFromRepresentatives => thing.hidden_from_representatives,
            Self::DepositedBy(person) => thing.depositor == *person,
            Self::DepositedFor(organisation) => thing.depositor_organisation == Some(*organisation),
            Self::AuthoredBy(person) => thing.natural_author == Some(*person),
            Self::ByCitizen => thing.by_citizen,
            Self::ServiceFrom(instant) => thing.service_start >= *instant,
            Self::DepositedFrom(instant) => thing.deposited_at >= *instant,
        }
    }
}
