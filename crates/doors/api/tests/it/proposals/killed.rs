//! A process that is killed while documents are brought over, at each step.

use consent::service::Pair;
use documents::{Error, Transfer};
use identity::{ProposalFault, SessionCapacity};
use kernel::Assurance;
use serde_json::json;
use testkit::{Citizen, Login};

use super::{PROPOSALS, merge, split};
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
            let sealed = door.sealed(&transfer);
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
    let waits = "select count(*) from outbox.job where kind = 'documents.transfer' and error_kind = 'transfer-left-behind'";
    assert_eq!(door.house.database().count(waits), 1);
    // Mended, it arrives with a later try.
    door.house.database().tamper(&damage);
    door.house.clock().advance(chrono::TimeDelta::hours(1));
    door.works();
    let stays_anew =
        door.house.login(SessionCapacity::Citizen { person: stays.person }, None, Assurance::Substantial);
    let list = door.send(Call::get(crate::door::documents(&stays)).token(stays_anew.token())).await;
    assert_eq!(list.ids(), [id]);
}

fn anew(door: &Door, citizen: &Citizen) -> Login {
    door.house.login(SessionCapacity::Citizen { person: citizen.person }, None, Assurance::Substantial)
}

#[actix_web::test]
async fn one_content_that_cannot_be_opened_keeps_no_other_one_back_and_no_merge_from_being_undone() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let mut notes = Vec::new();
    for nth in 0..25 {
        notes.push(door.note(&double, &format!("Note {nth}")).await);
    }
    // The one that comes first.
    let damaged = notes.iter().min().unwrap().clone();
    door.house.database().tamper(&format!(
        "update documents.document set body = set_byte(body, 20, get_byte(body, 20) # 1) where id = '{damaged}'"
    ));
    let merged = door.merged(&two, &double, &stays).await;
    assert_eq!(door.seen(&stays, stays.token()).await.len(), 24);
    let left = door.seen(&double, stays.token()).await;
    assert_eq!((left.len(), &left[0]["id"]), (1, &json!(damaged)));
    let read = Call::get(format!("{PROPOSALS}/{merged}")).token(two.one.token());
    let read = door.send(read).await.json();
    assert_eq!(read["proposal"]["left_behind"], json!(1), "{read}");
    assert!(read["proposal"]["settled_at"].is_null());
    let again = door.proposes(&two.one, &merge(&stays, &double)).await;
    assert_eq!(again.status, 409, "nothing else is decided meanwhile: {}", again.text());

    door.decided(&two, &split(&double, &stays)).await;
    door.works();
    let own = anew(&door, &double);
    let mut back: Vec<String> = door
        .send(Call::get(format!("{}?limit=100", crate::door::documents(&double))).token(own.token()))
        .await
        .ids();
    back.sort();
    notes.sort();
    assert_eq!(back, notes);
    assert_eq!(door.seen(&stays, anew(&door, &stays).token()).await.len(), 0);
    // The job of the merge, which is tried again, finds that it was overtaken.
    door.house.clock().advance(chrono::TimeDelta::hours(1));
    door.works();
    assert_eq!(door.seen(&double, anew(&door, &double).token()).await.len(), 25);
    assert_eq!(
        door.house.database().count("select count(*) from outbox.job where kind = 'documents.transfer'"),
        0
    );
    assert_eq!(
        door.house.database().count("select count(*) from identity.proposal where settled_at is null"),
        0
    );
    // What was parted can become one again.
    let two = door.two();
    door.merged(&two, &double, &stays).await;
    assert_eq!(door.seen(&stays, anew(&door, &stays).token()).await.len(), 24);
}

#[actix_web::test]
async fn a_merge_whose_work_never_ends_is_undone_all_the_same() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let note = door.note(&double, "Note").await;
    door.decided(&two, &merge(&double, &stays)).await;
    door.house.database().tamper("update outbox.job set state = 'dead', error_kind = 'transfer', locked_until = null where kind = 'documents.transfer'");
    door.decided(&two, &split(&double, &stays)).await;
    door.works();
    let list = Call::get(crate::door::documents(&double));
    assert_eq!(door.send(list.token(anew(&door, &double).token())).await.ids(), [note]);
    assert_eq!(door.seen(&stays, anew(&door, &stays).token()).await.len(), 0);
    assert_eq!(
        door.house.database().count("select count(*) from identity.proposal where settled_at is null"),
        0
    );
}

#[actix_web::test]
async fn a_batch_that_was_sealed_before_another_decision_moves_nothing_after_it() {
    for ends in [true, false] {
        let door = Door::new();
        let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
        door.note(&double, "Note").await;
        let merged = door.decided(&two, &merge(&double, &stays)).await.parse().unwrap();
        let transfer = Transfer::Merge { double: double.space, stays: stays.space };
        let sealed = door.sealed(&transfer);
        if ends {
            door.works();
        }
        door.decided(&two, &split(&double, &stays)).await;
        door.works();
        let house = door.house.house();
        let late = house.desk.write(|tx| flows::transfer::arrive(house, tx, merged, &transfer, &sealed));
        let over = matches!(late, Err(Error::Identity(identity::Error::Proposal(ProposalFault::Done))));
        assert!(over, "{late:?}");
        assert_eq!(door.seen(&double, anew(&door, &double).token()).await.len(), 1);
        assert_eq!(door.seen(&stays, anew(&door, &stays).token()).await.len(), 0);
    }
}
