use config::{MailCarrier, Settings};

use super::{Line, Lines};

/// Whether mail can leave: the settings are whole, and the server greets, encrypts and lets us in. Nothing is sent.
pub(super) fn look(settings: &Settings) -> Vec<Line> {
    let mut lines = Lines::of("mail");
    let Some(mail) = &settings.mail else {
        lines.warn(
            "no mail server is set; people get no mail and cannot recover an account by themselves: name one by \
             `mail.host`",
        );
        return lines.lines;
    };
    let faults = settings.mail_faults();
    if !faults.is_empty() {
        faults.into_iter().for_each(|fault| lines.fail(fault.to_string()));
        return lines.lines;
    }
    let server = match &mail.carrier {
        MailCarrier::Folder(folder) => {
            return lines.or_ok(format!("mails are written into `{}`; nothing is sent", folder.display()));
        }
        MailCarrier::Server(server) => server,
    };
    let port = format!("`mail.host`: {} at port {}", server.host, server.port);
    match flows::mailer(settings) {
        Err(fault) => lines.fail(fault.to_string()),
        Ok(mailer) => {
            if let Some(Err(error)) = mailer.map(|mailer| mailer.probe()) {
                lines.fail(format!("{port}: {error}"));
            }
        }
    }
    lines.or_ok(format!("{port} greets and encrypts"))
}
