//! Acts, ways and rules of the journal in plain words.

use consent::{Language, LifeReason, Reason, RuleId, inner_reason};
use journal::Entry;

use super::Coded;

const ACTS: &[(&str, &str, &str)] = &[
    ("documents.list", "A consulté la liste des documents", "Looked at the list of documents"),
    ("documents.search", "A cherché des documents", "Searched documents"),
    ("documents.read", "A consulté la description d'un document", "Looked at the description of a document"),
    ("documents.content", "A ouvert un document", "Opened a document"),
    ("documents.readable", "A lu un document", "Read a document"),
    ("documents.zip", "A téléchargé un document avec d'autres", "Downloaded a document together with others"),
    (
        "documents.entries",
        "A lu les données structurées d'un document",
        "Read the coded entries of a document",
    ),
    ("documents.deposit", "A déposé un document", "Deposited a document"),
    ("documents.versions", "A consulté les versions d'un document", "Looked at the versions of a document"),
    (
        "documents.replace",
        "A remplacé un document par une nouvelle version",
        "Replaced a document by a new version",
    ),
    ("documents.withdraw", "A retiré un document", "Withdrew a document"),
    ("documents.archive", "A archivé ou repris un document", "Put a document aside or took it back"),
    ("documents.entitle", "A changé le titre d'un document", "Changed the title of a document"),
    ("documents.changes", "A regardé ce qui est nouveau", "Looked at what is new"),
    (
        "documents.bring-over",
        "A transféré des documents d'un dossier à l'autre",
        "Brought documents from one record into another",
    ),
    (
        "documents.move",
        "A retiré un document déposé ici par erreur",
        "Took out a document that was filed here by mistake",
    ),
    (
        "documents.refuse",
        "A noté votre refus du dépôt d'un document",
        "Noted your refusal of the deposit of a document",
    ),
    ("documents.file", "A rangé un document", "Put a document into a folder"),
    ("documents.pin", "A épinglé un document ou l'a détaché", "Pinned a document or let it go"),
    ("folders.list", "A consulté les dossiers de rangement", "Looked at the folders"),
    ("folders.make", "A créé un dossier de rangement", "Made a folder"),
    ("folders.rename", "A renommé un dossier de rangement", "Renamed a folder"),
    ("folders.remove", "A supprimé un dossier de rangement", "Removed a folder"),
    ("corrections.ask", "A demandé la correction d'un document", "Asked for the correction of a document"),
    ("corrections.take-back", "A retiré sa demande de correction", "Took a request for correction back"),
    ("corrections.list", "A consulté les demandes de correction", "Looked at the requests for correction"),
    (
        "corrections.review",
        "A consulté les demandes de correction de ses documents",
        "Looked at the requests for correction of own documents",
    ),
    ("corrections.answer", "A répondu à une demande de correction", "Answered a request for correction"),
    ("preferences.read", "A consulté les préférences d'accès", "Looked at the access preferences"),
    (
        "preferences.tell",
        "A indiqué les préférences d'accès à un service",
        "Told a service the access preferences",
    ),
    ("preferences.change", "A changé les préférences d'accès", "Changed the access preferences"),
    (
        "preferences.foresee",
        "A regardé ce que des préférences changeraient",
        "Looked at what preferences would change",
    ),
    (
        "preferences.preview",
        "A regardé le dossier avec les yeux d'une autre personne",
        "Looked at the record through somebody else's eyes",
    ),
    ("documents.audience", "A regardé qui voit un document", "Looked at who sees a document"),
    ("documents.hide", "A masqué un document", "Masked a document"),
    ("documents.unhide", "A démasqué un document", "Took the mask off a document"),
    ("blocks.list", "A consulté les personnes bloquées", "Looked at who is blocked"),
    ("blocks.block", "A bloqué une personne ou une structure", "Blocked a person or a structure"),
    ("blocks.unblock", "A levé un blocage", "Lifted a block"),
    ("exceptions.list", "A consulté les exceptions nommées", "Looked at the named exceptions"),
    (
        "exceptions.hide",
        "A caché quelque chose à quelqu'un, ou cessé de le lui montrer",
        "Hid something from somebody, or stopped showing it",
    ),
    ("exceptions.show", "A montré quelque chose à quelqu'un", "Showed something to somebody"),
    ("carers.list", "A consulté les aidants", "Looked at the carers"),
    ("carers.invite", "A invité une personne à être aidante", "Invited somebody to be a carer"),
    ("carers.accept", "A accepté d'être aidant", "Accepted to be a carer"),
    ("carers.change", "A changé ce qu'un aidant peut faire", "Changed what a carer may do"),
    ("carers.end", "A mis fin à ce qu'un aidant peut faire", "Ended what a carer may do"),
    (
        "carers.read-own",
        "A consulté ce qu'il peut faire comme aidant",
        "Looked at what they may do as a carer",
    ),
    ("carers.resign", "A cessé d'être aidant", "Gave up being a carer"),
    ("care-team.list", "A consulté qui accède au dossier", "Looked at who gets into the record"),
    (
        "care-relationships.move-end",
        "A donné une autre fin à une relation de soins",
        "Gave a care relationship another end",
    ),
    ("care-team.end", "A mis fin à un accès", "Ended an access"),
    ("care-team.end-everything", "A mis fin à tous les accès", "Ended every access"),
    (
        "care-team.name-administrator",
        "A désigné un médecin administrateur",
        "Made a doctor an administrator of the record",
    ),
    ("care-relationships.ask", "A demandé une relation de soins", "Asked for a care relationship"),
    ("care-relationships.approve", "A accepté une relation de soins", "Approved a care relationship"),
    (
        "care-relationships.invite",
        "A ouvert le dossier à un professionnel nommé",
        "Let a professional in by name",
    ),
    (
        "care-relationships.make-code",
        "A créé un code pour une relation de soins",
        "Made a code for a care relationship",
    ),
    (
        "temporary-accesses.list",
        "A consulté les accès temporaires et les codes",
        "Looked at the temporary accesses and codes",
    ),
    ("temporary-accesses.give", "A donné un accès temporaire", "Gave a temporary access"),
    (
        "temporary-accesses.make-code",
        "A créé un code pour un accès temporaire",
        "Made a code for a temporary access",
    ),
    (
        "temporary-accesses.end",
        "A mis fin à un accès temporaire ou repris un code",
        "Ended a temporary access or took a code back",
    ),
    (
        "temporary-accesses.redeem",
        "A utilisé un code du titulaire pour un accès temporaire",
        "Used a code of the holder for a temporary access",
    ),
    (
        "temporary-accesses.redeem-as-guest",
        "A utilisé, sans identifiant, un code du titulaire pour voir des documents choisis",
        "Used a code of the holder, without a log-in, to see chosen documents",
    ),
    ("delegations.give", "A délégué son accès", "Handed the access on"),
    ("delegations.list", "A consulté ses délégations", "Looked at what was handed on"),
    ("delegations.end", "A repris une délégation", "Took a delegation back"),
    ("access.list-own", "A consulté ses propres accès", "Looked at one's own accesses"),
    ("access.relinquish", "A renoncé à son accès", "Gave the access up"),
    ("emergency-accesses.open", "A ouvert le dossier en urgence", "Opened the record in an emergency"),
    ("emergency-accesses.list", "A consulté les accès en urgence", "Looked at the emergency accesses"),
    (
        "emergency-accesses.report",
        "A signalé un accès en urgence injustifié",
        "Said that an emergency access was not right",
    ),
    (
        "emergency-looks.list",
        "A consulté les accès en urgence à revoir",
        "Looked at the emergency accesses that wait for a second look",
    ),
    ("emergency-looks.review", "A revu un accès en urgence", "Looked at an emergency access again"),
    (
        "emergency-rights.suspend",
        "A suspendu un droit d'accès en urgence",
        "Suspended a right to emergency access",
    ),
    (
        "emergency-rights.restore",
        "A rendu un droit d'accès en urgence",
        "Gave a right to emergency access back",
    ),
    (
        "access-questions.ask",
        "Vous a demandé si vous avez vu un professionnel",
        "Asked whether you have seen a professional",
    ),
    (
        "access-questions.answer",
        "A répondu à une question sur un accès",
        "Answered a question about an access",
    ),
    (
        "access-questions.list",
        "A consulté les questions posées sur des accès",
        "Looked at the questions about accesses",
    ),
    ("consent.adopt", "A repris ce que dit le consentement", "Took over what the consent says"),
    (
        "disputes.send",
        "A dit d'une ligne de l'historique que ce n'était pas normal",
        "Said of a line of the history that this was not right",
    ),
    ("erasure.ask", "A demandé l'effacement du dossier", "Asked that the record be erased"),
    ("erasure.take-back", "A renoncé à l'effacement du dossier", "Took the erasure of the record back"),
    ("erasure.read", "A regardé si un effacement est prévu", "Looked whether an erasure waits"),
    ("erasure.carry-out", "Effacement du dossier, ou son rappel", "Erasure of the record, or a reminder"),
    ("exports.ask", "A demandé un export de tout le dossier", "Asked for an export of the whole record"),
    ("exports.list", "A consulté ses exports", "Looked at their exports"),
    ("exports.read", "A regardé où en est un export", "Looked how far an export has come"),
    ("exports.take-out", "A téléchargé un export", "Took an export out"),
    ("exports.remove", "A supprimé un export", "Removed an export"),
    ("exports.end", "Un export a été arrêté ou supprimé", "An export was ended or removed"),
    ("documents.export", "Des documents ont été mis dans un export", "Documents were taken into an export"),
    ("disputes.list", "A consulté les contestations", "Looked at the disputes"),
    ("disputes.waiting", "A consulté les contestations en attente", "Looked at the disputes that wait"),
    ("disputes.take", "A pris une contestation à examiner", "Took a dispute to look into"),
    ("disputes.review", "A lu une contestation pour l'examiner", "Read a dispute to look into it"),
    ("disputes.settle", "A tranché une contestation", "Settled a dispute"),
    ("disputes.answer", "A répondu à une contestation", "Answered a dispute"),
    ("history.read", "A consulté l'historique", "Read the history"),
    ("notices.tell", "A laissé une notification", "Left a notice"),
    ("notices.list", "A consulté les notifications", "Looked at the notices"),
    ("notices.read", "A marqué une notification comme lue", "Marked a notice as read"),
    ("care-relationships.open", "A déclaré une relation de soins", "Declared a care relationship"),
    (
        "mediation.begin",
        "A commencé une séance avec un médiateur numérique",
        "Began a session together with a mediator",
    ),
    (
        "mediation.end",
        "A terminé une séance avec un médiateur numérique",
        "Ended a session together with a mediator",
    ),
    (
        "mediation.verify-account",
        "A fait vérifier son compte par un médiateur numérique",
        "Had the account verified by a mediator",
    ),
    ("mediation.count", "A compté les séances des médiateurs", "Counted the sessions of mediators"),
    ("patients.find", "A recherché la personne par son identité", "Looked the person up by identity"),
    ("spaces.open", "A créé le dossier", "Made the record"),
    ("spaces.activate", "A commencé à utiliser le dossier", "Began to use the record"),
    ("spaces.oppose", "S'est opposé à la création du dossier", "Opposed the creation of the record"),
    ("spaces.withdraw-opposition", "A retiré son opposition", "Took the opposition back"),
    ("spaces.close", "A clos le dossier", "Closed the record"),
    ("spaces.reopen", "A rouvert le dossier", "Opened the record again"),
    ("spaces.change-life", "A changé l'état du dossier", "Changed the state of the record"),
    (
        "preferences.choose-preset",
        "A choisi comment le dossier s'ouvre",
        "Chose how the record may be reached",
    ),
    (
        "preferences.read-preset",
        "A consulté comment le dossier s'ouvre",
        "Looked at how the record may be reached",
    ),
    ("citizens.register", "A inscrit l'identité de la personne", "Wrote down who the record is about"),
    (
        "spaces.read-beginning",
        "A regardé si le dossier doit commencer",
        "Looked at whether the record begins",
    ),
    ("representations.record", "A noté qui représente la personne", "Noted who represents the person"),
    ("representations.dispute", "A dit ne pas représenter la personne", "Said not to represent the person"),
    ("citizens.update", "A mis à jour l'identité de la personne", "Wrote down anew who the record is about"),
    ("spaces.suspend", "A suspendu un dossier", "Suspended a record"),
    ("spaces.resume", "A levé la suspension d'un dossier", "Ended the suspension of a record"),
    (
        "citizens.decide-status",
        "A décidé à quel point une identité est sûre",
        "Decided how sure an identity is",
    ),
    ("citizens.change-status", "A noté à quel point l'identité est sûre", "Said how sure the identity is"),
    ("spaces.merge", "A réuni deux dossiers d'une même personne", "Made one record of two of one person"),
    (
        "spaces.split",
        "A séparé deux dossiers réunis par erreur",
        "Parted two records that had become one by mistake",
    ),
    (
        "spaces.not-mine",
        "A décidé que des documents vont au dossier de la bonne personne",
        "Decided that documents go to the right person's record",
    ),
    (
        "identity.propose",
        "A proposé une réunion ou une séparation de dossiers",
        "Proposed to merge or part records",
    ),
    (
        "identity.confirm",
        "A confirmé la proposition d'une autre personne",
        "Confirmed somebody else's proposal",
    ),
    (
        "identity.decline",
        "A refusé la proposition d'une autre personne",
        "Turned somebody else's proposal down",
    ),
    ("identity.take-back", "A retiré sa proposition", "Took a proposal back"),
    ("identity.read-proposals", "A consulté les propositions", "Looked at the proposals"),
    ("identity.find-record", "A recherché un dossier par l'identité", "Looked a record up by identity"),
    ("citizens.reindex", "A refait l'index de recherche par identité", "Made the identity index anew"),
];

const WAYS: &[(&str, &str, &str)] = &[
    ("W0", "Alimentation du dossier par un professionnel ou un établissement", "Feeding the record"),
    ("W1", "Titulaire du dossier", "Holder of the record"),
    ("W2", "Représentant légal", "Legal representative"),
    ("W4", "Aidant", "Carer"),
    ("W5", "Relation de soins", "Care relationship"),
    (
        "W6",
        "Délégation d'un professionnel en relation de soins",
        "Delegation by a professional in a care relationship",
    ),
    ("W7", "Accès temporaire", "Temporary access"),
    ("W8", "Accès en urgence", "Emergency access"),
    ("W12", "Système", "The system itself"),
    ("admin", "Personne chargée du service", "Somebody who runs the service"),
    ("lookup", "Recherche par identité", "Look-up by identity"),
];

/// What a line of the journal says was done: of a step in the life of a record, which one.
pub(super) fn done(entry: &Entry) -> Coded {
    match LifeReason::of_line(entry) {
        Some(reason) => {
            let (fr, en) = step(reason);
            Coded::new(&entry.act, fr, en)
        }
        None if entry.detail.get("replayed").is_some() => sent_again(&entry.act),
        None => act(&entry.act),
    }
}

/// Why a record was suspended is said by support, not here.
fn step(reason: LifeReason) -> (&'static str, &'static str) {
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

/// What was done; an act of a newer program stands for its own name.
pub(super) fn act(code: &str) -> Coded {
    find(ACTS, code)
}

/// The same request again, which made nothing new.
fn sent_again(code: &str) -> Coded {
    let Coded { label_fr, label_en, .. } = act(code);
    let (fr, en) =
        (format!("{label_fr} (même envoi, répété)"), format!("{label_en} (the same request again)"));
    Coded::new(code, &fr, &en)
}

/// In which way somebody came in.
pub(super) fn way(code: &str) -> Coded {
    find(WAYS, code)
}

/// The rules that hide a thing from somebody who gets in.
const HIDING: [&str; 5] = ["G3", "F1", "F3", "F4", "F5"];

/// Why it was refused, by the name of the reason that the journal keeps.
pub(super) fn refusal(rule: &str, reason: Option<&str>) -> Coded {
    let known = reason.and_then(|name| Reason::ALL.into_iter().find(|reason| format!("{reason:?}") == name));
    if known.is_none() && HIDING.contains(&rule) {
        return super::words_of_rules::hidden_by(&RuleId::given(rule));
    }
    let reason = known.unwrap_or(Reason::Absent);
    Coded::new(rule, inner_reason(reason, Language::French), inner_reason(reason, Language::English))
}

fn find(table: &[(&str, &str, &str)], code: &str) -> Coded {
    let known = table.iter().find(|(known, _, _)| *known == code);
    known.map_or_else(|| Coded::unlabelled(code), |(code, fr, en)| Coded::new(*code, fr, en))
}
