//! Erasing records of which one went into another one.

use flows::{Erasing, House, erasure::Erased};
use serde_json::json;

use super::{Door, merge};
use crate::door::Call;

#[actix_web::test]
async fn a_record_is_erased_with_its_doubles_their_people_and_their_keys_wherever_those_lie() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    door.note(&double, "Avant").await;
    door.merged(&two, &double, &stays).await;
    let (house, holder) = (door.house.house(), door.house.sure(&stays));
    // A double is erased with the record into which it went, and not alone: its holder lives.
    let alone = Call::post(format!("/api/v1/spaces/{}/erasure", double.space)).token(holder.token());
    let alone = door.send(alone).await;
    assert_eq!(alone.status, 409, "{}", alone.text());
    assert!(alone.text().contains("went into another one of yours"), "{}", alone.text());
    door.wants_erasure(&stays).await;
    door.goes_to_the_end();
    // Keys in a store of their own, and a worker that was killed when they were gone and the rows were not.
    let url = door.house.database().url(database::RETENTION).reveal();
    let erasing = Erasing::open(&url, Some(&url)).unwrap();
    let elsewhere = House { erasing: Some(erasing.clone()), ..house.clone() };
    house.desk.write(|tx| house.consent.begin_erasure(tx, stays.space, false)).unwrap();
    for gone in [&double, &stays] {
        vault::KeyStore::delete_space(erasing.keys.as_deref().unwrap(), gone.space).unwrap();
        house.vault.forget_space(gone.space);
    }
    assert_eq!(door.erases_with(&elsewhere).unwrap(), Erased { records: 1, waiting: 0 });
    let chains = ["journal.checkpoint_leaf", "journal.head", "journal.line"];
    for gone in [&double, &stays] {
        let left = door.tables_with(&gone.space.to_string());
        assert!(left.iter().all(|table| chains.contains(&table.as_str())), "{left:?}");
        assert_eq!(door.tables_with(&gone.person.to_string()), Vec::<String>::new());
    }
    let report = journal::verify(&house.desk, &house.vault, None).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[actix_web::test]
async fn keys_that_lie_elsewhere_go_with_the_record_and_with_its_doubles() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    door.merged(&two, &double, &stays).await;
    door.wants_erasure(&stays).await;
    door.goes_to_the_end();
    let url = door.house.database().url(database::RETENTION).reveal();
    let erasing = Some(Erasing::open(&url, Some(&url)).unwrap());
    let house = House { erasing, ..door.house.house().clone() };
    // The rows of keys stand in for a store of their own: what erases rows finds none of them any more.
    door.house.database().tamper(
        "create function vault.kept_apart() returns trigger language plpgsql as $$ begin \
           if current_user <> 'carnet_retention' then return null; end if; return old; end $$; \
         create trigger kept_apart before delete on vault.space_key for each row execute function vault.kept_apart()",
    );
    assert_eq!(door.erases_with(&house).unwrap(), Erased { records: 1, waiting: 0 });
    for gone in [&double, &stays] {
        let keys = format!("select count(*) from vault.space_key where space_id = '{}'", gone.space);
        assert_eq!(door.house.database().count(&keys), 0);
        assert!(matches!(house.vault.space(gone.space), Err(vault::Error::NoSpaceKey(_))));
    }
}

#[actix_web::test]
async fn two_records_do_not_become_one_while_one_of_them_is_to_be_erased() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    door.wants_erasure(&double).await;
    assert_eq!(door.holder(&stays, "DELETE", "", &json!(null)).await.status, 200, "both are closed");
    let made = door.proposes(&two.one, &merge(&double, &stays)).await;
    assert_eq!(made.status, 409, "{}", made.text());
    assert!(made.text().contains("two records of which none is to be erased"), "{}", made.text());
}
