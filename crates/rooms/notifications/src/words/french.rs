use kernel::Language::French;
use mail::{Factor, When};

use super::{NoticeWords, words};
use crate::{DoneTogether, Told};

/// What to do about something that was done to the account and was not you.
const NOT_YOU: &str = "Si ce n’était pas vous, changez votre mot de passe et mettez fin aux sessions que vous ne \
                          reconnaissez pas.";

pub(super) fn of(told: &Told) -> NoticeWords {
    let and_not_you = |first: &str| format!("{first} {NOT_YOU}");
    match told {
        Told::RecordActivated => words(
            "Votre dossier est activé",
            "Vous pouvez voir ce qu’il contient et choisir qui peut le voir.",
        ),
        Told::RecordClosed => words(
            "Votre dossier est clos",
            "Seuls vous et, s’il y en a, ceux qui vous représentent selon la loi peuvent l’ouvrir. Vous pouvez encore en \
             récupérer le contenu, et le rouvrir.",
        ),
        Told::RecordReopened => words(
            "Votre dossier est rouvert",
            "Les accès qui avaient pris fin à sa clôture ne sont pas rendus.",
        ),
        Told::RecordSuspended => words(
            "Votre dossier a été suspendu",
            "Il l’a été pour le protéger\u{a0}: pendant ce temps, personne ne peut l’ouvrir. Rien n’est perdu.",
        ),
        Told::RecordResumed => words(
            "Votre dossier est de nouveau utilisable",
            "Ce qui avait conduit à sa suspension est réglé. Il est tel qu’il était avant.",
        ),
        Told::DeviceNew { device } => words(
            "Connexion depuis un nouvel appareil",
            and_not_you(&format!("L’appareil\u{a0}: {}.", device.reveal())),
        ),
        Told::FactorAdded { factor: which } => words(
            "Un second facteur a été ajouté",
            and_not_you(&format!("Ajouté à votre compte\u{a0}: {}.", factor(*which))),
        ),
        Told::FactorRemoved { factor: which } => words(
            "Un second facteur a été retiré",
            and_not_you(&format!("Retiré de votre compte\u{a0}: {}.", factor(*which))),
        ),
        Told::RecoveryBegun { ends } => words(
            "Votre second facteur a été déclaré perdu",
            format!(
                "Si personne ne l’arrête, il sera retiré le {}. Si ce n’était pas vous, arrêtez la demande par le lien reçu \
                 par e\u{2011}mail, puis changez votre mot de passe.",
                ends.words(French)
            ),
        ),
        Told::RecoveryStopped => words(
            "Le remplacement de votre second facteur a été arrêté",
            "Votre compte est protégé comme avant. Si vous ne l’aviez pas demandé, changez votre mot de passe.",
        ),
        Told::RecoveryDone => words(
            "Votre second facteur, déclaré perdu, a été retiré",
            and_not_you("Installez-en un nouveau."),
        ),
        Told::PasswordChanged => words(
            "Votre mot de passe a été changé",
            and_not_you("Si c’était vous, vous n’avez rien à faire."),
        ),
        Told::CareRelationshipDeclared { name, until } => words(
            "Un professionnel a déclaré vous soigner",
            format!(
                "{} voit dans votre dossier ce que vos réglages lui ouvrent{}. L’historique montre ce qui y est fait.",
                name.reveal(),
                until.map(|until| format!(", jusqu’au {} inclus", until.day(French))).unwrap_or_default()
            ),
        ),
        Told::CareRelationshipAsked { name, until } => words(
            "Un professionnel demande à consulter votre dossier",
            format!(
                "{} déclare vous soigner. Rien ne lui est ouvert sans votre accord, que vous pouvez donner jusqu’au {}. Si vous \
                 ne faites rien, la demande s’éteint.",
                name.reveal(),
                until.words(French)
            ),
        ),
        Told::AddressChanging => words(
            "L’adresse e\u{2011}mail de votre compte va changer",
            and_not_you("Elle comptera dès que la nouvelle adresse sera confirmée."),
        ),
        Told::TogetherWithMediator { name, at, did } => words(
            "Un médiateur vous a aidé",
            format!(
                "Le {}, avec {}, vous avez {}. Si vous n’étiez pas là, prévenez l’assistance sans attendre\u{a0}: quelqu’un a \
                 présenté un document d’identité à votre nom.",
                at.words(French),
                name.reveal(),
                list(did)
            ),
        ),
        Told::RecordsMerged => words(
            "Un second dossier à votre nom a été réuni avec celui-ci",
            "Vous aviez deux dossiers. Les documents de l’autre arrivent ici, masqués comme ils l’étaient\u{a0}; les accès que \
             vous y aviez donnés prennent fin. L’historique de ce dossier dit d’où ils viennent, et celui de l’autre vous \
             reste ouvert. Si l’autre dossier n’était pas le vôtre, dites-le au support\u{a0}: cela peut être défait.",
        ),
        Told::RecordsSplit => words(
            "Un dossier réuni avec celui-ci par erreur en a été séparé",
            "Les documents qui en venaient y sont retournés. Les vôtres n’ont pas bougé. Toute connexion qui a été liée à un \
             dossier entre-temps, et dont on ne sait pas à qui elle est, ne l’est plus\u{a0}: votre identité sera vérifiée de \
             nouveau à la prochaine.",
        ),
        Told::RecordMergedAway => words(
            "Ce dossier a été réuni avec un autre dossier à votre nom",
            "Deux membres du support ont établi que les deux sont les vôtres. Les documents d’ici sont dans l’autre dossier, \
             masqués comme ils l’étaient. Si l’autre dossier n’était pas le vôtre, dites-le au support sans attendre\u{a0}: cela \
             peut être défait.",
        ),
        Told::CodeUsed { name, guest, until } => words(
            "Le code que vous avez donné a servi",
            format!(
                "{} peut voir ce que vous avez ouvert par ce code jusqu’au {}. Si vous ne l’avez pas donné à cette personne, \
                 mettez fin à l’accès sans attendre.",
                match guest {
                    true => format!("Une personne sans identifiant, qui dit s’appeler {},", name.reveal()),
                    false => name.reveal().to_owned(),
                },
                until.words(French)
            ),
        ),
        Told::EmergencyAccess { until } => words(
            "Votre dossier a été ouvert en urgence",
            format!(
                "Il reste ouvert à un professionnel jusqu’au {}. L’historique dit à qui et pourquoi, et une seconde personne \
                 l’examine de nouveau. Vous pouvez y mettre fin parmi les accès à votre dossier\u{a0}; si ce n’était pas \
                 justifié, dites-le.",
                until.words(French)
            ),
        ),
        Told::EmergencyMisuse { at } => words(
            "Un accès en urgence à votre dossier n’était pas justifié",
            format!(
                "Il s’agit de celui du {}. La personne qui a ouvert votre dossier ne peut plus en ouvrir aucun en urgence tant \
                 que cela n’est pas réglé.",
                at.words(French)
            ),
        ),
        Told::AccessQuestion { name, since, .. } => words(
            "Avez-vous vu ce professionnel\u{a0}?",
            format!(
                "{} a ouvert votre dossier le {}. L’avez-vous vu, ou vous soigne-t-il\u{a0}? Sinon, répondez non\u{a0}: il n’y \
                 accède plus, et cela est examiné.",
                name.reveal(),
                since.words(French)
            ),
        ),
        Told::DisputeAnswered => words(
            "Une réponse à votre contestation est arrivée",
            "Un auditeur a examiné la ligne de votre historique que vous avez contestée. Sa réponse se lit à côté de votre \
             historique.",
        ),
        Told::CarerAccepted { name, until } => words(
            "Une personne que vous avez invitée vous aide désormais avec votre dossier",
            format!(
                "{} a accepté et peut faire ce que vous avez dit{}. Vous pouvez le changer ou y mettre fin à tout moment parmi vos \
                 aidants.",
                name.reveal(),
                until.map(|until: When| format!(", jusqu’au {}", until.end(French))).unwrap_or_default()
            ),
        ),
        Told::CarerResigned { name } => words(
            "Une personne qui vous aidait avec votre dossier a cessé de le faire",
            format!(
                "{} a choisi de ne plus vous aider et n’entre plus dans votre dossier. Si vous le souhaitez, invitez une autre \
                 personne parmi vos aidants.",
                name.reveal()
            ),
        ),
        Told::CareEnding { until } => words(
            "Votre aide avec ce dossier prend bientôt fin",
            format!(
                "Vous pouvez faire ce que son titulaire a dit jusqu’au {}. Pour continuer, c’est au titulaire de le dire.",
                until.end(French)
            ),
        ),
        Told::ExportReady { until } => words(
            "Votre export est prêt",
            format!(
                "Vous pouvez le télécharger jusqu’au {}. Ensuite il est supprimé\u{a0}; vous pouvez en demander un autre.",
                until.words(French)
            ),
        ),
        Told::ErasureAsked { until } => words(
            "L’effacement de votre dossier est demandé",
            format!(
                "Votre dossier est clos. Le {}, il sera effacé et rien ne pourra le rendre. Jusque-là, vous pouvez y renoncer, et \
                 récupérer ce qu’il contient.",
                until.words(French)
            ),
        ),
        Told::ErasureTakenBack => words(
            "L’effacement de votre dossier est annulé",
            "Rien n’est perdu. Votre dossier reste clos tant que vous ne le rouvrez pas.",
        ),
        Told::ErasureNear { until } => words(
            "Votre dossier sera bientôt effacé",
            format!(
                "Il le sera le {}, comme vous l’avez demandé, et rien ne pourra le rendre. Si vous ne le voulez plus, annulez \
                 l’effacement avant.",
                until.words(French)
            ),
        ),
        Told::ExportEnded => words(
            "Un export a été arrêté",
            "Il n’en reste rien. La page «\u{a0}Partir avec tout\u{a0}» dit pourquoi, et vous pouvez en demander un autre.",
        ),
        Told::CarerEnding { name, until } => words(
            "L’aide d’une personne avec votre dossier prend bientôt fin",
            format!(
                "{} peut faire ce que vous avez dit jusqu’au {}. Pour continuer, donnez une autre fin parmi vos aidants ; \
                 sinon, il n’y a rien à faire.",
                name.reveal(),
                until.end(French)
            ),
        ),
        Told::RepresentativeAccepted { name } => words(
            "Une personne de plus représente le titulaire de ce dossier",
            format!("{} a accepté l’invitation, jusqu’à la majorité du titulaire.", name.reveal()),
        ),
        Told::RepresentativeSuspended { until, by_judge: true } => words(
            "L’accès d’un représentant est suspendu",
            format!("Jusqu’au {}, par décision de justice.", until.end(French)),
        ),
        Told::RepresentativeSuspended { until, by_judge: false } => words(
            "L’accès d’un représentant est suspendu",
            format!(
                "Jusqu’au {}. Cette mesure ne sert qu’une fois ; au-delà, il faut une décision de justice.",
                until.words(French)
            ),
        ),
        Told::HeirDocuments { until } => words(
            "Des documents que vous avez demandés ont été choisis",
            format!(
                "Un médecin a choisi des documents du dossier que vous avez demandé à voir. Vous pouvez les lire jusqu’au {}.",
                until.end(French)
            ),
        ),
        Told::HeirNothing => words(
            "Aucun document n’a été retenu pour votre demande",
            "Un médecin a regardé le dossier que vous avez demandé à voir et n’a rien retenu pour le motif que vous avez donné. \
             L’assistance vous dit ce que vous pouvez faire."
                .to_owned(),
        ),
        Told::DiscretionBegan { until } => words(
            "Votre dossier est en mode discret",
            format!(
                "Un soignant l’a demandé pour vous\u{a0}: qui vous aide ne voit rien de ce qui arrive, jusqu’à ce que vous y mettiez fin \
                 sur la page qui dit qui entre. Aucun courriel n’est écrit au sujet de votre dossier jusqu’au {}.",
                until.end(French)
            ),
        ),
        Told::ProtectionBegan { name, until } => words(
            "Une personne est chargée de la protection du titulaire de ce dossier",
            format!(
                "{}, par une décision de justice, jusqu’au {}. Ce que cette personne peut faire se lit parmi les accès ; en \
                 cas d’erreur, adressez-vous à l’assistance.",
                name.reveal(),
                until.end(French)
            ),
        ),
        Told::ProtectionLifted => words(
            "Une décision de justice ne vaut plus pour ce dossier",
            "Elle disait qui agit pour le titulaire de ce dossier, ou qui n’agit plus pour lui. Qui peut quoi maintenant se \
             lit parmi les accès."
                .to_owned(),
        ),
        Told::OfAgeSoon { from } => words(
            "Le titulaire de ce dossier sera bientôt majeur",
            format!(
                "Le {}, à minuit, l’accès des représentants prend fin, ainsi que tout ce qu’ils ont ouvert. Ce qui est \
                 masqué ou bloqué le reste.",
                from.day(French)
            ),
        ),
        Told::OfAge => words(
            "Vous êtes majeur : ce dossier est à vous seul",
            "L’accès de vos représentants a pris fin, ainsi que tout ce qu’ils avaient ouvert. Les masques et les blocages \
             restent : revoyez-les parmi vos choix d’accès."
                .to_owned(),
        ),
    }
}

fn list(did: &[DoneTogether]) -> String {
    let said = did.iter().map(|one| match one {
        DoneTogether::Activated => "commencé votre dossier",
        DoneTogether::Opposed => "refusé la création de votre dossier",
        DoneTogether::OppositionTakenBack => "retiré votre refus",
        DoneTogether::PresetChosen => "choisi comment votre dossier s’ouvre",
        DoneTogether::HistoryRead => "lu l’historique de votre dossier",
        DoneTogether::AccountVerified => "fait vérifier votre compte",
        DoneTogether::ActivatedForMinor => "commencé le dossier d’un mineur que vous représentez",
        DoneTogether::OpposedForMinor => "refusé la création du dossier d’un mineur que vous représentez",
        DoneTogether::OppositionTakenBackForMinor => "retiré ce refus pour un mineur que vous représentez",
        DoneTogether::PresetChosenForMinor => {
            "choisi comment s’ouvre le dossier d’un mineur que vous représentez"
        }
        DoneTogether::RepresentationDisputed => "dit que vous ne représentez pas un mineur",
        DoneTogether::CareAccepted => "accepté d’être l’aidant de quelqu’un",
    });
    let said: Vec<&str> = said.collect();
    match said.split_last() {
        None => "tout laissé en l’état".to_owned(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, first)) => format!("{} et {last}", first.join(", ")),
    }
}

fn factor(factor: Factor) -> &'static str {
    match factor {
        Factor::CodeApplication => "une application qui affiche des codes",
        Factor::SecurityKey => "une clé d’accès ou une clé de sécurité",
        Factor::RecoveryCodes => "des codes de secours",
    }
}
