use config::{MailCarrier, MailServer, MailSettings, Settings};
use mail::{Carrier, LogIn, Mailer, Security, SmtpSettings};

use crate::OpenError;

/// What sends the mails of a house, for the programs that do; none where the operator set no mail server. Reads the
/// password and the certificates, and asks nobody yet.
///
/// # Errors
/// [`OpenError::Setting`] with the setting to change.
pub fn mailer(settings: &Settings) -> Result<Option<Mailer>, OpenError> {
    let Some(MailSettings { from, carrier }) = &settings.mail else { return Ok(None) };
    let from = from.parse().map_err(|fault| OpenError::Setting(format!("`mail.from`: {fault}")))?;
    let carrier = match carrier {
        MailCarrier::Folder(folder) => Carrier::Folder(folder.clone()),
        MailCarrier::Server(server) => Carrier::Smtp(server_of(server)?),
    };
    let origin = settings.server.public_origin.clone();
    let opened = Mailer::open(mail::Settings { from, origin, carrier });
    opened.map(Some).map_err(|error| OpenError::Setting(error.to_string()))
}

fn server_of(server: &MailServer) -> Result<SmtpSettings, OpenError> {
    let of = |key: &'static str| move |reason| OpenError::Setting(format!("`{key}`: {reason}"));
    let log_in = match &server.log_in {
        Some(log_in) => {
            let password = log_in.password().map_err(of("mail.password_file"))?;
            Some(LogIn { user: log_in.user.clone(), password })
        }
        None => None,
    };
    Ok(SmtpSettings {
        host: server.host.clone(),
        port: server.port,
        security: if server.implicit_tls { Security::Implicit } else { Security::StartTls },
        log_in,
        authorities: server.authorities().map_err(of("mail.authorities_file"))?,
        timeout: server.timeout,
    })
}
