use std::sync::Arc;

use chrono::{DateTime, Utc};
use config::Category;
use kernel::{OrganisationId, PersonId};
use uuid::Uuid;

use crate::BornCode;

/// The traits of one thing in a space that rules look at; for a document, its row says them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// The thing itself.
    pub id: Uuid,
    /// What stays the same over its versions; what is said of a document is said of all of them.
    pub series: Uuid,
    /// The shelf it stands on.
    pub category: Category,
    /// Type, code of value set JDV_J07.
    pub type_code: String,
    /// `MASQUE_PS`: hidden from professionals by the holder.
    pub masked: bool,
    /// The codes that it bears, by which topics recognise it.
    pub codes: Arc<[BornCode]>,
    /// `INVISIBLE_PATIENT`: not released to the patient before this instant.
    pub withheld_until: Option<DateTime<Utc>>,
    /// `INVISIBLE_REPRESENTANTS_LEGAUX`: hidden from legal representatives.
    pub hidden_from_representatives: bool,
    /// Who deposited it.
    pub depositor: PersonId,
    /// The structure for which it was deposited.
    pub depositor_organisation: Option<OrganisationId>,
    /// The professional who counts as its author.
    pub natural_author: Option<PersonId>,
    /// Whether a citizen brought it.
    pub by_citizen: bool,
    /// Beginning of the act of care that it reports.
    pub service_start: DateTime<Utc>,
    /// When it came into the record.
    pub deposited_at: DateTime<Utc>,
}
