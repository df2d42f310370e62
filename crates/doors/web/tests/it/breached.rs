//! Passwords that became known elsewhere, by a list that the operator names.

use std::fs;

use config::{MailCarrier, MailSettings};
use testkit::TestHouse;

use crate::{
    accounts::{Browser, CAMILLE, GOOD},
    door::{Door, ORIGIN},
};

/// The list of one password, [`GOOD`], and of what stands before and after it.
const LIST: &str = "0000000000000000000000000000000000000000:3\n\
                    0191148B85B7E4924B5778D0F4CFB27F40828EA6:1\n\
                    FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF:2\n";

fn door(list: Option<&str>) -> Door {
    Door::over(TestHouse::with(|settings| {
        let file = settings.keys.folder.with_file_name("breached.txt");
        if let Some(list) = list {
            fs::write(&file, list).unwrap();
        }
        settings.passwords.breached_file = Some(file);
        settings.server.public_origin = ORIGIN.to_owned();
        let carrier = MailCarrier::Folder(std::env::temp_dir());
        settings.mail = Some(MailSettings { from: "carnet@localhost".to_owned(), carrier });
    }))
}

#[actix_web::test]
async fn a_password_of_the_operators_list_is_not_taken_and_another_one_is() {
    let door = door(Some(LIST));
    let browser = Browser::new(&door);
    assert_eq!(browser.fill("/account/new", &[("address", CAMILLE)]).await.status, 200);
    let link = browser.link_to(CAMILLE);
    let known = browser.fill(&link, &[("password", GOOD)]).await;
    assert!(known.status == 422 && known.shows("liste de mots de passe volés"), "{}", known.text());
    let other = browser.fill(&link, &[("password", "sept lunes rouges dans la vallée")]).await;
    assert_eq!((other.status, other.location()), (303, "/account"), "{}", other.text());
}

#[test]
#[should_panic(expected = "passwords.breached_file")]
fn no_server_starts_without_the_list_that_it_was_given() {
    door(None);
}

#[test]
#[should_panic(expected = "forty upper-case hexadecimal digits")]
fn no_server_starts_with_a_list_that_is_none() {
    door(Some("password\n"));
}
