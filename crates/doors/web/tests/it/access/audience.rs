use std::collections::BTreeSet;

use consent::{
    rules::{MaskScope, TopicTerms},
    service::{DefaultMask, Preferences},
};
use testkit::Citizen;

use super::saved;
use crate::door::Door;

impl Door {
    /// Says preferences past the pages.
    fn prefers(&self, citizen: &Citizen, wanted: &Preferences) {
        let (house, actor) = (self.house.house(), self.actor(self.house.sure(citizen).token()));
        let said = house.desk.write(|tx| {
            flows::access::change_preferences(house, tx, &actor, citizen.space, &|_| true, wanted).map(drop)
        });
        said.unwrap();
    }
}

#[actix_web::test]
async fn the_holder_sees_who_sees_a_document_and_masks_it() {
    let door = Door::new();
    let (camille, doctor, dentist) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let id = door.letter(&camille, &doctor, "Lettre de liaison", false);
    door.cares(&camille, &dentist);
    let sheet = format!("/spaces/{}/documents/{id}", camille.space);
    let page = format!("{sheet}/audience");
    assert!(door.get(&sheet, camille.token()).await.shows(&page), "the document leads there");
    assert!(!door.get(&sheet, dentist.token()).await.shows(&page), "of the holder alone");
    let shown = door.get(&page, camille.token()).await;
    for said in ["Lettre de liaison", "Le voit", "Une relation de soins est en cours.", "En urgence"] {
        assert!(shown.shows(said), "{said} in {}", shown.text());
    }
    assert!(shown.shows("Il disparaît aussi pour vos aidants, sauf si"), "{}", shown.text());
    let mask = door.submit(&page, camille.token(), &[("visibility", "masked")]).await;
    assert_eq!((mask.status, mask.location()), (303, saved(&page).as_str()), "{}", mask.text());
    let masked = door.get(&page, camille.token()).await;
    assert!(masked.shows("Ne le voit pas") && masked.shows("Le document est masqué"), "{}", masked.text());
    assert_eq!(door.get(&sheet, dentist.token()).await.status, 404);
    let unsure = door.submit(&page, camille.token(), &[("visibility", "as_usual")]).await;
    assert_eq!(unsure.location(), format!("/account/step-up?return_to=/not-yet{page}"), "{}", unsure.text());
    let sure = door.house.sure(&camille);
    let usual = door.submit(&page, sure.token(), &[("visibility", "as_usual")]).await;
    assert_eq!(usual.location(), saved(&page));
    assert!(door.get(usual.location(), sure.token()).await.shows("C’est enregistré."));
    assert_eq!(door.get(&sheet, dentist.token()).await.status, 200);
    assert_eq!(door.submit(&page, sure.token(), &[("visibility", "loud")]).await.status, 400);
}

#[actix_web::test]
async fn the_audience_of_a_withheld_document_is_that_of_none() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let withheld = door.letter(&camille, &doctor, "Lettre de liaison", true);
    let nothing = door.house.id::<kernel::kind::Document>();
    let mut pages = Vec::new();
    for id in [withheld, nothing] {
        let page =
            door.get(format!("/spaces/{}/documents/{id}/audience", camille.space), camille.token()).await;
        assert_eq!(page.status, 404);
        pages.push(page.without_request_id());
    }
    assert_eq!(pages[0], pages[1]);
}

#[actix_web::test]
async fn the_holder_reads_by_what_a_document_is_hidden_and_nobody_else_does() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let (house, record) = (door.house.house(), format!("/spaces/{}", camille.space));
    let of_topic = door.letter(&camille, &doctor, "Lettre du sujet", false);
    let actor = door.actor(camille.token());
    let series = house
        .desk
        .write(|tx| flows::access::series_of(house, tx, &actor, camille.space, &BTreeSet::from([of_topic])));
    let (also, key) = (vec![series.unwrap()[&of_topic]], "mental_health".to_owned());
    let topic = TopicTerms { key, hidden: true, own: None, also, except: Vec::new() };
    let mask = DefaultMask { scope: MaskScope::All, organisation: None };
    let wanted =
        Preferences { topics: vec![topic], default_masks: BTreeSet::from([mask]), ..Preferences::default() };
    door.prefers(&camille, &wanted);
    let as_it_came = door.letter(&camille, &doctor, "Lettre arrivée après", false);
    door.cares(&camille, &doctor);
    let codes = door.get(format!("{record}/codes"), door.house.sure(&camille).token()).await;
    assert_eq!(codes.text().matches("caché</span>").count(), 2, "a code that names them shows them");
    let topic = "Caché aux professionnels, sujet\u{a0}: Santé mentale";
    for (id, said) in [(of_topic, topic), (as_it_came, "Masqué aux professionnels à son arrivée")] {
        let sheet = format!("{record}/documents/{id}");
        for page in [record.clone(), sheet.clone(), format!("{sheet}/audience")] {
            let shown = door.get(&page, camille.token()).await;
            assert!(shown.shows(said), "{page}: {said} in {}", shown.text());
        }
        let audience = door.get(format!("{sheet}/audience"), camille.token()).await;
        assert!(audience.shows("C’est l’auteur de ce document\u{a0}: vos masques"), "{}", audience.text());
        for page in [record.clone(), sheet] {
            assert!(!door.get(&page, doctor.token()).await.shows("aux professionnels"), "{page}");
        }
    }
}
