use serde::Deserialize;
use uuid::Uuid;

use super::{
    ADMINISTRATOR, ASSISTANCE, ATTENDING_DOCTOR, DEFAULT_MASK, DefaultMaskTerms, MaskScope, OPENED,
    OpenedTerms, TOPIC, TopicTerms,
    exceptions::{Subject, shown_to},
    f4_exceptions::OF_PROFESSIONALS,
    switches_in_force, w3_protected_adult, w4_carer,
    w6_delegation::Grantor,
    w7_temporary_access::named,
};
use crate::{Condition, DOCTOR, Entrance, Facts, Filter, Provision, RuleId};

/// F5: what the holder masks (`MASQUE_PS`), hides with a topic, or lets be masked as it comes in. It concerns
/// professionals, and carers and whoever assists a protected adult, to whom the holder does not show also what is hidden. What a carer brought hides from them by its own
/// mask alone: that it is gone at once would tell which topics the holder hides.
///
/// It is lifted for the natural author, the attending doctor and an administrator doctor, for a temporary access that
/// names the document, in an emergency where the holder permits it, and by a named exception that shows. Whoever comes
/// in by delegation has none of these privileges, and sees nothing that whoever stands behind it would not see.
pub struct F5Masks;

impl Filter for F5Masks {
    fn id(&self) -> RuleId {
        RuleId::new("F5")
    }

    fn keeps(&self, facts: &Facts, entrance: &Entrance<'_>) -> Condition {
        let of_carer = helper_behind(facts, entrance);
        let opens_all = entrance.is_by(&["W8"]) && switches_in_force(facts).masked
            || of_carer.is_some_and(|is_shown_hidden| is_shown_hidden);
        if !(of_carer.is_some() || entrance.is_by(&OF_PROFESSIONALS)) || opens_all {
            return Condition::Always;
        }
        let masked = masked(facts);
        if of_carer.is_some() {
            let brought = Condition::DepositedBy(facts.party.person).and(Condition::Masked.negate());
            return masked.negate().or(brought);
        }
        if masked == Condition::Never {
            return Condition::Always;
        }
        let subject = Subject::of_party(&facts.party);
        let shown = shown_to(facts, &subject);
        if entrance.is_by(&["W6"]) {
            let Some(grantor) = Grantor::behind(facts, entrance) else { return Condition::Never };
            let behind = Subject::of_grantor(&grantor);
            let of_grantor = shown_to(facts, &behind);
            let lifted = privileges(facts, &behind).or(of_grantor).and(shown);
            return masked.negate().or(lifted);
        }
        let is_named =
            named(facts, entrance).map_or(Condition::Never, |named| Condition::InSeries(named.series));
        masked.negate().or(privileges(facts, &subject)).or(is_named).or(shown)
    }
}

/// Whether a helper comes in by an entrance whom the holder also shows what is hidden; none where it is no helper, but somebody who
/// acts for the holder or a professional.
pub(super) fn helper_behind(facts: &Facts, entrance: &Entrance<'_>) -> Option<bool> {
    let behind = entrance.offer.provision.and_then(|id| facts.provision(id));
    if entrance.is_by(&["W4"]) {
        return Some(behind.is_some_and(w4_carer::is_shown_hidden));
    }
    let assists = behind.filter(|one| entrance.is_by(&["W3"]) && one.kind == ASSISTANCE)?;
    Some(w3_protected_adult::is_shown_hidden(assists))
}

/// What is masked. What the holder said of one document beats what a topic or a default mask says of many.
pub(crate) fn masked(facts: &Facts) -> Condition {
    let of_many = topics(facts).or(defaults(facts));
    Condition::Masked.or(of_many.and(opened(facts).negate()))
}

/// What the holder shows in spite of topics and default masks.
fn opened(facts: &Facts) -> Condition {
    let said = facts.running(OPENED).filter_map(|one| one.terms::<OpenedTerms>());
    let series: Vec<Uuid> = said.flat_map(|terms| terms.documents).collect();
    if series.is_empty() { Condition::Never } else { Condition::InSeries(series.into()) }
}

/// What belongs to a hidden topic. A choice that cannot be read, and a topic that is not known, hide everything.
fn topics(facts: &Facts) -> Condition {
    let hides = |one: &Provision| match one.terms::<TopicTerms>() {
        Some(terms) if !terms.hidden => Condition::Never,
        Some(terms) => match facts.topics.get(&terms.key) {
            Some(topic) => Condition::InTopic(topic.clone()),
            None => Condition::Always,
        },
        None => Condition::Always,
    };
    facts.running(TOPIC).map(hides).fold(Condition::Never, Condition::or)
}

/// What came in since a default mask was chosen. A choice that cannot be read hides everything since then.
fn defaults(facts: &Facts) -> Condition {
    let hides = |one: &Provision| {
        let scope = match (one.terms::<DefaultMaskTerms>().map(|terms| terms.scope), one.organisation) {
            (Some(MaskScope::Category(category)), None) => Condition::CategoryIn(vec![category].into()),
            (Some(MaskScope::Organisation), Some(structure)) => Condition::DepositedFor(structure),
            _ => Condition::Always,
        };
        Condition::DepositedFrom(one.starts_at).and(scope)
    };
    facts.running(DEFAULT_MASK).map(hides).fold(Condition::Never, Condition::or)
}

/// What a professional sees in spite of masks: what they are the author of, and everything for the attending doctor and
/// for an administrator doctor, as a doctor. What says so and cannot be read gives no privilege.
fn privileges(facts: &Facts, of: &Subject<'_>) -> Condition {
    let is_readable = |one: &Provision| one.terms::<NothingMore>().is_some();
    let named = |kind| facts.running(kind).any(|one| one.person == Some(of.person) && is_readable(one));
    if of.profession == Some(DOCTOR) && (named(ATTENDING_DOCTOR) || named(ADMINISTRATOR)) {
        return Condition::Always;
    }
    Condition::AuthoredBy(of.person)
}

/// Terms of what says who, and nothing else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NothingMore {}
