use std::collections::BTreeSet;

use config::Reference;
use serde::{Deserialize, Serialize};

use super::{Preset, preset_in_force};
use crate::{Act, Condition, Facts, Offer, PartyKind, RuleId, Way};

/// The kind of provision that is a care relationship.
pub const CARE_RELATIONSHIP: &str = "care_relationship";

/// What a care relationship says beyond who and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CareRelationshipTerms {
    /// What shows that the person is cared for.
    pub evidence: Evidence,
    /// Profession under which it was declared, code of table TRE_G15: it serves no other capacity of the person.
    pub profession: String,
}

/// What shows that a professional is in charge of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Member of the team in charge; the patient was informed and did not object.
    TeamInCharge,
    /// The patient consented to this consultation.
    ConsentOfThisConsultation,
    /// Admission to the establishment.
    Admission,
}

/// W5: a care relationship with its evidence. While it runs, its professional consults. It starts on declaration, by a
/// profession that the access matrix knows and that does not come in by a delegation alone, where the holder's preset lets one start so.
pub struct W5CareRelationship {
    professions: BTreeSet<String>,
}

impl W5CareRelationship {
    /// The rule over the professions of the access matrix.
    pub fn new(reference: &Reference) -> Self {
        let allowed = reference
            .matrix()
            .rows()
            .filter(|row| row.consult && !reference.only_by_delegation(&row.profession));
        Self { professions: allowed.map(|row| row.profession.clone()).collect() }
    }
}

impl Way for W5CareRelationship {
    fn id(&self) -> RuleId {
        RuleId::new("W5")
    }

    fn offers(&self, facts: &Facts) -> Vec<Offer> {
        let PartyKind::Professional(practice) = &facts.party.kind else { return Vec::new() };
        if facts.space.is_none() || !self.professions.contains(&practice.profession) {
            return Vec::new();
        }
        let declare = Offer {
            acts: vec![Act::OpenRelationship],
            things: Condition::Never,
            until: None,
            provision: None,
        };
        let running = facts.provisions.iter().filter(|provision| {
            provision.kind == CARE_RELATIONSHIP
                && provision.person == Some(facts.party.person)
                && provision.organisation == practice.organisation
                && provision.runs_at(facts.now)
                && provision
                    .terms::<CareRelationshipTerms>()
                    .is_some_and(|terms| terms.profession == practice.profession)
        });
        let consult = running.map(|provision| Offer {
            acts: vec![Act::Consult],
            things: Condition::Always,
            until: provision.ends_at,
            provision: Some(provision.id),
        });
        let declared = (preset_in_force(facts) == Preset::Open).then_some(declare);
        declared.into_iter().chain(consult).collect()
    }
}
