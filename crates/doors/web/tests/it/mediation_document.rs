//! What a mediator reads on a document of identity, and a number beside it.

use testkit::Citizen;

use crate::{accounts::door, mediation::desk};

/// What stands on the document that somebody shows.
pub(crate) fn traits_of(citizen: &Citizen) -> Vec<(&'static str, String)> {
    let name = citizen.traits.birth_name.reveal().as_str();
    let fields = [
        ("birth_name", name),
        ("first_names", "CAMILLE"),
        ("day", "1"),
        ("month", "7"),
        ("year", "1980"),
        ("sex", "F"),
        ("birthplace", "75056"),
    ];
    fields.map(|(name, value)| (name, value.to_owned())).to_vec()
}

/// The number that somebody says.
pub(crate) fn number_of(citizen: &Citizen) -> [(&'static str, String); 2] {
    [("ins", citizen.ins.number.reveal().clone()), ("system", "test".to_owned())]
}

#[actix_web::test]
async fn a_number_alone_is_no_document_and_is_that_of_whoever_the_document_shows() {
    let door = door();
    let camille = door.house.citizen();
    let (browser, ..) = desk(&door);
    let shown = [("document", "passport".to_owned()), ("present", "yes".to_owned())];
    let by_number = browser.helps_with(&[&number_of(&camille)[..], &shown].concat()).await;
    assert_eq!(by_number.status, 422, "{}", by_number.text());
    for field in ["#birth_name", "#first_names", "#day", "#sex-F"] {
        assert!(by_number.shows(&format!("href=\"{field}\"")), "{field}: {}", by_number.text());
    }
    let other = door.house.citizen();
    for (number, traits) in [(&camille, &other), (&other, &camille)] {
        let mixed = [&traits_of(traits), &number_of(number)[..], &shown].concat();
        let nobody = browser.helps_with(&mixed).await;
        assert!(
            nobody.status == 404 && nobody.shows("il n’y en a pas, ou il est fermé"),
            "{}",
            nobody.text()
        );
    }
    let without = [&traits_of(&camille)[..], &shown].concat();
    assert_eq!(browser.helps_with(&without).await.status, 303, "no number is needed");
}

#[actix_web::test]
async fn a_child_is_not_helped_and_the_page_says_who_is() {
    let door = door();
    let camille = door.house.citizen();
    let (browser, ..) = desk(&door);
    let shown = [("document", "passport".to_owned()), ("present", "yes".to_owned())];
    let mut traits = traits_of(&camille);
    traits.iter_mut().filter(|(name, _)| *name == "year").for_each(|(_, year)| *year = "2019".to_owned());
    let child = browser.helps_with(&[&traits[..], &shown].concat()).await;
    assert!(child.status == 422 && child.shows("Cette personne est mineure"), "{}", child.text());
    assert!(child.shows("value=\"2019\""), "what was typed stays");
}
