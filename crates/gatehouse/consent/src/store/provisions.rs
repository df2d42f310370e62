use chrono::{DateTime, Utc};
use database::{Error, ReadTx, Tx};
use diesel::{
    dsl::exists,
    pg::Pg,
    prelude::*,
    sql_types::{Bool, Nullable},
};
use kernel::{OrganisationId, PersonId, ProvisionId, SpaceId};
use uuid::Uuid;
use vault::SpaceKeys;

use super::seal;
use crate::{
    Action, AdminPermit, Permit, Provision, Terms,
    rules::{CARER, REPRESENTATIVE},
    schema::{self, provision},
};

/// Adds sealed provisions, each to the space of its permit.
pub(crate) fn insert_provisions<A: Action>(
    tx: &mut Tx<'_>,
    new: &[(&Permit<'_, A>, &Provision, Vec<u8>)],
) -> Result<(), Error> {
    if new.is_empty() {
        return Ok(());
    }
    let rows: Vec<NewRow<'_>> = new.iter().map(|(permit, one, sealed)| row(permit, one, sealed)).collect();
    diesel::insert_into(provision::table).values(rows).execute(tx.conn())?;
    Ok(())
}

/// The row of a new provision.
#[derive(Insertable)]
#[diesel(table_name = provision, treat_none_as_default_value = false)]
struct NewRow<'a> {
    space_id: Uuid,
    id: Uuid,
    kind: &'a str,
    person: Option<Uuid>,
    organisation: Option<Uuid>,
    sealed: &'a [u8],
    starts_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
    given_by: Uuid,
    given_at: DateTime<Utc>,
    secret: bool,
}

fn row<'a, A: Action>(permit: &Permit<'_, A>, new: &'a Provision, sealed: &'a [u8]) -> NewRow<'a> {
    NewRow {
        space_id: permit.space().uuid(),
        id: new.id.uuid(),
        kind: &new.kind,
        person: new.person.map(kernel::Id::uuid),
        organisation: new.organisation.map(kernel::Id::uuid),
        sealed,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        given_by: new.given_by.uuid(),
        given_at: new.given_at,
        secret: new.secret,
    }
}

/// A row of `consent.provision` without its space.
#[derive(Queryable, Selectable)]
#[diesel(table_name = provision, check_for_backend(diesel::pg::Pg))]
pub(super) struct ProvisionRow {
    id: Uuid,
    kind: String,
    person: Option<Uuid>,
    organisation: Option<Uuid>,
    sealed: Option<Vec<u8>>,
    starts_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
    given_by: Uuid,
    given_at: DateTime<Utc>,
    secret: bool,
}

impl ProvisionRow {
    pub(super) fn open(self, keys: &SpaceKeys) -> Result<Provision, Error> {
        let sealed = self.sealed.clone();
        let mut one = self.with_terms(Terms::default());
        seal::open(keys, &mut one, sealed.as_deref())?;
        Ok(one)
    }

    /// The provision with these terms.
    pub(super) fn with_terms(self, terms: Terms) -> Provision {
        Provision {
            id: self.id.into(),
            kind: self.kind,
            person: self.person.map(Into::into),
            organisation: self.organisation.map(Into::into),
            terms,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            given_by: self.given_by.into(),
            given_at: self.given_at,
            secret: self.secret,
        }
    }
}

/// One provision of the permit's space. What was given in secret is there for whoever the permit shows it to, here and in what
/// follows.
pub(crate) fn provision<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    keys: &SpaceKeys,
    id: Uuid,
) -> Result<Option<Provision>, Error> {
    let row: Option<ProvisionRow> = provision::table
        .filter(provision::space_id.eq(permit.space().uuid()))
        .filter(provision::secret.eq(false).or(permit.sees_secrets().into_sql::<Bool>()))
        .filter(provision::id.eq(id))
        .select(ProvisionRow::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(|row| row.open(keys)).transpose()
}

/// Provisions of the permit's space by their ids.
pub(crate) fn provisions_named<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    keys: &SpaceKeys,
    ids: &[ProvisionId],
) -> Result<Vec<Provision>, Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<ProvisionRow> = provision::table
        .filter(provision::space_id.eq(permit.space().uuid()))
        .filter(provision::secret.eq(false).or(permit.sees_secrets().into_sql::<Bool>()))
        .filter(provision::id.eq_any(ids))
        .select(ProvisionRow::as_select())
        .load(tx.conn())?;
    rows.into_iter().map(|row| row.open(keys)).collect()
}

/// Whether something of a kind was given in the permit's space to somebody in a structure since an instant, whatever became of it.
pub(crate) fn was_given_since<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    kind: &str,
    (person, organisation): (PersonId, Option<OrganisationId>),
    since: DateTime<Utc>,
) -> Result<bool, Error> {
    let given = provision::table
        .filter(provision::space_id.eq(permit.space().uuid()))
        .filter(provision::kind.eq(kind))
        .filter(provision::person.eq(person.uuid()))
        .filter(provision::organisation.is_not_distinct_from(organisation.map(kernel::Id::uuid)))
        .filter(provision::secret.eq(false).or(permit.is_secret().into_sql::<Bool>()))
        .filter(provision::starts_at.gt(since));
    Ok(diesel::select(exists(given)).get_result(tx.conn())?)
}

/// The provisions behind accesses that an admin looks at, each of its space; still sealed.
pub(crate) fn provisions_of_looks<A: Action>(
    tx: &mut Tx<'_>,
    _admin: &AdminPermit<'_, A>,
    of: &[(SpaceId, ProvisionId)],
) -> Result<Vec<(SpaceId, SealedProvision)>, Error> {
    let spaces: Vec<Uuid> = of.iter().map(|(space, _)| space.uuid()).collect();
    tx.enter(&spaces)?;
    let ids: Vec<Uuid> = of.iter().map(|(_, id)| id.uuid()).collect();
    let rows: Vec<(Uuid, ProvisionRow)> = provision::table
        .filter(provision::space_id.eq_any(spaces))
        .filter(provision::id.eq_any(ids))
        .select((provision::space_id, ProvisionRow::as_select()))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(space, row)| (space.into(), SealedProvision(row))).collect())
}

/// A provision whose terms are still sealed.
pub(crate) struct SealedProvision(ProvisionRow);

impl SealedProvision {
    /// Whether it was given in secret.
    pub(crate) fn is_secret(&self) -> bool {
        self.0.secret
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`Error::Row`] when it was changed outside the program.
    pub(crate) fn open(self, keys: &SpaceKeys) -> Result<Provision, Error> {
        self.0.open(keys)
    }
}

/// The provisions of the permit's space that are not over at an instant, also those that begin later, in order.
pub(crate) fn not_over<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    keys: &SpaceKeys,
    now: DateTime<Utc>,
) -> Result<Vec<Provision>, Error> {
    not_over_with(tx, permit, keys, now, permit.sees_secrets())
}

/// As [`not_over`], with what was given in secret where that is wanted: for what ends all of it.
pub(crate) fn not_over_with<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    keys: &SpaceKeys,
    now: DateTime<Utc>,
    secrets: bool,
) -> Result<Vec<Provision>, Error> {
    let rows: Vec<ProvisionRow> = provision::table
        .filter(provision::space_id.eq(permit.space().uuid()))
        .filter(provision::secret.eq(false).or(secrets.into_sql::<Bool>()))
        .filter(provision::ends_at.is_null().or(provision::ends_at.gt(now)))
        .order(provision::id)
        .select(ProvisionRow::as_select())
        .load(tx.conn())?;
    rows.into_iter().map(|row| row.open(keys)).collect()
}

/// The provisions of some kinds of the permit's space, the newest first: all that are not over, and of the others the newest.
pub(crate) fn of_kinds<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    keys: &SpaceKeys,
    kinds: &[&str],
    most: i64,
) -> Result<Vec<Provision>, Error> {
    let rows: Vec<ProvisionRow> = provision::table
        .filter(provision::space_id.eq(permit.space().uuid()))
        .filter(provision::secret.eq(false).or(permit.sees_secrets().into_sql::<Bool>()))
        .filter(provision::kind.eq_any(kinds))
        .order((provision::ends_at.le(permit.now()).is_not_distinct_from(true), provision::id.desc()))
        .limit(most)
        .select(ProvisionRow::as_select())
        .load(tx.conn())?;
    let all = rows.into_iter().map(|row| row.open(keys));
    let mut all: Vec<Provision> = all.collect::<Result<_, _>>()?;
    all.sort_by_key(|one| std::cmp::Reverse(one.id));
    Ok(all)
}

/// Gives provisions of the permit's space another end, sealed anew.
pub(crate) fn move_ends<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    moved: &[(&Provision, Vec<u8>)],
) -> Result<(), Error> {
    for (one, sealed) in moved {
        let row = provision::table.find((permit.space().uuid(), one.id.uuid()));
        diesel::update(row)
            .set((provision::ends_at.eq(one.ends_at), provision::sealed.eq(sealed)))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// The spaces of the minors whom a person represents at an instant, oldest representation first.
pub(crate) fn represented_by(
    rtx: &mut ReadTx<'_>,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<SpaceId>, Error> {
    let query = diesel::select(schema::represented_by(person.uuid(), now));
    Ok(each_once(query.get_results(rtx.conn())?))
}

/// The spaces of the protected adults of whom a person is in charge at an instant, oldest decision first.
pub(crate) fn in_charge_of(
    rtx: &mut ReadTx<'_>,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<SpaceId>, Error> {
    let query = diesel::select(schema::in_charge_of(person.uuid(), now));
    Ok(each_once(query.get_results(rtx.conn())?))
}

/// The spaces in which a person is named by a provision of a kind that runs at an instant, oldest first.
pub(crate) fn after_death_of(
    rtx: &mut ReadTx<'_>,
    person: PersonId,
    kind: &str,
    now: DateTime<Utc>,
) -> Result<Vec<SpaceId>, Error> {
    let query = diesel::select(schema::after_death_of(person.uuid(), kind, now));
    Ok(each_once(query.get_results(rtx.conn())?))
}

fn each_once(found: Vec<Uuid>) -> Vec<SpaceId> {
    let mut spaces: Vec<SpaceId> = Vec::with_capacity(found.len());
    for space in found.into_iter().map(SpaceId::from) {
        if !spaces.contains(&space) {
            spaces.push(space);
        }
    }
    spaces
}

/// The spaces of which a person is a carer at an instant, in the order in which they became one.
pub(crate) fn cared_for_by(
    rtx: &mut ReadTx<'_>,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<SpaceId>, Error> {
    let found: Vec<Uuid> =
        diesel::select(schema::cared_for_by(person.uuid(), now)).get_results(rtx.conn())?;
    Ok(found.into_iter().map(SpaceId::from).collect())
}

/// The spaces with a provision of a kind that ends within a time, in their order, after a place in it. It opens none.
pub(crate) fn spaces_where_ends_without_permit(
    tx: &mut Tx<'_>,
    kind: &str,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    after: Option<SpaceId>,
    most: i64,
) -> Result<Vec<SpaceId>, Error> {
    tx.go_across_spaces()?;
    let found: Vec<Uuid> = provision::table
        .filter(provision::kind.eq(kind))
        .filter(provision::ends_at.gt(from).and(provision::ends_at.le(until)))
        .filter(provision::space_id.gt(after.map_or(Uuid::nil(), kernel::Id::uuid)))
        .select(provision::space_id)
        .distinct()
        .order(provision::space_id)
        .limit(most)
        .load(tx.conn())?;
    Ok(found.into_iter().map(SpaceId::from).collect())
}

/// The spaces of the minors whom a person represented at an instant or later.
pub(crate) fn represented_since(
    tx: &mut Tx<'_>,
    person: PersonId,
    since: DateTime<Utc>,
) -> Result<Vec<SpaceId>, Error> {
    let lasted = provision::ends_at.is_null().or(provision::ends_at.ge(since));
    spaces_of(tx, REPRESENTATIVE, person, Box::new(lasted))
}

/// The spaces of which a person became a carer at an instant or later.
pub(crate) fn cared_for_since(
    tx: &mut Tx<'_>,
    person: PersonId,
    since: DateTime<Utc>,
) -> Result<Vec<SpaceId>, Error> {
    spaces_of(tx, CARER, person, Box::new(provision::given_at.ge(since).nullable()))
}

/// The spaces with a provision of a kind about a person.
fn spaces_of(
    tx: &mut Tx<'_>,
    kind: &str,
    person: PersonId,
    which: Box<dyn BoxableExpression<provision::table, Pg, SqlType = Nullable<Bool>>>,
) -> Result<Vec<SpaceId>, Error> {
    tx.go_across_spaces()?;
    let found: Vec<Uuid> = provision::table
        .filter(provision::kind.eq(kind))
        .filter(provision::person.eq(person.uuid()))
        .filter(which)
        .select(provision::space_id)
        .distinct()
        .order(provision::space_id)
        .load(tx.conn())?;
    Ok(found.into_iter().map(SpaceId::from).collect())
}
