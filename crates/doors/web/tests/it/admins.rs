//! Those who run the service: how they come in, what they see, and that no record opens to them.

use chrono::TimeDelta;
use flows::{AdminToInvite, WhichAdmin};
use identity::service::account::InvitationAgain;
use kernel::{AdminRole, Clock, Language};

use crate::{
    accounts::{Browser, GOOD, door},
    door::{Door, Visit},
};

const ALEX: &str = "alex@example.org";

#[actix_web::test]
async fn an_admin_comes_in_by_a_second_factor_and_not_by_the_password_alone() {
    let door = door();
    let asked = AdminToInvite {
        name: "Alex Fictif".to_owned(),
        address: ALEX.parse().unwrap(),
        roles: vec![AdminRole::Mediator, AdminRole::Support],
        language: Language::French,
    };
    flows::invite_admin(door.house.house(), &asked).unwrap();
    let browser = Browser::new(&door);
    let made = browser.fill(&browser.link_to(ALEX), &[("password", GOOD)]).await;
    assert_eq!((made.status, made.location()), (303, "/account"), "{}", made.text());
    assert_eq!(browser.get("/admin").await.status, 404, "by the link alone");
    let weak = Browser::at(&door, "203.0.113.9");
    let fields = [("address", ALEX), ("password", GOOD)];
    let entered = weak.fill("/auth/password", &fields).await;
    assert_eq!((entered.status, entered.location()), (303, "/account"));
    assert_eq!(weak.get("/admin").await.status, 404, "by the password alone");

    let codes = browser.add_code().await;
    door.house.clock().advance(TimeDelta::seconds(60));
    let strong = Browser::at(&door, "203.0.113.10");
    let first = strong.fill("/auth/password", &fields).await;
    assert_eq!((first.status, first.location()), (303, "/auth/second-factor"));
    assert_eq!(strong.get("/admin").await.status, 401);
    let code = codes.code_at(door.house.clock().now());
    let right = strong.fill("/auth/second-factor", &[("code", &code)]).await;
    assert_eq!((right.status, right.location()), (303, "/"), "{}", right.text());
    let home = strong.get("/").await;
    assert_eq!((home.status, home.location()), (303, "/admin"));
    let page = strong.get("/admin").await;
    assert_eq!(page.status, 200);
    for said in ["Alex Fictif", "médiateur numérique", "assistance", "Vous ne voyez aucun document"] {
        assert!(page.shows(said), "{said}: {}", page.text());
    }
    assert!(page.shows("Aucun rôle de l’administration n’ouvre un dossier."));
    assert!(page.shows("href=\"/account\"") && page.shows("href=\"/mediation\""));
    assert!(page.shows("C’est votre première connexion"), "the sessions before were not an admin’s");
    let again = Browser::at(&door, "203.0.113.11");
    again.fill("/auth/password", &fields).await;
    door.house.clock().advance(TimeDelta::seconds(60));
    again.fill("/auth/second-factor", &[("code", &codes.code_at(door.house.clock().now()))]).await;
    assert!(again.get("/admin").await.shows("Votre connexion précédente"));

    // Invited again, the link leads to the second factor that is there.
    let invited = InvitationAgain { address: None, language: Language::French, without_factors: false };
    let which = WhichAdmin::Address(ALEX.parse().unwrap());
    assert_eq!(flows::invite_admin_again(door.house.house(), &which, &invited).unwrap().1, 1);
    let elsewhere = Browser::at(&door, "203.0.113.12");
    let made = elsewhere.fill(&elsewhere.link_to(ALEX), &[("password", GOOD)]).await;
    assert_eq!((made.status, made.location()), (303, "/auth/second-factor"), "{}", made.text());
    assert_eq!(elsewhere.get("/admin").await.status, 401, "nobody is let in by a link");
    door.house.clock().advance(TimeDelta::seconds(60));
    elsewhere.fill("/auth/second-factor", &[("code", &codes.code_at(door.house.clock().now()))]).await;
    assert_eq!(elsewhere.get("/admin").await.status, 200);
}

#[actix_web::test]
async fn an_admin_without_the_role_of_a_mediator_is_offered_to_help_nobody() {
    let door = Door::new();
    let (_, support) = door.house.admin(&[AdminRole::Support]);
    let page = door.get("/admin", support.token()).await;
    assert!(page.status == 200 && !page.shows("/mediation"), "{}", page.text());
    let english = door.send(Visit::get("/admin?lang=en").token(support.token())).await;
    assert!(english.shows("No role of the administration opens a record."));
    for token in [door.house.citizen().token(), door.house.doctor().token()] {
        assert_eq!(door.get("/admin", token).await.status, 404);
    }
}

#[actix_web::test]
async fn no_page_of_a_record_opens_to_an_admin_and_each_try_is_in_its_history() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = door.letter(&camille, &doctor, "Lettre secrète", false);
    let (_, admin) = door.house.admin(&AdminRole::ALL);
    let nowhere = "00000000-0000-7000-8000-00000000dead";
    for below in ["", "/history", "/begin", "/notifications", &format!("/documents/{letter}")] {
        let shown = door.get(format!("/spaces/{}{below}", camille.space), admin.token()).await;
        let absent = door.get(format!("/spaces/{nowhere}{below}"), admin.token()).await;
        assert_eq!((shown.status, absent.status), (404, 404), "{below}: {}", shown.text());
        assert!(
            shown.shows("Aucun rôle de l’administration n’ouvre un dossier."),
            "{below}: {}",
            shown.text()
        );
        assert!(!shown.shows("Lettre secrète"));
        let same = |text: String| text.replace(&camille.space.to_string(), nowhere);
        assert_eq!(same(shown.without_request_id()), absent.without_request_id(), "{below}");
    }
    let history = door.get(format!("/spaces/{}/history", camille.space), camille.token()).await;
    assert!(history.shows("Alex Fictif") && history.shows("class=\"line refused\""), "{}", history.text());
}
