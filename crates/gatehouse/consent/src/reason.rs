use std::{borrow::Cow, fmt};

use kernel::Language;

use crate::Sought;

/// The stable name of a rule: `G1`, `W5`, `F3`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleId(Cow<'static, str>);

impl RuleId {
    /// A rule's name, written in its file.
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A name given by a caller; it names a rule only if one bears it.
    pub fn given(name: &str) -> Self {
        Self(Cow::Owned(name.chars().take(16).collect()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a decision fell as it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The person is not known surely enough for health data.
    AssuranceTooLow,
    /// The professional may not practise now.
    NotInGoodStanding,
    /// The establishment or its software is not listed.
    NotListed,
    /// There is no such space.
    NoSuchSpace,
    /// The space takes nothing in: opposition.
    Opposed,
    /// The space is suspended.
    Suspended,
    /// The space is closed.
    Closed,
    /// The holder has died.
    Deceased,
    /// Nobody offers this act to this person on this space.
    NoWay,
    /// The record is open to them, and this is for the holder, or whoever acts for the holder, to do.
    HoldersSide,
    /// The record is open to them, but not as its holder, and as such it was asked for.
    HolderAlone,
    /// The record is open to them, but not as to whoever represents its holder, and as such it was asked for.
    RepresentativesSide,
    /// The record is open to them, and nobody has it erased for its holder.
    HoldersErasure,
    /// This is for professionals and establishments to do.
    ProfessionalsSide,
    /// A way was named that does not lead here.
    WayNotOpen,
    /// More than one way leads here and none was named.
    WayNotNamed,
    /// The identity given with a deposit is not the one of the space.
    OtherPerson,
    /// The thing is absent, or a filter hides it.
    Absent,
    /// The thing is seen, and is somebody else's to change.
    NotTheirs,
    /// What was sent contradicts what is there: an identifier or a key that stands for something else.
    Contradicts,
    /// A second factor has to be shown anew for this.
    SecondFactorNeeded,
    /// A mediator and a citizen together may not do this.
    NotWhileAssisted,
    /// A secret connection is for the holder, and for those who care for the holder.
    SecretIsNotTheirs,
    /// What would be said is seen by all who act for the holder, and is not said in secret.
    NotInSecret,
    /// The admin does not have the role for this.
    RoleMissing,
    /// The holder lets no care relationship begin on declaration.
    NotOnDeclaration,
    /// The holder lets a care relationship begin by a code alone.
    OnlyByCode,
    /// The law forbids the purpose, whatever the holder consents to.
    ForbiddenPurpose,
    /// The record does not open to this person for this purpose in an emergency.
    NotInEmergency,
    /// An earlier access in an emergency was not looked at again in time, or turned out to be a misuse.
    EmergencyRightSuspended,
    /// Too many of a kind in this hour or on this day.
    TooMany,
    /// There is no such code, or it was used, or its time is over.
    NoSuchCode,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 32] = [
        Self::AssuranceTooLow,
        Self::NotInGoodStanding,
        Self::NotListed,
        Self::NoSuchSpace,
        Self::Opposed,
        Self::Suspended,
        Self::Closed,
        Self::Deceased,
        Self::NoWay,
        Self::HoldersSide,
        Self::HolderAlone,
        Self::RepresentativesSide,
        Self::HoldersErasure,
        Self::ProfessionalsSide,
        Self::WayNotOpen,
        Self::WayNotNamed,
        Self::OtherPerson,
        Self::Absent,
        Self::NotTheirs,
        Self::Contradicts,
        Self::SecondFactorNeeded,
        Self::NotWhileAssisted,
        Self::SecretIsNotTheirs,
        Self::NotInSecret,
        Self::RoleMissing,
        Self::NotOnDeclaration,
        Self::OnlyByCode,
        Self::ForbiddenPurpose,
        Self::NotInEmergency,
        Self::EmergencyRightSuspended,
        Self::TooMany,
        Self::NoSuchCode,
    ];

    /// Whether it is about the caller alone, so that the caller may be told without learning anything of a space.
    pub fn is_about_the_caller(self) -> bool {
        matches!(
            self,
            Self::AssuranceTooLow
                | Self::NotInGoodStanding
                | Self::NotListed
                | Self::ProfessionalsSide
                | Self::SecondFactorNeeded
                | Self::NotWhileAssisted
                | Self::SecretIsNotTheirs
                | Self::NotInSecret
                | Self::RoleMissing
                | Self::ForbiddenPurpose
                | Self::EmergencyRightSuspended
                | Self::TooMany
        )
    }

    /// Whether the caller is told that this very thing is forbidden: it is about the caller alone, or about a record that
    /// is open to the caller anyway.
    pub fn is_told(self) -> bool {
        self.is_about_the_caller()
            || matches!(
                self,
                Self::HoldersSide
                    | Self::HolderAlone
                    | Self::RepresentativesSide
                    | Self::HoldersErasure
                    | Self::NotOnDeclaration
                    | Self::OnlyByCode
                    | Self::NotInEmergency
            )
    }
}

/// The reason for the journal and for the holder: the rule in plain words.
pub fn inner_reason(reason: Reason, language: Language) -> &'static str {
    use Language::{English, French};
    match (reason, language) {
        (Reason::AssuranceTooLow, French) => "L'identité n'était pas assez sûre pour des données de santé.",
        (Reason::AssuranceTooLow, English) => "The identity was not sure enough for health data.",
        (Reason::NotInGoodStanding, French) => "Ce professionnel n'est pas autorisé à exercer en ce moment.",
        (Reason::NotInGoodStanding, English) => "This professional may not practise at the moment.",
        (Reason::NotListed, French) => "Cet établissement ou son logiciel n'est pas référencé.",
        (Reason::NotListed, English) => "This establishment or its software is not listed.",
        (Reason::NoSuchSpace, French) => "Ce dossier n'existe pas.",
        (Reason::NoSuchSpace, English) => "There is no such record.",
        (Reason::Opposed, French) => {
            "La personne s'oppose, ou peut encore s'opposer, à la création de son dossier."
        }
        (Reason::Opposed, English) => "The person opposes, or may still oppose, the creation of the record.",
        (Reason::Suspended, French) => "Le dossier est suspendu.",
        (Reason::Suspended, English) => "The record is suspended.",
        (Reason::Closed, French) => "Le dossier est clos.",
        (Reason::Closed, English) => "The record is closed.",
        (Reason::Deceased, French) => "Le titulaire du dossier est décédé.",
        (Reason::Deceased, English) => "The holder of the record has died.",
        (Reason::NoWay, French) => {
            "Personne n'a ouvert ce dossier à cette personne : ni titulaire, ni relation de soins en cours."
        }
        (Reason::NoWay, English) => {
            "Nothing opens this record to this person: neither the holder nor a running care relationship."
        }
        (Reason::HoldersSide, French) => {
            "Cette personne consulte le dossier, mais cela revient au titulaire ou à qui agit pour lui."
        }
        (Reason::HoldersSide, English) => {
            "This person may consult the record, but this is for the holder, or whoever acts for the holder, to do."
        }
        (Reason::HolderAlone, French) => {
            "Cela a été demandé comme titulaire (voie W1), ce que cette personne n'est pas."
        }
        (Reason::HolderAlone, English) => {
            "This was asked for as the holder (way W1), and this person is not the holder."
        }
        (Reason::RepresentativesSide, French) => {
            "Cette personne a accès au dossier, mais cela revient à qui représente son titulaire mineur."
        }
        (Reason::RepresentativesSide, English) => {
            "The record is open to this person, but this is for whoever represents its holder, a minor, to do."
        }
        (Reason::HoldersErasure, French) => {
            "Cette personne a accès au dossier, mais seul le titulaire le fait effacer."
        }
        (Reason::HoldersErasure, English) => {
            "The record is open to this person, but the holder alone has a record erased."
        }
        (Reason::ProfessionalsSide, French) => "Cela revient à un professionnel ou à un établissement.",
        (Reason::ProfessionalsSide, English) => "This is for a professional or an establishment to do.",
        (Reason::WayNotOpen, French) => "La voie d'accès nommée n'est pas ouverte à cette personne.",
        (Reason::WayNotOpen, English) => "The way that was named is not open to this person.",
        (Reason::WayNotNamed, French) => "Plusieurs voies d'accès sont ouvertes et aucune n'a été nommée.",
        (Reason::WayNotNamed, English) => "Several ways are open and none was named.",
        (Reason::OtherPerson, French) => "L'identité donnée avec le document n'est pas celle de ce dossier.",
        (Reason::OtherPerson, English) => {
            "The identity given with the document is not the one of this record."
        }
        (Reason::NotTheirs, French) => {
            "Seul l'auteur du document, ou le citoyen qui l'a apporté, peut faire cela."
        }
        (Reason::NotTheirs, English) => {
            "Only the author of the document, or the citizen who brought it, may do this."
        }
        (Reason::Contradicts, French) => "Ce qui a été envoyé contredit ce qui est déjà là.",
        (Reason::Contradicts, English) => "What was sent contradicts what is there already.",
        (Reason::Absent, French) => {
            "Ce qui était demandé n'existe pas ou n'est pas visible pour cette personne."
        }
        (Reason::Absent, English) => "What was asked for does not exist or is not visible to this person.",
        (Reason::SecondFactorNeeded, French) => {
            "Cette opération demande de présenter à nouveau un second facteur d'authentification."
        }
        (Reason::SecondFactorNeeded, English) => "This asks for a second factor to be shown again.",
        (Reason::NotWhileAssisted, French) => {
            "Cette opération ne se fait pas avec un médiateur : la personne la fait seule."
        }
        (Reason::NotWhileAssisted, English) => {
            "This is not done together with a mediator: the person does it alone."
        }
        (Reason::SecretIsNotTheirs, French) => {
            "La connexion secrète est réservée au titulaire du dossier et à ceux qui le soignent."
        }
        (Reason::SecretIsNotTheirs, English) => {
            "A secret connection is for the holder of the record, and for those who care for the holder."
        }
        (Reason::NotInSecret, French) => {
            "Cela ne se fait pas en connexion secrète : faites-le sans elle. Ceux qui agissent pour le titulaire le voient alors, sauf s'il s'agit de ce qui a été donné ou caché en secret."
        }
        (Reason::NotInSecret, English) => {
            "This is not done in a secret connection: do it without one. Those who act for the holder see it then, unless it is about what was given or kept in secret."
        }
        (Reason::RoleMissing, French) => "Cette opération demande un rôle que cette personne n'a pas.",
        (Reason::RoleMissing, English) => "This asks for a role that this person does not have.",
        (Reason::NotOnDeclaration, French) => {
            "Le titulaire ne laisse aucune relation de soins commencer sur simple déclaration."
        }
        (Reason::NotOnDeclaration, English) => "The holder lets no care relationship begin on declaration.",
        (Reason::OnlyByCode, French) => {
            "Le titulaire ne laisse une relation de soins commencer que par un code qu'il donne."
        }
        (Reason::OnlyByCode, English) => "The holder lets a care relationship begin by a code alone.",
        (Reason::ForbiddenPurpose, French) => {
            "La loi interdit cet accès à cette activité, même avec l'accord de la personne."
        }
        (Reason::ForbiddenPurpose, English) => {
            "The law forbids this access to this line of work, even where the person agrees."
        }
        (Reason::NotInEmergency, French) => {
            "Ce dossier ne s'ouvre pas en urgence à cette personne : profession, centre de régulation ou choix du titulaire."
        }
        (Reason::NotInEmergency, English) => {
            "This record does not open to this person in an emergency: profession, regulation centre or the holder's choice."
        }
        (Reason::EmergencyRightSuspended, French) => {
            "Le droit d'accès en urgence de cette personne est suspendu : un accès précédent attend d'être revu, ou fut jugé abusif."
        }
        (Reason::EmergencyRightSuspended, English) => {
            "This person's right to emergency access is suspended: an earlier access waits to be looked at again, or was found to be misuse."
        }
        (Reason::TooMany, French) => "Le nombre d'actes de ce genre permis dans cette période est atteint.",
        (Reason::TooMany, English) => "As many acts of this kind as are allowed in this time were done.",
        (Reason::NoSuchCode, French) => "Ce code n'existe pas, a déjà servi ou n'est plus valable.",
        (Reason::NoSuchCode, English) => "There is no such code, or it was used, or its time is over.",
    }
}

/// The reason for the caller. Whatever would tell of a space is one and the same text: a record that is absent,
/// closed, or closed to this caller cannot be told apart.
pub fn outer_reason(reason: Reason, language: Language) -> &'static str {
    use Language::{English, French};
    match (reason, language) {
        (
            Reason::AssuranceTooLow
            | Reason::NotInGoodStanding
            | Reason::NotListed
            | Reason::ProfessionalsSide
            | Reason::WayNotNamed
            | Reason::SecondFactorNeeded
            | Reason::NotWhileAssisted
            | Reason::SecretIsNotTheirs
            | Reason::NotInSecret
            | Reason::RoleMissing
            | Reason::NotOnDeclaration
            | Reason::OnlyByCode
            | Reason::ForbiddenPurpose
            | Reason::NotInEmergency
            | Reason::EmergencyRightSuspended
            | Reason::TooMany
            | Reason::NoSuchCode,
            language,
        ) => inner_reason(reason, language),
        (Reason::HoldersSide, French) => {
            "Ce dossier vous est ouvert, mais cela revient à son titulaire ou à qui agit pour lui."
        }
        (Reason::HoldersSide, English) => {
            "This record is open to you, but this is for its holder, or whoever acts for the holder, to do."
        }
        (Reason::HolderAlone, French) => {
            "Ce dossier vous est ouvert, mais vous n'en êtes pas le titulaire, et cela n'est ouvert ainsi qu'à lui (voie W1)."
        }
        (Reason::HolderAlone, English) => {
            "This record is open to you, but you are not its holder, and in this way (W1) it is for the holder alone."
        }
        (Reason::RepresentativesSide, French) => {
            "Ce dossier vous est ouvert, mais cela revient à qui représente son titulaire mineur."
        }
        (Reason::RepresentativesSide, English) => {
            "This record is open to you, but this is for whoever represents its holder, a minor, to do."
        }
        (Reason::HoldersErasure, French) => {
            "Ce dossier vous est ouvert, mais seul son titulaire le fait effacer."
        }
        (Reason::HoldersErasure, English) => {
            "This record is open to you, but the holder alone has a record erased."
        }
        (Reason::Absent, language) => Sought::Document.absent(language),
        (_, French) => {
            "Ce dossier n'existe pas, ou aucune voie ne vous y mène. Un professionnel déclare d'abord une relation de soins."
        }
        (_, English) => {
            "There is no such record, or no way leads you into it. A professional declares a care relationship first."
        }
    }
}
