//! A process that is killed while documents are brought over, at each step.

use consent::service::Pair;
use documents::{Error, Transfer};
use serde_json::json;

use super::merge;
use crate::door::{Call, Door, PDF, deposit, letter_about, long_pdf};

/// Where the first process is killed.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Killed {
    BeforeAnything,
    WhenSealed,
    BeforeTheCommit,
    AfterTheCommit,
}

#[actix_web::test]
async fn nothing_is_lost_wherever_the_process_is_killed() {
    use Killed::{AfterTheCommit, BeforeAnything, BeforeTheCommit, WhenSealed};
    for killed in [BeforeAnything, WhenSealed, BeforeTheCommit, AfterTheCommit] {
        let door = Door::new();
        let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
        let doctor = door.house.doctor();
        let mut contents = Vec::new();
        // More than one batch, small and large.
        for nth in 0..23 {
            let content = match nth % 8 {
                0 => long_pdf(&vec![b'%'; 100_000 + nth]),
                _ => PDF.to_vec(),
            };
            let metadata = letter_about(&double, &json!({"title": format!("Lettre {nth}")}));
            let made = door
                .send(deposit(&double, doctor.token()).parts(&metadata, "application/pdf", &content))
                .await;
            contents.push((super::id(&made), content));
        }
        door.decided(&two, &merge(&double, &stays)).await;
        let Pair { double: from, stays: to } = Pair { double: double.space, stays: stays.space };
        let transfer = Transfer::Merge { double: from, stays: to };
        let house = door.house.house();
        let documents = &house.documents;
        if killed != BeforeAnything {
            let taken = house.desk.rehearse(|tx| documents.next_of(tx, &transfer)).unwrap();
            let sealed = documents.seal_over(&transfer, taken).await.unwrap();
            if killed == BeforeTheCommit {
                let died = house.desk.write(|tx| {
                    documents.arrive(tx, &transfer, &sealed)?;
                    Err::<(), Error>(Error::Broken)
                });
                assert!(died.is_err());
            }
            if killed == AfterTheCommit {
                let moved = house.desk.write(|tx| documents.arrive(tx, &transfer, &sealed)).unwrap();
                assert!((1..23).contains(&moved), "{moved}");
                // The same again does nothing.
                let again = house.desk.write(|tx| documents.arrive(tx, &transfer, &sealed)).unwrap();
                assert_eq!(again, 0);
            }
        }
        // Each is in exactly one of the two, whole.
        let (here, there) = (door.seen(&double, stays.token()).await, door.seen(&stays, stays.token()).await);
        assert_eq!(here.len() + there.len(), 23, "{killed:?}");
        assert_eq!(there.is_empty(), killed != AfterTheCommit, "{killed:?}");
        for (id, content) in &contents {
            let lies_here = here.iter().any(|document| document["id"] == json!(id));
            let record = if lies_here { &double } else { &stays };
            assert_eq!(door.bytes(record, id, stays.token()).await.body, *content, "{killed:?}");
            let other = if lies_here { &stays } else { &double };
            assert_eq!(door.bytes(other, id, stays.token()).await.status, 404, "{killed:?}");
        }
        // Another process goes on.
        door.works();
        assert_eq!(door.seen(&double, stays.token()).await.len(), 0, "{killed:?}");
        assert_eq!(door.seen(&stays, stays.token()).await.len(), 23, "{killed:?}");
        for (id, content) in &contents {
            assert_eq!(door.bytes(&stays, id, stays.token()).await.body, *content, "{killed:?}");
        }
        let left = "select count(*) from outbox.job where kind = 'documents.transfer'";
        assert_eq!(door.house.database().count(left), 0, "{killed:?}");
        let unsettled = "select count(*) from identity.proposal where settled_at is null";
        assert_eq!(door.house.database().count(unsettled), 0, "{killed:?}");
    }
}

#[actix_web::test]
async fn a_content_that_does_not_verify_stays_where_it_is_and_is_not_said_to_have_arrived() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let id = door.note(&double, "abîmée").await;
    let damage = format!(
        "update documents.document set body = set_byte(body, 20, get_byte(body, 20) # 1) where id = '{id}'"
    );
    door.house.database().tamper(&damage);
    door.merged(&two, &double, &stays).await;
    assert_eq!(door.seen(&double, stays.token()).await.len(), 1);
    assert_eq!(door.seen(&stays, stays.token()).await.len(), 0);
    let waits =
        "select count(*) from outbox.job where kind = 'documents.transfer' and error_kind = 'transfer'";
    assert_eq!(door.house.database().count(waits), 1);
    // Mended, it arrives with a later try.
    door.house.database().tamper(&damage);
    door.house.clock().advance(chrono::TimeDelta::hours(1));
    door.works();
    let stays_anew = door.house.login(
        identity::SessionCapacity::Citizen { person: stays.person },
        None,
        kernel::Assurance::Substantial,
    );
    let list = door.send(Call::get(crate::door::documents(&stays)).token(stays_anew.token())).await;
    assert_eq!(list.ids(), [id]);
}
