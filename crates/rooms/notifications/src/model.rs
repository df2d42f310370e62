use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kernel::{EventId, Language, NoticeId, PersonId, ProvisionId};
use mail::{Factor, Line, When};
use serde::{Deserialize, Serialize};

use crate::words::{self, NoticeWords};

/// A notice in a record.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// For whom; the holder when none.
    pub person: Option<PersonId>,
    /// What it says.
    pub told: Told,
    /// When it was left.
    pub created_at: DateTime<Utc>,
    /// When its reader marked it as read.
    pub read_at: Option<DateTime<Utc>>,
}

impl Notice {
    /// Its words in a language.
    pub fn words(&self, language: Language) -> NoticeWords {
        words::of(&self.told, language)
    }
}

/// Something that somebody is to be told.
#[derive(Debug, Clone)]
pub struct NewNotice {
    /// What happened: told once, however often it is announced.
    pub event: EventId,
    /// For whom; the holder when none, and whoever represents the holder.
    pub person: Option<PersonId>,
    /// What is said.
    pub told: Told,
    /// Whether it tells of something that was done in secret: nobody who represents the holder is told.
    pub secret: bool,
}

/// What a notice says: a closed list, each with the values that its words need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Told {
    /// The record was activated.
    RecordActivated,
    /// The record was closed.
    RecordClosed,
    /// The record was opened again.
    RecordReopened,
    /// The record was suspended.
    RecordSuspended,
    /// The suspension is over.
    RecordResumed,
    /// Somebody logged in on a device that was not known.
    DeviceNew {
        /// What the device calls itself.
        device: Line,
    },
    /// A second factor was added.
    FactorAdded {
        /// Which.
        factor: Factor,
    },
    /// A second factor was taken away.
    FactorRemoved {
        /// Which.
        factor: Factor,
    },
    /// Somebody says that they have lost the second factor.
    RecoveryBegun {
        /// When the log-in will work without it.
        ends: When,
    },
    /// The recovery was stopped.
    RecoveryStopped,
    /// The recovery is over.
    RecoveryDone,
    /// The password was changed.
    PasswordChanged,
    /// A professional declared a care relationship.
    CareRelationshipDeclared {
        /// The professional's name.
        name: Line,
        /// The last day.
        until: Option<When>,
    },
    /// A professional asks for a care relationship, which waits for the holder.
    CareRelationshipAsked {
        /// The professional's name.
        name: Line,
        /// Until when it waits.
        until: When,
    },
    /// The address of the account is being changed.
    AddressChanging,
    /// A mediator helped with this record, together with its holder.
    TogetherWithMediator {
        /// The mediator's name.
        name: Line,
        /// When it began.
        at: When,
        /// What was done.
        did: Vec<DoneTogether>,
    },
    /// Another record of the same person became one with this one.
    RecordsMerged,
    /// That was undone.
    RecordsSplit,
    /// This record went into another one of the same person.
    RecordMergedAway,
    /// Somebody used a code that the holder gave for a temporary access.
    CodeUsed {
        /// Who: the professional's name, or how somebody without a log-in called themselves.
        name: Line,
        /// Whether it was somebody without a log-in.
        guest: bool,
        /// Until when they get in.
        until: When,
    },
    /// The record was opened in an emergency. It names nobody and no place: whoever reads over a shoulder learns neither.
    EmergencyAccess {
        /// Until when it stays open.
        until: When,
    },
    /// A second person found that an access in an emergency was a misuse.
    EmergencyMisuse {
        /// When the record was opened.
        at: When,
    },
    /// Whether the holder has seen a professional who opened the record.
    AccessQuestion {
        /// The professional's name.
        name: Line,
        /// When the record was opened.
        since: When,
        /// The access that is asked about.
        access: ProvisionId,
    },
    /// What was said not to be right in the history was answered.
    DisputeAnswered,
    /// Somebody who was invited became a carer.
    CarerAccepted {
        /// What the carer is called.
        name: Line,
        /// Until when.
        until: Option<When>,
    },
    /// Somebody who was a carer gave it up.
    CarerResigned {
        /// What they are called.
        name: Line,
    },
    /// For the carer: that one is a carer no more before long.
    CareEnding {
        /// Until when.
        until: When,
    },
    /// An export can be taken out.
    ExportReady {
        /// Until when.
        until: When,
    },
    /// An export was stopped.
    ExportEnded,
    /// The holder asked that the record be erased.
    ErasureAsked {
        /// Until when it can be taken back.
        until: When,
    },
    /// That was taken back.
    ErasureTakenBack,
    /// The record is erased before long.
    ErasureNear {
        /// When.
        until: When,
    },
    /// Somebody is in charge of the holder, a protected adult, by a decision of a judge.
    ProtectionBegan {
        /// What that person is called.
        name: Line,
        /// Until when.
        until: When,
    },
    /// A decision of a judge about who acts for the holder counts no more.
    ProtectionLifted,
    /// For whoever asked after a death: a doctor chose documents.
    HeirDocuments {
        /// Until when they are shown.
        until: When,
    },
    /// For whoever asked after a death: a doctor chose none.
    HeirNothing,
    /// A professional keeps the record discreet before those who help.
    DiscretionBegan {
        /// Until when no mail is written about the record.
        until: When,
    },
    /// Somebody is a carer no more before long.
    CarerEnding {
        /// What the carer is called.
        name: Line,
        /// Until when.
        until: When,
    },
    /// Somebody who was invited represents the holder, a minor.
    RepresentativeAccepted {
        /// What that person is called.
        name: Line,
    },
    /// Somebody who represents the holder was suspended. It names nobody.
    RepresentativeSuspended {
        /// Until when.
        until: When,
        /// Whether a judge decided it, and not the other representative.
        #[serde(default)]
        by_judge: bool,
    },
    /// The holder is of age before long.
    OfAgeSoon {
        /// From when.
        from: When,
    },
    /// The holder is of age: what representatives gave has ended, what hides stands.
    OfAge,
}

/// What a mediator and a citizen may have done together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoneTogether {
    /// The record was begun.
    Activated,
    /// Its creation was opposed.
    Opposed,
    /// The opposition was taken back.
    OppositionTakenBack,
    /// It was chosen how the record may be reached.
    PresetChosen,
    /// The history was read.
    HistoryRead,
    /// An account was bound to the person.
    AccountVerified,
    /// The record of a minor whom the person represents was begun.
    ActivatedForMinor,
    /// Its creation was opposed.
    OpposedForMinor,
    /// That was taken back.
    OppositionTakenBackForMinor,
    /// It was chosen how it may be reached.
    PresetChosenForMinor,
    /// The person said not to represent a minor.
    RepresentationDisputed,
    /// An invitation to be somebody's carer was accepted.
    CareAccepted,
}

impl Told {
    /// The same, with its instants read in this time zone.
    pub(crate) fn read_in(self, zone: Tz) -> Self {
        let here = |when: When| When { zone, ..when };
        match self {
            Self::RecoveryBegun { ends } => Self::RecoveryBegun { ends: here(ends) },
            Self::CareRelationshipDeclared { name, until } => {
                Self::CareRelationshipDeclared { name, until: until.map(here) }
            }
            Self::CareRelationshipAsked { name, until } => {
                Self::CareRelationshipAsked { name, until: here(until) }
            }
            Self::TogetherWithMediator { name, at, did } => {
                Self::TogetherWithMediator { name, at: here(at), did }
            }
            Self::CodeUsed { name, guest, until } => Self::CodeUsed { name, guest, until: here(until) },
            Self::EmergencyAccess { until } => Self::EmergencyAccess { until: here(until) },
            Self::EmergencyMisuse { at } => Self::EmergencyMisuse { at: here(at) },
            Self::AccessQuestion { name, since, access } => {
                Self::AccessQuestion { name, since: here(since), access }
            }
            Self::CarerAccepted { name, until } => Self::CarerAccepted { name, until: until.map(here) },
            Self::CareEnding { until } => Self::CareEnding { until: here(until) },
            Self::CarerEnding { name, until } => Self::CarerEnding { name, until: here(until) },
            Self::RepresentativeSuspended { until, by_judge } => {
                Self::RepresentativeSuspended { until: here(until), by_judge }
            }
            Self::ProtectionBegan { name, until } => Self::ProtectionBegan { name, until: here(until) },
            Self::DiscretionBegan { until } => Self::DiscretionBegan { until: here(until) },
            Self::HeirDocuments { until } => Self::HeirDocuments { until: here(until) },
            Self::OfAgeSoon { from } => Self::OfAgeSoon { from: here(from) },
            Self::ExportReady { until } => Self::ExportReady { until: here(until) },
            Self::ErasureAsked { until } => Self::ErasureAsked { until: here(until) },
            Self::ErasureNear { until } => Self::ErasureNear { until: here(until) },
            without_instant => without_instant,
        }
    }

    /// Whether it is about the account of whoever is told, and no matter of the record.
    pub fn is_of_account(&self) -> bool {
        matches!(
            self,
            Self::DeviceNew { .. }
                | Self::FactorAdded { .. }
                | Self::FactorRemoved { .. }
                | Self::RecoveryBegun { .. }
                | Self::RecoveryStopped
                | Self::RecoveryDone
                | Self::PasswordChanged
                | Self::AddressChanging
                | Self::TogetherWithMediator { .. }
        )
    }

    /// The access that is asked about, where it is a question.
    pub fn asks_about(&self) -> Option<ProvisionId> {
        match self {
            Self::AccessQuestion { access, .. } => Some(*access),
            _ => None,
        }
    }
}
