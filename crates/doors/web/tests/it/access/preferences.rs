use super::{choices, hidden, saved};
use crate::door::{Door, Visit};

/// The cookie that keeps a choice while a second factor is shown.
const KEPT: &str = "__Host-carnet-choices";

#[actix_web::test]
async fn a_choice_is_seen_before_it_is_saved() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.letter(&camille, &doctor, "Lettre de liaison", false);
    door.cares(&camille, &doctor);
    let page = format!("/spaces/{}/preferences", camille.space);
    let shown = door.get(&page, camille.token()).await;
    assert!(
        shown.shows("value=\"open\" aria-describedby=\"means-open\" required checked"),
        "{}",
        shown.text()
    );
    assert!(!shown.shows("Enregistrer ces choix"), "nothing was seen yet");
    let version = hidden(&shown, "version");
    let choice = |act: &'static str| {
        vec![
            ("version", version.clone()),
            ("preset", "closed".to_owned()),
            ("start", "as-preset".to_owned()),
            ("emergency-glass", "yes".to_owned()),
            ("topic-mental_health", "yes".to_owned()),
            ("mask-BIOLOGIE", "yes".to_owned()),
            ("act", act.to_owned()),
        ]
    };
    let send = async |act| {
        let fields = choice(act);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let foreseen = choices(&fields);
        door.submit(&page, camille.token(), &[&fields[..], &[("foreseen", foreseen.as_str())]].concat()).await
    };
    let foreseen = send("foresee").await;
    assert_eq!(foreseen.status, 200, "{}", foreseen.text());
    for said in [
        "Rien n’est encore enregistré.",
        "Désormais, un professionnel n’entre qu’avec un code que vous lui donnez.",
        "arriveront masqués",
        "1\u{a0}accès en cours continue",
        "name=\"topic-mental_health\" value=\"yes\" aria-describedby=\"topic-mental_health-means\" checked",
        "form=\"preferences\" name=\"act\" value=\"save\"",
    ] {
        assert!(foreseen.shows(said), "{said} in {}", foreseen.text());
    }
    assert_eq!(hidden(&door.get(&page, camille.token()).await, "version"), version, "nothing was saved");
    let done = send("save").await;
    assert_eq!((done.status, done.location()), (303, saved(&page).as_str()), "{}", done.text());
    let told = door.get(done.location(), camille.token()).await;
    assert!(told.shows("C’est enregistré.") && !told.shows("Ce que cela change"), "{}", told.text());
    let now = door.get(&page, camille.token()).await;
    assert!(
        now.shows("value=\"closed\" aria-describedby=\"means-closed\" required checked"),
        "{}",
        now.text()
    );
    assert!(now.shows("id=\"mask-BIOLOGIE\" name=\"mask-BIOLOGIE\" value=\"yes\" checked"));
    // The form of a window that was opened before.
    let late = send("save").await;
    assert!(late.status == 409 && late.shows("ont changé entre-temps"), "{}", late.text());
}

#[actix_web::test]
async fn what_was_changed_after_its_consequences_were_shown_is_shown_again_before_it_is_saved() {
    let door = Door::new();
    let camille = door.house.citizen();
    let page = format!("/spaces/{}/preferences", camille.space);
    let version = hidden(&door.get(&page, camille.token()).await, "version");
    let foreseen = choices(&[("preset", "open")]);
    let fields = [
        ("preset", "closed"),
        ("version", version.as_str()),
        ("foreseen", foreseen.as_str()),
        ("act", "save"),
    ];
    let again = door.submit(&page, camille.token(), &fields).await;
    assert!(again.status == 422 && again.shows("Vous avez changé un choix depuis"), "{}", again.text());
    assert_eq!(hidden(&again, "foreseen"), "preset=closed");
    let now = door.get(&page, camille.token()).await;
    assert_eq!(hidden(&now, "version"), version, "nothing was saved");
}

#[actix_web::test]
async fn what_opens_again_asks_for_a_second_factor_and_says_so_before() {
    let door = Door::new();
    let camille = door.house.citizen();
    let page = format!("/spaces/{}/preferences", camille.space);
    let closed = [("preset", "closed"), ("act", "save")];
    let say = async |token: &str, fields: &[(&str, &str)]| {
        let version = hidden(&door.get(&page, token).await, "version");
        let foreseen = choices(fields);
        let fields = [fields, &[("version", version.as_str()), ("foreseen", foreseen.as_str())]].concat();
        door.submit(&page, token, &fields).await
    };
    // No emergency any more: that shuts more, and asks for nothing.
    assert_eq!(say(camille.token(), &closed).await.location(), saved(&page));
    let open = [("preset", "open"), ("act", "foresee")];
    assert!(say(camille.token(), &open).await.shows("prouvez d’abord que c’est vous"));
    let open = [("preset", "open"), ("act", "save")];
    let unsure = say(camille.token(), &open).await;
    assert_eq!(unsure.location(), format!("/account/step-up?return_to=/not-yet{page}"));
    // The browser brings the choice back, and it is shown with what it would bring about.
    let sure = door.house.sure(&camille);
    let kept = unsure.cookie(KEPT);
    assert!(kept.http_only() == Some(true) && kept.secure() == Some(true) && !kept.value().contains("open"));
    let (stranger, back) = (door.house.citizen(), format!("{page}?done=not-yet"));
    let bring =
        async |token: &str| door.send(Visit::get(&back).token(token).cookie(KEPT, kept.value())).await;
    let shown = bring(sure.token()).await;
    for said in [
        "n’est pas encore fait",
        "Rien n’est encore enregistré.",
        "value=\"open\" aria-describedby=\"means-open\" required checked",
        "name=\"act\" value=\"save\"",
    ] {
        assert!(shown.shows(said), "{said} in {}", shown.text());
    }
    assert_eq!(shown.cookie(KEPT).value(), "", "it is shown once");
    assert_eq!(hidden(&shown, "foreseen"), "preset=open");
    assert_eq!(bring(stranger.token()).await.status, 404);
    let without = door.get(&back, sure.token()).await;
    assert!(without.shows("n’est pas encore fait") && !without.shows("Rien n’est encore enregistré."));
    assert_eq!(say(sure.token(), &open).await.location(), saved(&page));
}

#[actix_web::test]
async fn what_nobody_can_open_in_an_emergency_is_said_before_it_is_saved() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.letter(&camille, &doctor, "Lettre de liaison", false);
    let page = format!("/spaces/{}/preferences", camille.space);
    let (act, preset) = (("act", "foresee"), ("preset", "closed"));
    let nobody = door.submit(&page, camille.token(), &[act, preset]).await;
    assert!(
        nobody.shows("En urgence, personne ne pourra ouvrir votre dossier, même si votre vie en dépend.")
    );
    assert!(!nobody.shows("caché ne serait pas montré") && !nobody.shows("rien de ce que vous cachez"));
    for switch in ["emergency-glass", "emergency-regulation"] {
        let opens = door.submit(&page, camille.token(), &[act, preset, (switch, "yes")]).await;
        assert!(opens.shows("rien de ce que vous cachez") && !opens.shows("personne ne pourra"), "{switch}");
    }
}

#[actix_web::test]
async fn the_record_is_looked_at_through_other_eyes_with_choices_that_are_not_saved() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.letter(&camille, &doctor, "Lettre de liaison", false);
    let preview = format!("/spaces/{}/preview", camille.space);
    let now = door.submit(&preview, camille.token(), &[("eyes", "10")]).await;
    assert!(now.status == 200 && now.shows("Lettre de liaison"), "{}", now.text());
    assert!(now.shows("Vu par\u{a0}: Médecin") && !now.shows("C’est un essai"));
    let nobody = door.submit(&preview, camille.token(), &[("eyes", "")]).await;
    assert!(nobody.status == 422 && nobody.shows("Choisissez un métier"), "{}", nobody.text());
    let wrong = door.submit(&preview, camille.token(), &[("rpps", "12")]).await;
    assert!(wrong.status == 422 && wrong.shows("numéro RPPS"), "{}", wrong.text());
    let mistyped = door.submit(&preview, camille.token(), &[("rpps", "99999999999")]).await;
    assert!(
        mistyped.status == 422 && mistyped.shows("un de ses 11 chiffres est faux"),
        "{}",
        mistyped.text()
    );
    let trial = [("eyes", "10"), ("preset", "open"), ("mask-all", "yes")];
    let trial = door.submit(&preview, camille.token(), &trial).await;
    assert!(trial.status == 200 && trial.shows("C’est un essai"), "{}", trial.text());
    let number = door.house.rpps(&doctor);
    let person = door.submit(&preview, camille.token(), &[("rpps", &number)]).await;
    assert!(person.shows("Vu par\u{a0}: Dominique Fictif"), "{}", person.text());
}

#[actix_web::test]
async fn a_form_of_another_site_changes_nothing() {
    let door = Door::new();
    let camille = door.house.citizen();
    for part in ["safety", "preferences", "named", "preview", "disputes"] {
        let page = format!("/spaces/{}/{part}", camille.space);
        let fields = [("csrf", "guessed"), ("act", "save"), ("preset", "closed")];
        let sent = Visit::post(&page).token(camille.token()).sent_here().form(&fields);
        assert_eq!(door.send(sent).await.status, 403, "{part}");
    }
}
