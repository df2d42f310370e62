use kernel::Language;

/// What somebody looked for by its id or by an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sought {
    /// A document.
    Document,
    /// A folder.
    Folder,
    /// A request for correction.
    Correction,
    /// A notice.
    Notice,
    /// A person, by identity.
    Patient,
    /// A block.
    Block,
    /// A named exception.
    Exception,
    /// A temporary access or the code of one.
    TemporaryAccess,
    /// A care relationship, or somebody's request for one.
    Relationship,
    /// A delegation.
    Delegation,
    /// An access in an emergency.
    EmergencyAccess,
    /// A line of the history.
    HistoryLine,
    /// A dispute about a line of a history.
    Dispute,
    /// A carer, or an invitation to be one.
    Carer,
    /// A representative of a minor, or an invitation to be one.
    Representative,
    /// An answer about secondary use.
    UseAnswer,
    /// An export of the record.
    Export,
    /// A decision by which somebody is in charge of a protected adult.
    Protection,
    /// What a doctor is to choose documents for, after a death.
    HeirSelection,
    /// That a record is kept discreet.
    Discretion,
}

impl Sought {
    /// Everything that can be looked for.
    pub const ALL: [Self; 20] = [
        Self::Document,
        Self::Folder,
        Self::Correction,
        Self::Notice,
        Self::Patient,
        Self::Block,
        Self::Exception,
        Self::TemporaryAccess,
        Self::Relationship,
        Self::Delegation,
        Self::EmergencyAccess,
        Self::HistoryLine,
        Self::Dispute,
        Self::Carer,
        Self::Representative,
        Self::UseAnswer,
        Self::Export,
        Self::Protection,
        Self::HeirSelection,
        Self::Discretion,
    ];

    /// That it is absent or hidden, for the caller, who cannot tell which.
    pub fn absent(self, language: Language) -> &'static str {
        use Language::{English, French};
        match (self, language) {
            (Self::Document, French) => "Ce document n'existe pas, ou vous n'y avez pas accès.",
            (Self::Document, English) => "There is no such document, or you have no access to it.",
            (Self::Folder, French) => "Ce dossier de rangement n'existe pas, ou vous n'y avez pas accès.",
            (Self::Folder, English) => "There is no such folder, or you have no access to it.",
            (Self::Correction, French) => {
                "Cette demande de correction n'existe pas, ou elle ne vous est pas adressée."
            }
            (Self::Correction, English) => {
                "There is no such request for correction, or it is not addressed to you."
            }
            (Self::Notice, French) => "Cette notification n'existe pas, ou elle ne vous est pas adressée.",
            (Self::Notice, English) => "There is no such notice, or it is not addressed to you.",
            (Self::Patient, French) => "Aucun dossier ne vous est ouvert sous cette identité.",
            (Self::Patient, English) => "No record is open to you under this identity.",
            (Self::Block, French) => "Ce blocage n'existe pas ou a pris fin.",
            (Self::Block, English) => "There is no such block, or it has ended.",
            (Self::Exception, French) => "Cette exception n'existe pas ou a pris fin.",
            (Self::Exception, English) => "There is no such exception, or it has ended.",
            (Self::TemporaryAccess, French) => "Cet accès temporaire n'existe pas ou a pris fin.",
            (Self::TemporaryAccess, English) => "There is no such temporary access, or it has ended.",
            (Self::Relationship, French) => "Cette relation de soins n'existe pas ou a pris fin.",
            (Self::Relationship, English) => "There is no such care relationship, or it has ended.",
            (Self::Delegation, French) => "Cette délégation n'existe pas ou a pris fin.",
            (Self::Delegation, English) => "There is no such delegation, or it has ended.",
            (Self::EmergencyAccess, French) => "Cet accès en urgence n'existe pas ou a pris fin.",
            (Self::EmergencyAccess, English) => "There is no such emergency access, or it has ended.",
            (Self::HistoryLine, French) => {
                "Cette ligne de l'historique n'existe pas ou ne vous est pas montrée."
            }
            (Self::HistoryLine, English) => {
                "There is no such line of the history, or it is not shown to you."
            }
            (Self::Carer, French) => "Cet aidant n'existe pas, ou ce qui lui était ouvert a pris fin.",
            (Self::Carer, English) => "There is no such carer, or what was open to them has ended.",
            (Self::Representative, French) => {
                "Ce représentant n'existe pas, ou l'invitation a pris fin ou fut acceptée."
            }
            (Self::Representative, English) => {
                "There is no such representative, or the invitation has ended or was accepted."
            }
            (Self::UseAnswer, French) => "Cette réponse n’existe pas ou a déjà été retirée.",
            (Self::UseAnswer, English) => "There is no such answer, or it was taken back already.",
            (Self::Export, French) => "Cet export n'existe pas, ou il n'est pas le vôtre.",
            (Self::Export, English) => "There is no such export, or it is not yours.",
            (Self::Protection, French) => "Aucune décision de ce nom ne vaut dans ce dossier.",
            (Self::Protection, English) => "No decision of this name counts in this record.",
            (Self::Discretion, French) => "Ce dossier n'est pas en mode discret.",
            (Self::Discretion, English) => "This record is not kept discreet.",
            (Self::HeirSelection, French) => "Aucun choix de documents de ce nom ne vous est confié.",
            (Self::HeirSelection, English) => "No selection of documents of this name is yours to make.",
            (Self::Dispute, French) => "Aucune contestation de ce nom n'attend de réponse de votre part.",
            (Self::Dispute, English) => "No dispute of this name waits for an answer of yours.",
        }
    }
}
