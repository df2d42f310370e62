//! What is shown after the death of a holder: two of support who are two people let a doctor choose, and whoever asked is told.

use std::collections::{BTreeSet, HashMap};

use config::ClaimedBy;
use consent::{
    Act, DOCTOR, HeirFault,
    rules::Claim,
    service::{Asks, BegunSelection, HeirMatter, NewHeirRequest, Selected, Selection, UndecidedRequest},
};
use database::Tx;
use documents::Error;
use kernel::{Actor, Capacity, DocumentId, EventId, PersonId, Private, ProvisionId, Rpps, SpaceId};
use mail::When;
use uuid::Uuid;

use crate::{
    House,
    measures::Named,
    notify::{NewNotice, Told, notify},
    two_people::{NotTwo, are_two},
};

/// Who asks, as support writes it down.
#[derive(Debug, Clone)]
pub enum MeantAsks {
    /// The holder of a record.
    HolderOf(SpaceId),
    /// A professional, by their number.
    Professional(Rpps),
}

/// What somebody asks for after a death, as support writes it down.
#[derive(Debug, Clone)]
pub struct MeantRequest {
    /// The record of whoever died.
    pub space: SpaceId,
    /// Who asks.
    pub asks: MeantAsks,
    /// The doctor who is to choose, by their number.
    pub doctor: Rpps,
    /// What for.
    pub claim: Claim,
}

/// Writes down what somebody asks for.
///
/// # Errors
/// As [`consent::Consent::propose_heir`]; [`consent::Error::Unprocessable`] for a number of no doctor.
pub fn propose(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    meant: MeantRequest,
) -> Result<ProvisionId, Error> {
    let MeantRequest { space, asks, doctor, claim } = meant;
    let doctor = doctor_of(house, tx, actor, &doctor)?;
    let asks = match asks {
        MeantAsks::HolderOf(record) => Asks::HolderOf(record),
        MeantAsks::Professional(number) => Asks::Professional(doctor_of(house, tx, actor, &number)?),
    };
    Ok(house.consent.propose_heir(tx, actor, &NewHeirRequest { space, asks, doctor, claim })?)
}

/// The doctor of a number.
fn doctor_of(house: &House, tx: &mut Tx<'_>, actor: &Actor, number: &Rpps) -> Result<PersonId, Error> {
    let found = house.identity.professional_of_rpps(tx, number)?;
    let practises = |place: &(_, _, String)| place.2 == DOCTOR;
    match found.filter(|one| one.profession == DOCTOR || one.places.iter().any(practises)) {
        Some(known) => Ok(known.person),
        None => {
            house.consent.may_propose_heirs(tx, actor)?;
            let fault = format!("the directory has no doctor with the number `{number}`");
            Err(consent::Error::Unprocessable(fault).into())
        }
    }
}

/// What is asked for and waits, in whatever record, or all that is asked for and given in one.
///
/// # Errors
/// As [`consent::Consent::heir_matters`].
pub fn list(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: Option<SpaceId>,
) -> Result<Named<HeirMatter>, Error> {
    let all = house.consent.heir_matters(tx, actor, space)?;
    let people: Vec<PersonId> = all.iter().flat_map(|one| [one.asks, one.doctor]).collect();
    Ok(Named { names: named(house, tx, &people)?, all })
}

/// Confirms a request that another person wrote down.
///
/// # Errors
/// As [`consent::Consent::heir_request_to_confirm`] and [`consent::Consent::confirm_heir_request`].
pub fn confirm(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    id: ProvisionId,
) -> Result<BegunSelection, Error> {
    let undecided: UndecidedRequest<'_> = house.consent.heir_request_to_confirm(tx, actor, space, id)?;
    let about: Vec<PersonId> = undecided.about().collect();
    if let Err(fault) = are_two(house, tx, (undecided.proposed_by(), actor), &about)? {
        let fault = match fault {
            NotTwo::OnePerson => HeirFault::OnePerson,
            NotTwo::AdminLeft => HeirFault::AdminLeft,
            NotTwo::AboutOneself => HeirFault::AboutOneself,
        };
        return Err(undecided.turn_down(tx, fault).into());
    }
    let (doctor, parties) = (undecided.doctor(), undecided.parties().collect::<Vec<PersonId>>());
    for party in parties {
        let is_one = house.identity.are_one_person(tx, doctor, party)?;
        if is_one || house.identity.practises_under_name_of(tx, doctor, party)? {
            return Err(undecided.turn_down(tx, HeirFault::DoctorIsParty).into());
        }
    }
    Ok(house.consent.confirm_heir_request(tx, undecided)?)
}

/// What a doctor is to choose for in a record, with what those who ask are called, and whoever died.
///
/// # Errors
/// As [`consent::Consent::heir_selections`].
pub fn selections(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Named<Selection>, Option<Private<String>>), Error> {
    let (all, holder) = house.consent.heir_selections(tx, actor, space)?;
    let people: Vec<PersonId> = all.iter().map(|one| one.asks).chain([holder]).collect();
    let names = named(house, tx, &people)?;
    let of_holder = names.get(&holder).cloned();
    Ok((Named { all, names }, of_holder))
}

/// Gives whoever asked what a doctor chose, or nothing, and tells them.
///
/// # Errors
/// As [`consent::Consent::selecting`] and [`consent::Consent::select_for_heir`]; [`consent::Error::Unprocessable`] for a document that is
/// not there or not shown to the doctor.
pub fn select(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    (selection, documents): (ProvisionId, &BTreeSet<DocumentId>),
) -> Result<Selected, Error> {
    let permit = house.consent.selecting(tx, actor, space, selection)?;
    let ids: Vec<DocumentId> = documents.iter().copied().collect();
    let found: HashMap<DocumentId, Uuid> =
        house.documents.series_of(tx, &permit, &ids)?.into_iter().collect();
    if let Some(absent) = ids.iter().find(|id| !found.contains_key(id)) {
        permit.turn_down(tx, absent.uuid(), consent::Reason::Absent);
        let fault = format!("the document `{absent}` does not exist, or is not shown to you");
        return Err(consent::Error::Unprocessable(fault).into());
    }
    let series: BTreeSet<Uuid> = found.into_values().collect();
    let series: Vec<Uuid> = series.into_iter().collect();
    let selected = house.consent.select_for_heir(tx, &permit, actor, (selection, series))?;
    if selected.by == ClaimedBy::Heir {
        let until = When { at: selected.until, zone: selected.zone };
        let told = if selected.access.is_some() { Told::HeirDocuments { until } } else { Told::HeirNothing };
        let own = house.identity.spaces_to_tell_now(tx, selected.asks)?;
        for own in own {
            let event = EventId::new(house.clock.as_ref(), house.rng.as_ref());
            let notice = NewNotice { event, person: None, told: told.clone(), secret: false };
            notify(house, tx, own.space, &notice)?;
        }
    }
    Ok(selected)
}

/// The records of people who died in which the caller is shown documents, and those in which they are to choose, as it stands now. It
/// opens none and leaves no line.
///
/// # Errors
/// The database's.
pub fn enterable(house: &House, actor: &Actor) -> Result<(Vec<SpaceId>, Vec<SpaceId>), Error> {
    let is_doctor = match &actor.capacity {
        Capacity::Professional(practice) => practice.profession == DOCTOR,
        Capacity::Citizen => false,
        _ => return Ok((Vec::new(), Vec::new())),
    };
    let (mut shown, mut to_choose) =
        house.desk.read(|rtx| house.consent.after_death_of(rtx, actor.person))?;
    if !is_doctor {
        to_choose.clear();
    }
    shown.retain(|space| !to_choose.contains(space));
    if shown.is_empty() && to_choose.is_empty() {
        return Ok((shown, to_choose));
    }
    let open = house.desk.write(|tx| {
        let reads = house.consent.opens_by(tx, actor, &shown, "W9", &[Act::Consult])?;
        let selects = house.consent.opens_by(tx, actor, &to_choose, "W9", &[Act::Select])?;
        Ok::<_, consent::Error>((reads, selects))
    })?;
    shown.retain(|space| open.0.contains(space));
    to_choose.retain(|space| open.1.contains(space));
    Ok((shown, to_choose))
}

/// What citizens and professionals are called.
fn named(
    house: &House,
    tx: &mut Tx<'_>,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Private<String>>, Error> {
    let mut names = house.identity.citizens_named(tx, people)?;
    for (person, known) in house.identity.professionals_named(tx, people)? {
        names.entry(person).or_insert(known.name);
    }
    Ok(names)
}
