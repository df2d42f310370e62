/// One kind of thing that somebody wants to do, as the rules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Act {
    /// See documents: list, search, metadata, content.
    Consult,
    /// Put a document in.
    Deposit,
    /// Replace, withdraw, put aside or describe anew a document that is one's own.
    Amend,
    /// Keep the record in order on the holder's side: folders, pins, requests for correction. It changes no document.
    Curate,
    /// Read the history of the space.
    ReadHistory,
    /// Read, and mark as read, the notices of the space on the holder's side.
    ReadNotices,
    /// Open a care relationship with oneself.
    OpenRelationship,
    /// Find a patient's space by identity; not about one space.
    FindPatient,
    /// Look at what waits for oneself in whatever space; not about one space.
    OwnDesk,
    /// Make a space for a citizen.
    OpenSpace,
    /// Work on a space that nobody asked for: release, sweep, count.
    Maintain,
    /// Begin to use a record that was made for one.
    Activate,
    /// Say how the record may be reached, hide a topic, block somebody, end what was given: whatever makes it no more open.
    Prefer,
    /// Oppose that the record is made, or take that back.
    Oppose,
    /// Close the record, or open it again.
    Close,
    /// Ask for an export of all that one may see, and take it out.
    Export,
    /// Follow how leaving with everything stands: exports that are made, an erasure that waits.
    Leave,
    /// Ask that the record be erased, or take that back.
    Erase,
    /// Change the life of a space without its holder: opposition over, suspended, a death, a merge.
    ChangeLife,
    /// Work of somebody who runs the service; not about one space.
    Administer,
    /// Leave a notice about what happened in a space.
    Notify,
    /// Hide a document from professionals, or a part of them.
    Hide,
    /// Open what was shut: unmask, unblock, allow in an emergency.
    Loosen,
    /// Give somebody access: by name, by a code, as an administrator doctor, or by approving a request.
    Grant,
    /// See who can see what and why, and what somebody else would see.
    Oversee,
    /// Say of a line of the history that this was not right.
    Dispute,
    /// Ask the holder to approve a care relationship with oneself.
    AskRelationship,
    /// Use a code that the holder gave.
    Redeem,
    /// Accept the holder's invitation to be a carer.
    BecomeCarer,
    /// Accept the invitation of a representative to be the second one.
    BecomeRepresentative,
    /// Hand one's own care relationship on to the team or an assistant.
    Delegate,
    /// Open a record in an emergency.
    BreakGlass,
    /// End what one was given.
    Relinquish,
    /// Keep the record of somebody in one's care discreet before those who help them.
    KeepDiscreet,
    /// Choose documents of somebody who died for whoever may be shown them.
    Select,
}

impl Act {
    /// All acts, for tests that go through every one.
    pub const ALL: [Self; 35] = [
        Self::Consult,
        Self::Deposit,
        Self::Amend,
        Self::Curate,
        Self::ReadHistory,
        Self::ReadNotices,
        Self::OpenRelationship,
        Self::FindPatient,
        Self::OwnDesk,
        Self::OpenSpace,
        Self::Maintain,
        Self::Activate,
        Self::Prefer,
        Self::Oppose,
        Self::Close,
        Self::Export,
        Self::Leave,
        Self::Erase,
        Self::ChangeLife,
        Self::Administer,
        Self::Notify,
        Self::Hide,
        Self::Loosen,
        Self::Grant,
        Self::Oversee,
        Self::Dispute,
        Self::AskRelationship,
        Self::Redeem,
        Self::BecomeCarer,
        Self::BecomeRepresentative,
        Self::Delegate,
        Self::BreakGlass,
        Self::Relinquish,
        Self::KeepDiscreet,
        Self::Select,
    ];

    /// Whether it asks for a second factor that was just shown, of whoever logs in as a citizen. Each act says so itself: one
    /// that takes something away from the holder for good, takes everything out, or opens what was shut, does.
    pub fn needs_fresh_factor(self) -> bool {
        match self {
            Self::Close | Self::Export | Self::Erase | Self::Loosen | Self::Grant => true,
            Self::Consult
            | Self::Deposit
            | Self::Amend
            | Self::Curate
            | Self::ReadHistory
            | Self::ReadNotices
            | Self::OpenRelationship
            | Self::FindPatient
            | Self::OwnDesk
            | Self::OpenSpace
            | Self::Maintain
            | Self::Activate
            | Self::Prefer
            | Self::Oppose
            | Self::Leave
            | Self::ChangeLife
            | Self::Administer
            | Self::Notify
            | Self::Hide
            | Self::Oversee
            | Self::Dispute
            | Self::AskRelationship
            | Self::Redeem
            | Self::BecomeCarer
            | Self::BecomeRepresentative
            | Self::Delegate
            | Self::BreakGlass
            | Self::Relinquish
            | Self::KeepDiscreet
            | Self::Select => false,
        }
    }

    /// Whether its holder may do it in a secret connection: what is said of how the record is kept and reached is seen by all who act
    /// for the holder, and is said in an ordinary one.
    pub fn may_be_secret(self) -> bool {
        matches!(
            self,
            Self::Consult
                | Self::Deposit
                | Self::Amend
                | Self::ReadHistory
                | Self::ReadNotices
                | Self::Grant
                | Self::Oversee
                | Self::Dispute
        )
    }

    /// Whether a mediator and a citizen may do it together: narrow acts, none of which shows a document.
    pub fn may_be_assisted(self) -> bool {
        matches!(self, Self::Activate | Self::Prefer | Self::Oppose | Self::ReadHistory | Self::BecomeCarer)
    }
}

/// What a room asks permission for: a type of its own, so that a permit for one action does not serve another.
pub trait Action: 'static {
    /// Its name in the journal: `documents.list`.
    const NAME: &'static str;
    /// The kind of act that the rules decide about.
    const ACT: Act;
}

/// For what the system itself may act: a closed list (way W12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Making citizens and their spaces from a feed that identity trusts.
    Registration,
    /// Work that keeps the store sound: sweeping, re-sealing, counting.
    Upkeep,
    /// The life of a space, as the law, the insurer's feed or an admin with the duty says.
    Life,
    /// Telling the holder's side what happened to their record and their account.
    Notice,
    /// Looking into what the holder's side says was not right, and answering it.
    Answer,
}

impl Purpose {
    /// Its name in the journal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Upkeep => "upkeep",
            Self::Life => "life",
            Self::Notice => "notice",
            Self::Answer => "answer",
        }
    }

    /// All purposes.
    pub const ALL: [Self; 5] = [Self::Registration, Self::Upkeep, Self::Life, Self::Notice, Self::Answer];
}
