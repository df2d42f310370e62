//! `DATABASE_URL` in both forms of libpq, and the hosts it may name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use database::{DatabaseUrl, UrlFault};

fn read(text: &str) -> Result<DatabaseUrl, UrlFault> {
    text.parse()
}

#[test]
fn a_url_is_read_with_its_escapes() {
    let url = read("postgresql://an%40na:a%2Fb'c@localhost:5433/carnet?connect_timeout=3").unwrap();
    assert_eq!(
        url.reveal(),
        r"connect_timeout='3' dbname='carnet' host='localhost' port='5433' user='an@na' password='a/b\'c'"
    );
}

#[test]
fn words_are_read_with_their_quotes() {
    let url = read(r"host=/run/pg user = 'o\'brien' password='with space' dbname=carnet").unwrap();
    assert_eq!(url.reveal(), r"dbname='carnet' host='/run/pg' user='o\'brien' password='with space'");
}

#[test]
fn what_was_revealed_is_read_again_as_the_same() {
    let url = read("postgres://u:p%27%5C@127.0.0.1/carnet").unwrap();
    assert_eq!(read(&url.reveal()).unwrap(), url);
}

#[test]
fn a_password_is_never_shown() {
    let url = read("postgresql://carnet:open-sesame@localhost/carnet").unwrap();
    assert_eq!(format!("{url:?}"), "DatabaseUrl(host `localhost`, user `carnet`, database `carnet`)");
    let fault = read("mysql://carnet:open-sesame@localhost/carnet").unwrap_err();
    assert!(!format!("{fault} {fault:?}").contains("sesame"));
}

#[test]
fn a_secret_that_would_show_in_the_arguments_of_a_program_is_refused_by_its_name() {
    for text in
        ["postgresql://localhost/carnet?sslpassword=open-sesame", "dbname=carnet sslpassword=open-sesame"]
    {
        let fault = read(text).unwrap_err();
        assert_eq!(fault, UrlFault::Secret("sslpassword".to_owned()));
        assert!(
            fault.to_string().contains("`sslpassword`") && !fault.to_string().contains("sesame"),
            "{fault}"
        );
    }
}

#[test]
fn this_machine_has_several_names() {
    for url in [
        "postgresql:///carnet",
        "postgresql://localhost/carnet",
        "postgresql://127.0.0.1:5433/carnet",
        "postgresql://[::1]/carnet",
        "postgresql://u@/carnet?host=%2Frun%2Fpg",
        "dbname=carnet",
        "host=/run/pg",
    ] {
        read(url).unwrap_or_else(|fault| panic!("{url}: {fault}"));
    }
}

#[cfg(not(feature = "pg-tls"))]
#[test]
fn another_machine_is_refused_by_a_program_without_tls() {
    for url in [
        "postgresql://db.example.org/carnet",
        "postgresql://localhost,db.example.org/carnet",
        "postgresql://localhost/carnet?hostaddr=192.0.2.7",
        "postgresql://localhost/carnet?host=192.0.2.7",
        "host=localhost.example.org",
    ] {
        let fault = read(url).unwrap_err();
        assert!(matches!(fault, UrlFault::Remote(_)), "{url}: {fault}");
        assert!(fault.to_string().contains("pg-tls"));
    }
}

#[cfg(feature = "pg-tls")]
#[test]
fn another_machine_is_reached_encrypted_unless_it_is_said_otherwise() {
    let mode = |text: &str| read(text).map(|url| url.reveal().contains("sslmode='verify-full'"));
    assert_eq!(mode("postgresql://db.example.org/carnet"), Ok(true));
    assert_eq!(mode("postgresql://db.example.org/carnet?sslmode=require"), Ok(false));
    assert!(matches!(mode("postgresql://db.example.org/carnet?sslmode=prefer"), Err(UrlFault::Fallback(_))));
}

#[test]
fn a_broken_url_is_refused_with_a_sentence() {
    for text in
        ["", "carnet", "postgresql://u:%zz@localhost/c", "host='open", "service=carnet", "http://localhost"]
    {
        assert!(matches!(read(text), Err(UrlFault::Shape(_))), "`{text}`");
    }
}

#[test]
fn another_role_is_taken_on_beside_other_options() {
    let url = read("host=/run/pg options='-c geqo=off'").unwrap().acting_as("carnet_owner");
    assert_eq!(url.reveal(), "host='/run/pg' options='-c geqo=off -c role=carnet_owner'");
}

#[test]
fn a_password_that_everybody_knows_is_found_in_every_form() {
    for known in [
        "postgres://s:Postgres@localhost/c",
        "postgres://anna:anna@localhost/c",
        "postgres://localhost/c?user=a&password=secret",
        "postgres://s:x8Kq@localhost/c?password=changeme",
        "postgres://s:change%6de@localhost/c",
        "postgres://an%6Ea:anna@localhost/c",
        "postgres://localhost/c?user=a&password=%73ecret",
        "host=localhost dbname=c user=a password=secret",
        "host=localhost user=a password = 'chan\\geme'",
    ] {
        let url: DatabaseUrl = known.parse().unwrap();
        assert!(url.has_known_password(), "{known}");
    }
    for other in
        ["postgres://o:@localhost/c", "postgres://localhost/secret", "postgres://secret:Kx81-qTz@localhost/c"]
    {
        let url: DatabaseUrl = other.parse().unwrap();
        assert!(!url.has_known_password(), "{other}");
    }
}
