use flows::notify::{NewNotice, Told, notify};
use testkit::Citizen;

use crate::door::{Door, Visit};

fn tells(door: &Door, citizen: &Citizen, told: Told) {
    let house = door.house.house();
    let notice = NewNotice { event: door.house.id(), person: None, told, secret: false };
    assert!(house.desk.write(|tx| notify(house, tx, citizen.space, &notice)).unwrap().told);
}

#[actix_web::test]
async fn the_holder_reads_notices_and_marks_one_as_read_without_a_script() {
    let door = Door::new();
    let camille = door.house.citizen();
    let record = format!("/spaces/{}", camille.space);
    let list = format!("{record}/notifications");
    let none = door.get(list.as_str(), camille.token()).await;
    assert!(none.status == 200 && none.shows("Vous n’avez aucune notification."), "{}", none.text());
    tells(&door, &camille, Told::RecordActivated);
    tells(&door, &camille, Told::DeviceNew { device: mail::Line::new("Firefox <b>sous</b> Linux") });

    let documents = door.get(record.as_str(), camille.token()).await;
    let link = format!("<a href=\"{list}\">Notifications, 2 non lues</a>");
    assert!(documents.text().contains(&link), "the head of each page leads there: {}", documents.text());
    let page = door.get(list.as_str(), camille.token()).await;
    for said in
        ["Connexion depuis un nouvel appareil", "Votre dossier est activé", "Non lue", "Marquer comme lue"]
    {
        assert!(page.shows(said), "{said}: {}", page.text());
    }
    assert!(!page.text().contains("<b>sous</b>"), "what comes from elsewhere is text");

    let action = page
        .text()
        .split("<form method=\"post\" action=\"/spaces/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let action = format!("/spaces/{action}");
    let csrf = page.csrf();
    let marked = Visit::post(action.as_str()).token(camille.token()).sent_here().form(&[("csrf", &csrf)]);
    let answer = door.send(marked).await;
    assert_eq!((answer.status, answer.location()), (303, list.as_str()));
    let english = door.get(format!("{list}?lang=en"), camille.token()).await;
    assert!(
        english.shows("Notices, 1 unread") && english.shows("Your record is active"),
        "{}",
        english.text()
    );
}

#[actix_web::test]
async fn a_notice_tells_the_time_of_where_its_record_is() {
    let door = Door::new();
    let camille = door.house.citizen();
    door.house.arrange(&format!(
        "update consent.space set zone = 'Indian/Reunion' where space_id = '{}'",
        camille.space
    ));
    let ends = mail::When { at: "2026-11-23T22:30:00Z".parse().unwrap(), zone: chrono_tz::Tz::Europe__Paris };
    tells(&door, &camille, Told::RecoveryBegun { ends });
    let list = format!("/spaces/{}/notifications", camille.space);
    for (language, said) in [
        ("fr", "24\u{a0}novembre 2026 à 2\u{a0}h\u{a0}30 (Indian/Reunion)"),
        ("en", "24\u{a0}November 2026 at 02:30 (Indian/Reunion)"),
    ] {
        let page = door.get(format!("{list}?lang={language}"), camille.token()).await;
        assert!(page.shows(said), "{said}: {}", page.text());
        assert!(!page.shows("Europe/Paris"), "{}", page.text());
    }
}

#[actix_web::test]
async fn a_notice_is_marked_by_a_form_of_this_site_alone() {
    let door = Door::new();
    let camille = door.house.citizen();
    tells(&door, &camille, Told::PasswordChanged);
    let list = format!("/spaces/{}/notifications", camille.space);
    let page = door.get(list.as_str(), camille.token()).await;
    let action = page
        .text()
        .split("<form method=\"post\" action=\"/spaces/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let action = format!("/spaces/{action}");
    let foreign =
        Visit::post(action.as_str()).token(camille.token()).sent_here().form(&[("csrf", "guessed")]);
    assert_eq!(door.send(foreign).await.status, 403);
    assert!(door.get(list.as_str(), camille.token()).await.shows("Non lue"));
}

#[actix_web::test]
async fn the_notices_of_a_record_are_not_there_for_anybody_else() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.letter(&camille, &doctor, "Lettre de liaison", false);
    door.cares(&camille, &doctor);
    tells(&door, &camille, Told::PasswordChanged);
    let list = format!("/spaces/{}/notifications", camille.space);
    assert_eq!(door.get(list.as_str(), other.token()).await.status, 404);
    assert_eq!(door.get(list.as_str(), doctor.token()).await.status, 403);
    let record = door.get(format!("/spaces/{}", camille.space), doctor.token()).await;
    assert!(record.status == 200 && !record.text().contains("notifications"), "{}", record.text());
}
