use kernel::Language::French;

use super::{Block, Words, link, log_in, text};
use crate::{Factor, Letter};

const LOG_IN: &str = "Se connecter";

/// What to do about something that was done to the account and was not you.
const NOT_YOU: &str = "Si ce n’était pas vous, connectez-vous, changez votre mot de passe et mettez fin aux sessions que \
                       vous ne reconnaissez pas. Si vous ne pouvez plus vous connecter, utilisez «\u{a0}Mot de passe oublié\u{a0}» sur la \
                       page de connexion.";

const NOTHING_TO_DO: &str = "Si c’était vous, vous n’avez rien à faire.";

pub(super) fn of(letter: &Letter, origin: &str) -> Words {
    let (subject, blocks) = say(letter, origin);
    let footer = format!(
        "Carnet, {origin}. Ce message est envoyé par un programme\u{a0}: personne ne lit les réponses. Carnet ne demande \
         jamais votre mot de passe ni un code par e-mail."
    );
    Words { subject, blocks, footer }
}

fn say(letter: &Letter, origin: &str) -> (&'static str, Vec<Block>) {
    let log_in = || log_in(LOG_IN, origin);
    match letter {
        Letter::ConfirmAddress { link: confirm, until } => (
            "Carnet\u{a0}: confirmez votre adresse e-mail",
            vec![
                text(
                    "Quelqu’un a indiqué cette adresse e-mail pour un compte Carnet. Si c’est vous, confirmez-la\u{a0}:",
                ),
                link("Confirmer cette adresse", confirm),
                text(format!("Le lien fonctionne une seule fois, jusqu’au {}.", until.words(French))),
                text(
                    "Si ce n’est pas vous, ne faites rien\u{a0}: sans votre confirmation, cette adresse n’est pas utilisée.",
                ),
            ],
        ),
        Letter::ConfirmNewAddress { link: confirm, until } => (
            "Carnet\u{a0}: confirmez votre nouvelle adresse e-mail",
            vec![
                text(
                    "Quelqu’un qui a déjà un compte Carnet a indiqué cette adresse e-mail comme nouvelle adresse du compte. Si c’est vous, confirmez-la\u{a0}:",
                ),
                link("Confirmer cette adresse", confirm),
                text(format!("Le lien fonctionne une seule fois, jusqu’au {}.", until.words(French))),
                text(
                    "Si ce n’est pas vous, ne faites rien\u{a0}: sans votre confirmation, le compte garde l’adresse qu’il a et celle-ci n’est pas utilisée.",
                ),
            ],
        ),
        Letter::PasswordChanged { at } => (
            "Carnet\u{a0}: votre mot de passe a été changé",
            vec![
                text(format!("Le mot de passe de votre compte a été changé le {}.", at.words(French))),
                text(NOTHING_TO_DO),
                text(NOT_YOU),
                log_in(),
            ],
        ),
        Letter::PasswordForgotten { link: choose, until } => (
            "Carnet\u{a0}: choisissez un nouveau mot de passe",
            vec![
                text(
                    "Quelqu’un a demandé un nouveau mot de passe pour votre compte. Si c’est vous, choisissez-le\u{a0}:",
                ),
                link("Choisir un nouveau mot de passe", choose),
                text(format!(
                    "Le lien fonctionne une seule fois, pendant 30 minutes, jusqu’au {}.",
                    until.words(French)
                )),
                text("Si ce n’est pas vous, ne faites rien\u{a0}: votre mot de passe reste le même."),
            ],
        ),
        Letter::RecoveryAsked { link: begin, until } => (
            "Carnet\u{a0}: vous avez perdu votre second facteur\u{a0}?",
            vec![
                text(
                    "Quelqu’un qui connaît votre mot de passe déclare avoir perdu le second moyen de prouver qui vous êtes. \
                     Si c’est vous, continuez\u{a0}:",
                ),
                link("Continuer sans le second moyen", begin),
                text(format!("Le lien fonctionne une seule fois, jusqu’au {}.", until.words(French))),
                text(
                    "Si ce n’est pas vous, n’ouvrez pas ce lien et changez votre mot de passe\u{a0}: quelqu’un d’autre le \
                     connaît.",
                ),
            ],
        ),
        Letter::RecoveryBegun { at, ends, stop } => (
            "Carnet\u{a0}: une connexion sans votre second facteur est demandée",
            vec![
                text(format!(
                    "Le {}, quelqu’un a déclaré avoir perdu le second moyen de prouver qui vous êtes.",
                    at.words(French)
                )),
                text(format!(
                    "Si personne ne l’arrête, ce moyen sera retiré le {}. Un nouveau pourra alors être \
                     installé.",
                    ends.words(French)
                )),
                text(
                    "Si c’était vous, attendez jusque-là. Si ce n’était pas vous, arrêtez tout maintenant, puis changez \
                      votre mot de passe\u{a0}:",
                ),
                link("Arrêter cette demande", stop),
            ],
        ),
        Letter::RecoveryStopped { at } => (
            "Carnet\u{a0}: le remplacement de votre second facteur a été arrêté",
            vec![
                text(format!(
                    "La demande a été arrêtée le {}. Votre compte est protégé comme avant.",
                    at.words(French)
                )),
                text(
                    "Si vous ne l’aviez pas faite, quelqu’un connaît peut-être votre mot de passe\u{a0}: connectez-vous et \
                      changez-le.",
                ),
                log_in(),
            ],
        ),
        Letter::RecoveryDone { at } => (
            "Carnet\u{a0}: votre second facteur a été retiré",
            vec![
                text(format!(
                    "Le {}, après 72 heures, le second moyen de prouver qui vous êtes, déclaré perdu, a été retiré.",
                    at.words(French)
                )),
                text("À votre prochaine connexion, installez-en un nouveau."),
                text(NOT_YOU),
                log_in(),
            ],
        ),
        Letter::DeviceNew { device, at } => (
            "Carnet\u{a0}: connexion depuis un nouvel appareil",
            vec![
                text(format!(
                    "Quelqu’un s’est connecté à votre compte le {}, depuis un appareil inconnu jusque-là\u{a0}: {}.",
                    at.words(French),
                    device.reveal()
                )),
                text(NOTHING_TO_DO),
                text(NOT_YOU),
                log_in(),
            ],
        ),
        Letter::IdentityVerified { at } => (
            "Carnet\u{a0}: votre identité a été vérifiée",
            vec![
                text(format!(
                    "Le {}, un médiateur qui a vu votre document d’identité a vérifié votre compte.",
                    at.words(French)
                )),
                text(
                    "Désormais, votre compte ouvre votre dossier et demande votre second facteur à chaque connexion.",
                ),
                text(NOT_YOU),
                log_in(),
            ],
        ),
        Letter::AccountBound { at } => (
            "Carnet\u{a0}: votre compte ouvre votre dossier",
            vec![
                text(format!(
                    "Le {}, une connexion par votre fournisseur d’identité a lié votre compte à votre dossier.",
                    at.words(French)
                )),
                text(
                    "Désormais, votre compte ouvre votre dossier et demande votre second facteur à chaque connexion.",
                ),
                text(NOT_YOU),
                log_in(),
            ],
        ),
        Letter::IdentityToVerify { at } => (
            "Carnet\u{a0}: votre identité est à vérifier de nouveau",
            vec![
                text(format!(
                    "Le {}, deux dossiers réunis par erreur ont été séparés. Votre compte avait été vérifié entre-temps, et \
                     rien ne dit lequel des deux dossiers est le vôtre.",
                    at.words(French)
                )),
                text(
                    "Votre compte n’ouvre plus de dossier. Faites vérifier votre identité de nouveau, sur la page de votre \
                     compte ou auprès d’un médiateur.",
                ),
                log_in(),
            ],
        ),
        Letter::FactorAdded { factor: which, at } => (
            "Carnet\u{a0}: un second facteur a été ajouté",
            vec![
                text(format!(
                    "Le {}, a été ajouté à votre compte\u{a0}: {}.",
                    at.words(French),
                    factor(*which)
                )),
                text("Il vous est demandé à la connexion. Si c’était vous, vous n’avez rien à faire."),
                text(NOT_YOU),
                log_in(),
            ],
        ),
        Letter::FactorRemoved { factor: which, at } => (
            "Carnet\u{a0}: un second facteur a été retiré",
            vec![
                text(format!(
                    "Le {}, a été retiré de votre compte\u{a0}: {}.",
                    at.words(French),
                    factor(*which)
                )),
                text(NOTHING_TO_DO),
                text(NOT_YOU),
                log_in(),
            ],
        ),
        Letter::AddressChanging { at, stop } => (
            "Carnet\u{a0}: votre adresse e-mail va changer",
            vec![
                text(format!(
                    "Le {}, quelqu’un a demandé que votre compte utilise une autre adresse e-mail que celle-ci.",
                    at.words(French)
                )),
                text(
                    "Si c’était vous, vous n’avez rien à faire ici\u{a0}: confirmez la nouvelle adresse depuis le message qui \
                      y est envoyé.",
                ),
                text("Si ce n’était pas vous, arrêtez le changement, puis changez votre mot de passe\u{a0}:"),
                link("Arrêter le changement", stop),
            ],
        ),
        Letter::RecordActivated { at } => record(
            "Carnet\u{a0}: votre dossier est activé",
            format!("Votre dossier a été activé le {}.", at.words(French)),
            "Connectez-vous pour voir ce qu’il contient et choisir qui peut le voir. Si ce n’était pas vous, changez votre \
             mot de passe.",
            log_in(),
        ),
        Letter::RecordClosed { at } => record(
            "Carnet\u{a0}: votre dossier est clos",
            format!("Votre dossier a été clos le {}.", at.words(French)),
            "Seuls vous et, s’il y en a, ceux qui vous représentent selon la loi peuvent l’ouvrir. Vous pouvez encore en \
             récupérer le contenu, et le rouvrir. Si ce n’était pas vous, connectez-vous et rouvrez-le, puis changez votre mot de passe.",
            log_in(),
        ),
        Letter::RecordReopened { at } => record(
            "Carnet\u{a0}: votre dossier est rouvert",
            format!("Votre dossier a été rouvert le {}.", at.words(French)),
            "Les accès qui avaient pris fin à sa clôture ne sont pas rendus. Si ce n’était pas vous, connectez-vous et \
             changez votre mot de passe.",
            log_in(),
        ),
        Letter::RecordSuspended { at } => record(
            "Carnet\u{a0}: votre dossier est suspendu",
            format!("Votre dossier a été suspendu le {}, pour le protéger.", at.words(French)),
            "Personne ne peut l’ouvrir pour le moment\u{a0}; rien n’est perdu. Si vous ne savez pas pourquoi, contactez \
             l’assistance.",
            log_in(),
        ),
        Letter::OppositionRuns { until, link: oppose } => (
            "Carnet\u{a0}: un dossier va être ouvert pour vous, sauf opposition",
            vec![
                text(
                    "Un dossier de santé va être ouvert pour vous. Il rassemble vos documents de santé, et vous décidez qui \
                      peut les voir.",
                ),
                text(format!(
                    "Si vous êtes d’accord, vous n’avez rien à faire. Si vous n’en voulez pas, dites-le jusqu’au {} \
                     inclus\u{a0}: rien ne sera ouvert.",
                    until.day(French)
                )),
                link("En savoir plus, ou s’opposer", oppose),
                text("Vous pourrez aussi clore le dossier plus tard, à tout moment."),
            ],
        ),
        Letter::AdminInvited { role, link: accept, until } => (
            "Carnet\u{a0}: invitation à participer à sa gestion",
            vec![
                text(format!(
                    "Vous êtes invité à participer à la gestion de Carnet, en tant que\u{a0}: {}.",
                    role.reveal()
                )),
                link("Accepter l’invitation", accept),
                text(format!("Le lien fonctionne une seule fois, jusqu’au {}.", until.words(French))),
                text("Si vous n’attendez pas cette invitation, ne faites rien."),
            ],
        ),
        Letter::RecordErased => (
            "Carnet\u{a0}: votre dossier est effacé",
            vec![
                text(
                    "Comme vous l’avez demandé, votre dossier et votre compte sont effacés. Rien ne peut les rendre.",
                ),
                text(
                    "Les copies de sécurité, que personne ne lit, vieillissent et disparaissent en 35 jours au plus. C’est le \
                      dernier message que vous recevez.",
                ),
            ],
        ),
        Letter::SomethingNew => (
            "Carnet\u{a0}: du nouveau pour vous",
            vec![text("Il y a du nouveau dans vos notifications. Connectez-vous pour le lire."), log_in()],
        ),
    }
}

fn record(subject: &'static str, what: String, then: &str, log_in: Block) -> (&'static str, Vec<Block>) {
    (subject, vec![text(what), text(then), log_in])
}

fn factor(factor: Factor) -> &'static str {
    match factor {
        Factor::CodeApplication => "une application qui affiche des codes",
        Factor::SecurityKey => "une clé d’accès ou une clé de sécurité",
        Factor::RecoveryCodes => "des codes de secours",
    }
}
