//! Backups of an installation whose wrapped keys lie in a database of their own: both databases are read back, or neither.

use std::fs;

use acceptance::{Site, as_address};
use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::BigInt};
use testkit::TestDatabase;

use crate::{
    SPACE,
    backup::{Places, take_master_key},
    load, receipt,
};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Tables of the house in a database.
fn tables(conn: &mut diesel::PgConnection) -> i64 {
    let query = "select count(*) as number from pg_tables where schemaname !~ '^pg_|^information_schema$'";
    sql_query(query).get_result::<Number>(conn).unwrap().number
}

#[test]
fn wrapped_keys_in_a_database_of_their_own_are_backed_up_from_there_and_read_back_with_the_rest_or_not_at_all()
 {
    let keys = TestDatabase::new();
    let site =
        Site::new().with_migrations().setting("keys.store_url", &as_address(&keys.url(database::SERVER)));
    let places = Places::of(&site);
    let server = site.sandbox();
    let form = load::form("keys apart");
    let document = receipt(&server.persona("doctor").deposit(SPACE, &form));
    places.backup(&site).unwrap_or_else(|said| panic!("{said}"));
    drop(server);

    // A database that fails near the end, when all rows are there already.
    let other_keys = TestDatabase::empty();
    let other = Site::empty().with_migrations();
    take_master_key(&site, &other);
    let said = places.restore(&other).unwrap_err();
    assert!(said.contains("`keys.store_url`") && said.contains("database of their own"), "{said}");
    let other = other.setting("keys.store_url", &as_address(&other_keys.superuser()));
    let fails = "create function public.fails() returns event_trigger language plpgsql as
                     $$ begin raise exception 'no room' using errcode = '53100'; end $$;
                 create event trigger fails on ddl_command_end when tag in ('CREATE INDEX')
                     execute function public.fails()";
    let mends = "drop event trigger fails; drop function public.fails()";
    let (mut main, mut of_keys) = (other.superuser(), other_keys.connect_superuser());
    for failing in [0, 1] {
        [&mut main, &mut of_keys][failing].batch_execute(fails).unwrap();
        let said = places.restore(&other).unwrap_err();
        assert!(
            said.contains("as empty as before") && said.contains("the disk of the server is full"),
            "{said}"
        );
        assert_eq!((tables(&mut main), tables(&mut of_keys)), (0, 0), "neither is there without the other");
        [&mut main, &mut of_keys][failing].batch_execute(mends).unwrap();
    }
    places.restore(&other).unwrap_or_else(|said| panic!("{said}"));

    // Migrations find in both what they change.
    for url in [other.superuser_url(), other_keys.superuser()] {
        let said = other.run_with(&[("database.migrations_url", &as_address(&url))], &["migrate"]);
        assert!(said.as_ref().is_ok_and(|said| said.contains("nothing to do")), "{said:?}");
    }
    assert_eq!(tables(&mut main), tables(&mut of_keys));
    let other = other.setting("keys.store_url", &as_address(&other_keys.url(database::SERVER)));
    other.verify_journal();
    let server = other.sandbox();
    assert!(server.persona("citizen").content(SPACE, &document).body == form.bytes());
}

#[test]
fn keys_of_the_same_database_are_kept_apart_whatever_the_settings_call_it_and_are_not_read_back_into_another()
{
    let site = Site::new().with_migrations();
    let site_again = as_address(&site.url(database::SERVER));
    let site = site.setting("keys.store_url", &site_again);
    let places = Places::of(&site);
    let server = site.sandbox();
    receipt(&server.persona("doctor").deposit(SPACE, &load::form("keys within")));
    drop(server);
    places.backup(&site).unwrap_or_else(|said| panic!("{said}"));
    let manifest = fs::read_to_string(places.data.join("manifest.json")).unwrap();
    assert!(manifest.contains("\"keys_in_own_database\": false"), "{manifest}");

    let (keys, other) = (TestDatabase::empty(), Site::empty().with_migrations());
    take_master_key(&site, &other);
    let elsewhere = [("keys.store_url", as_address(&keys.superuser()))];
    let elsewhere = elsewhere.each_ref().map(|(key, value)| (*key, value.as_str()));
    let said = other.run_with(&elsewhere, &places.words("restore")).unwrap_err();
    assert!(said.contains("`keys.store_url`") && said.contains("leave the setting out"), "{said}");
    places.restore(&other).unwrap_or_else(|said| panic!("{said}"));
    other.verify_journal();
}
