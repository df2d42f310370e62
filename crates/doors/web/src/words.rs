//! Acts and ways of the journal, and what a document is about, in plain words.

use config::{Category, Reference};
use consent::{Language, LifeReason, Reason, inner_reason};
use documents::Document;
use journal::Entry;

use crate::{shell::either, texts};

const ACTS: &[(&str, &str)] = &[
    ("documents.list", "act-documents-list"),
    ("documents.search", "act-documents-search"),
    ("documents.read", "act-documents-read"),
    ("documents.content", "act-documents-content"),
    ("documents.zip", "act-documents-zip"),
    ("documents.deposit", "act-documents-deposit"),
    ("documents.entries", "act-documents-entries"),
    ("documents.readable", "act-documents-readable"),
    ("documents.versions", "act-documents-versions"),
    ("documents.replace", "act-documents-replace"),
    ("documents.withdraw", "act-documents-withdraw"),
    ("documents.archive", "act-documents-archive"),
    ("documents.entitle", "act-documents-entitle"),
    ("documents.changes", "act-documents-changes"),
    ("documents.bring-over", "act-documents-bring-over"),
    ("documents.move", "act-documents-move"),
    ("documents.refuse", "act-documents-refuse"),
    ("documents.file", "act-documents-file"),
    ("documents.pin", "act-documents-pin"),
    ("folders.list", "act-folders-list"),
    ("folders.make", "act-folders-make"),
    ("folders.rename", "act-folders-rename"),
    ("folders.remove", "act-folders-remove"),
    ("corrections.ask", "act-corrections-ask"),
    ("corrections.take-back", "act-corrections-take-back"),
    ("corrections.list", "act-corrections-list"),
    ("corrections.review", "act-corrections-review"),
    ("corrections.answer", "act-corrections-answer"),
    ("preferences.read", "act-preferences-read"),
    ("preferences.tell", "act-preferences-tell"),
    ("preferences.change", "act-preferences-change"),
    ("preferences.foresee", "act-preferences-foresee"),
    ("preferences.preview", "act-preferences-preview"),
    ("documents.audience", "act-documents-audience"),
    ("documents.hide", "act-documents-hide"),
    ("documents.unhide", "act-documents-unhide"),
    ("representatives.list", "act-representatives-list"),
    ("representatives.invite", "act-representatives-invite"),
    ("representatives.withdraw-invitation", "act-representatives-withdraw-invitation"),
    ("representatives.accept", "act-representatives-accept"),
    ("representatives.suspend", "act-representatives-suspend"),
    ("representatives.end-what-fell", "act-representatives-end-what-fell"),
    ("documents.hide-from-representatives", "act-documents-hide-from-representatives"),
    ("documents.show-to-representatives", "act-documents-show-to-representatives"),
    ("heir-requests.propose", "act-heir-requests-propose"),
    ("heir-requests.confirm", "act-heir-requests-confirm"),
    ("heir-requests.end", "act-heir-requests-end"),
    ("heir-requests.read", "act-heir-requests-read"),
    ("after-death.propose", "act-after-death-propose"),
    ("after-death.confirm", "act-after-death-confirm"),
    ("after-death.end", "act-after-death-end"),
    ("after-death.look", "act-after-death-look"),
    ("after-death.selections", "act-after-death-selections"),
    ("after-death.select", "act-after-death-select"),
    ("after-death.say", "act-after-death-say"),
    ("after-death.read", "act-after-death-read"),
    ("records.see-whose", "act-records-see-whose"),
    ("discretion.begin", "act-discretion-begin"),
    ("discretion.begin-for", "act-discretion-begin-for"),
    ("discretion.end", "act-discretion-end"),
    ("discretion.read", "act-discretion-read"),
    ("measures.propose", "act-measures-propose"),
    ("measures.confirm", "act-measures-confirm"),
    ("measures.decline", "act-measures-decline"),
    ("measures.read", "act-measures-read"),
    ("protection.propose", "act-protection-propose"),
    ("protection.begin", "act-protection-begin"),
    ("protection.decline", "act-protection-decline"),
    ("protection.look", "act-protection-look"),
    ("protection.list", "act-protection-list"),
    ("assistance.consent", "act-assistance-consent"),
    ("assistance.take-back", "act-assistance-take-back"),
    ("blocks.list", "act-blocks-list"),
    ("blocks.block", "act-blocks-block"),
    ("blocks.unblock", "act-blocks-unblock"),
    ("exceptions.list", "act-exceptions-list"),
    ("exceptions.hide", "act-exceptions-hide"),
    ("exceptions.show", "act-exceptions-show"),
    ("care-team.list", "act-care-team-list"),
    ("care-relationships.move-end", "act-care-relationships-move-end"),
    ("care-team.end", "act-care-team-end"),
    ("care-team.end-everything", "act-care-team-end-everything"),
    ("care-team.name-administrator", "act-care-team-name-administrator"),
    ("care-relationships.ask", "act-care-relationships-ask"),
    ("care-relationships.approve", "act-care-relationships-approve"),
    ("secondary-use.list", "act-secondary-use-list"),
    ("secondary-use.answer", "act-secondary-use-answer"),
    ("secondary-use.take-back", "act-secondary-use-take-back"),
    ("secondary-use.ledger", "act-secondary-use-ledger"),
    ("projects.register", "act-projects-register"),
    ("projects.confirm", "act-projects-confirm"),
    ("projects.decline", "act-projects-decline"),
    ("projects.end", "act-projects-end"),
    ("projects.read", "act-projects-read"),
    ("extracts.ask", "act-extracts-ask"),
    ("extracts.release", "act-extracts-release"),
    ("extracts.fetch", "act-extracts-fetch"),
    ("secondary-use.rebuild", "act-secondary-use-rebuild"),
    ("carers.list", "act-carers-list"),
    ("carers.invite", "act-carers-invite"),
    ("carers.accept", "act-carers-accept"),
    ("carers.change", "act-carers-change"),
    ("carers.end", "act-carers-end"),
    ("carers.read-own", "act-carers-read-own"),
    ("carers.resign", "act-carers-resign"),
    ("care-relationships.invite", "act-care-relationships-invite"),
    ("care-relationships.make-code", "act-care-relationships-make-code"),
    ("temporary-accesses.list", "act-temporary-accesses-list"),
    ("temporary-accesses.give", "act-temporary-accesses-give"),
    ("temporary-accesses.make-code", "act-temporary-accesses-make-code"),
    ("temporary-accesses.end", "act-temporary-accesses-end"),
    ("temporary-accesses.redeem", "act-temporary-accesses-redeem"),
    ("temporary-accesses.redeem-as-guest", "act-temporary-accesses-redeem-as-guest"),
    ("delegations.give", "act-delegations-give"),
    ("delegations.list", "act-delegations-list"),
    ("delegations.end", "act-delegations-end"),
    ("access.list-own", "act-access-list-own"),
    ("access.relinquish", "act-access-relinquish"),
    ("emergency-accesses.open", "act-emergency-accesses-open"),
    ("emergency-accesses.list", "act-emergency-accesses-list"),
    ("emergency-accesses.report", "act-emergency-accesses-report"),
    ("emergency-looks.list", "act-emergency-looks-list"),
    ("emergency-looks.review", "act-emergency-looks-review"),
    ("emergency-rights.suspend", "act-emergency-rights-suspend"),
    ("emergency-rights.restore", "act-emergency-rights-restore"),
    ("access-questions.ask", "act-access-questions-ask"),
    ("access-questions.answer", "act-access-questions-answer"),
    ("access-questions.list", "act-access-questions-list"),
    ("consent.adopt", "act-consent-adopt"),
    ("documents.export", "act-documents-export"),
    ("erasure.ask", "act-erasure-ask"),
    ("erasure.take-back", "act-erasure-take-back"),
    ("erasure.read", "act-erasure-read"),
    ("erasure.carry-out", "act-erasure-carry-out"),
    ("exports.ask", "act-exports-ask"),
    ("exports.list", "act-exports-list"),
    ("exports.read", "act-exports-read"),
    ("exports.take-out", "act-exports-take-out"),
    ("exports.remove", "act-exports-remove"),
    ("exports.end", "act-exports-end"),
    ("disputes.send", "act-disputes-send"),
    ("disputes.list", "act-disputes-list"),
    ("disputes.waiting", "act-disputes-waiting"),
    ("disputes.take", "act-disputes-take"),
    ("disputes.review", "act-disputes-review"),
    ("disputes.settle", "act-disputes-settle"),
    ("disputes.answer", "act-disputes-answer"),
    ("history.read", "act-history-read"),
    ("notices.tell", "act-notices-tell"),
    ("notices.list", "act-notices-list"),
    ("notices.read", "act-notices-read"),
    ("care-relationships.open", "act-care-relationships-open"),
    ("mediation.begin", "act-mediation-begin"),
    ("mediation.end", "act-mediation-end"),
    ("mediation.verify-account", "act-mediation-verify-account"),
    ("mediation.count", "act-mediation-count"),
    ("patients.find", "act-patients-find"),
    ("spaces.open", "act-spaces-open"),
    ("spaces.activate", "act-spaces-activate"),
    ("spaces.oppose", "act-spaces-oppose"),
    ("spaces.withdraw-opposition", "act-spaces-withdraw-opposition"),
    ("spaces.close", "act-spaces-close"),
    ("spaces.reopen", "act-spaces-reopen"),
    ("spaces.change-life", "act-spaces-change-life"),
    ("preferences.choose-preset", "act-preferences-choose-preset"),
    ("preferences.read-preset", "act-preferences-read-preset"),
    ("citizens.register", "act-citizens-register"),
    ("spaces.read-beginning", "act-spaces-read-beginning"),
    ("representations.record", "act-representations-record"),
    ("representations.dispute", "act-representations-dispute"),
    ("citizens.update", "act-citizens-update"),
    ("spaces.suspend", "act-spaces-suspend"),
    ("spaces.resume", "act-spaces-resume"),
    ("citizens.decide-status", "act-citizens-decide-status"),
    ("citizens.change-status", "act-citizens-change-status"),
    ("spaces.merge", "act-spaces-merge"),
    ("spaces.split", "act-spaces-split"),
    ("spaces.not-mine", "act-spaces-not-mine"),
    ("identity.propose", "act-identity-propose"),
    ("identity.confirm", "act-identity-confirm"),
    ("identity.decline", "act-identity-decline"),
    ("identity.take-back", "act-identity-take-back"),
    ("identity.read-proposals", "act-identity-read-proposals"),
    ("identity.find-record", "act-identity-find-record"),
    ("citizens.reindex", "act-citizens-reindex"),
];

const WAYS: &[(&str, &str)] = &[
    ("W0", "way-w0"),
    ("W1", "way-w1"),
    ("W2", "way-w2"),
    ("W3", "way-w3"),
    ("W4", "way-w4"),
    ("W5", "way-w5"),
    ("W6", "way-w6"),
    ("W7", "way-w7"),
    ("W8", "way-w8"),
    ("W9", "way-w9"),
    ("W12", "way-w12"),
    ("admin", "way-admin"),
    ("lookup", "way-lookup"),
];

/// What was done; an act of a newer program stands for its own name.
pub(crate) fn act(name: &str, language: Language) -> String {
    found(ACTS, name, language)
}

/// What a line of the journal says was done: of a step in the life of a record, which one.
pub(crate) fn done(entry: &Entry, language: Language) -> String {
    match LifeReason::of_line(entry) {
        Some(reason) => texts::text(language, step(reason)),
        None => act(&entry.act, language),
    }
}

/// Why a record was suspended is said by support, not here.
fn step(reason: LifeReason) -> &'static str {
    match reason {
        LifeReason::OppositionOver => "step-created",
        LifeReason::OppositionReported => "step-opposed",
        LifeReason::Fraud | LifeReason::Danger => "step-suspended",
        LifeReason::Settled => "step-resumed",
        LifeReason::DeathReported => "step-deceased",
        LifeReason::DeathCorrected => "step-death-corrected",
        LifeReason::Merged => "step-merged",
    }
}

/// In which way somebody came in.
pub(crate) fn way(name: &str, language: Language) -> String {
    found(WAYS, name, language)
}

/// Why it was refused, by the name of the reason that the journal keeps.
pub(crate) fn refusal(reason: Option<&str>, language: Language) -> &'static str {
    let known = reason.and_then(|name| Reason::ALL.into_iter().find(|reason| format!("{reason:?}") == name));
    inner_reason(known.unwrap_or(Reason::Absent), language)
}

/// Why a record was opened in an emergency, by the code of the reason.
pub(crate) fn emergency(reference: &Reference, code: &str, language: Language) -> String {
    let known = reference.emergency().reasons.iter().find(|known| known.code == code);
    known.map_or(code, |known| either(language, &known.label_fr, &known.label_en)).to_owned()
}

/// The label of a shelf.
pub(crate) fn category(reference: &Reference, category: Category, language: Language) -> String {
    reference
        .category(category)
        .map_or(category.code(), |labels| either(language, &labels.label_fr, &labels.label_en))
        .to_owned()
}

/// The label of a document's type.
pub(crate) fn document_type(reference: &Reference, document: &Document, language: Language) -> String {
    reference
        .document_type(&document.type_code, &document.type_system)
        .map_or(document.type_code.as_str(), |known| either(language, &known.label_fr, &known.label_en))
        .to_owned()
}

fn found(table: &[(&str, &str)], name: &str, language: Language) -> String {
    let key = table.iter().find(|(known, _)| *known == name).map(|(_, key)| *key);
    key.and_then(|key| texts::text_if_known(language, key)).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// That every act of the house stands in the table is a rule of the house.
    #[test]
    fn every_act_and_way_of_the_tables_has_words_in_both_languages() {
        for (name, key) in ACTS.iter().chain(WAYS) {
            for language in [Language::French, Language::English] {
                let words = texts::text_if_known(language, key);
                assert!(words.is_some_and(|words| !words.is_empty()), "{name} has no words: {key}");
            }
        }
    }
}
