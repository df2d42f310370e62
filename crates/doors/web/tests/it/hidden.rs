use kernel::{DocumentId, SpaceId};

use crate::door::Door;

#[actix_web::test]
async fn a_hidden_document_and_an_absent_one_are_the_same_page() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let hidden = door.letter(&camille, &doctor, "Résultat à annoncer", true);
    let absent: DocumentId = door.house.id();
    for end in ["", "/content", "/content?show=true", "?lang=en"] {
        let page = |id: DocumentId| format!("/spaces/{}/documents/{id}{end}", camille.space);
        let hidden = door.get(page(hidden), camille.token()).await;
        let absent = door.get(page(absent), camille.token()).await;
        assert_eq!((hidden.status, absent.status), (404, 404));
        assert_eq!(hidden.without_request_id(), absent.without_request_id());
        assert!(hidden.shows(hidden.header("carnet-request-id")), "the page names the request");
    }
    let list = door.get(format!("/spaces/{}", camille.space), camille.token()).await;
    assert!(!list.shows("Résultat") && list.shows("Il n’y a aucun document ici."));
}

#[actix_web::test]
async fn a_record_that_nothing_opens_and_one_that_does_not_exist_are_the_same_page() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let nowhere: SpaceId = door.house.id();
    let page = |space: SpaceId, answer: &crate::door::Answer| {
        answer.without_request_id().replace(&space.to_string(), "")
    };
    let closed = door.get(format!("/spaces/{}", camille.space), doctor.token()).await;
    let absent = door.get(format!("/spaces/{nowhere}"), doctor.token()).await;
    assert_eq!((closed.status, absent.status), (404, 404));
    assert_eq!(page(camille.space, &closed), page(nowhere, &absent));

    let foreign = door.house.citizen();
    let closed = door.get(format!("/spaces/{}", camille.space), foreign.token()).await;
    let absent = door.get(format!("/spaces/{nowhere}"), foreign.token()).await;
    assert_eq!((closed.status, absent.status), (404, 404));
    assert_eq!(closed.without_request_id(), absent.without_request_id());
}

#[actix_web::test]
async fn whoever_asks_for_a_page_that_is_not_there_for_them_leaves_a_line() {
    let door = Door::new();
    let (camille, therapist) = (door.house.citizen(), door.house.therapist());
    let page = format!("/spaces/{}/deposit", camille.space);
    assert_eq!(door.get(page.as_str(), camille.token()).await.status, 200);
    let history = format!("/spaces/{}/history", camille.space);
    let before =
        door.get(history.as_str(), camille.token()).await.text().matches("<span>Dépôt d’un document").count();
    assert_eq!(door.get(page.as_str(), therapist.token()).await.status, 404);
    let after =
        door.get(history.as_str(), camille.token()).await.text().matches("<span>Dépôt d’un document").count();
    assert_eq!((before, after), (0, 1), "a refusal to deposit, which the page tells as refused");
}
