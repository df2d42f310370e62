//! What is registered of client software.

use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::SoftwareId;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Scopes, Software,
    client::{ClientAuth, ClientKey, GrantType, Registration, Thumbprint},
    schema::software,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = crate::schema::software)]
struct RegistrationRow {
    id: Uuid,
    name: String,
    organisation: Option<Uuid>,
    listed: bool,
    publisher: Option<String>,
    version: Option<String>,
    keys: Option<Value>,
    certificates: Vec<String>,
    subject: Option<String>,
    scopes: Vec<String>,
    grants: Vec<String>,
    provider_clients: Vec<String>,
    per_minute: Option<i32>,
    registered_at: Option<DateTime<Utc>>,
}

/// What is written of how software shows itself.
struct WrittenAuth {
    keys: Option<Value>,
    certificates: Vec<String>,
    subject: Option<String>,
}

impl WrittenAuth {
    fn of(auth: &ClientAuth) -> Result<Self, Error> {
        Ok(match auth {
            ClientAuth::Keys(keys) => {
                let keys: Option<Vec<Value>> = keys.iter().map(ClientKey::to_json).collect();
                let keys = keys.ok_or_else(|| unreadable("a key cannot be written"))?;
                Self { keys: Some(Value::Array(keys)), certificates: Vec::new(), subject: None }
            }
            ClientAuth::Certificate { certificates, subject } => Self {
                keys: None,
                certificates: certificates.iter().map(Thumbprint::to_string).collect(),
                subject: subject.clone(),
            },
        })
    }
}

/// Adds client software with all that is registered of it.
pub(crate) fn insert_registration(tx: &mut Tx<'_>, new: &Registration) -> Result<(), Error> {
    let auth = WrittenAuth::of(&new.auth)?;
    let grants: Vec<&str> = new.grants.iter().map(|grant| grant.short()).collect();
    let per_minute = i32::try_from(new.per_minute).map_err(|_| unreadable("the limit is out of range"))?;
    diesel::insert_into(software::table)
        .values((
            software::id.eq(new.software.id.uuid()),
            software::name.eq(&new.software.name),
            software::organisation.eq(new.software.organisation.map(kernel::Id::uuid)),
            software::listed.eq(new.software.listed),
            software::publisher.eq(&new.publisher),
            software::version.eq(&new.version),
            software::auth_method.eq(new.auth.method()),
            software::keys.eq(auth.keys),
            software::certificates.eq(auth.certificates),
            software::subject.eq(auth.subject),
            software::scopes.eq(new.scopes.names()),
            software::grants.eq(grants),
            software::provider_clients.eq(&new.provider_clients),
            software::per_minute.eq(per_minute),
            software::registered_at.eq(new.registered_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes how registered software shows itself from now on; says whether there is such software.
pub(crate) fn update_auth(tx: &mut Tx<'_>, id: SoftwareId, auth: &ClientAuth) -> Result<bool, Error> {
    let written = WrittenAuth::of(auth)?;
    let registered = software::table.find(id.uuid()).filter(software::registered_at.is_not_null());
    let updated = diesel::update(registered)
        .set((
            software::auth_method.eq(auth.method()),
            software::keys.eq(written.keys),
            software::certificates.eq(written.certificates),
            software::subject.eq(written.subject),
        ))
        .execute(tx.conn())?;
    Ok(updated == 1)
}

/// Says whether software may call; says whether there is such software.
pub(crate) fn update_listing(tx: &mut Tx<'_>, id: SoftwareId, listed: bool) -> Result<bool, Error> {
    let updated = diesel::update(software::table.find(id.uuid()))
        .set(software::listed.eq(listed))
        .execute(tx.conn())?;
    Ok(updated == 1)
}

pub(crate) fn registration(conn: &mut PgConnection, id: SoftwareId) -> Result<Option<Registration>, Error> {
    let row: Option<RegistrationRow> = software::table
        .find(id.uuid())
        .filter(software::registered_at.is_not_null())
        .select(RegistrationRow::as_select())
        .first(conn)
        .optional()?;
    row.map(Registration::try_from).transpose()
}

/// Everything that is registered, the oldest first.
pub(crate) fn registrations(conn: &mut PgConnection) -> Result<Vec<Registration>, Error> {
    let rows: Vec<RegistrationRow> = software::table
        .filter(software::registered_at.is_not_null())
        .order((software::registered_at, software::id))
        .select(RegistrationRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Registration::try_from).collect()
}

impl TryFrom<RegistrationRow> for Registration {
    type Error = Error;

    fn try_from(row: RegistrationRow) -> Result<Self, Error> {
        let missing = || unreadable("a registration is not whole");
        let auth = match row.keys {
            Some(keys) => ClientAuth::Keys(
                ClientKey::read_all(&serde_json::json!({ "keys": keys }).to_string())
                    .map_err(|_| unreadable("a key cannot be read"))?,
            ),
            None => ClientAuth::Certificate {
                certificates: row
                    .certificates
                    .iter()
                    .map(|text| text.parse().map_err(|_| unreadable("a digest of a certificate is none")))
                    .collect::<Result<_, _>>()?,
                subject: row.subject,
            },
        };
        let grants: Option<Vec<GrantType>> = row.grants.iter().map(|name| GrantType::parse(name)).collect();
        Ok(Self {
            software: Software {
                id: row.id.into(),
                name: row.name,
                organisation: row.organisation.map(Into::into),
                listed: row.listed,
            },
            publisher: row.publisher.ok_or_else(missing)?,
            version: row.version.ok_or_else(missing)?,
            auth,
            scopes: Scopes::of_names(&row.scopes).ok_or_else(|| unreadable("a scope is unknown"))?,
            grants: grants.ok_or_else(|| unreadable("a grant is unknown"))?,
            provider_clients: row.provider_clients,
            per_minute: row.per_minute.and_then(|limit| limit.try_into().ok()).ok_or_else(missing)?,
            registered_at: row.registered_at.ok_or_else(missing)?,
        })
    }
}

fn unreadable(what: &'static str) -> Error {
    Error::Row { table: "identity.software", what }
}
