use crate::Told;

/// What kind of thing a notice says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeKind {
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
    /// A log-in on a new device.
    DeviceNew,
    /// A second factor was added.
    FactorAdded,
    /// A second factor was taken away.
    FactorRemoved,
    /// The recovery of the second factor began.
    RecoveryBegun,
    /// It was stopped.
    RecoveryStopped,
    /// It is over.
    RecoveryDone,
    /// The password was changed.
    PasswordChanged,
    /// A care relationship was declared.
    CareRelationshipDeclared,
    /// One is asked for.
    CareRelationshipAsked,
    /// The address of the account is being changed.
    AddressChanging,
    /// A mediator helped.
    TogetherWithMediator,
    /// Two records became one.
    RecordsMerged,
    /// That was undone.
    RecordsSplit,
    /// The record went into another one.
    RecordMergedAway,
    /// A code was used.
    CodeUsed,
    /// The record was opened in an emergency.
    EmergencyAccess,
    /// That was a misuse.
    EmergencyMisuse,
    /// A question about an access.
    AccessQuestion,
    /// A dispute was answered.
    DisputeAnswered,
    /// Somebody became a carer.
    CarerAccepted,
    /// A carer gave it up.
    CarerResigned,
    /// For the carer: that one is a carer no more before long.
    CareEnding,
    /// Somebody is a carer no more before long.
    CarerEnding,
    /// Somebody represents the holder.
    RepresentativeAccepted,
    /// Somebody who does was suspended.
    RepresentativeSuspended,
    /// The holder is of age before long.
    OfAgeSoon,
    /// The holder is of age.
    OfAge,
    /// An export can be taken out.
    ExportReady,
    /// An export was stopped.
    ExportEnded,
    /// An erasure was asked for.
    ErasureAsked,
    /// It was taken back.
    ErasureTakenBack,
    /// It is near.
    ErasureNear,
    /// Somebody is in charge of the holder.
    ProtectionBegan,
    /// A decision of a judge counts no more.
    ProtectionLifted,
    /// A doctor chose documents of somebody who died.
    HeirDocuments,
    /// A doctor chose none.
    HeirNothing,
    /// A professional keeps the record discreet.
    DiscretionBegan,
}

impl NoticeKind {
    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RecordActivated => "record_activated",
            Self::RecordClosed => "record_closed",
            Self::RecordReopened => "record_reopened",
            Self::RecordSuspended => "record_suspended",
            Self::RecordResumed => "record_resumed",
            Self::DeviceNew => "device_new",
            Self::FactorAdded => "factor_added",
            Self::FactorRemoved => "factor_removed",
            Self::RecoveryBegun => "recovery_begun",
            Self::RecoveryStopped => "recovery_stopped",
            Self::RecoveryDone => "recovery_done",
            Self::PasswordChanged => "password_changed",
            Self::CareRelationshipDeclared => "care_relationship_declared",
            Self::CareRelationshipAsked => "care_relationship_asked",
            Self::AddressChanging => "address_changing",
            Self::TogetherWithMediator => "together_with_mediator",
            Self::RecordsMerged => "records_merged",
            Self::RecordsSplit => "records_split",
            Self::RecordMergedAway => "record_merged_away",
            Self::CodeUsed => "code_used",
            Self::EmergencyAccess => "emergency_access",
            Self::EmergencyMisuse => "emergency_misuse",
            Self::AccessQuestion => "access_question",
            Self::DisputeAnswered => "dispute_answered",
            Self::CarerAccepted => "carer_accepted",
            Self::CarerResigned => "carer_resigned",
            Self::CareEnding => "care_ending",
            Self::CarerEnding => "carer_ending",
            Self::RepresentativeAccepted => "representative_accepted",
            Self::RepresentativeSuspended => "representative_suspended",
            Self::OfAgeSoon => "of_age_soon",
            Self::OfAge => "of_age",
            Self::ExportReady => "export_ready",
            Self::ExportEnded => "export_ended",
            Self::ErasureAsked => "erasure_asked",
            Self::ErasureTakenBack => "erasure_taken_back",
            Self::ErasureNear => "erasure_near",
            Self::ProtectionBegan => "protection_began",
            Self::ProtectionLifted => "protection_lifted",
            Self::HeirDocuments => "heir_documents",
            Self::HeirNothing => "heir_nothing",
            Self::DiscretionBegan => "discretion_began",
        }
    }
}

impl Told {
    /// What kind of thing it is.
    pub fn kind(&self) -> NoticeKind {
        match self {
            Self::RecordActivated => NoticeKind::RecordActivated,
            Self::RecordClosed => NoticeKind::RecordClosed,
            Self::RecordReopened => NoticeKind::RecordReopened,
            Self::RecordSuspended => NoticeKind::RecordSuspended,
            Self::RecordResumed => NoticeKind::RecordResumed,
            Self::DeviceNew { .. } => NoticeKind::DeviceNew,
            Self::FactorAdded { .. } => NoticeKind::FactorAdded,
            Self::FactorRemoved { .. } => NoticeKind::FactorRemoved,
            Self::RecoveryBegun { .. } => NoticeKind::RecoveryBegun,
            Self::RecoveryStopped => NoticeKind::RecoveryStopped,
            Self::RecoveryDone => NoticeKind::RecoveryDone,
            Self::PasswordChanged => NoticeKind::PasswordChanged,
            Self::CareRelationshipDeclared { .. } => NoticeKind::CareRelationshipDeclared,
            Self::CareRelationshipAsked { .. } => NoticeKind::CareRelationshipAsked,
            Self::AddressChanging => NoticeKind::AddressChanging,
            Self::TogetherWithMediator { .. } => NoticeKind::TogetherWithMediator,
            Self::RecordsMerged => NoticeKind::RecordsMerged,
            Self::RecordsSplit => NoticeKind::RecordsSplit,
            Self::RecordMergedAway => NoticeKind::RecordMergedAway,
            Self::CodeUsed { .. } => NoticeKind::CodeUsed,
            Self::EmergencyAccess { .. } => NoticeKind::EmergencyAccess,
            Self::EmergencyMisuse { .. } => NoticeKind::EmergencyMisuse,
            Self::AccessQuestion { .. } => NoticeKind::AccessQuestion,
            Self::DisputeAnswered => NoticeKind::DisputeAnswered,
            Self::CarerAccepted { .. } => NoticeKind::CarerAccepted,
            Self::CarerResigned { .. } => NoticeKind::CarerResigned,
            Self::CareEnding { .. } => NoticeKind::CareEnding,
            Self::CarerEnding { .. } => NoticeKind::CarerEnding,
            Self::RepresentativeAccepted { .. } => NoticeKind::RepresentativeAccepted,
            Self::RepresentativeSuspended { .. } => NoticeKind::RepresentativeSuspended,
            Self::OfAgeSoon { .. } => NoticeKind::OfAgeSoon,
            Self::OfAge => NoticeKind::OfAge,
            Self::ExportReady { .. } => NoticeKind::ExportReady,
            Self::ExportEnded => NoticeKind::ExportEnded,
            Self::ErasureAsked { .. } => NoticeKind::ErasureAsked,
            Self::ErasureTakenBack => NoticeKind::ErasureTakenBack,
            Self::ErasureNear { .. } => NoticeKind::ErasureNear,
            Self::ProtectionBegan { .. } => NoticeKind::ProtectionBegan,
            Self::ProtectionLifted => NoticeKind::ProtectionLifted,
            Self::HeirDocuments { .. } => NoticeKind::HeirDocuments,
            Self::HeirNothing => NoticeKind::HeirNothing,
            Self::DiscretionBegan { .. } => NoticeKind::DiscretionBegan,
        }
    }
}
