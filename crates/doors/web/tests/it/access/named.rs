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

#[actix_web::test]
async fn somebody_who_gets_in_is_blocked_from_the_safety_page_and_what_has_an_end_says_its_last_day() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor);
    let safety = door.get(&format!("/spaces/{}/safety", camille.space), camille.token()).await;
    let number = hidden(&safety, "number");
    assert_eq!(number, door.house.rpps(&doctor));
    let page = format!("/spaces/{}/named", camille.space);
    let block = |until: &'static str| {
        [("act", "block"), ("number", number.as_str()), ("zone", "Europe/Paris"), ("until", until)]
    };
    for wrong in ["2001-01-01", "31/03/2099", "9999-12-31"] {
        let refused = door.submit(&page, camille.token(), &block(wrong)).await;
        assert_eq!(refused.status, 422, "{wrong}: {}", refused.text());
    }
    let day = door.house.house().clock.now().date_naive() + chrono::Days::new(30);
    let until: &'static str = day.to_string().leak();
    assert_eq!(door.submit(&page, camille.token(), &block(until)).await.location(), page);
    let shown = door.get(&page, camille.token()).await;
    assert!(shown.shows("Ne plus bloquer") && shown.shows(" inclus</time>"), "{}", shown.text());
    let safety = door.get(&format!("/spaces/{}/safety", camille.space), camille.token()).await;
    assert!(!safety.shows("name=\"number\""), "nobody is blocked twice: {}", safety.text());
}

#[actix_web::test]
async fn a_document_is_hidden_from_somebody_where_it_says_who_sees_it() {
    let door = Door::new();
    let (camille, doctor, author) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let letter = door.letter(&camille, &author, "Lettre de liaison", false);
    door.cares(&camille, &doctor);
    let audience = format!("/spaces/{}/documents/{letter}/audience", camille.space);
    let seen = door.get(&audience, camille.token()).await;
    assert!(seen.shows("Cacher ce document à"), "{}", seen.text());
    let (about, number) = (hidden(&seen, "about"), hidden(&seen, "number"));
    let page = format!("/spaces/{}/named", camille.space);
    let hide = [("act", "except"), ("about", &about), ("number", &number), ("effect", "hidden")];
    assert_eq!(door.submit(&page, camille.token(), &hide).await.location(), page);
    let seen = door.get(&audience, camille.token()).await;
    assert!(seen.shows("Ne le voit pas") && seen.shows("Montrer ce document à"), "{}", seen.text());
    // Where showing would change nothing, it is not offered.
    let block = [("act", "block"), ("number", number.as_str())];
    assert_eq!(door.submit(&page, camille.token(), &block).await.location(), page);
    let seen = door.get(&audience, camille.token()).await;
    assert!(seen.shows("Ne le voit pas") && !seen.shows("ce document à"), "{}", seen.text());
}
