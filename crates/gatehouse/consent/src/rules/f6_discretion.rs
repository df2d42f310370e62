use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::f5_masks::helper_behind;
use crate::{Condition, Entrance, Facts, Filter, Provision, RuleId};

/// The kind of provision by which a record is kept discreet.
pub const DISCRETION: &str = "discretion";

/// What a provision says that keeps a record discreet, beyond who said it and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscretionTerms {
    /// Whether a professional beside the holder said it.
    pub by_professional: bool,
    /// Until when no mail is written about the record; as long as it is discreet when none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub silent_until: Option<DateTime<Utc>>,
}

/// F6: while a record is kept discreet, whoever helps the holder, a carer or somebody who assists, is not shown what came in since then,
/// whatever else the holder lets them see: somebody who was hurt at home and is treated does not tell by their record where. What they
/// brought themselves stays before them: that it is gone at once would tell of it.
pub struct F6Discretion;

impl Filter for F6Discretion {
    fn id(&self) -> RuleId {
        RuleId::new("F6")
    }

    fn keeps(&self, facts: &Facts, entrance: &Entrance<'_>) -> Condition {
        let since = discreet(facts).map(|one| one.starts_at).min();
        let Some(since) = since.filter(|_| helper_behind(facts, entrance).is_some()) else {
            return Condition::Always;
        };
        Condition::DepositedFrom(since).negate().or(Condition::DepositedBy(facts.party.person))
    }
}

/// Whether no mail is written about the record now. What cannot be read is silent.
pub(crate) fn is_silent(facts: &Facts) -> bool {
    discreet(facts).any(|one| {
        let until = one.terms::<DiscretionTerms>().and_then(|terms| terms.silent_until);
        until.is_none_or(|until| facts.now < until)
    })
}

/// What keeps a record discreet now.
pub(crate) fn discreet(facts: &Facts) -> impl Iterator<Item = &Provision> {
    facts.running(DISCRETION)
}
