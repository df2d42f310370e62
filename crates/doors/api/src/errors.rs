//! From the errors of the house to what a caller reads. The outside never sees an inner cause: what would tell of a
//! record is the outer reason, one text for blocked, masked and absent.

use consent::{CarerFault, Language, Reason, service::Unfit};
use documents::{Error, cda::CdaFault, content::ContentFault};
use flows::leaving;
use identity::{ProposalFault, TraitFault, account::AccountFault};
use kernel::ErrorKind;
use webkit::{Challenge, Fault, Problem};

const FILE: &str = "part:file";

/// The problem that an error of the room of documents, or of what it stands on, becomes.
pub(crate) fn problem(error: &Error, language: Language) -> Problem {
    let said = || Problem::new(error.kind()).detail(error.to_string());
    match error {
        Error::Consent(error) => of_consent(error, language),
        Error::Identity(error) => of_identity(error, language),
        Error::Content(fault) => of_content(fault),
        Error::Photos(fault) => said().and_fault(Fault::new(FILE, fault.to_string())),
        Error::Cda(fault) => of_cda(fault),
        Error::Metadata { pointer, found, expected } => {
            let fault = Fault::new(*pointer, expected);
            let fault = found.iter().fold(fault, |fault, found| fault.found(found));
            Problem::fault(error.kind(), fault)
        }
        Error::TooLarge { size, limit } => said().and_fault(
            Fault::new(FILE, format!("at most {limit} bytes")).found(format!("{size} bytes or more")),
        ),
        Error::OtherPatient { differing } => differing.iter().fold(said(), |problem, name| {
            problem.and_fault(Fault::new(format!("/patient/{name}"), "the one that this record has"))
        }),
        Error::AlreadyThere { document } => document.iter().fold(said(), |problem, id| {
            problem.and_fault(Fault::new("/unique_id", "one that no document has yet").found(id.to_string()))
        }),
        Error::KeyReused => key_reused(error.kind(), &error.to_string()),
        Error::NotCurrent { status } => said().and_fault(
            Fault::new("path:document", "the current version of the document").found(status.as_str()),
        ),
        Error::PutAside => said()
            .and_fault(Fault::new("path:document", "a document that is not put aside").found("archived")),
        Error::Changed => said().and_fault(Fault::new(
            "header:if-match",
            "the `ETag` of the document as it is now; read it again",
        )),
        Error::CorrectionWaits { request } => said().and_fault(
            Fault::new("path:document", "a document of which no correction is asked yet")
                .found(request.to_string()),
        ),
        Error::CorrectionEnded { state } => {
            said().and_fault(Fault::new("path:correction", "a request that waits").found(state.as_str()))
        }
        Error::FolderTaken => said().and_fault(Fault::new("/name", "a name that no other folder has")),
        Error::NotYours | Error::TooManyFolders { .. } | Error::OwnDocument | Error::NotCorrected => said(),
        Error::Expired | Error::Busy => Problem::new(error.kind()),
        Error::Broken | Error::Database(_) | Error::Vault(_) | Error::Blobs(_) => {
            of_our_own(error.kind(), error)
        }
    }
}

/// The problem that an error of leaving with everything becomes.
pub(crate) fn of_leaving(error: &leaving::Error, language: Language) -> Problem {
    match error {
        leaving::Error::Record(error) => problem(error, language),
        leaving::Error::Exports(exports::Error::Consent(error)) => of_consent(error, language),
        leaving::Error::Exports(fault) => match fault {
            exports::Error::NotReady(state) => Problem::new(fault.kind())
                .detail(fault.to_string())
                .and_fault(Fault::new("path:export", "an export that is ready").found(state.as_str())),
            exports::Error::TooMany { .. } | exports::Error::Changed => {
                Problem::new(fault.kind()).detail(fault.to_string())
            }
            _ => of_our_own(fault.kind(), fault),
        },
        leaving::Error::Outbox(fault) => of_our_own(fault.kind(), fault),
    }
}

/// The problem that an error of identity becomes.
pub(crate) fn of_identity(error: &identity::Error, language: Language) -> Problem {
    match error {
        identity::Error::Unauthenticated(cause) => {
            tracing::info!(cause = %cause, "a call is nobody's");
            Problem::unauthenticated(Challenge::InvalidToken)
        }
        identity::Error::Consent(error) => of_consent(error, language),
        identity::Error::Ins(fault) => of_ins("/ins/value", fault),
        identity::Error::Trait(fault) => Problem::fault(error.kind(), of_trait("/traits", *fault)),
        identity::Error::IdentityTaken | identity::Error::NoSession(_) | identity::Error::WentIntoAnother => {
            Problem::new(error.kind()).detail(error.to_string())
        }
        identity::Error::Mediation(fault) => Problem::new(fault.kind()).detail(fault.to_string()),
        identity::Error::Proposal(fault) => of_proposal(*fault),
        identity::Error::TooManyLookups(over) => Problem::new(error.kind()).retry_after(over.wait),
        identity::Error::TooManyCodes(wait) => Problem::new(error.kind()).retry_after(*wait),
        identity::Error::Account(AccountFault::FactorNeeded) => Problem::step_up(),
        identity::Error::Account(fault) => Problem::new(fault.kind()).detail(fault.to_string()),
        identity::Error::Password(fault) => Problem::new(error.kind()).detail(fault.to_string()),
        identity::Error::Busy
        | identity::Error::Hashing
        | identity::Error::Breached(_)
        | identity::Error::Passkeys
        | identity::Error::Link
        | identity::Error::Invitation(_)
        | identity::Error::Outbox(_)
        | identity::Error::NotAdmitted(_)
        | identity::Error::NotClient(_)
        | identity::Error::NotGranted(_)
        | identity::Error::Missing(_)
        | identity::Error::Vault(_)
        | identity::Error::Database(_)
        | identity::Error::Signing => of_our_own(error.kind(), error),
    }
}

/// The problem that nothing is done with a proposal.
fn of_proposal(fault: ProposalFault) -> Problem {
    let said = Problem::new(fault.kind()).detail(fault.to_string());
    let faults = match fault {
        ProposalFault::Absent
        | ProposalFault::Own
        | ProposalFault::OfAnother
        | ProposalFault::Decided(_)
        | ProposalFault::Expired
        | ProposalFault::ProposerLeft
        | ProposalFault::UnderWay
        | ProposalFault::Done => Vec::new(),
        ProposalFault::Waits(id) => {
            vec![Fault::new("/record", "a record about which no proposal waits").found(id.to_string())]
        }
        ProposalFault::Reason => vec![Fault::new("/reason", "a reason for what is proposed")],
        ProposalFault::Records(unfit) => of_unfit(unfit),
        ProposalFault::Identities(_) => {
            vec![Fault::new("/record", "an identity of the same person, as sure or less sure")]
        }
        ProposalFault::Corrections => {
            vec![Fault::new("/corrections", "requests of `record` of the kind `not_mine` that wait")]
        }
        ProposalFault::TakesNothing => vec![Fault::new("/other_record", "a record that takes documents in")],
    };
    faults.into_iter().fold(said, Problem::and_fault)
}

/// Where two records do not fit what is proposed.
fn of_unfit(unfit: Unfit) -> Vec<Fault> {
    let (double, stays) = ("/record", "/other_record");
    vec![match unfit {
        Unfit::SameRecord => Fault::new(stays, "another record than `record`"),
        Unfit::NoDouble => Fault::new(double, "a record that exists"),
        Unfit::NoneStays => Fault::new(stays, "a record that exists"),
        Unfit::DoubleIsMerged => Fault::new(double, "a record that did not go into another one"),
        Unfit::ErasureWaits => Fault::new(stays, "two records of which none is to be erased"),
        Unfit::StaysIsMerged => Fault::new(stays, "a record that did not go into another one"),
        Unfit::DoubleHasDoubles => Fault::new(double, "a record into which no other one went"),
        Unfit::UnknownProvision => Fault::new(double, "a record whose consent can be carried over"),
        Unfit::NotMerged => Fault::new(double, "a double that went into `other_record`"),
        Unfit::States(from, to) => {
            let expected = "a state that goes together with that of the other record";
            return vec![
                Fault::new(double, expected).found(from.as_str()),
                Fault::new(stays, expected).found(to.as_str()),
            ];
        }
    }]
}

/// A number that is no INS, at a place of the body.
pub(crate) fn of_ins(pointer: &str, fault: &kernel::InsFault) -> Problem {
    Problem::fault(ErrorKind::Unprocessable, Fault::new(pointer, fault.to_string()))
}

fn of_consent(error: &consent::Error, language: Language) -> Problem {
    match error {
        consent::Error::Refused(refusal) if refusal.reason == Reason::SecondFactorNeeded => {
            Problem::step_up().detail(error.outer(language))
        }
        consent::Error::NotInState(_)
        | consent::Error::NotTaken
        | consent::Error::Project(_)
        | consent::Error::Measure(_)
        | consent::Error::Heir(_)
        | consent::Error::ErasureWaits
        | consent::Error::NoErasure
        | consent::Error::WentInto
        | consent::Error::StillHelps => Problem::new(error.kind()).detail(error.to_string()),
        consent::Error::Carer(fault) => of_carer(*fault),
        consent::Error::DisputeWaits(dispute) => Problem::new(error.kind())
            .detail(error.to_string())
            .and_fault(Fault::new("path:line", "a line that nobody disputes yet").found(dispute.to_string())),
        consent::Error::Refused(_) | consent::Error::Absent(_) | consent::Error::Unprocessable(_) => {
            Problem::new(error.kind()).detail(error.outer(language))
        }
        consent::Error::KeyReused | consent::Error::MadeBefore(_) => {
            key_reused(error.kind(), &error.to_string())
        }
        _ => of_our_own(error.kind(), error),
    }
}

/// Why somebody is not invited to be a carer.
fn of_carer(fault: CarerFault) -> Problem {
    let said = Problem::new(fault.kind()).detail(fault.to_string());
    match fault {
        CarerFault::Oneself | CarerFault::Holder => {
            said.and_fault(Fault::new("/family_name", "somebody else than the holder, or who invites"))
        }
        CarerFault::Waits(invitation) => said.and_fault(
            Fault::new("/family_name", "somebody for whom no invitation waits").found(invitation.to_string()),
        ),
        CarerFault::TooMany(_) => said,
    }
}

fn key_reused(kind: ErrorKind, said: &str) -> Problem {
    Problem::new(kind)
        .detail(said)
        .and_fault(Fault::new("header:idempotency-key", "a key that was not used yet"))
}

pub(crate) fn of_content(fault: &ContentFault) -> Problem {
    let at = match fault {
        ContentFault::Xml(fault) => return of_cda(fault),
        ContentFault::Empty => Fault::new(FILE, "the bytes of the file").found("no byte"),
        ContentFault::Mismatch { found, declared } => {
            Fault::new(FILE, format!("`{declared}`, as it was declared")).found(*found)
        }
        ContentFault::Unknown { found } => {
            Fault::new(FILE, format!("one of {}", documents::content::Kind::list())).found(*found)
        }
        ContentFault::Damaged { expected } => Fault::new(FILE, *expected),
        ContentFault::Charset { declared } => Fault::new(FILE, "text in UTF-8").found(declared),
    };
    Problem::fault(fault.kind(), at).detail(fault.to_string())
}

fn of_cda(fault: &CdaFault) -> Problem {
    let pointer = fault.path().map_or_else(|| FILE.to_owned(), |path| format!("/file/{path}"));
    let expected = fault.expected().map_or_else(|| fault.to_string(), str::to_owned);
    Problem::fault(fault.kind(), Fault::new(pointer, expected)).detail(fault.to_string())
}

/// A trait that cannot be one, at a place of the body.
pub(crate) fn of_trait(place: &str, fault: TraitFault) -> Fault {
    let name = match fault {
        TraitFault::BirthName => "birth_name",
        TraitFault::FirstNames => "first_names",
        TraitFault::BirthDate => "birth_date",
        TraitFault::Birthplace => "birthplace",
    };
    Fault::new(format!("{place}/{name}"), fault.to_string())
}

/// What the caller can do nothing about: the kind alone leaves, the cause stays in the log.
fn of_our_own(kind: ErrorKind, error: &dyn std::error::Error) -> Problem {
    match kind {
        ErrorKind::Internal => Problem::internal(error),
        ErrorKind::Overloaded => {
            tracing::warn!(cause = %error, "a request found no place");
            Problem::new(kind)
        }
        _ => Problem::new(kind),
    }
}
