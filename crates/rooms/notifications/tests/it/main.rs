//! Notices: who reads them, once for each event, page after page, and with nothing in clear.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::panic,
    reason = "tests"
)]

mod reading;
mod telling;
mod words;

use chrono_tz::Europe::Paris;
use consent::Ask;
use kernel::{Actor, Assurance, Called, Capacity, EventId, Limit, NoticeId, PersonId, RequestId, SpaceId};
use mail::{Factor, Line, When};
use notifications::{Error, NewNotice, Page, PageRequest, Told};
use testkit::{Citizen, TestHouse};

pub(crate) fn all(house: &TestHouse) -> Vec<Told> {
    let at = When { at: kernel::Clock::now(house.clock()), zone: Paris };
    let name = Line::new("Dominique Fictif");
    vec![
        Told::RecordActivated,
        Told::RecordClosed,
        Told::RecordReopened,
        Told::RecordSuspended,
        Told::RecordResumed,
        Told::DeviceNew { device: Line::new("Firefox sous Linux") },
        Told::FactorAdded { factor: Factor::CodeApplication },
        Told::FactorRemoved { factor: Factor::SecurityKey },
        Told::RecoveryBegun { ends: at },
        Told::RecoveryStopped,
        Told::RecoveryDone,
        Told::PasswordChanged,
        Told::CareRelationshipDeclared { name: name.clone(), until: Some(at) },
        Told::CareRelationshipAsked { name: name.clone(), until: at },
        Told::AddressChanging,
        Told::CodeUsed { name: name.clone(), guest: true, until: at },
        Told::EmergencyAccess { until: at },
        Told::EmergencyMisuse { at },
        Told::AccessQuestion { name: name.clone(), since: at, access: house.id() },
        Told::DisputeAnswered,
        Told::CarerAccepted { name: name.clone(), until: Some(at) },
        Told::CarerResigned { name: name.clone() },
        Told::ExportReady { until: at },
        Told::ExportEnded,
        Told::ErasureAsked { until: at },
        Told::ErasureTakenBack,
        Told::ErasureNear { until: at },
        Told::ProtectionBegan { name: name.clone(), until: at },
        Told::ProtectionLifted,
        Told::HeirDocuments { until: at },
        Told::HeirNothing,
        Told::DiscretionBegan { until: at },
        Told::CareEnding { until: at },
        Told::CarerEnding { name: name.clone(), until: at },
        Told::RepresentativeAccepted { name },
        Told::RepresentativeSuspended { until: at, by_judge: false },
        Told::OfAgeSoon { from: at },
        Told::OfAge,
    ]
}

/// Leaves a notice; whether it was left now.
pub(crate) fn tell(
    house: &TestHouse,
    space: SpaceId,
    event: EventId,
    person: Option<PersonId>,
    told: Told,
) -> bool {
    let inside = house.house();
    let new = NewNotice { event, person, told, secret: false };
    let done = inside.desk.write(|tx| inside.notifications.tell(tx, space, &new).map(|(made, _)| made));
    done.unwrap()
}

pub(crate) fn told(house: &TestHouse, space: SpaceId, told: Told) {
    assert!(tell(house, space, house.id(), None, told));
}

pub(crate) fn actor(house: &TestHouse, person: PersonId) -> Actor {
    Actor {
        person,
        session: house.id(),
        request: RequestId::new(house.clock(), &kernel::SystemRng::default()),
        capacity: Capacity::Citizen,
        assurance: Assurance::Substantial,
        second_factor_at: None,
        assisted_by: None,
        secret: false,
        software: None,
        called: Called::default(),
        name: "Camille".into(),
    }
}

pub(crate) fn list(
    house: &TestHouse,
    actor: &Actor,
    space: SpaceId,
    wanted: PageRequest,
) -> Result<Page, Error> {
    let inside = house.house();
    inside.desk.write(|tx| inside.notifications.list(tx, actor, space, Ask::default(), wanted))
}

pub(crate) fn own(house: &TestHouse, camille: &Citizen) -> Page {
    let wanted = PageRequest { before: None, limit: Limit::new(Some(100)).unwrap() };
    list(house, &actor(house, camille.person), camille.space, wanted).unwrap()
}

pub(crate) fn mark(house: &TestHouse, actor: &Actor, space: SpaceId, id: NoticeId) -> Result<(), Error> {
    let inside = house.house();
    inside.desk.write(|tx| inside.notifications.mark_read(tx, actor, space, Ask::default(), id))
}
