//! Steps in the life of a record, in plain words.

use consent::LifeReason;

/// Why a record was suspended is said by support, not here.
pub(super) fn step(reason: LifeReason) -> (&'static str, &'static str) {
    match reason {
        LifeReason::OppositionOver => {
            ("A créé le dossier, personne ne s'y étant opposé", "Made the record, which nobody opposed")
        }
        LifeReason::OppositionReported => (
            "A noté l'opposition à la création du dossier, transmise par l'Assurance Maladie",
            "Noted the opposition to the creation of the record, passed on by the health insurance",
        ),
        LifeReason::Fraud | LifeReason::Danger => ("A suspendu le dossier", "Suspended the record"),
        LifeReason::Settled => ("A levé la suspension du dossier", "Ended the suspension of the record"),
        LifeReason::DeathReported => {
            ("A arrêté le dossier : un décès a été signalé", "Shut the record: a death was reported")
        }
        LifeReason::DeathCorrected => (
            "A repris le dossier : le décès avait été signalé par erreur",
            "Took the record up again: the death was reported by mistake",
        ),
        LifeReason::Merged => (
            "A fermé le dossier, réuni avec un autre de la même personne",
            "Closed the record, which became one with another of the same person",
        ),
    }
}
