use consent::{Act, Action};

/// Looking a patient up by identity.
pub struct FindPatient;

impl Action for FindPatient {
    const NAME: &'static str = "patients.find";
    const ACT: Act = Act::FindPatient;
}

/// Beginning a session of a mediator and a citizen together.
pub struct BeginMediation;

impl Action for BeginMediation {
    const NAME: &'static str = "mediation.begin";
    // In the record: as whoever may say whether it begins. What the mediator may do beside it is decided by the role.
    const ACT: Act = Act::Oppose;
}

/// Telling that such a session has ended.
pub struct EndMediation;

impl Action for EndMediation {
    const NAME: &'static str = "mediation.end";
    const ACT: Act = Act::Notify;
}

/// Telling that a mediator bound an account to the person and made it substantial.
pub struct RaiseTogether;

impl Action for RaiseTogether {
    const NAME: &'static str = "mediation.verify-account";
    const ACT: Act = Act::Notify;
}

/// Reading how many such sessions there were.
pub struct CountMediations;

impl Action for CountMediations {
    const NAME: &'static str = "mediation.count";
    const ACT: Act = Act::Administer;
}

/// Writing down who a new space is about.
pub struct RegisterCitizen;

impl Action for RegisterCitizen {
    const NAME: &'static str = "citizens.register";
    const ACT: Act = Act::OpenSpace;
}

/// Making the tags of a space anew after the index key was rotated.
pub struct ReindexIdentity;

impl Action for ReindexIdentity {
    const NAME: &'static str = "citizens.reindex";
    const ACT: Act = Act::Maintain;
}

/// Writing down anew who a space is about, as the insurer's feed says it.
pub struct UpdateCitizen;

impl Action for UpdateCitizen {
    const NAME: &'static str = "citizens.update";
    const ACT: Act = Act::OpenSpace;
}

/// Saying how sure an identity is, as a work of support.
pub struct DecideIdentityStatus;

impl Action for DecideIdentityStatus {
    const NAME: &'static str = "citizens.decide-status";
    const ACT: Act = Act::Administer;
}

/// How sure the identity of a record is, as its own history tells it.
pub struct ChangeIdentityStatus;

impl Action for ChangeIdentityStatus {
    const NAME: &'static str = "citizens.change-status";
    const ACT: Act = Act::ChangeLife;
}

/// Proposing something that another admin decides about.
pub struct Propose;

impl Action for Propose {
    const NAME: &'static str = "identity.propose";
    const ACT: Act = Act::Administer;
}

/// Confirming what another admin proposed.
pub struct ConfirmProposal;

impl Action for ConfirmProposal {
    const NAME: &'static str = "identity.confirm";
    const ACT: Act = Act::Administer;
}

/// Turning down what another admin proposed.
pub struct DeclineProposal;

impl Action for DeclineProposal {
    const NAME: &'static str = "identity.decline";
    const ACT: Act = Act::Administer;
}

/// Taking a proposal of one's own back.
pub struct TakeBackProposal;

impl Action for TakeBackProposal {
    const NAME: &'static str = "identity.take-back";
    const ACT: Act = Act::Administer;
}

/// Reading what is proposed.
pub struct ReadProposals;

impl Action for ReadProposals {
    const NAME: &'static str = "identity.read-proposals";
    const ACT: Act = Act::Administer;
}

/// Naming a record by its identity, as a work of support.
pub struct FindRecord;

impl Action for FindRecord {
    const NAME: &'static str = "identity.find-record";
    const ACT: Act = Act::Administer;
}

/// Taking documents that are somebody else's out of a record, and into the right one, as each history tells it.
pub struct RefileNotMine;

impl Action for RefileNotMine {
    const NAME: &'static str = "spaces.not-mine";
    const ACT: Act = Act::ChangeLife;
}
