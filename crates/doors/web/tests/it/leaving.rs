//! A holder leaves with everything: an export that is followed and downloaded, and the erasure of the record.

use std::thread;

use blobs::BlockingBlobs;
use flows::leaving::{self, Unheld};
use testkit::Citizen;
use tokio::runtime::Builder;

use crate::door::{Answer, Door, Visit};

fn leaving(citizen: &Citizen) -> String {
    format!("/spaces/{}/leaving", citizen.space)
}

impl Door {
    async fn leaves(&self, citizen: &Citizen, token: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.get("/", token).await.csrf();
        let fields = [&[("csrf", csrf.as_str())], fields].concat();
        self.send(Visit::post(leaving(citizen)).token(token).sent_here().form(&fields)).await
    }

    /// Makes every export that waits, as a worker would.
    fn makes_exports(&self, citizen: &Citizen, export: &str) {
        let house = self.house.house();
        let (space, id) = (citizen.space, export.parse().unwrap());
        thread::scope(|scope| {
            let work = || {
                let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
                let blobs = BlockingBlobs::new(house.blobs.clone(), runtime.handle().clone());
                leaving::make(house, &blobs, &Unheld, space, id).unwrap()
            };
            assert_eq!(scope.spawn(work).join().unwrap(), leaving::Made::Ready);
        });
    }
}

/// The export that a page names in the form that removes it.
fn named(page: &Answer) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("name=\"export\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn a_holder_has_an_export_made_follows_it_and_downloads_it() {
    let door = Door::new();
    let camille = door.house.citizen();
    let page = door.get(leaving(&camille), camille.token()).await;
    assert!(page.status == 200 && page.shows("Préparer un export"), "{}", page.text());
    let unsure = door.leaves(&camille, camille.token(), &[("act", "ask")]).await;
    assert_eq!(unsure.status, 303);
    assert!(unsure.location().starts_with("/account/step-up"), "{}", unsure.location());
    let sure = door.house.sure(&camille);
    let asked = door.leaves(&camille, sure.token(), &[("act", "ask")]).await;
    assert_eq!((asked.status, asked.location()), (303, leaving(&camille).as_str()));
    // The same after a reload, and in another log-in.
    for token in [sure.token(), camille.token()] {
        let page = door.get(leaving(&camille), token).await;
        assert!(
            page.shows("en cours de préparation") && !page.shows("Préparer un export"),
            "{}",
            page.text()
        );
    }
    let export = named(&door.get(leaving(&camille), sure.token()).await);
    let content = format!("/spaces/{}/exports/{export}/content", camille.space);
    assert_eq!(door.get(&content, sure.token()).await.status, 409);
    door.makes_exports(&camille, &export);
    let page = door.get(leaving(&camille), sure.token()).await;
    assert!(page.shows("Il est prêt.") && page.shows(&content), "{}", page.text());
    let led = door.get(&content, camille.token()).await;
    assert!(led.status == 303 && led.location().starts_with("/account/step-up"));
    let taken = door.get(&content, sure.token()).await;
    assert!(taken.status == 200 && taken.text().starts_with("PK\u{3}\u{4}"));
    let removed = door.leaves(&camille, sure.token(), &[("act", "remove"), ("export", &export)]).await;
    assert_eq!(removed.status, 303, "{}", removed.text());
    assert_eq!(door.get(&content, sure.token()).await.status, 404);
}

#[actix_web::test]
async fn a_holder_has_the_record_erased_after_saying_so_and_takes_it_back() {
    let door = Door::new();
    let camille = door.house.citizen();
    let sure = door.house.sure(&camille);
    let slip = door.leaves(&camille, sure.token(), &[("act", "erase")]).await;
    assert!(slip.status == 409 && slip.shows("Rien n’a été fait."), "{}", slip.text());
    assert!(door.get("/", sure.token()).await.shows("/deposit"), "nothing was done");
    let asked = door.leaves(&camille, sure.token(), &[("act", "erase"), ("meant", "true")]).await;
    assert_eq!(asked.status, 303, "{}", asked.text());
    let page = door.get(leaving(&camille), sure.token()).await;
    assert!(
        page.shows("Votre dossier va être effacé") && page.shows("Garder mon dossier"),
        "{}",
        page.text()
    );
    let kept = door.leaves(&camille, sure.token(), &[("act", "keep")]).await;
    assert_eq!(kept.status, 303);
    let late = door.leaves(&camille, sure.token(), &[("act", "keep")]).await;
    assert!(late.status == 409 && late.shows("a changé entre-temps"), "{}", late.text());
    assert!(door.get(leaving(&camille), sure.token()).await.shows("Effacer mon dossier"));
    assert_eq!(door.leaves(&camille, sure.token(), &[("act", "burn")]).await.status, 400);
}

#[actix_web::test]
async fn the_page_of_somebody_else_is_none() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let sure = door.house.sure(&other);
    for token in [sure.token(), doctor.token()] {
        assert_eq!(door.get(leaving(&camille), token).await.status, 404);
        let tried = door.leaves(&camille, token, &[("act", "ask")]).await;
        assert_eq!(tried.status, 404, "{}", tried.text());
    }
}
