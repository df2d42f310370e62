use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use mail::{Carrier, Error, FaultKind, Letter, Mailer, Security, Settings, SmtpSettings};
use testkit::{MailServerMode, SmtpServer};

use crate::{ORIGIN, mailer, mailer_as, message, start_tls, written_at};

fn send(mailer: &Mailer, to: &str) -> Result<(), Error> {
    mailer.send(&message(to, Letter::SomethingNew), written_at())
}

#[test]
fn a_mail_arrives_once_and_encrypted() {
    let (server, mailer) = start_tls();
    send(&mailer, "camille@example.org").unwrap();
    let mails = server.wait_for(1);
    assert_eq!(mails[0].to, "camille@example.org");
    assert!(
        String::from_utf8(mails[0].bytes.clone()).unwrap().contains("Auto-Submitted: auto-generated\r\n")
    );
    let said = server.said();
    assert_eq!(said.len(), 2, "{said:?}");
    assert_eq!(said[0], "FROM encrypted carnet@example.org");
}

#[test]
fn tls_from_the_first_byte_is_the_other_choice() {
    let server = SmtpServer::new(MailServerMode::Implicit);
    let mailer = mailer(&server, Security::Implicit, true);
    mailer.probe().unwrap();
    send(&mailer, "camille@example.org").unwrap();
    assert_eq!(server.wait_for(1).len(), 1);
    assert_eq!(server.said()[0], "FROM encrypted carnet@example.org");
}

#[test]
fn a_server_without_starttls_gets_nothing() {
    let server = SmtpServer::new(MailServerMode::Clear);
    let mailer = mailer_as(&server, Security::StartTls, true, Some(("carnet", "a password")));
    assert_eq!(send(&mailer, "camille@example.org"), Err(Error::ClearText));
    assert_eq!(mailer.probe(), Err(Error::ClearText));
    assert!(server.said().is_empty(), "{:?}", server.said());
}

#[test]
fn a_certificate_that_nobody_vouches_for_gets_nothing() {
    for (mode, security) in
        [(MailServerMode::StartTls, Security::StartTls), (MailServerMode::Implicit, Security::Implicit)]
    {
        let server = SmtpServer::new(mode);
        let mailer = mailer(&server, security, false);
        assert_eq!(send(&mailer, "camille@example.org"), Err(Error::Untrusted), "{mode:?}");
        assert!(server.said().is_empty(), "{:?}", server.said());
    }
}

#[test]
fn a_certificate_for_another_name_gets_nothing() {
    let server = SmtpServer::named(MailServerMode::StartTls, "smtp.elsewhere.example", None);
    let mailer = mailer(&server, Security::StartTls, true);
    assert_eq!(send(&mailer, "camille@example.org"), Err(Error::Untrusted));
    assert!(server.said().is_empty(), "{:?}", server.said());
}

#[test]
fn a_password_is_told_behind_the_encryption_alone_and_a_wrong_one_is_said_so() {
    let server = SmtpServer::named(MailServerMode::StartTls, "localhost", Some(("carnet", "right")));
    let right = mailer_as(&server, Security::StartTls, true, Some(("carnet", "right")));
    send(&right, "camille@example.org").unwrap();
    assert_eq!(server.wait_for(1).len(), 1);
    assert_eq!(server.said()[0], "LOG-IN encrypted");
    let wrong = mailer_as(&server, Security::StartTls, true, Some(("carnet", "wrong")));
    assert_eq!(send(&wrong, "camille@example.org"), Err(Error::LogIn(535)));
    assert_eq!(Error::LogIn(535).kind(), FaultKind::Temporary, "the operator mends it, and the mail leaves");
    assert_eq!(server.mails().len(), 1);
}

#[test]
fn what_a_server_answers_is_told_apart_and_never_repeats_the_address() {
    let (server, mailer) = start_tls();
    let cases = [
        ("later@example.org", Error::Deferred(451), FaultKind::Temporary),
        ("busy@example.org", Error::Deferred(421), FaultKind::Temporary),
        ("unknown@example.org", Error::AddressRefused(550), FaultKind::AddressRefused),
        ("relay@example.org", Error::Refused(554), FaultKind::Permanent),
        ("spam@example.org", Error::Refused(550), FaultKind::Permanent),
    ];
    for (to, error, kind) in cases {
        let found = send(&mailer, to).unwrap_err();
        assert_eq!((found, found.kind()), (error, kind), "{to}");
        let shown = format!("{found} {found:?} {}", found.word());
        assert!(!shown.contains("example.org") && !shown.contains(to), "{shown}");
    }
    send(&mailer, "later@example.org").unwrap();
    assert_eq!(server.wait_for(2).len(), 2, "spam was refused once it had come, and later came at last");
}

#[test]
fn a_server_that_breaks_off_or_never_answers_is_given_up_and_the_next_mail_leaves() {
    let (server, mailer) = start_tls();
    assert_eq!(send(&mailer, "cut@example.org"), Err(Error::Silent));
    assert_eq!(send(&mailer, "slow@example.org"), Err(Error::Silent));
    send(&mailer, "camille@example.org").unwrap();
    assert_eq!(server.wait_for(3)[2].to, "camille@example.org");
}

#[test]
fn a_server_that_is_gone_is_silent() {
    let (mut server, mailer) = start_tls();
    server.kill();
    assert_eq!(send(&mailer, "camille@example.org"), Err(Error::Silent));
    assert_eq!(mailer.probe(), Err(Error::Silent));
}

#[test]
fn authorities_that_are_none_are_told_at_the_start() {
    let smtp = SmtpSettings {
        host: "localhost".to_owned(),
        port: 587,
        security: Security::StartTls,
        log_in: None,
        authorities: Some(b"-----BEGIN CERTIFICATE-----\nnot one\n-----END CERTIFICATE-----\n".to_vec()),
        timeout: std::time::Duration::from_secs(1),
    };
    let from = "carnet@example.org".parse().unwrap();
    let opened = Mailer::open(Settings { from, origin: ORIGIN.to_owned(), carrier: Carrier::Smtp(smtp) });
    assert!(matches!(opened, Err(Error::Setting(_))));
}

/// Stands between us and a server, and adds an answer to the last one that is in clear text.
fn slipping_in(server: &SmtpServer) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, behind) = (listener.local_addr().unwrap().port(), server.port());
    thread::spawn(move || {
        for client in listener.incoming() {
            let (mut client, mut server) =
                (client.unwrap(), TcpStream::connect(("127.0.0.1", behind)).unwrap());
            let (mut asks, mut answers) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            thread::spawn(move || std::io::copy(&mut asks, &mut answers));
            let mut chunk = [0; 4096];
            let mut answered = 0;
            while let Ok(length @ 1..) = server.read(&mut chunk) {
                let mut said = chunk[..length].to_vec();
                answered += 1;
                // The greeting, the answer to EHLO, and the one to STARTTLS.
                if answered == 3 {
                    assert!(said.starts_with(b"220 "), "{}", String::from_utf8_lossy(&said));
                    said.extend_from_slice(b"250-localhost\r\n250 SIZE 1000\r\n");
                }
                if client.write_all(&said).is_err() {
                    break;
                }
            }
        }
    });
    port
}

#[test]
fn what_was_slipped_in_before_the_encryption_counts_for_nothing() {
    let server = SmtpServer::new(MailServerMode::StartTls);
    let mailer = crate::mailer_at(slipping_in(&server), &server, Security::StartTls, true, None);
    assert_eq!(send(&mailer, "camille@example.org"), Err(Error::Untrusted));
    assert!(server.said().is_empty(), "{:?}", server.said());
}
