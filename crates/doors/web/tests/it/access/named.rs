use super::hidden;
use crate::door::Door;

#[actix_web::test]
async fn somebody_is_blocked_by_number_and_the_block_is_lifted() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor);
    let page = format!("/spaces/{}/named", camille.space);
    let number = door.house.rpps(&doctor);
    for wrong in ["", "12", "Dominique"] {
        let refused = door.submit(&page, camille.token(), &[("act", "block"), ("number", wrong)]).await;
        assert!(refused.status == 422 && refused.shows("numéro RPPS"), "{}", refused.text());
    }
    let block = [("act", "block"), ("number", number.as_str())];
    assert_eq!(door.submit(&page, camille.token(), &block).await.location(), page);
    let shown = door.get(&page, camille.token()).await;
    assert!(shown.shows("Dominique Fictif") && shown.shows("Ne plus bloquer"), "{}", shown.text());
    let id = hidden(&shown, "id");
    let lift = [("act", "unblock"), ("id", id.as_str())];
    let unsure = door.submit(&page, camille.token(), &lift).await;
    assert_eq!(unsure.location(), format!("/account/step-up?return_to={page}"));
    let sure = door.house.sure(&camille);
    assert_eq!(door.submit(&page, sure.token(), &lift).await.location(), page);
    assert!(door.get(&page, sure.token()).await.shows("Vous ne bloquez personne."));
}

#[actix_web::test]
async fn a_topic_is_hidden_from_a_profession() {
    let door = Door::new();
    let camille = door.house.citizen();
    let page = format!("/spaces/{}/named", camille.space);
    let about = ("about", "topic:mental_health");
    let hide = [("act", "except"), about, ("effect", "hidden"), ("profession", "40")];
    assert_eq!(door.submit(&page, camille.token(), &hide).await.location(), page);
    let shown = door.get(&page, camille.token()).await;
    assert!(shown.shows("Retirer cette exception") && shown.shows("Chirurgien-Dentiste"), "{}", shown.text());
    let id = hidden(&shown, "id");
    let nobody = [("act", "except"), about, ("effect", "hidden")];
    let nobody = door.submit(&page, camille.token(), &nobody).await;
    assert!(nobody.status == 422 && nobody.shows("Dites qui"), "{}", nobody.text());
    let nothing = [("act", "except"), ("about", "colour:red"), ("effect", "hidden"), ("profession", "40")];
    assert_eq!(door.submit(&page, camille.token(), &nothing).await.status, 422);
    let sure = door.house.sure(&camille);
    let end = [("act", "end-exception"), ("id", id.as_str())];
    assert_eq!(door.submit(&page, sure.token(), &end).await.location(), page);
    assert!(door.get(&page, sure.token()).await.shows("Il n’y a aucune exception."));
}
