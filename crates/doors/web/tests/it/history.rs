use consent::{LifeReason, SpaceState};

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

#[actix_web::test]
async fn the_history_leads_to_that_of_a_record_that_became_one_with_it() {
    let door = Door::new();
    let (double, stays) = (door.house.citizen(), door.house.citizen());
    let house = door.house.house();
    let support = || door.house.actor(&door.house.admin(&[kernel::AdminRole::Support]).1);
    let pair = consent::service::Pair { double: double.space, stays: stays.space };
    let decide = |wanted: &identity::Wanted, reason| {
        let (one, other) = (support(), support());
        let what = (wanted, reason);
        let made = house.desk.write(|tx| flows::doubles::propose(house, tx, &one, what, None)).unwrap();
        house.desk.write(|tx| flows::doubles::confirm(house, tx, &other, made.id)).unwrap();
        house.desk.write(|tx| house.identity.settle_proposal(tx, made.id)).unwrap();
    };
    decide(&identity::Wanted::Merge(pair), identity::ProposalReason::NumberReplaced);
    for (record, other) in [(&double, &stays), (&stays, &double)] {
        let page = door.get(format!("/spaces/{}/history", record.space), stays.token()).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains(&format!("/spaces/{}/history", other.space)), "{}", page.text());
        assert!(page.shows("Réunion de deux dossiers de la même personne"));
    }
    decide(&identity::Wanted::Split(pair), identity::ProposalReason::TwoPeople);
    let capacity = identity::SessionCapacity::Citizen { person: stays.person };
    let again = door.house.login(capacity, None, kernel::Assurance::Substantial);
    let page = door.get(format!("/spaces/{}/history", stays.space), again.token()).await;
    assert!(!page.text().contains(&double.space.to_string()), "it is somebody else's again");
}

#[actix_web::test]
async fn the_history_says_which_state_a_record_came_into() {
    let door = Door::new();
    let house = door.house.house();
    let steps = [
        ("opposition_running", SpaceState::Created, LifeReason::OppositionOver),
        ("opposition_running", SpaceState::Opposed, LifeReason::OppositionReported),
        ("active", SpaceState::Suspended, LifeReason::Danger),
        ("active", SpaceState::Suspended, LifeReason::Fraud),
        ("suspended", SpaceState::Active, LifeReason::Settled),
        ("active", SpaceState::Deceased, LifeReason::DeathReported),
        ("deceased", SpaceState::Active, LifeReason::DeathCorrected),
        ("active", SpaceState::Closed, LifeReason::Merged),
    ];
    let words = [
        ("Création du dossier, personne ne s’y étant opposé", "Making the record, which nobody opposed"),
        (
            "Opposition à la création du dossier, transmise par l’Assurance Maladie",
            "Opposing the creation of the record, passed on by the health insurance",
        ),
        ("Suspension du dossier", "Suspending the record"),
        ("Suspension du dossier", "Suspending the record"),
        ("Fin de la suspension du dossier", "Ending the suspension of the record"),
        ("Arrêt du dossier : un décès a été signalé", "Shutting the record: a death was reported"),
        (
            "Reprise du dossier : le décès avait été signalé par erreur",
            "Taking the record up again: the death was reported by mistake",
        ),
        (
            "Fermeture du dossier, réuni avec un autre de la même personne",
            "Closing the record, which became one with another of the same person",
        ),
    ];
    assert_eq!(steps.map(|(_, _, reason)| reason).len(), LifeReason::ALL.len());
    for ((state, to, reason), (french, english)) in steps.into_iter().zip(words) {
        let camille = door.house.citizen();
        door.in_state(&camille, state);
        house.desk.write(|tx| house.consent.change_life(tx, camille.space, to, reason)).unwrap();
        // Whatever the state is, the holder of a record in use reads its history.
        door.in_state(&camille, "active");
        for (language, said) in [("fr", french), ("en", english)] {
            let page =
                door.get(format!("/spaces/{}/history?lang={language}", camille.space), camille.token()).await;
            assert!(page.shows(&format!("<span>{said}</span>")), "{reason:?}: {}", page.text());
            for hidden in ["danger", "fraud", "Changement d’état", "Changing the state"] {
                assert!(!page.shows(hidden), "{hidden}: {}", page.text());
            }
        }
    }
}

#[actix_web::test]
async fn the_line_of_an_emergency_says_why_the_record_was_opened() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.breaks_the_glass(&camille, &doctor, "stroke", Some("Paralysie depuis une heure"));
    let history = door.get(format!("/spaces/{}/history", camille.space), camille.token()).await;
    for said in ["Ouverture du dossier en urgence", "Raison donnée\u{a0}:", "Paralysie depuis une heure"] {
        assert!(history.shows(said), "{said} in {}", history.text());
    }
}

#[actix_web::test]
async fn a_line_says_what_it_changed_and_by_which_rule_a_document_was_hidden() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let letter = door.letter(&camille, &author, "Lettre de liaison", false);
    door.cares(&camille, &doctor);
    let record = format!("/spaces/{}", camille.space);
    let number = door.house.rpps(&doctor);
    let hides =
        [("act", "except"), ("effect", "hidden"), ("number", &number), ("about", "category:CPT_REND")];
    let said = door.submit(&format!("{record}/named"), camille.token(), &hides).await;
    assert_eq!(said.status, 303, "{}", said.text());
    let page = format!("{record}/documents/{letter}");
    assert_eq!(door.get(page, doctor.token()).await.status, 404);
    let history = door.get(format!("{record}/history"), camille.token()).await;
    for told in [
        "relation de soins avec Dominique Fictif (Structure d&#39;essai), jusqu’au 21\u{a0}février 2027 inclus",
        "caché à Dominique Fictif\u{a0}: Comptes rendus",
        "Vous le cachez à cette personne, à sa structure ou à son métier.",
    ] {
        assert!(history.shows(told), "{told} in {}", history.text());
    }
    let english = door.get(format!("{record}/history?lang=en"), camille.token()).await;
    assert!(english.shows("hidden from Dominique Fictif: Reports"), "{}", english.text());
}
