use kernel::Language::{self, English, French};
use mail::{Factor, When};

use crate::Told;

/// A notice in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeWords {
    /// What happened, in a few words.
    pub title: &'static str,
    /// More of it, and what to do.
    pub text: String,
}

const NOT_YOU_FR: &str = "Si ce n’était pas vous, changez votre mot de passe et mettez fin aux sessions que vous ne \
                          reconnaissez pas.";
const NOT_YOU_EN: &str = "If it was not you, change your password and end the sessions that you do not know.";

/// What is said in a language.
pub(crate) fn of(told: &Told, language: Language) -> NoticeWords {
    let words = |title, text: String| NoticeWords { title, text };
    match language {
        French => french(told, words),
        English => english(told, words),
    }
}

fn french(told: &Told, words: impl Fn(&'static str, String) -> NoticeWords) -> NoticeWords {
    let and_not_you = |first: &str| format!("{first} {NOT_YOU_FR}");
    match told {
        Told::RecordActivated => words(
            "Votre dossier est activé",
            "Vous pouvez voir ce qu’il contient et choisir qui peut le voir.".to_owned(),
        ),
        Told::RecordClosed => words(
            "Votre dossier est clos",
            "Plus personne d’autre que vous ne peut l’ouvrir. Vous pouvez encore en récupérer le contenu, et le rouvrir."
                .to_owned(),
        ),
        Told::RecordReopened => words(
            "Votre dossier est rouvert",
            "Les accès qui avaient pris fin à sa clôture ne sont pas rendus.".to_owned(),
        ),
        Told::RecordSuspended => words(
            "Votre dossier a été suspendu",
            "Il l’a été pour le protéger\u{a0}: pendant ce temps, personne ne peut l’ouvrir. Rien n’est perdu.".to_owned(),
        ),
        Told::DeviceNew { device } => words(
            "Connexion depuis un nouvel appareil",
            and_not_you(&format!("L’appareil\u{a0}: {}.", device.reveal())),
        ),
        Told::FactorAdded { factor: which } => words(
            "Un second facteur a été ajouté",
            and_not_you(&format!("Ajouté à votre compte\u{a0}: {}.", factor(*which, French))),
        ),
        Told::FactorRemoved { factor: which } => words(
            "Un second facteur a été retiré",
            and_not_you(&format!("Retiré de votre compte\u{a0}: {}.", factor(*which, French))),
        ),
        Told::RecoveryBegun { ends } => words(
            "Votre second facteur a été déclaré perdu",
            format!(
                "Si personne ne l’arrête, il sera retiré le {}. Si ce n’était pas vous, arrêtez la demande par le lien reçu \
                 par e-mail, puis changez votre mot de passe.",
                ends.words(French)
            ),
        ),
        Told::RecoveryStopped => words(
            "Le remplacement de votre second facteur a été arrêté",
            "Votre compte est protégé comme avant. Si vous ne l’aviez pas demandé, changez votre mot de passe.".to_owned(),
        ),
        Told::RecoveryDone => words(
            "Votre second facteur, déclaré perdu, a été retiré",
            and_not_you("Installez-en un nouveau."),
        ),
        Told::PasswordChanged => {
            words("Votre mot de passe a été changé", and_not_you("Si c’était vous, vous n’avez rien à faire."))
        }
        Told::CareRelationshipDeclared { name, until } => words(
            "Un professionnel a déclaré vous soigner",
            format!(
                "{} peut consulter votre dossier{}. L’historique montre ce qui y est fait.",
                name.reveal(),
                until.map(|until| format!(", jusqu’au {} inclus", until.day(French))).unwrap_or_default()
            ),
        ),
        Told::RepresentativeRecorded { name } => words(
            "Une personne est inscrite pour vous représenter",
            format!("{} peut agir pour vous dans ce dossier. L’historique montre ce qui y est fait.", name.reveal()),
        ),
    }
}

fn english(told: &Told, words: impl Fn(&'static str, String) -> NoticeWords) -> NoticeWords {
    let and_not_you = |first: &str| format!("{first} {NOT_YOU_EN}");
    match told {
        Told::RecordActivated => {
            words("Your record is active", "You can see what is in it and choose who may see it.".to_owned())
        }
        Told::RecordClosed => words(
            "Your record is closed",
            "Nobody but you can open it any more. You may still take out what is in it, and open it again."
                .to_owned(),
        ),
        Told::RecordReopened => words(
            "Your record is open again",
            "Accesses that ended when it was closed are not given back.".to_owned(),
        ),
        Told::RecordSuspended => words(
            "Your record was suspended",
            "That was to protect it: in the meantime nobody can open it. Nothing in it is lost.".to_owned(),
        ),
        Told::DeviceNew { device } => {
            words("A log-in on a new device", and_not_you(&format!("The device: {}.", device.reveal())))
        }
        Told::FactorAdded { factor: which } => words(
            "A second factor was added",
            and_not_you(&format!("Added to your account: {}.", factor(*which, English))),
        ),
        Told::FactorRemoved { factor: which } => words(
            "A second factor was removed",
            and_not_you(&format!("Removed from your account: {}.", factor(*which, English))),
        ),
        Told::RecoveryBegun { ends } => words(
            "Your second factor was said to be lost",
            format!(
                "If nobody stops it, it will be removed on {}. If it was not you, stop it by the link in the e-mail that \
                 you got, then change your password.",
                ends.words(English)
            ),
        ),
        Told::RecoveryStopped => words(
            "The recovery of your second factor was stopped",
            "Your account is protected as before. If you had not asked for it, change your password."
                .to_owned(),
        ),
        Told::RecoveryDone => {
            words("Your second factor, said to be lost, was removed", and_not_you("Set up a new one."))
        }
        Told::PasswordChanged => {
            words("Your password was changed", and_not_you("If it was you, there is nothing to do."))
        }
        Told::CareRelationshipDeclared { name, until } => words(
            "A professional declared that they care for you",
            format!(
                "{} can consult your record{}. The history shows what is done in it.",
                name.reveal(),
                until
                    .map(|until: When| format!(", until {} included", until.day(English)))
                    .unwrap_or_default()
            ),
        ),
        Told::RepresentativeRecorded { name } => words(
            "Somebody is recorded as representing you",
            format!(
                "{} can act for you in this record. The history shows what is done in it.",
                name.reveal()
            ),
        ),
    }
}

fn factor(factor: Factor, language: Language) -> &'static str {
    match (factor, language) {
        (Factor::CodeApplication, French) => "une application qui affiche des codes",
        (Factor::CodeApplication, English) => "an application that shows codes",
        (Factor::SecurityKey, French) => "une clé d’accès ou une clé de sécurité",
        (Factor::SecurityKey, English) => "a passkey or a security key",
        (Factor::RecoveryCodes, French) => "des codes de secours",
        (Factor::RecoveryCodes, English) => "recovery codes",
    }
}
