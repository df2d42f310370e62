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
    assert!(page.shows("&nbsp;ko)"), "less than a megabyte is told in kilobytes: {}", page.text());
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
    assert_eq!((kept.status, kept.location()), (303, format!("{}?done=kept", leaving(&camille)).as_str()));
    let page = door.get(kept.location(), sure.token()).await;
    for said in ["Votre dossier est gardé", "Il est encore fermé", "Rouvrir mon dossier"] {
        assert!(page.shows(said), "{said} in {}", page.text());
    }
    let late = door.leaves(&camille, sure.token(), &[("act", "keep")]).await;
    assert!(late.status == 409 && late.shows("a changé entre-temps"), "{}", late.text());
    assert!(door.get(leaving(&camille), sure.token()).await.shows("Effacer mon dossier"));
    assert_eq!(door.leaves(&camille, sure.token(), &[("act", "burn")]).await.status, 400);
}

#[actix_web::test]
async fn while_an_erasure_waits_home_and_the_page_of_closing_lead_to_keeping_the_record() {
    let door = Door::new();
    let camille = door.house.citizen();
    let sure = door.house.sure(&camille);
    let asked = door.leaves(&camille, sure.token(), &[("act", "erase"), ("meant", "true")]).await;
    assert_eq!(asked.status, 303, "{}", asked.text());
    let closing = format!("/spaces/{}/closing", camille.space);
    let keep = format!("{}#keep", leaving(&camille));
    let due = door.house.house().clock.now() + chrono::TimeDelta::days(30);
    let due = due.with_timezone(&door.house.house().settings.country.time_zone);
    for path in ["/", closing.as_str()] {
        let page = door.get(path, sure.token()).await;
        assert!(page.shows("Votre dossier va être effacé"), "{path}: {}", page.text());
        assert!(page.shows(&format!("<time datetime=\"{}", due.format("%Y-%m-%d"))), "{}", page.text());
        assert!(page.shows(&keep) && page.shows("Garder mon dossier"), "{path}: {}", page.text());
        assert!(!page.shows("Rouvrir mon dossier"), "{path}: {}", page.text());
    }
    let csrf = door.get("/", sure.token()).await.csrf();
    let reopened = Visit::post(&closing).token(sure.token()).sent_here();
    let reopened = door.send(reopened.form(&[("csrf", &csrf), ("act", "reopen")])).await;
    assert_eq!(reopened.status, 409);
    assert!(reopened.shows("Choisissez d’abord de le garder") && reopened.shows(&keep));
    let history = door.get(format!("/spaces/{}/history", camille.space), sure.token()).await;
    assert!(!history.shows("Effacement prévu consulté"), "{}", history.text());
    assert_eq!(door.leaves(&camille, sure.token(), &[("act", "keep")]).await.status, 303);
    let home = door.get("/", sure.token()).await;
    assert!(home.shows("Rouvrir mon dossier") && !home.shows("va être effacé"), "{}", home.text());
}

#[actix_web::test]
async fn a_parent_finds_the_export_of_the_child_with_the_name_and_nothing_that_the_child_alone_does() {
    let door = Door::new();
    let (mother, child) = (door.house.citizen(), door.house.citizen());
    door.represents(&mother, &child);
    let record = format!("/spaces/{}", child.space);
    let documents = door.get(&record, mother.token()).await;
    assert!(documents.shows(&leaving(&child)), "{}", documents.text());
    assert!(!door.get(&record, child.token()).await.shows(&leaving(&child)), "the holder finds it at home");
    let page = door.get(leaving(&child), mother.token()).await;
    let name = child.traits.birth_name.reveal().as_str();
    for said in [name, "Dossier d’une personne pour qui vous agissez", "Préparer un export"] {
        assert!(page.shows(said), "{said} in {}", page.text());
    }
    for unsaid in ["Effacer mon dossier", "Fermer ou rouvrir", "votre dossier"] {
        assert!(!page.shows(unsaid), "{unsaid} in {}", page.text());
    }
    let sure = door.house.sure(&mother);
    assert_eq!(door.leaves(&child, sure.token(), &[("act", "ask")]).await.status, 303);
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
