use super::{hidden, saved};
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
    assert_eq!(door.submit(&page, camille.token(), &block).await.location(), saved(&page));
    let shown = door.get(&page, camille.token()).await;
    assert!(shown.shows("Dominique Fictif") && shown.shows("Ne plus bloquer"), "{}", shown.text());
    let id = hidden(&shown, "id");
    let lift = [("act", "unblock"), ("id", id.as_str())];
    let unsure = door.submit(&page, camille.token(), &lift).await;
    assert_eq!(unsure.location(), format!("/account/step-up?return_to=/not-yet{page}"));
    let sure = door.house.sure(&camille);
    assert_eq!(door.submit(&page, sure.token(), &lift).await.location(), saved(&page));
    assert!(door.get(&page, sure.token()).await.shows("Vous ne bloquez personne."));
}

#[actix_web::test]
async fn a_topic_is_hidden_from_a_profession() {
    let door = Door::new();
    let camille = door.house.citizen();
    let page = format!("/spaces/{}/named", camille.space);
    let about = ("about", "topic:mental_health");
    let hide = [("act", "except"), about, ("effect", "hidden"), ("profession", "40")];
    assert_eq!(door.submit(&page, camille.token(), &hide).await.location(), saved(&page));
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
    assert_eq!(door.submit(&page, sure.token(), &end).await.location(), saved(&page));
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
    for (wrong, said) in [
        ("2001-01-01", "Ce jour est passé"),
        ("31/03/2099", "Ce n’est pas une date"),
        ("9999-12-31", "Cette date est trop lointaine"),
    ] {
        let refused = door.submit(&page, camille.token(), &block(wrong)).await;
        assert!(refused.status == 422 && refused.shows(said), "{wrong}: {}", refused.text());
        assert!(refused.shows("href=\"#block-until\"") && refused.shows(&format!("value=\"{wrong}\"")));
        assert!(refused.shows(&format!("value=\"{number}\"")), "what was typed stays: {}", refused.text());
    }
    let day = door.house.house().clock.now().date_naive() + chrono::Days::new(30);
    let until: &'static str = day.to_string().leak();
    let from_safety = [&block(until)[..], &[("back", "safety")]].concat();
    let safety = format!("/spaces/{}/safety", camille.space);
    assert_eq!(door.submit(&page, camille.token(), &from_safety).await.location(), saved(&safety));
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
    assert_eq!(door.submit(&page, camille.token(), &hide).await.location(), saved(&audience));
    let listed = door.get(&page, camille.token()).await;
    let link = format!("<a href=\"/spaces/{}/documents/{letter}\">Lettre de liaison</a>", camille.space);
    assert!(listed.shows(&link), "{}", listed.text());
    let seen = door.get(&audience, camille.token()).await;
    assert!(seen.shows("Ne le voit pas") && seen.shows("Montrer ce document à"), "{}", seen.text());
    // Where showing would change nothing, it is not offered.
    let block = [("act", "block"), ("number", number.as_str())];
    assert_eq!(door.submit(&page, camille.token(), &block).await.location(), saved(&page));
    let seen = door.get(&audience, camille.token()).await;
    assert!(seen.shows("Ne le voit pas") && !seen.shows("ce document à"), "{}", seen.text());
}

#[actix_web::test]
async fn what_is_wrong_with_an_exception_is_said_at_its_field_and_what_was_typed_stays() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let page = format!("/spaces/{}/named", camille.space);
    let number = door.house.rpps(&doctor);
    let said = [("act", "except"), ("about", "topic:mental_health"), ("effect", "shown")];
    let both = [&said[..], &[("profession", "40"), ("number", number.as_str())]].concat();
    let refused = door.submit(&page, camille.token(), &both).await;
    assert_eq!(refused.status, 422);
    for shown in [
        "<a href=\"#number\">Choisissez un métier ou donnez un numéro, pas les deux.</a>",
        "id=\"number-fault\"",
        "<option value=\"topic:mental_health\" selected>",
        "<option value=\"40\" selected>",
        "value=\"shown\" checked",
        &format!("value=\"{number}\""),
        "aria-invalid=\"true\"",
    ] {
        assert!(refused.shows(shown), "{shown} in {}", refused.text());
    }
    assert!(door.get(&page, camille.token()).await.shows("Il n’y a aucune exception."));
    let wrong = [&said[..], &[("number", "99999999999")]].concat();
    let wrong = door.submit(&page, camille.token(), &wrong).await;
    assert!(wrong.status == 422 && wrong.shows("un de ses chiffres est faux"), "{}", wrong.text());
}

#[actix_web::test]
async fn a_number_is_taken_as_it_is_printed_in_groups() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let page = format!("/spaces/{}/named", camille.space);
    let number = door.house.rpps(&doctor);
    let (start, end) = number.split_at(5);
    let block = [("act", "block"), ("number", &format!(" {start} {end}\u{a0}"))];
    assert_eq!(door.submit(&page, camille.token(), &block).await.location(), saved(&page));
    assert!(door.get(&page, camille.token()).await.shows("Dominique Fictif"));
}

#[actix_web::test]
async fn a_second_factor_leads_back_to_a_page_of_this_site_which_says_that_nothing_is_done_yet() {
    let door = Door::new();
    let camille = door.house.citizen();
    let page = format!("/spaces/{}/named", camille.space);
    let back = door.get(format!("/not-yet{page}"), camille.token()).await;
    assert_eq!((back.status, back.location()), (303, format!("{page}?done=not-yet").as_str()));
    let shown = door.get(back.location(), camille.token()).await;
    assert!(
        shown.shows("role=\"status\">Ce que vous avez demandé n’est pas encore fait"),
        "{}",
        shown.text()
    );
    for elsewhere in ["/evil.example", "login", "a%3Fdone%3Dsaved"] {
        let led = door.get(format!("/not-yet/{elsewhere}"), camille.token()).await;
        assert_eq!(led.status, 404, "{elsewhere}: {}", led.location());
    }
}
