use crate::door::Door;

#[actix_web::test]
async fn the_holder_reads_who_did_what_and_what_was_refused() {
    let door = Door::new();
    let (camille, doctor, dentist) = (door.house.citizen(), door.house.doctor(), door.house.dentist());
    let record = format!("/spaces/{}", camille.space);
    door.letter(&camille, &doctor, "Lettre de liaison", false);
    assert_eq!(door.get(record.as_str(), dentist.token()).await.status, 404);
    door.cares(&camille, &doctor);
    assert_eq!(door.get(record.as_str(), doctor.token()).await.status, 200);

    let history = door.get(format!("{record}/history"), camille.token()).await;
    assert_eq!(history.status, 200, "{}", history.text());
    for said in [
        "Dominique Fictif",
        "Médecin, Structure d&#39;essai",
        "Déclaration d’une relation de soins",
        "Consultation de la liste des documents",
        "Refusé",
        "ni titulaire, ni relation de soins en cours",
        "lundi 23 novembre 2026",
    ] {
        assert!(history.shows(said), "{said} in {}", history.text());
    }
    let english = door.get(format!("{record}/history?lang=en"), camille.token()).await;
    assert!(english.shows("Declaring a care relationship") && english.shows("Refused"));
}

#[actix_web::test]
async fn the_history_is_not_there_for_whoever_may_not_read_it() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let history = format!("/spaces/{}/history", camille.space);
    assert_eq!(door.get(history, other.token()).await.status, 404);
}

#[actix_web::test]
async fn the_history_names_the_software_behind_an_act() {
    let door = Door::new();
    let (camille, hospital) = (door.house.citizen(), door.house.software());
    door.letter(&camille, &hospital, "Compte rendu", false);
    let history = door.get(format!("/spaces/{}/history", camille.space), camille.token()).await;
    assert!(history.shows("Logiciel d&#39;essai"), "{}", history.text());
}
