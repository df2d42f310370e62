//! The second looks at accesses in an emergency: ids and technical columns, over all records.

use chrono::{DateTime, TimeDelta, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{OrganisationId, PersonId, ProvisionId};
use uuid::Uuid;

use crate::{
    Action, AdminPermit, EmergencyPurpose, Permit,
    schema::{emergency_counts, emergency_look as look, emergency_suspended},
    service::{EmergencyLook, LookOutcome, LookState},
};

/// How many accesses began, over all records.
pub(crate) struct EmergencyCounts {
    pub(crate) person_hour: u32,
    pub(crate) person_day: u32,
    pub(crate) organisation_hour: u32,
}

/// Whether somebody's right to open records in an emergency is suspended. Without a permit: a decision looks at it.
pub(crate) fn is_suspended_without_permit(
    tx: &mut Tx<'_>,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    Ok(diesel::select(emergency_suspended(person.uuid(), now)).get_result(tx.conn())?)
}

/// Counts what a person and their structure opened. Whoever opens at the same moment waits: the person's lock comes before
/// that of the structure, for everybody.
pub(crate) fn emergencies_counted<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    person: PersonId,
    organisation: Option<OrganisationId>,
) -> Result<EmergencyCounts, Error> {
    tx.lock_alone_of("consent.emergency", &person.to_string())?;
    if let Some(organisation) = organisation {
        tx.lock_alone_of("consent.emergency", &organisation.to_string())?;
    }
    let place = organisation.map(kernel::Id::uuid);
    let (person_hour, person_day, organisation_hour): (i64, i64, i64) =
        diesel::select(emergency_counts(person.uuid(), place, permit.now())).get_result(tx.conn())?;
    let count = |found: i64| u32::try_from(found).unwrap_or(u32::MAX);
    Ok(EmergencyCounts {
        person_hour: count(person_hour),
        person_day: count(person_day),
        organisation_hour: count(organisation_hour),
    })
}

/// A look that an access in the permit's space asks for.
pub(crate) struct NewLook {
    pub(crate) id: ProvisionId,
    pub(crate) person: PersonId,
    pub(crate) organisation: Option<OrganisationId>,
    pub(crate) purpose: EmergencyPurpose,
    pub(crate) had_relationship: bool,
    pub(crate) due_at: DateTime<Utc>,
}

/// Adds a look.
pub(crate) fn insert_look<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    new: &NewLook,
) -> Result<(), Error> {
    diesel::insert_into(look::table)
        .values((
            look::id.eq(new.id.uuid()),
            look::space_id.eq(permit.space().uuid()),
            look::person.eq(new.person.uuid()),
            look::organisation.eq(new.organisation.map(kernel::Id::uuid)),
            look::purpose.eq(new.purpose.as_str()),
            look::had_relationship.eq(new.had_relationship),
            look::opened_at.eq(permit.now()),
            look::due_at.eq(new.due_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = look, check_for_backend(diesel::pg::Pg))]
struct LookRow {
    id: Uuid,
    space_id: Uuid,
    person: Uuid,
    organisation: Option<Uuid>,
    purpose: String,
    had_relationship: bool,
    opened_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    reported_at: Option<DateTime<Utc>>,
    looked_at: Option<DateTime<Utc>>,
    looked_by: Option<Uuid>,
    outcome: Option<String>,
    restored_at: Option<DateTime<Utc>>,
}

impl TryFrom<LookRow> for EmergencyLook {
    type Error = Error;

    fn try_from(row: LookRow) -> Result<Self, Error> {
        let fault = |what| Error::Row { table: "consent.emergency_look", what };
        let purpose = match row.purpose.as_str() {
            "BTG" => EmergencyPurpose::BreakTheGlass,
            "ETREAT" => EmergencyPurpose::Regulation,
            _ => return Err(fault("an unknown purpose")),
        };
        let outcome = match row.outcome.as_deref() {
            None => None,
            Some(name) => Some(LookOutcome::parse(name).ok_or(fault("an unknown outcome"))?),
        };
        Ok(Self {
            id: row.id.into(),
            space: row.space_id.into(),
            person: row.person.into(),
            organisation: row.organisation.map(Into::into),
            purpose,
            had_relationship: row.had_relationship,
            opened_at: row.opened_at,
            due_at: row.due_at,
            reported_at: row.reported_at,
            looked_at: row.looked_at,
            looked_by: row.looked_by.map(Into::into),
            outcome,
            restored_at: row.restored_at,
        })
    }
}

/// The looks of a state, newest first, older than one.
pub(crate) fn looks<A: Action>(
    tx: &mut Tx<'_>,
    admin: &AdminPermit<'_, A>,
    state: LookState,
    before: Option<ProvisionId>,
    limit: i64,
) -> Result<Vec<EmergencyLook>, Error> {
    let mut query = look::table.order(look::id.desc()).limit(limit).select(LookRow::as_select()).into_boxed();
    query = match state {
        LookState::Pending => query.filter(look::looked_at.is_null()),
        LookState::Overdue => query.filter(look::looked_at.is_null()).filter(look::due_at.le(admin.now())),
        LookState::Misuse => {
            query.filter(look::outcome.eq(LookOutcome::Misuse.as_str())).filter(look::restored_at.is_null())
        }
    };
    if let Some(before) = before {
        query = query.filter(look::id.lt(before.uuid()));
    }
    let rows: Vec<LookRow> = query.load(tx.conn())?;
    rows.into_iter().map(EmergencyLook::try_from).collect()
}

/// One look, which nobody else changes until the transaction ends.
pub(crate) fn hold_look<A: Action>(
    tx: &mut Tx<'_>,
    _admin: &AdminPermit<'_, A>,
    id: ProvisionId,
) -> Result<Option<EmergencyLook>, Error> {
    let row: Option<LookRow> = look::table
        .find(id.uuid())
        .select(LookRow::as_select())
        .for_no_key_update()
        .first(tx.conn())
        .optional()?;
    row.map(EmergencyLook::try_from).transpose()
}

/// Writes what a look gave.
pub(crate) fn write_outcome<A: Action>(
    tx: &mut Tx<'_>,
    admin: &AdminPermit<'_, A>,
    id: ProvisionId,
    outcome: LookOutcome,
) -> Result<(), Error> {
    diesel::update(look::table.find(id.uuid()))
        .set((
            look::looked_at.eq(admin.now()),
            look::looked_by.eq(admin.actor().person.uuid()),
            look::outcome.eq(outcome.as_str()),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes that the right which a misuse suspended was given back.
pub(crate) fn write_restored<A: Action>(
    tx: &mut Tx<'_>,
    admin: &AdminPermit<'_, A>,
    id: ProvisionId,
) -> Result<(), Error> {
    diesel::update(look::table.find(id.uuid()))
        .set((look::restored_at.eq(admin.now()), look::restored_by.eq(admin.actor().person.uuid())))
        .execute(tx.conn())?;
    Ok(())
}

/// The looks at accesses to the permit's space, newest first.
pub(crate) fn looks_of<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    most: i64,
) -> Result<Vec<EmergencyLook>, Error> {
    let rows: Vec<LookRow> = look::table
        .filter(look::space_id.eq(permit.space().uuid()))
        .order(look::id.desc())
        .limit(most)
        .select(LookRow::as_select())
        .load(tx.conn())?;
    rows.into_iter().map(EmergencyLook::try_from).collect()
}

/// Writes that the holder says of an access to the permit's space that it was not right: it is looked at, or looked at again
/// by a fresh term. Once; gives whose access it is, none where there is no such access.
pub(crate) fn report_look<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: ProvisionId,
    term: TimeDelta,
) -> Result<Option<PersonId>, Error> {
    let of_space = look::table.find(id.uuid()).filter(look::space_id.eq(permit.space().uuid()));
    let row: Option<LookRow> =
        of_space.select(LookRow::as_select()).for_no_key_update().first(tx.conn()).optional()?;
    let Some(row) = row else { return Ok(None) };
    let person = Some(PersonId::from(row.person));
    if row.reported_at.is_some() {
        return Ok(person);
    }
    let reported = look::reported_at.eq(permit.now());
    // A misuse that was found already needs no other look, and its right stays suspended.
    match row.outcome.as_deref() {
        Some("confirmed") => diesel::update(of_space)
            .set((
                reported,
                look::looked_at.eq(None::<DateTime<Utc>>),
                look::looked_by.eq(None::<Uuid>),
                look::outcome.eq(None::<String>),
                look::due_at.eq(permit.now() + term),
                look::overdue_at.eq(None::<DateTime<Utc>>),
            ))
            .execute(tx.conn())?,
        _ => diesel::update(of_space).set(reported).execute(tx.conn())?,
    };
    Ok(person)
}

/// Marks some of the looks that are overdue as written down; gives whose they are. Without a permit: it is about no record.
pub(crate) fn take_overdue_without_permit(
    tx: &mut Tx<'_>,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<(ProvisionId, PersonId)>, Error> {
    let due: Vec<Uuid> = look::table
        .filter(look::looked_at.is_null())
        .filter(look::due_at.le(now))
        .filter(look::overdue_at.is_null())
        .order(look::id)
        .limit(most)
        .select(look::id)
        .for_no_key_update()
        .skip_locked()
        .load(tx.conn())?;
    let taken: Vec<(Uuid, Uuid)> = diesel::update(look::table.filter(look::id.eq_any(due)))
        .set(look::overdue_at.eq(now))
        .returning((look::id, look::person))
        .get_results(tx.conn())?;
    Ok(taken.into_iter().map(|(id, person)| (id.into(), person.into())).collect())
}
