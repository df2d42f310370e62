//! Why somebody sees something, in plain words.

use consent::{Language, Reason, RuleId, inner_reason};

use super::Coded;

/// That somebody sees a thing, by this way.
pub(crate) fn shown_by(way: &RuleId) -> Coded {
    let (fr, en) = match way.as_str() {
        "W2" => {
            ("Cette personne représente le titulaire, mineur.", "This person represents the holder, a minor.")
        }
        "W3" => (
            "Cette personne est chargée de la protection du titulaire.",
            "This person is in charge of protecting the holder.",
        ),
        "W4" => ("Cette personne aide le titulaire.", "This person helps the holder as a carer."),
        "W5" => ("Une relation de soins est en cours.", "A care relationship runs."),
        "W6" => (
            "Un professionnel en relation de soins a délégué son accès à cette personne.",
            "A professional in a care relationship has handed the access on to this person.",
        ),
        "W7" => ("Un accès temporaire a été donné.", "A temporary access was given."),
        "W8" => ("Un accès en urgence est en cours.", "An access in an emergency runs."),
        _ => ("Une voie d'accès est ouverte.", "A way in is open."),
    };
    Coded::new(way.as_str(), fr, en)
}

/// That a rule hides a thing from somebody who gets in.
pub(crate) fn hidden_by(rule: &RuleId) -> Coded {
    let (fr, en) = match rule.as_str() {
        "G3" => (
            "Cette personne ou sa structure est bloquée : elle ne voit que ce qu'elle a déposé.",
            "This person or their structure is blocked: they see only what they deposited.",
        ),
        "F1" => (
            "Il n'est pas encore montré au patient ni à ses proches.",
            "It is not yet shown to the patient, nor to those close to them.",
        ),
        "F2" => ("Il est caché aux représentants légaux.", "It is hidden from legal representatives."),
        "F3" => (
            "La matrice d'habilitation n'ouvre pas ce type de document à cette profession.",
            "The access matrix does not open this type of document to this profession.",
        ),
        "F4" => (
            "Le titulaire le cache à cette personne, à sa structure ou à sa profession.",
            "The holder hides it from this person, their structure or their profession.",
        ),
        "F5" => (
            "Il est masqué, caché avec un sujet, ou masqué à son arrivée.",
            "It is masked, hidden with a topic, or was masked as it came in.",
        ),
        "F6" => (
            "Le dossier est en mode discret : il est arrivé depuis.",
            "The record is kept discreet, and it came in since.",
        ),
        _ => ("Cet accès ne comprend pas ce document.", "This access does not comprise this document."),
    };
    Coded::new(rule.as_str(), fr, en)
}

/// That somebody does not get in after all.
pub(crate) fn no_way(reason: Reason) -> Coded {
    Coded::new("W", inner_reason(reason, Language::French), inner_reason(reason, Language::English))
}
