use chrono::{DateTime, Utc};
use kernel::{AdminRole, ErrorKind, EventId, Language};
use mail::{Address, Letter, Line, Link, LinkFault, Message, Posted, When};
use secrecy::SecretString;
use thiserror::Error;

use crate::House;

/// Where an invitation leads to; its secret follows.
const PATH: &str = "/admin/invitation";

/// Whom to invite to run the service.
#[derive(Debug, Clone)]
pub struct AdminToInvite {
    /// The name that the journal will write.
    pub name: String,
    /// Where the link goes.
    pub address: Address,
    /// What the person may do.
    pub roles: Vec<AdminRole>,
    /// In which language the mail is written; none sends no mail.
    pub mail_in: Option<Language>,
}

/// An invitation that was made.
#[derive(Debug)]
pub struct AdminInvited {
    /// The link, where no mail takes it to the person.
    pub link: Option<SecretString>,
    /// Until when it can be followed.
    pub until: DateTime<Utc>,
}

/// Why nobody was invited.
#[derive(Debug, Error)]
pub enum InviteFault {
    /// Identity's.
    #[error(transparent)]
    Identity(#[from] identity::Error),
    /// The outbox's.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// The database's.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// No link can be made of the origin of this site.
    #[error(transparent)]
    Link(#[from] LinkFault),
}

impl InviteFault {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Identity(error) => error.kind(),
            Self::Outbox(error) => error.kind(),
            Self::Database(error) => error.kind(),
            Self::Link(_) => ErrorKind::Internal,
        }
    }
}

impl database::Failure for InviteFault {
    fn database(&self) -> Option<&database::Error> {
        match self {
            Self::Identity(error) => error.database(),
            Self::Outbox(error) => error.database(),
            Self::Database(error) => Some(error),
            Self::Link(_) => None,
        }
    }
}

/// Invites somebody to run the service, and sends the link in the same transaction. Where mail is not open, or not wanted,
/// the link is given back, to be handed over.
///
/// # Errors
/// [`InviteFault`].
pub fn invite_admin(house: &House, asked: &AdminToInvite) -> Result<AdminInvited, InviteFault> {
    let invitation = identity::service::Invitation {
        name: asked.name.trim().into(),
        address: asked.address.reveal().into(),
        roles: asked.roles.clone(),
    };
    let event = EventId::new(house.clock.as_ref(), house.rng.as_ref());
    let origin = &house.settings.server.public_origin;
    house.desk.write(|tx| {
        let invited = house.identity.invite_admin(tx, &invitation)?;
        let posted = match asked.mail_in {
            Some(language) if house.post.is_open() => {
                let link = Link::with_secret(origin, PATH, &invited.secret)?;
                let until = When { at: invited.until, zone: house.settings.country.time_zone };
                let names: Vec<&str> = asked.roles.iter().map(|role| role.label(language)).collect();
                let role = Line::new(&names.join(", "));
                let letter = Letter::AdminInvited { role, link, until };
                let to = asked.address.clone();
                Some(house.post.enqueue(tx, &Message { event, to, language, letter })?)
            }
            _ => None,
        };
        let by_mail = matches!(posted, Some(Posted::Waits(_) | Posted::AlreadyThere));
        let secret = secrecy::ExposeSecret::expose_secret(&invited.secret);
        let link = (!by_mail).then(|| SecretString::from(format!("{origin}{PATH}/{secret}")));
        Ok(AdminInvited { link, until: invited.until })
    })
}
