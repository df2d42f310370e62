//! "This was not right", said from the history, and the history put together.

use crate::door::{Answer, Door};

/// The first link with which a page leads to the form about a line.
fn link(page: &Answer) -> String {
    let text = page.text();
    let (_, after) = text.split_once("class=\"line-dispute\" href=\"").unwrap_or_else(|| panic!("{text}"));
    after.split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn a_line_is_disputed_from_the_history_and_followed() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor);
    let record = format!("/spaces/{}", camille.space);
    door.get(&record, doctor.token()).await;
    let history = door.get(format!("{record}/history"), camille.token()).await;
    let form = link(&history);
    let blank = door.get(&form, camille.token()).await;
    assert!(blank.status == 200 && blank.shows("Dominique Fictif"), "{}", blank.text());
    assert!(blank.shows("Consultation de la liste des documents") && blank.shows("<textarea"));
    let line = form.split_once("?line=").unwrap().1.to_owned();
    let disputes = format!("{record}/disputes");
    let empty = door.submit(&disputes, camille.token(), &[("line", &line), ("words", " ")]).await;
    assert!(empty.status == 422 && empty.shows("Dites en quelques mots"), "{}", empty.text());
    let words = "Je ne connais pas ce médecin. <b>";
    let sent = door.submit(&disputes, camille.token(), &[("line", &line), ("words", words)]).await;
    assert_eq!((sent.status, sent.location()), (303, disputes.as_str()), "{}", sent.text());
    let list = door.get(&disputes, camille.token()).await;
    assert!(
        list.shows("Envoyée") && list.shows("Je ne connais pas ce médecin. &#60;b&#62;"),
        "{}",
        list.text()
    );
    let twice = door.submit(&disputes, camille.token(), &[("line", &line), ("words", words)]).await;
    assert!(twice.status == 409 && twice.shows("déjà contesté"), "{}", twice.text());

    let (house, auditor) = (door.house.house(), door.house.admin(&[kernel::AdminRole::Auditor]).1);
    let auditor = door.house.actor(&auditor);
    let waiting =
        house.desk.write(|tx| house.consent.waiting_disputes(tx, &auditor, None, kernel::Limit::default()));
    let id = waiting.unwrap().0[0].id;
    house.desk.write(|tx| house.consent.take_dispute(tx, &auditor, id)).unwrap();
    assert!(door.get(&disputes, camille.token()).await.shows("En cours d’examen"));
    let answer = kernel::Private::new("Il remplaçait le vôtre.".to_owned());
    house.desk.write(|tx| flows::disputes::answer(house, tx, &auditor, id, &answer)).unwrap();
    let list = door.get(&disputes, camille.token()).await;
    assert!(list.shows("Répondue") && list.shows("Il remplaçait le vôtre."), "{}", list.text());
    let notices = door.get(format!("{record}/notifications"), camille.token()).await;
    assert!(notices.shows("Une réponse à votre contestation est arrivée"), "{}", notices.text());
}

#[actix_web::test]
async fn a_line_that_was_named_to_somebody_else_is_not_there() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    for citizen in [&camille, &other] {
        door.get(format!("/spaces/{}", citizen.space), citizen.token()).await;
    }
    let history = door.get(format!("/spaces/{}/history", other.space), other.token()).await;
    let line = link(&history).split_once("?line=").unwrap().1.to_owned();
    let disputes = format!("/spaces/{}/disputes", camille.space);
    for line in [line.as_str(), "nothing"] {
        assert_eq!(door.get(format!("{disputes}?line={line}"), camille.token()).await.status, 404);
        let sent = door.submit(&disputes, camille.token(), &[("line", line), ("words", "Non.")]).await;
        assert_eq!(sent.status, 404, "{}", sent.text());
    }
}

#[actix_web::test]
async fn the_history_is_put_together_by_visit_by_person_and_robots_apart() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let record = format!("/spaces/{}", camille.space);
    door.letter(&camille, &doctor, "Lettre de liaison", false);
    door.cares(&camille, &doctor);
    for _ in 0..3 {
        door.get(&record, doctor.token()).await;
    }
    let visits = door.get(format!("{record}/history?group=visit"), camille.token()).await;
    assert!(visits.shows("Consultation de la liste des documents, 3 fois"), "{}", visits.text());
    assert!(visits.shows("Voir les 3 lignes") || visits.shows("Voir les 4 lignes"), "{}", visits.text());
    let people = door.get(format!("{record}/history?group=person&lang=en"), camille.token()).await;
    assert!(people.shows("Viewing the list of documents, 3 times"), "{}", people.text());
    let doctors = people.text().matches("Dominique Fictif <span class=\"aside\">").count();
    assert_eq!(doctors, 1, "{}", people.text());
    let robots = door.get(format!("{record}/history?group=robots"), camille.token()).await;
    assert!(robots.shows("<span class=\"tag\">Robot</span>"), "{}", robots.text());
    assert_eq!(door.get(format!("{record}/history?group=colour"), camille.token()).await.status, 400);
}

#[actix_web::test]
async fn an_auditor_takes_a_dispute_and_answers_it_without_knowing_whose_it_is() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor);
    let record = format!("/spaces/{}", camille.space);
    door.get(&record, doctor.token()).await;
    let form = link(&door.get(format!("{record}/history"), camille.token()).await);
    let line = form.split_once("?line=").unwrap().1.to_owned();
    let said = [("line", line.as_str()), ("words", "Je ne connais pas ce médecin.")];
    door.submit(&format!("{record}/disputes"), camille.token(), &said).await;

    let (auditor, support) = (
        door.house.admin(&[kernel::AdminRole::Auditor]).1,
        door.house.admin(&[kernel::AdminRole::Support]).1,
    );
    assert_eq!(door.get("/admin/disputes", support.token()).await.status, 404);
    let list = door.get("/admin/disputes", auditor.token()).await;
    assert!(list.status == 200 && list.shows("Examiner") && !list.shows("médecin."), "{}", list.text());
    let text = list.text();
    let dispute = text.split_once("name=\"dispute\" value=\"").unwrap().1.split('"').next().unwrap();
    let take = [("act", "take"), ("dispute", dispute)];
    assert_eq!(door.submit("/admin/disputes", auditor.token(), &take).await.status, 200);
    let taken = door.submit("/admin/disputes", auditor.token(), &take).await;
    assert!(
        taken.shows("Je ne connais pas ce médecin.") && taken.shows("Dominique Fictif"),
        "{}",
        taken.text()
    );
    for named in [camille.space.to_string(), camille.person.to_string(), "Camille".to_owned()] {
        assert!(!taken.text().contains(&named), "{named} in {}", taken.text());
    }
    let empty = door
        .submit(
            "/admin/disputes",
            auditor.token(),
            &[("act", "answer"), ("dispute", dispute), ("answer", " ")],
        )
        .await;
    assert_eq!(empty.status, 422, "{}", empty.text());
    let answer = [("act", "answer"), ("dispute", dispute), ("answer", "Il remplaçait le vôtre.")];
    assert_eq!(door.submit("/admin/disputes", auditor.token(), &answer).await.location(), "/admin/disputes");
    let list = door.get(format!("{record}/disputes"), camille.token()).await;
    assert!(list.shows("Il remplaçait le vôtre."), "{}", list.text());
}

#[actix_web::test]
async fn a_disputed_line_says_that_it_was_refused_and_why_an_emergency_was_declared() {
    let door = Door::new();
    let (camille, doctor, dentist) = (door.house.citizen(), door.house.doctor(), door.house.dentist());
    let record = format!("/spaces/{}", camille.space);
    let disputes = format!("{record}/disputes");
    let auditor = door.house.admin(&[kernel::AdminRole::Auditor]).1;
    let dispute = async |about: &str, words: &str| {
        let history = door.get(format!("{record}/history"), camille.token()).await;
        let text = history.text();
        let (_, from) = text.split_once(about).unwrap();
        let (_, after) = from.split_once("/disputes?line=").unwrap();
        let line = after.split('"').next().unwrap();
        let blank = door.get(format!("{disputes}?line={line}"), camille.token()).await;
        let sent = door.submit(&disputes, camille.token(), &[("line", line), ("words", words)]).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        blank
    };
    let take = async || {
        let waiting = door.get("/admin/disputes", auditor.token()).await;
        let text = waiting.text();
        let (_, after) = text.rsplit_once("name=\"dispute\" value=\"").unwrap();
        let id = after.split('"').next().unwrap();
        let taken = [("act", "take"), ("dispute", id)];
        door.send_again("/admin/disputes", auditor.token(), &waiting, &taken).await
    };
    assert_eq!(door.get(&record, dentist.token()).await.status, 404);
    let blank = dispute("Refusé</span>", "Je ne connais pas ce dentiste.").await;
    assert!(blank.shows("Refusé</span> Consultation"), "{}", blank.text());
    let list = door.get(&disputes, camille.token()).await;
    assert!(list.shows("Refusé</span> Consultation"), "{}", list.text());
    let taken = take().await;
    assert!(taken.status == 200 && taken.shows("Refusé</span> Consultation"), "{}", taken.text());
    assert!(!taken.shows("Raison donnée pour l’urgence"));

    door.breaks_the_glass(&camille, &doctor, "stroke", Some("Mme Essai ne parle plus"));
    dispute("Ouverture du dossier en urgence", "Je n’étais pas en danger.").await;
    let taken = take().await;
    assert!(taken.shows("Raison donnée pour l’urgence"), "{}", taken.text());
    assert!(!taken.shows("Refusé") && !taken.shows("Mme Essai"), "the words may name the patient");
}
