//! What the page of the account says to those who have none.

use crate::accounts::{GOOD, door};

#[actix_web::test]
async fn whoever_has_no_password_here_reads_what_is_true_for_them() {
    let door = door();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let (_, admin) = door.house.admin(&[kernel::AdminRole::Support]);
    let said = [
        (
            camille.token(),
            "Aucun compte avec mot de passe n’est lié à votre dossier.",
            "bound to your record",
        ),
        (
            doctor.token(),
            "Vos moyens de connexion se règlent chez ce fournisseur, pas ici.",
            "what you log in with is managed there, not here",
        ),
        (
            admin.token(),
            "Aucun compte avec mot de passe n’est lié à votre accès",
            "No account with a password is bound to your access",
        ),
    ];
    for (token, french, english) in said {
        for (language, words) in [("fr", french), ("en", english)] {
            let page = door.get(format!("/account?lang={language}"), token).await;
            assert!(page.shows(words), "{words}: {}", page.text());
            let of_citizens = page.shows("votre dossier") || page.shows("your record");
            assert_eq!(of_citizens, token == camille.token(), "{}", page.text());
        }
    }
    // What no account can do is refused in words that are true for everybody.
    let none = door.submit("/account/password", doctor.token(), &[("old", GOOD), ("password", GOOD)]).await;
    assert!(none.shows("Aucun compte avec mot de passe") && !none.shows("votre dossier"), "{}", none.text());
}
