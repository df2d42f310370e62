//! The consent and access-preference engine: no access without a decision, no decision without a trace.
//!
//! A decision has three stages, each a set of small pure rules over [`Facts`], one file per rule:
//!
//! * a **gate** ([`Gate`]) refuses whoever comes, or narrows what anybody may reach;
//! * a **way** ([`Way`]) is how somebody comes in: it offers acts on things for a time, and no way is a refusal;
//! * a **filter** ([`Filter`]) only removes.
//!
//! [`decide`] runs them; it knows no rule by name. What may be seen comes out as a [`Condition`], a small algebra
//! over the traits of one thing ([`Thing`]) which a room compiles to SQL, so that the rule that decides about one
//! document and the rule that filters a list are the same value.
//!
//! [`Consent::check`] loads the facts in one statement, decides, adds the journal line to the transaction and
//! returns a [`Permit`]: it cannot be made elsewhere, it belongs to its transaction and to its act, and every
//! store function on personal data asks for one. What leaves the transaction is a [`Release`].
//!
//! # Adding a rule
//! Write one file with a type that implements one of the three traits and add it to [`Rules::fr`]. Nothing else
//! changes: facts that a new rule needs are provisions of a new kind, whose terms the rule reads itself.

mod act;
mod admin_permit;
mod carer_fault;
mod change;
mod check;
mod code;
mod condition;
mod days;
mod decide;
mod ending_event;
mod error;
mod facts;
mod heir;
mod history;
mod keyed;
mod life;
mod lines;
mod measure;
mod operator;
mod permit;
mod project;
mod reason;
mod release;
mod replay;
/// The rules, one file each.
pub mod rules;
mod schema;
/// The verbs: what can be done to a space's consent.
pub mod service;
mod sought;
mod store;
mod takes;
mod terms;
mod thing;
mod together;
mod topic;
mod uses;

pub use act::{Act, Action, Purpose};
pub use admin_permit::AdminPermit;
pub use carer_fault::CarerFault;
pub use check::Consent;
pub use code::Code;
pub use condition::Condition;
pub use days::{end_after, first_instant};
pub use decide::{Decision, Entrance, Filter, Gate, GateAnswer, Offer, Refusal, Rules, Shown, Way, decide};
pub use error::Error;
pub use facts::{
    Ask, DOCTOR, EmergencyPurpose, Facts, IdentityAgreement, Party, PartyKind, Provision, SpaceFacts,
    SpaceState,
};
pub use heir::HeirFault;
pub use history::lines;
pub use kernel::Language;
pub use keyed::keyed;
pub use life::LifeReason;
pub use measure::MeasureFault;
pub use permit::{LookupPermit, Permit};
pub use project::{AboutProject, Counted, Extract, ExtractState, Field, Project, ProjectFault, ProjectState};
pub use reason::{Reason, RuleId, inner_reason, outer_reason};
pub use release::Release;
pub use replay::{Finding, Replayed};
pub use rules::Secrecy;
pub use sought::Sought;
pub use terms::Terms;
pub use thing::Thing;
pub use topic::{BornCode, CodeSet, Topic, Topics};
pub use uses::ProjectUse;
