//! Why nothing was done, in words for the two admins who decide.

use actix_web::http::StatusCode;
use consent::{Language, service::Unfit};
use documents::Error;
use identity::{ProposalFault, UnfitIdentities};
use kernel::ProposalId;
use webkit::Problem;

use super::{labels, problem};
use crate::texts::{naming, text};

/// What a page says of a work that was not done, and the proposal that stands in its way.
#[derive(Debug)]
pub(super) struct TurnedDown {
    pub(super) status: StatusCode,
    pub(super) said: String,
    pub(super) waits: Option<ProposalId>,
}

impl TurnedDown {
    pub(super) fn new(status: StatusCode, said: String) -> Self {
        Self { status, said, waits: None }
    }

    /// What is said beside the form.
    ///
    /// # Errors
    /// The problem of an error that is none of the work itself.
    pub(super) fn of(error: &Error, language: Language) -> Result<Self, Problem> {
        let conflict = |said| Ok(Self::new(StatusCode::CONFLICT, said));
        match error {
            Error::Consent(consent::Error::NotInState(state))
            | Error::Identity(identity::Error::Consent(consent::Error::NotInState(state))) => {
                conflict(naming(language, "support-not-in-state", &labels::of_state(*state, language)))
            }
            Error::Identity(identity::Error::IdentityTaken) => {
                conflict(text(language, "support-identity-taken"))
            }
            Error::Identity(identity::Error::WentIntoAnother) => {
                conflict(text(language, "support-went-into-another"))
            }
            Error::Identity(identity::Error::Proposal(
                fault @ (ProposalFault::Absent | ProposalFault::Reason),
            )) => Err(Problem::new(fault.kind())),
            Error::Identity(identity::Error::Proposal(fault)) => {
                let waits = match fault {
                    ProposalFault::Waits(id) => Some(*id),
                    _ => None,
                };
                Ok(Self { waits, ..Self::new(StatusCode::CONFLICT, of_fault(*fault, language)) })
            }
            error => Err(problem(error, language)),
        }
    }
}

fn of_fault(fault: ProposalFault, language: Language) -> String {
    let key = match fault {
        ProposalFault::Absent => "proposal-fault-absent",
        ProposalFault::Own => "proposal-fault-own",
        ProposalFault::OfAnother => "proposal-fault-of-another",
        ProposalFault::Decided(state) => {
            let state = labels::of_decision(state, language).to_lowercase();
            return naming(language, "proposal-fault-decided", &state);
        }
        ProposalFault::Expired => "proposal-fault-expired",
        ProposalFault::ProposerLeft => "proposal-fault-proposer-left",
        ProposalFault::Waits(_) => "proposal-fault-waits",
        ProposalFault::UnderWay => "proposal-fault-under-way",
        ProposalFault::Done => "proposal-fault-done",
        ProposalFault::Reason => "proposal-fault-reason",
        ProposalFault::Records(unfit) => return of_unfit(unfit, language),
        ProposalFault::Identities(UnfitIdentities::TwoPeople) => "proposal-fault-two-people",
        ProposalFault::Identities(UnfitIdentities::TwoNumbers) => "proposal-fault-two-numbers",
        ProposalFault::Identities(UnfitIdentities::LessSure) => "proposal-fault-less-sure",
        ProposalFault::Corrections => "proposal-fault-corrections",
        ProposalFault::TakesNothing => "proposal-fault-takes-nothing",
    };
    text(language, key)
}

fn of_unfit(unfit: Unfit, language: Language) -> String {
    let key = match unfit {
        Unfit::SameRecord => "proposal-unfit-same-record",
        Unfit::NoDouble => "proposal-unfit-no-double",
        Unfit::NoneStays => "proposal-unfit-none-stays",
        Unfit::DoubleIsMerged => "proposal-unfit-double-is-merged",
        Unfit::ErasureWaits => "proposal-unfit-erasure-waits",
        Unfit::StaysIsMerged => "proposal-unfit-stays-is-merged",
        Unfit::DoubleHasDoubles => "proposal-unfit-double-has-doubles",
        Unfit::States(double, stays) => {
            let [double, stays] =
                [double, stays].map(|state| labels::of_state(state, language).to_lowercase());
            let states = format!("{double} / {stays}");
            return naming(language, "proposal-unfit-states", &states);
        }
        Unfit::UnknownProvision => "proposal-unfit-unknown-provision",
        Unfit::NotMerged => "proposal-unfit-not-merged",
    };
    text(language, key)
}
