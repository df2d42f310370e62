//! A worker that is killed while an export is made.

use std::sync::atomic::{AtomicUsize, Ordering};

use flows::leaving::{self, Made};
use serde_json::json;

use super::{Meanwhile, said, unpacked};
use crate::door::{Door, NOTE, deposit, letter_about, long_pdf};

#[actix_web::test]
async fn an_export_goes_on_with_the_next_document_wherever_the_process_is_killed() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let mut contents = Vec::new();
    for nth in 0..50_usize {
        let large = nth % 12 == 5;
        let content = if large {
            long_pdf(&vec![b'%'; 5_000_000 + nth])
        } else {
            [NOTE, &[b'a'; 9][..nth % 9]].concat()
        };
        let (media, by) =
            if large { ("application/pdf", doctor.token()) } else { ("text/plain", camille.token()) };
        let metadata = if large {
            letter_about(&camille, &json!({}))
        } else {
            json!({"type": {"code": "11490-0"}, "title": format!("Note {nth}")})
        };
        let made = door.send(deposit(&camille, by).parts(&metadata, media, &content)).await;
        assert_eq!(made.status, 201, "{}", made.text());
        contents.push(content);
    }
    let export = door.wants_out(&camille).await;
    let mut progress = Vec::new();
    for survives in 0.. {
        assert!(survives < 40, "it comes to its end");
        // Each process writes one batch and dies when the next one is stored and not yet written.
        let steps = AtomicUsize::new(0);
        let killed = Meanwhile(|| match steps.fetch_add(1, Ordering::Relaxed) {
            0 if survives > 0 => Ok(()),
            _ => Err(leaving::Error::from(database::Error::NoConnection)),
        });
        let made = door.makes(&camille, &export, &killed);
        let stands = door.export(&camille, "GET", &format!("/{export}")).await.json();
        if let Ok(made) = made {
            assert_eq!(made, Made::Ready);
            break;
        }
        assert_eq!(stands["state"], "making");
        progress.push(stands["progress"]["done"].as_u64().unwrap());
        let taken = door.export(&camille, "GET", &format!("/{export}/content")).await;
        assert_eq!(taken.status, 409, "nothing of it can be taken out yet");
    }
    assert_eq!(progress[0], 0);
    assert!(progress.windows(2).all(|two| two[0] <= two[1]) && progress.len() > 3, "{progress:?}");
    let files = door.takes_out(&camille, &export).await;
    let packed: Vec<&Vec<u8>> =
        files.iter().filter(|(name, _)| name.starts_with("documents/")).map(|(_, bytes)| bytes).collect();
    assert_eq!(packed.len(), 50);
    assert!(
        packed.into_iter().zip(&contents).all(|(packed, content)| packed == content),
        "once, and in order"
    );
    assert_eq!(said(&files, "metadata.json")["documents"].as_array().unwrap().len(), 50);
    // A job that comes again after its end does nothing.
    assert_eq!(door.makes(&camille, &export, &leaving::Unheld).unwrap(), Made::Over);
    let again = door.export(&camille, "GET", &format!("/{export}/content")).await;
    assert_eq!(unpacked(&again.body), files);
}
