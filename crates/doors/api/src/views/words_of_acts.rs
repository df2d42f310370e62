//! Acts, ways and rules of the journal in plain words.

use consent::{Language, LifeReason, Reason, RuleId, inner_reason};
use journal::Entry;

use super::{Coded, words_of_access::ACTS_OF_ACCESS, words_of_steps::step};

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
    ("documents.audience", "A regardé qui voit un document", "Looked at who sees a document"),
    ("documents.hide", "A masqué un document", "Masked a document"),
    ("documents.unhide", "A démasqué un document", "Took the mask off a document"),
    (
        "documents.hide-from-representatives",
        "A caché un document aux représentants",
        "Hid a document from representatives",
    ),
    (
        "documents.show-to-representatives",
        "A montré un document aux représentants",
        "Showed a document to representatives",
    ),
    (
        "projects.register",
        "A enregistré un projet d’usage secondaire",
        "Registered a project of secondary use",
    ),
    ("projects.confirm", "A confirmé un projet d’usage secondaire", "Confirmed a project of secondary use"),
    ("projects.decline", "A refusé un projet d’usage secondaire", "Declined a project of secondary use"),
    ("projects.end", "A mis fin à un projet d’usage secondaire", "Ended a project of secondary use"),
    ("projects.read", "A consulté les projets d’usage secondaire", "Looked at the projects of secondary use"),
    ("extracts.ask", "A demandé une extraction pour un projet", "Asked for an extract for a project"),
    ("extracts.release", "Extraction terminée pour un projet", "Made an extract for a project ready"),
    ("extracts.fetch", "A téléchargé une extraction", "Fetched an extract"),
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
    ("W3", "Personne chargée de la protection d'un majeur", "In charge of a protected adult"),
    ("W4", "Aidant", "Carer"),
    ("W5", "Relation de soins", "Care relationship"),
    (
        "W6",
        "Délégation d'un professionnel en relation de soins",
        "Delegation by a professional in a care relationship",
    ),
    ("W7", "Accès temporaire", "Temporary access"),
    ("W8", "Accès en urgence", "Emergency access"),
    (
        "W9",
        "Ayant droit, expert ou médecin qui choisit, après un décès",
        "Heir, expert or choosing doctor, after a death",
    ),
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

/// What was done; an act of a newer program stands for its own name.
pub(super) fn act(code: &str) -> Coded {
    let of_access = ACTS_OF_ACCESS.iter().any(|(known, ..)| *known == code);
    find(if of_access { ACTS_OF_ACCESS } else { ACTS }, code)
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

/// The rules that hide a thing from somebody who gets in, beside the way itself, which may not comprise it.
const HIDING: [&str; 7] = ["G3", "F1", "F2", "F3", "F4", "F5", "F6"];

/// Why it was refused, by the name of the reason that the journal keeps.
pub(super) fn refusal(rule: &str, reason: Option<&str>) -> Coded {
    let known = reason.and_then(|name| Reason::ALL.into_iter().find(|reason| format!("{reason:?}") == name));
    if known.is_none() && (HIDING.contains(&rule) || rule.starts_with('W')) {
        return super::words_of_rules::hidden_by(&RuleId::given(rule));
    }
    let reason = known.unwrap_or(Reason::Absent);
    Coded::new(rule, inner_reason(reason, Language::French), inner_reason(reason, Language::English))
}

fn find(table: &[(&str, &str, &str)], code: &str) -> Coded {
    let known = table.iter().find(|(known, _, _)| *known == code);
    known.map_or_else(|| Coded::unlabelled(code), |(code, fr, en)| Coded::new(*code, fr, en))
}
