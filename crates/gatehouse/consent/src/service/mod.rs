mod adopt;
mod announce_spaces;
mod attending_doctor;
mod beginning;
mod blocks;
mod bounds;
mod care_team;
mod carers;
mod ceilings;
mod change_life;
mod choose_preset;
mod codes;
mod declare;
mod delegations;
mod discretion;
mod disputes;
mod emergency;
mod end_oppositions;
mod enterable;
mod erasure;
mod exceptions;
mod extracts;
mod foresee;
mod given_in_secret;
mod heirs;
mod invitations;
mod live;
mod lives;
mod measures;
mod merge;
mod move_state;
mod named_by_hand;
mod open_relationship;
mod open_space;
mod opens_more;
mod preferences;
mod preferences_for;
mod projects;
mod questions;
mod redeem;
mod relinquish;
mod represent;
mod representatives;
mod requests;
mod secondary_use;
mod support;
mod temporary_access;

pub use adopt::AdoptSpace;
pub use announce_spaces::AnnouncedSpace;
pub use bounds::FARTHEST_END;
use bounds::{LATE, check_beginning, check_end, check_number, check_words, ends_before};

pub use beginning::{Beginning, ReadBeginning};
pub use blocks::{Block, BlockInForce, Blocked, ListBlocks, Unblock};
pub use care_team::{EndEverything, EndGrant, Granted, ListCareTeam, MoveEnd, NameAdministrator};
pub use carers::{
    AcceptInvitation, BecameCarer, Carer, CarerEnding, CarerState, ChangeCarer, EndCarer, Ends, InviteCarer,
    LONGEST_HELP, ListCarers, NewCarer, ReadOwnCare, ResignAsCarer, Resigned,
};
pub use change_life::ChangeLife;
pub use choose_preset::{ChoosePreset, ReadPreset};
pub use codes::{MadeCode, MakeRelationshipCode};
pub use declare::Declared;
pub use delegations::{Delegate, EndDelegation, ListDelegations};
pub use discretion::{BeDiscreet, BeDiscreetFor, Discretion, EndDiscretion, ReadDiscretion};
pub use disputes::{
    AnswerDispute, Dispute, DisputeState, DisputeWords, Disputed, ListDisputes, ListWaitingDisputes,
    ReviewDispute, SendDispute, SettleDispute, TakeDispute, WaitingDispute,
};
pub use emergency::{
    Attested, BreakGlass, EmergencyAccess, EmergencyCommand, EmergencyLook, EmergencySaid,
    ListEmergencyAccesses, LookOutcome, LookState, Missing, OpenedEmergency, ReadEmergencyLooks,
    ReportMisuse, RestoreEmergencyRight, Review, ReviewEmergency, Reviewed, SeenLook, SuspendEmergencyRight,
};
pub use erasure::{
    AskErasure, DueErasure, EraseSpace, Erasure, ErasureStep, REGRET, ReadErasure, TakeBackErasure,
};
pub use exceptions::{ExceptionInForce, HideFrom, ListExceptions, NamedException, ShowTo, Whom};
pub use extracts::{
    AskExtract, Batch, CodedDocument, CodedPerson, FetchExtract, FetchedLines, ReadUseLedger, ReleaseExtract,
    UsedOnce,
};
pub use foresee::{Foresee, HiddenTopic, Hides, Hiding, Preview, SeeAudience, Supposed, Thought, Viewer};
pub use given_in_secret::GivenInSecret;
pub use heirs::{
    Asks, BegunSelection, ConfirmHeirRequest, EndHeirRequest, HeirMatter, HeirState, ListSelections,
    LookAtHeirs, NewHeirRequest, ProposeHeirRequest, ReadAfterDeath, ReadHeirRequests, SayAfterDeath,
    SelectForHeir, Selected, Selection, StopForHeir, TakeHeirRequest, UndecidedRequest, WriteHeirRequest,
};
pub use invitations::{Invitation, LONGEST_INVITEE_NAME};
pub use live::{ActivateSpace, CloseSpace, OpposeSpace, ReopenSpace, WithdrawOpposition};
pub use lives::SpaceLife;
pub use measures::{
    BegunMeasure, ConfirmMeasure, ConsentToAssistance, DeclineMeasure, DropMeasure, InCharge, ListProtection,
    LookAtMeasures, Measure, MeasureState, NewMeasure, ProposeMeasure, ReadMeasures, TakeBackAssistance,
    TakeMeasure, UndecidedMeasure, WriteMeasure,
};
pub use merge::{Fate, MergeSpaces, OfBoth, Pair, SplitSpaces, Unfit, fate_of};
pub use move_state::Moved;
pub use open_relationship::{OpenRelationship, OpenedRelationship, RelationshipCommand, Typed};
pub use open_space::{NewSpace, OpenSpace};
pub use preferences::{ChangePreferences, Changed, DefaultMask, Preferences, Preferred, ReadPreferences};
pub use preferences_for::{ListedService, TellPreferences, ToldPreferences};
pub use projects::{
    ConfirmProject, DeclineProject, EndProject, ReadProjects, RegisterProject, UndecidedProject,
};
pub use questions::{
    AccessQuestion, AccessToScore, AnswerQuestion, AskAboutAccess, Asked, Likeness, QuestionAnswer,
    ReadAccessQuestions, Scored, SeenQuestion, Sign,
};
pub use redeem::{Redeem, RedeemAsGuest, Redeemed};
pub use relinquish::{ListOwnGrants, Relinquish};
pub use represent::{DisputeRepresentation, RecordRepresentation, Representation};
pub use representatives::{
    AcceptRepresentation, BecameRepresentative, EndWhatFell, Fallen, InviteRepresentative,
    ListRepresentatives, NewRepresentative, OfAgeSoon, Representative, RepresentativeState, Represented,
    Step, SuspendRepresentative, Suspended, WithdrawInvitation,
};
pub use requests::{ApproveRelationship, AskRelationship, AskedRelationship, InviteProfessional, Invited};
pub use secondary_use::{
    AnswerUse, GivenAnswer, ListUseAnswers, Rebuilt, TakeBackUseAnswer, UsableSpace, UseAnswers, UseFigures,
    UseState,
};
pub use support::{ResumeSpace, SuspendSpace};
pub use temporary_access::{
    AccessState, EndTemporaryAccess, GiveTemporaryAccess, ListTemporaryAccesses, MakeAccessCode, NewAccess,
    TemporaryAccess,
};
