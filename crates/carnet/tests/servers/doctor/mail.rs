//! Whether mail can leave.

use std::{fs, os::unix::fs::PermissionsExt};

use testkit::{MailServerMode, SmtpServer, TestDatabase};

use super::{found, right, says};
use crate::program::Story;

fn over(story: &Story, server: &SmtpServer) -> Story {
    story
        .clone_with("CARNET_MAIL__HOST", "localhost")
        .set("CARNET_MAIL__PORT", &server.port().to_string())
        .set("CARNET_MAIL__FROM", "carnet@example.org")
        .set("CARNET_MAIL__AUTHORITIES_FILE", &server.authority().display().to_string())
        .set("CARNET_MAIL__TIMEOUT_SECONDS", "2")
}

#[test]
fn a_mail_server_is_greeted_and_what_is_wrong_with_it_is_named() {
    let database = TestDatabase::new();
    let story = right("doctor-mail", &database);
    found(&story, &[], "warn", &["mail: no mail server is set", "`mail.host`"]);
    assert_eq!(story.run(&["config", "check"]).code, Some(0), "the product runs without one");

    let mut server = SmtpServer::new(MailServerMode::StartTls);
    let whole = over(&story, &server);
    let said = says(&whole, &[]);
    assert!(
        said.iter().any(|line| line.starts_with("ok    mail:") && line.contains("greets and encrypts")),
        "{said:?}"
    );
    assert!(server.said().is_empty(), "nothing is sent: {:?}", server.said());

    let clear = SmtpServer::new(MailServerMode::Clear);
    found(&over(&story, &clear), &[], "fail", &["mail:", "does not offer STARTTLS"]);
    let other = SmtpServer::named(MailServerMode::StartTls, "smtp.elsewhere.example", None);
    found(&over(&story, &other), &[], "fail", &["mail:", "`mail.authorities_file`"]);
    server.kill();
    found(&whole, &[], "fail", &["mail:", "does not answer"]);
}

#[test]
fn a_password_that_is_missing_open_or_wrong_is_named_and_never_shown() {
    let database = TestDatabase::new();
    let story = right("doctor-mail-password", &database);
    let server = SmtpServer::named(MailServerMode::StartTls, "localhost", Some(("carnet", "right")));
    let file = story.folder.join("mail.password");
    let with = over(&story, &server)
        .set("CARNET_MAIL__USER", "carnet")
        .set("CARNET_MAIL__PASSWORD_FILE", &file.display().to_string());
    found(&with, &[], "fail", &["`mail.password_file`", "cannot be read"]);
    fs::write(&file, "not-the-right-one\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    found(&with, &[], "fail", &["`mail.password_file`", "0644"]);
    assert_eq!(with.run(&["worker"]).code, Some(2), "a worker does not start with it");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    found(&with, &[], "fail", &["mail:", "does not take the user and the password (code 535)"]);
    assert!(!says(&with, &[]).join("\n").contains("not-the-right-one"));
    fs::write(&file, "right\n").unwrap();
    let said = says(&with, &[]);
    assert!(said.iter().any(|line| line.starts_with("ok    mail:")), "{said:?}");
}
