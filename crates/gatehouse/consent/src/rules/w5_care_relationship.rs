use std::collections::BTreeSet;

use config::Reference;
use kernel::{OrganisationId, PersonId, Practice};
use serde::{Deserialize, Serialize};

use super::{Start, start_in_force};
use crate::{Act, Condition, Facts, Offer, PartyKind, Provision, RuleId, Way};

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
    /// Who heard the patient, where it was not the professional.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub collected_by: Option<String>,
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
    /// The patient's card was read.
    Card,
    /// A code that the holder gave.
    Code,
    /// The holder approved what was asked.
    Approval,
    /// The holder invited the professional by name.
    Invitation,
}

impl Evidence {
    /// Whether a professional may declare it; the others come from an act of the holder.
    pub fn is_declared(self) -> bool {
        matches!(self, Self::TeamInCharge | Self::ConsentOfThisConsultation | Self::Admission | Self::Card)
    }
}

/// W5: a care relationship with its evidence. While it runs, its professional consults. It starts as the holder chose:
/// on declaration, by a profession that the access matrix knows and that does not come in by a delegation alone; on the
/// holder's approval; or by a code. Occupational medicine never begins by declaration, and none that was declared elsewhere serves there.
pub struct W5CareRelationship {
    professions: BTreeSet<String>,
    occupational: BTreeSet<String>,
}

impl W5CareRelationship {
    /// The rule over the professions of the access matrix.
    pub fn new(reference: &Reference) -> Self {
        let mut professions = professions_of(reference);
        professions.retain(|code| !reference.only_by_delegation(code));
        let occupational = reference.occupational_sectors().map(str::to_owned).collect();
        Self { professions, occupational }
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
        let offer = |acts| Offer { acts, things: Condition::Never, until: None, provision: None };
        let start = start_in_force(facts);
        let declares = start == Start::OnDeclaration && !self.occupational.contains(&practice.sector);
        let mut offers = Vec::new();
        if declares || facts.ask.invited {
            offers.push(offer(vec![Act::OpenRelationship]));
        }
        if start != Start::OnlyByCode {
            offers.push(offer(vec![Act::AskRelationship]));
        }
        let counts = |terms: &CareRelationshipTerms| {
            !(self.occupational.contains(&practice.sector) && terms.evidence.is_declared())
        };
        offers.extend(relationships(facts, facts.party.person, practice, counts).map(|provision| Offer {
            acts: vec![Act::Consult, Act::Delegate, Act::KeepDiscreet, Act::Relinquish],
            things: Condition::Always,
            until: provision.ends_at,
            provision: Some(provision.id),
        }));
        offers
    }
}

/// The professions for which the access matrix opens something.
pub(super) fn professions_of(reference: &Reference) -> BTreeSet<String> {
    let allowed = reference.matrix().rows().filter(|row| row.consult);
    allowed.map(|row| row.profession.clone()).collect()
}

/// The care relationships of a professional in one situation of practice that run now and count there.
fn relationships<'facts>(
    facts: &'facts Facts,
    person: PersonId,
    practice: &'facts Practice,
    counts: impl Fn(&CareRelationshipTerms) -> bool,
) -> impl Iterator<Item = &'facts Provision> {
    facts.running(CARE_RELATIONSHIP).filter(move |one| {
        is_of(one, person, practice.organisation)
            && one
                .terms::<CareRelationshipTerms>()
                .is_some_and(|terms| terms.profession == practice.profession && counts(&terms))
    })
}

/// Whether a provision is about a person in a structure.
pub(super) fn is_of(one: &Provision, person: PersonId, organisation: Option<OrganisationId>) -> bool {
    one.person == Some(person) && one.organisation == organisation
}
