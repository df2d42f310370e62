//! Whoever acts for a holder, on the pages that say who gets in; and a record that is kept discreet.

use chrono::TimeDelta;
use config::ProtectedWith;
use consent::{
    rules::{CourtDecision, Orders},
    service::NewMeasure,
};
use flows::measures;
use kernel::AdminRole;
use testkit::Citizen;

use super::{hidden, saved};
use crate::door::{Door, NOTE, Visit};

#[actix_web::test]
async fn a_teenager_sees_on_every_page_that_the_mother_gets_in_and_what_she_sees() {
    let door = Door::new();
    let (mother, child, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.letter(&child, &doctor, "Lettre de liaison", false);
    door.represents(&mother, &child);
    let name = mother.traits.birth_name.reveal();
    let safety = door.get(&format!("/spaces/{}/safety", child.space), child.token()).await;
    for said in [name.as_str(), "Vous représente, par la loi", "représentant légal"] {
        assert!(safety.shows(said), "{said} in {}", safety.text());
    }
    let theirs = door.get(&format!("/spaces/{}", child.space), mother.token()).await;
    assert!(theirs.shows("Dossier d’une personne pour qui vous agissez"), "{}", theirs.text());
    assert!(!theirs.shows("Mon dossier"), "it is not hers: {}", theirs.text());
    assert!(theirs.shows(&format!("/spaces/{}/notifications", child.space)), "{}", theirs.text());
    assert!(!safety.shows("Mettre fin à cet accès"), "nobody ends that here");
    assert!(!safety.shows("end-everything"), "there is nothing to end");
    let audience =
        door.get(&format!("/spaces/{}/documents/{letter}/audience", child.space), child.token()).await;
    assert!(audience.shows(name) && audience.shows("Le voit"), "{}", audience.text());
    let page = format!("/spaces/{}/preview", child.space);
    let offered = door.get(&page, child.token()).await;
    assert!(offered.shows("qui vous représente ou vous assiste"), "{}", offered.text());
    let text = offered.text();
    let (_, after) = text.split_once("value=\"acting:").unwrap();
    let eyes = format!("acting:{}", after.split('"').next().unwrap());
    let looked = door.submit(&page, child.token(), &[("eyes", &eyes)]).await;
    assert!(looked.status == 200 && looked.shows("Lettre de liaison"), "{}", looked.text());
    let nobody = door.submit(&page, child.token(), &[("eyes", "acting:mother")]).await;
    assert_eq!(nobody.status, 422, "{}", nobody.text());
}

#[actix_web::test]
async fn a_teenager_keeps_a_document_from_the_mother_on_its_page_and_shows_it_again() {
    let door = Door::new();
    let (mother, child, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let document = door.letter(&child, &doctor, "Lettre de liaison", false);
    let page = format!("/spaces/{}/documents/{document}/audience", child.space);
    let alone = door.get(&page, child.token()).await;
    assert!(alone.status == 200 && !alone.shows("Garder ce document pour moi"), "{}", alone.text());
    door.represents(&mother, &child);
    assert!(door.get(&page, child.token()).await.shows("Le cacher à ceux qui me représentent"));
    let hers = door.get(&page, mother.token()).await;
    assert!(hers.status == 200 && !hers.shows("Garder ce document pour moi"), "{}", hers.text());
    let kept = door.submit(&page, child.token(), &[("represented", "no")]).await;
    assert_eq!((kept.status, kept.location()), (303, saved(&page).as_str()), "{}", kept.text());
    assert!(door.get(&page, child.token()).await.shows("ne savent pas que ce document existe"));
    assert_eq!(door.get(&page, mother.token()).await.status, 404);
    let both = [("represented", "yes"), ("visibility", "masked")];
    assert_eq!(door.submit(&page, child.token(), &both).await.status, 400);
    let sure = door.house.sure(&child);
    assert_eq!(door.submit(&page, sure.token(), &[("represented", "yes")]).await.status, 303);
    assert_eq!(door.get(&page, mother.token()).await.status, 200);
}

#[actix_web::test]
async fn a_guardian_finds_the_record_of_the_ward_at_home_and_sees_whose_it_is() {
    let door = Door::new();
    let (elder, guardian) = (door.house.citizen(), door.house.citizen());
    let house = door.house.house();
    let today = house.clock.now().date_naive();
    let decided = NewMeasure {
        space: elder.space,
        of: Some(guardian.space),
        orders: Orders::Protection {
            with: ProtectedWith::Representation,
            measure: "guardianship".to_owned(),
            from: None,
            until: today + TimeDelta::days(900),
        },
        decision: CourtDecision {
            court: "Tribunal judiciaire de Fictiville".to_owned().into(),
            decided_on: today - TimeDelta::days(3),
            number: None,
        },
    };
    let of_support = |name| door.house.actor(&door.house.admin_named(name, &[AdminRole::Support]).1);
    let (one, other) = (of_support("Ange Minutieux"), of_support("Lou Vérificateur"));
    let id = house.desk.write(|tx| measures::propose(house, tx, &one, &decided)).unwrap();
    house.desk.write(|tx| measures::confirm(house, tx, &other, elder.space, id)).unwrap();
    let home = door.get("/", guardian.token()).await;
    let name = elder.traits.birth_name.reveal();
    assert!(home.shows("Autres personnes") && home.shows(name), "{}", home.text());
    assert!(home.shows(&format!("/spaces/{}", elder.space)), "{}", home.text());
    let record = door.get(&format!("/spaces/{}", elder.space), guardian.token()).await;
    assert!(record.shows("Dossier d’une personne pour qui vous agissez"), "{}", record.text());
    assert!(!door.get("/", elder.token()).await.shows("Autres personnes"));
    let leaving = door.get(format!("/spaces/{}/leaving", elder.space), guardian.token()).await;
    assert!(leaving.shows("Emporter une copie de ce dossier") && leaving.shows(name), "{}", leaving.text());
    assert!(!leaving.shows("Effacer mon dossier"), "that is for the adult alone: {}", leaving.text());
    brings(&door, &guardian, &elder).await;
}

/// Somebody who acts for a holder brings a document on the pages, and reads whose name stands on it.
async fn brings(door: &Door, actor: &Citizen, holder: &Citizen) {
    let path = format!("/spaces/{}/deposit", holder.space);
    let form = door.get(path.as_str(), actor.token()).await;
    assert_eq!(form.status, 200, "{}", form.text());
    assert!(
        form.shows("Dossier d’une personne pour qui vous agissez") && form.shows("en son nom"),
        "{}",
        form.text()
    );
    let fields =
        [("csrf", form.csrf()), ("title", "Note du soir".to_owned()), ("kind", "EXPPAT_2".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let sent = Visit::post(path).token(actor.token()).sent_here();
    let sent = door.send(sent.upload(&fields, ("note.txt", "text/plain", NOTE))).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let page = door.get(sent.location(), actor.token()).await;
    assert!(page.shows("Le document est dans le dossier de cette personne."), "{}", page.text());
    let name = actor.traits.birth_name.reveal();
    assert!(page.shows(&format!("{name}, au nom du titulaire")), "{}", page.text());
}

#[actix_web::test]
async fn a_parent_brings_a_document_into_the_record_of_a_child() {
    let door = Door::new();
    let (mother, child) = (door.house.citizen(), door.house.citizen());
    door.represents(&mother, &child);
    brings(&door, &mother, &child).await;
}

#[actix_web::test]
async fn a_holder_says_what_heirs_may_see_and_no_representative_is_told() {
    let door = Door::new();
    let (mother, child) = (door.house.citizen(), door.house.citizen());
    door.represents(&mother, &child);
    let page = format!("/spaces/{}/safety", child.space);
    assert!(door.get(&page, child.token()).await.shows("ce qu’un médecin aura choisi"));
    let said = door.submit(&page, child.token(), &[("act", "refuse-heirs")]).await;
    assert_eq!((said.status, said.location()), (303, saved(&page).as_str()), "{}", said.text());
    assert!(door.get(&page, child.token()).await.shows("Vous refusez que vos ayants droit"));
    let hers = door.get(&page, mother.token()).await;
    assert!(hers.status == 200 && !hers.shows("ayants droit"), "{}", hers.text());
    let not_hers = door.submit(&page, mother.token(), &[("act", "allow-heirs")]).await;
    assert_eq!(not_hers.status, 403, "{}", not_hers.text());
    let sure = door.house.sure(&child);
    assert_eq!(door.submit(&page, sure.token(), &[("act", "allow-heirs")]).await.location(), saved(&page));
    assert!(!door.get(&page, child.token()).await.shows("Vous refusez que vos ayants droit"));
}

#[actix_web::test]
async fn a_holder_keeps_the_record_discreet_and_ends_that() {
    let door = Door::new();
    let camille = door.house.citizen();
    let page = format!("/spaces/{}/safety", camille.space);
    let before = door.get(&page, camille.token()).await;
    assert!(before.shows("Rendre le dossier discret"), "{}", before.text());
    assert!(!hidden(&before, "csrf").is_empty());
    let kept = door.submit(&page, camille.token(), &[("act", "be-discreet")]).await;
    assert_eq!((kept.status, kept.location()), (303, saved(&page).as_str()), "{}", kept.text());
    let shown = door.get(&page, camille.token()).await;
    assert!(
        shown.shows("Le dossier est discret.") && shown.shows("Ne plus être discret"),
        "{}",
        shown.text()
    );
    assert!(
        !shown.shows("Rendre le dossier discret") && !shown.shows("tant que le dossier est discret"),
        "{}",
        shown.text()
    );
    let unsure = door.submit(&page, camille.token(), &[("act", "end-discretion")]).await;
    assert_eq!(unsure.location(), format!("/account/step-up?return_to=/not-yet{page}"), "{}", unsure.text());
    let sure = door.house.sure(&camille);
    let ended = door.submit(&page, sure.token(), &[("act", "end-discretion")]).await;
    assert_eq!((ended.status, ended.location()), (303, saved(&page).as_str()), "{}", ended.text());
    assert!(!door.get(&page, camille.token()).await.shows("Le dossier est discret."));
    assert_eq!(door.submit(&page, sure.token(), &[("act", "end-discretion")]).await.status, 404);
}
