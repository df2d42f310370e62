use super::{hidden, saved};
use crate::door::Door;

#[actix_web::test]
async fn the_holder_says_yes_to_cancer_research_and_no_to_everything_else() {
    let door = Door::new();
    let camille = door.house.citizen();
    let page = format!("/spaces/{}/secondary-use", camille.space);
    let sure = door.house.sure(&camille);
    let empty = door.get(&page, camille.token()).await;
    for said in [
        "Rien de vos données de santé n’est utilisé",
        "Recherche scientifique",
        "article 53 (1) (e)",
        "Aucun projet",
    ] {
        assert!(empty.status == 200 && empty.shows(said), "{said} in {}", empty.text());
    }
    let yes = [("act", "answer"), ("about", "theme cancer"), ("says", "yes")];
    let done = door.submit(&page, sure.token(), &yes).await;
    assert_eq!((done.status, done.location()), (303, saved(&page).as_str()), "{}", done.text());
    let no = [("act", "answer"), ("about", "purpose research"), ("says", "no")];
    assert_eq!(door.submit(&page, camille.token(), &no).await.status, 303, "a no asks for no second factor");
    let shown = door.get(&page, camille.token()).await;
    assert!(shown.shows("Une partie de vos données de santé peut être utilisée"), "{}", shown.text());
    assert!(shown.shows("Cancers, permis pour\u{a0}: toutes les catégories"), "{}", shown.text());
    assert_eq!(door.submit(&page, camille.token(), &[("act", "oppose")]).await.status, 303);
    let opposed = door.get(&page, camille.token()).await;
    assert!(opposed.shows("Vous vous opposez à tout usage") && !opposed.shows("value=\"oppose\""));
    let answer = hidden(&opposed, "answer");
    let back = [("act", "take-back"), ("answer", answer.as_str())];
    assert_eq!(door.submit(&page, sure.token(), &back).await.status, 303);
    assert!(door.get(&page, camille.token()).await.shows("Vos anciennes réponses"));
}

#[actix_web::test]
async fn a_yes_says_that_it_has_no_effect_while_everything_is_opposed() {
    let door = Door::new();
    let camille = door.house.citizen();
    let page = format!("/spaces/{}/secondary-use", camille.space);
    let sure = door.house.sure(&camille);
    let opposed = door.submit(&page, camille.token(), &[("act", "oppose")]).await;
    let told = door.get(opposed.location(), camille.token()).await;
    assert!(told.shows("C’est enregistré.") && !told.shows("ans effet"), "{}", told.text());
    let yes = [("act", "answer"), ("about", "theme cancer"), ("says", "yes")];
    let done = door.submit(&page, sure.token(), &yes).await;
    assert_eq!(done.location(), saved(&page), "{}", done.text());
    let told = door.get(done.location(), camille.token()).await;
    for said in
        ["C’est enregistré. Un Oui reste sans effet", "Sans effet tant que vous vous opposez à tout usage"]
    {
        assert_eq!(told.text().matches(said).count(), 1, "{said} in {}", told.text());
    }
    let answers = told.text();
    let all = answers.split("name=\"answer\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let opposition = all.last().unwrap();
    let back = [("act", "take-back"), ("answer", opposition)];
    assert_eq!(door.submit(&page, sure.token(), &back).await.status, 303);
    let shown = door.get(saved(&page), camille.token()).await;
    assert!(!shown.shows("ans effet") && shown.shows("Cancers, permis pour"), "{}", shown.text());
}

#[actix_web::test]
async fn an_untouched_form_answers_nothing_and_says_what_counts() {
    let door = Door::new();
    let camille = door.house.citizen();
    let page = format!("/spaces/{}/secondary-use", camille.space);
    let empty = door.get(&page, camille.token()).await;
    for said in [
        "name=\"about\" required><option value=\"\">Choisissez…</option>",
        "S’opposer à tout usage, pour toutes les catégories, l’emporte",
        "Sans réponse de votre part, rien n’est permis.",
    ] {
        assert!(empty.shows(said), "{said} in {}", empty.text());
    }
    assert!(!empty.shows(" checked"), "{}", empty.text());
    for (about, says) in [("", ""), ("theme cancer", ""), ("", "no")] {
        let told =
            door.submit(&page, camille.token(), &[("act", "answer"), ("about", about), ("says", says)]).await;
        assert!(told.status == 422 && told.shows("Choisissez pour quel usage"), "{}", told.text());
        let text = told.text();
        let kept = [(about, " selected"), (says, " checked")];
        for (value, mark) in kept.iter().filter(|(value, _)| !value.is_empty()) {
            let (_, rest) = text.split_once(&format!("value=\"{value}\"")).unwrap();
            assert!(rest.split('>').next().unwrap().contains(mark), "{value} stays: {text}");
        }
    }
    assert!(door.get(&page, camille.token()).await.shows("Vous n’avez rien répondu."));
}

#[actix_web::test]
async fn a_yes_without_a_second_factor_is_asked_for_one_and_a_yes_to_everything_is_none() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let page = format!("/spaces/{}/secondary-use", camille.space);
    let yes = [("act", "answer"), ("about", "theme cancer"), ("says", "yes")];
    let unsure = door.submit(&page, camille.token(), &yes).await;
    assert!(unsure.status == 303 && !unsure.location().contains("saved"), "{}", unsure.location());
    let sure = door.house.sure(&camille);
    let all = [("act", "answer"), ("about", "everything"), ("says", "yes")];
    let told = door.submit(&page, sure.token(), &all).await;
    assert!(told.status == 422 && told.shows("un oui porte sur un usage précis"), "{}", told.text());
    assert_eq!(door.get(&page, other.token()).await.status, 404);
}
