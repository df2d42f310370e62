use crate::door::Door;

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
    let mask = door.submit(&page, camille.token(), &[("visibility", "masked")]).await;
    assert_eq!((mask.status, mask.location()), (303, page.as_str()), "{}", mask.text());
    let masked = door.get(&page, camille.token()).await;
    assert!(masked.shows("Ne le voit pas") && masked.shows("Le document est masqué"), "{}", masked.text());
    assert_eq!(door.get(&sheet, dentist.token()).await.status, 404);
    let unsure = door.submit(&page, camille.token(), &[("visibility", "as_usual")]).await;
    assert_eq!(unsure.location(), format!("/account/step-up?return_to={page}"), "{}", unsure.text());
    let sure = door.house.sure(&camille);
    assert_eq!(door.submit(&page, sure.token(), &[("visibility", "as_usual")]).await.location(), page);
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
