//! Carers, as a holder invites and changes them on a page, and as they accept and see what they help with.

use testkit::Citizen;

use super::{ended, saved};
use crate::door::{Answer, Door, Visit};

const CARED_FOR: &str = "/cared-for";

fn page_of(citizen: &Citizen) -> String {
    format!("/spaces/{}/carers", citizen.space)
}

/// The code that a page shows.
fn shown_code(page: &Answer) -> String {
    let text = page.text();
    let (_, after) = text.split_once("class=\"letters\">").unwrap_or_else(|| panic!("no code in {text}"));
    after.split('<').next().unwrap().to_owned()
}

/// The id of the only carer of a page.
fn id_in(page: &Answer) -> String {
    let text = page.text();
    let (_, after) = text.split_once("id=\"carer-").unwrap_or_else(|| panic!("no carer in {text}"));
    after.split('"').next().unwrap().to_owned()
}

/// What a form says that invites somebody for prescriptions.
fn inviting(carer: &Citizen) -> Vec<(String, String)> {
    let traits = &carer.traits;
    let said = [
        ("act", "invite"),
        ("family_name", traits.birth_name.reveal()),
        ("first_name", traits.first_names[0].reveal()),
        ("birth_date", traits.birth_date.reveal()),
        ("act-see", "yes"),
        ("which", "these"),
        ("shelf-ORD_SOIN", "yes"),
        ("purpose", "Va chercher mes ordonnances"),
        ("zone", "Europe/Paris"),
    ];
    said.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

/// That a page leads from what is wrong to the field, which says it.
fn beside(page: &Answer, field: &str) {
    let text = page.text();
    assert!(text.contains(&format!("href=\"#{field}\"")), "{field}: no link in {text}");
    assert!(text.contains(&format!("class=\"fault\" id=\"{field}-fault\"")), "{field}: not beside in {text}");
    let (_, after) =
        text.split_once(&format!(" id=\"{field}\"")).unwrap_or_else(|| panic!("no {field} in {text}"));
    let input = after.split('>').next().unwrap();
    assert!(
        input.contains("aria-invalid=\"true\"") && input.contains(&format!("{field}-fault\"")),
        "{input}"
    );
}

/// The same with some fields said otherwise, or left out.
fn otherwise(mut form: Vec<(String, String)>, name: &str, value: Option<&str>) -> Vec<(String, String)> {
    form.retain(|(known, _)| known != name);
    form.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    form
}

impl Door {
    async fn sends(&self, page: &str, token: &str, form: &[(String, String)]) -> Answer {
        let form: Vec<(&str, &str)> =
            form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.submit(page, token, &form).await
    }

    /// Makes somebody a carer for prescriptions through the pages.
    async fn becomes_carer(&self, camille: &Citizen, carer: &Citizen) {
        let (page, sure) = (page_of(camille), self.house.sure(camille));
        let invited = self.sends(&page, sure.token(), &inviting(carer)).await;
        assert!(
            invited.status == 200 && invited.shows("il ne sera plus jamais montré"),
            "{}",
            invited.text()
        );
        let code = shown_code(&invited);
        let accepted =
            self.submit(CARED_FOR, carer.token(), &[("act", "accept"), ("code", code.as_str())]).await;
        assert_eq!((accepted.status, accepted.header("location")), (303, saved(CARED_FOR).as_str()));
    }
}

#[actix_web::test]
async fn a_carer_is_invited_accepts_helps_and_stops() {
    let door = Door::new();
    let (camille, carer, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.letter(&camille, &doctor, "Courrier du médecin", false);
    let page = page_of(&camille);
    let empty = door.get(&page, camille.token()).await;
    assert!(empty.shows("Personne ne vous aide"), "{}", empty.text());
    assert!(empty.shows("montrez d’abord que c’est vous"), "a second factor first: {}", empty.text());
    door.becomes_carer(&camille, &carer).await;
    let listed = door.get(&page, door.house.sure(&camille).token()).await;
    for said in ["aide en ce moment", "Va chercher mes ordonnances", "Ordonnances et soins"] {
        assert!(listed.shows(said), "{said} in {}", listed.text());
    }
    assert!(!listed.shows("class=\"letters\""), "the code is shown once");
    let other = door.house.citizen();
    let waits = door.sends(&page, door.house.sure(&camille).token(), &inviting(&other)).await;
    assert_eq!(waits.status, 200, "{}", waits.text());
    let safety = door.get(format!("/spaces/{}/safety", camille.space), camille.token()).await;
    assert!(safety.shows("Une invitation à être votre aidant"), "{}", safety.text());
    assert!(safety.shows(other.traits.birth_name.reveal()), "whom it is for: {}", safety.text());
    let theirs = door.get(CARED_FOR, carer.token()).await;
    assert!(theirs.shows("Dossier de CAMILLE"), "{}", theirs.text());
    let record = door.get(format!("/spaces/{}", camille.space), carer.token()).await;
    assert_eq!(record.status, 200, "{}", record.text());
    assert!(!record.shows("record-born"), "a name, and no identity");
    assert!(!record.shows("Courrier du médecin"), "not on that shelf");
    let safety = door.get(format!("/spaces/{}/safety", camille.space), camille.token()).await;
    let card = format!("/spaces/{}/carers#carer-", camille.space);
    for said in ["Vous aide, avec ce que vous avez dit", "Voir des documents", "Ordonnances et soins", &card]
    {
        assert!(safety.shows(said), "{said} in {}", safety.text());
    }
    assert!(!safety.shows("aussi ce que je cache"), "{}", safety.text());
    let history = door.get(format!("/spaces/{}/history", camille.space), camille.token()).await;
    assert!(history.shows("Acceptation d’une invitation à être aidant"), "{}", history.text());
    let space = camille.space.to_string();
    let resign = [("act", "resign"), ("space", space.as_str())];
    let unsure = door.submit(CARED_FOR, carer.token(), &resign).await;
    assert!(unsure.status == 422 && unsure.shows("Pour cesser d’aider, cochez la case"), "{}", unsure.text());
    assert!(unsure.shows(&format!("href=\"#sure-{space}\"")), "{}", unsure.text());
    assert_eq!(door.get(format!("/spaces/{space}"), carer.token()).await.status, 200, "nothing has ended");
    let resigned = door.submit(CARED_FOR, carer.token(), &[resign[0], resign[1], ("sure", "yes")]).await;
    assert_eq!((resigned.status, resigned.header("location")), (303, ended(CARED_FOR).as_str()));
    assert_eq!(door.get(format!("/spaces/{space}"), carer.token()).await.status, 404);
    let told = door.get(format!("/spaces/{space}/notifications"), camille.token()).await;
    assert!(told.shows("a choisi de ne plus vous aider"), "{}", told.text());
}

#[actix_web::test]
async fn a_carer_adds_on_the_page_what_the_holder_said_and_is_offered_nothing_else() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    door.becomes_carer(&camille, &carer).await;
    let (page, sure) = (page_of(&camille), door.house.sure(&camille));
    let (record, deposit) =
        (format!("/spaces/{}", camille.space), format!("/spaces/{}/deposit", camille.space));
    assert_eq!(door.get(&deposit, carer.token()).await.status, 404, "who sees adds nothing");
    assert!(!door.get(&record, carer.token()).await.shows("/deposit\""));
    let id = id_in(&door.get(&page, sure.token()).await);
    let adds = [
        ("act", "change"),
        ("id", id.as_str()),
        ("act-see", "yes"),
        ("act-add", "yes"),
        ("which", "these"),
        ("shelf-ORD_SOIN", "yes"),
        ("zone", "Europe/Paris"),
    ];
    assert_eq!(door.submit(&page, sure.token(), &adds).await.status, 303);
    let seen = door.get(&record, carer.token()).await;
    assert!(
        seen.shows("/deposit\"") && seen.shows("Dossier d’une personne que vous aidez"),
        "{}",
        seen.text()
    );
    assert!(!seen.shows("/history\"") && !seen.shows("/safety\""), "{}", seen.text());
    let form = door.get(&deposit, carer.token()).await;
    assert!(
        form.shows("CAMILLE ESSAI") && form.shows("DOCPAT02") && !form.shows("EXPPAT_2"),
        "{}",
        form.text()
    );
    let send = |kind: &'static str| {
        let visit = Visit::post(deposit.as_str()).token(carer.token()).sent_here();
        let csrf = form.csrf();
        let fields = [("csrf", csrf.as_str()), ("title", "Ordonnance du voisin"), ("kind", kind)];
        door.send(visit.upload(&fields, ("note.txt", "text/plain", b"Deux boites.")))
    };
    assert_eq!(send("EXPPAT_3").await.status, 400, "a kind that was not offered");
    assert_eq!(send("DOCPAT02").await.status, 303);
    let brought = door.get(&record, camille.token()).await;
    let name = carer.traits.birth_name.reveal().as_str();
    assert!(brought.shows("Ordonnance du voisin") && brought.shows(name), "{}", brought.text());
}

#[actix_web::test]
async fn what_a_carer_may_do_is_changed_and_ended_on_the_page() {
    let door = Door::new();
    let (camille, carer, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.letter(&camille, &doctor, "Courrier du médecin", false);
    door.becomes_carer(&camille, &carer).await;
    let (page, sure) = (page_of(&camille), door.house.sure(&camille));
    let id = id_in(&door.get(&page, sure.token()).await);
    let every = [
        ("act", "change"),
        ("id", id.as_str()),
        ("act-see", "yes"),
        ("which", "every"),
        ("without_end", "yes"),
    ];
    let changed = door.submit(&page, sure.token(), &every).await;
    assert_eq!((changed.status, changed.header("location")), (303, saved(&page).as_str()));
    let record = format!("/spaces/{}", camille.space);
    assert!(door.get(&record, carer.token()).await.shows("Courrier du médecin"));
    let listed = door.get(&page, sure.token()).await;
    assert!(listed.shows("sans fin") && listed.shows("toutes les catégories"), "{}", listed.text());
    let nothing =
        [("act", "change"), ("id", id.as_str()), ("which", "every"), ("purpose", "Pour le dentiste")];
    let refused = door.submit(&page, sure.token(), &nothing).await;
    assert!(refused.status == 422 && refused.shows("Cochez au moins une chose"), "{}", refused.text());
    assert_eq!(
        refused.text().matches("Pour le dentiste").count(),
        1,
        "it stays in its own form, and in no other"
    );
    assert!(refused.shows("<details open>") && refused.shows(&format!("href=\"#c-{id}-act-see\"")));
    let end = [("act", "end"), ("id", id.as_str())];
    let unsure = door.submit(&page, sure.token(), &end).await;
    assert!(unsure.status == 422 && unsure.shows("Pour y mettre fin, cochez la case"), "{}", unsure.text());
    beside(&unsure, &format!("c-{id}-sure"));
    assert!(!unsure.shows("<details open>"), "what the carer may do stands as it does");
    assert_eq!(door.get(&record, carer.token()).await.status, 200, "nothing has ended");
    let end = door.submit(&page, sure.token(), &[end[0], end[1], ("sure", "yes")]).await;
    assert_eq!((end.status, end.header("location")), (303, ended(&page).as_str()));
    assert_eq!(door.get(&record, carer.token()).await.status, 404);
}

#[actix_web::test]
async fn a_form_that_is_wrong_says_what_and_keeps_what_was_typed() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let (page, sure) = (page_of(&camille), door.house.sure(&camille));
    let (long, wordy) = ("e".repeat(101), "u".repeat(201));
    let own = camille.traits.birth_name.reveal().to_lowercase();
    for (name, value, field, says) in [
        ("family_name", Some("  "), "family_name", "Donnez un nom"),
        ("first_name", Some(long.as_str()), "first_name", "Ce nom est trop long"),
        ("family_name", Some(own.as_str()), "family_name", "Ce sont votre nom et votre date de naissance"),
        ("birth_date", Some("hier"), "birth_date", "date de naissance complète"),
        ("birth_date", Some("2126-11-24"), "birth_date", "Ce jour n’est pas encore venu"),
        ("act-see", None, "act-see", "Cochez au moins une chose"),
        ("shelf-ORD_SOIN", None, "which-these", "Cochez au moins une catégorie"),
        ("which", Some("every"), "which-every", "choisissez l’un ou l’autre"),
        ("purpose", Some(wordy.as_str()), "purpose", "200 caractères au plus"),
        ("until", Some("2001-01-01"), "until", "Ce jour est passé"),
        ("until", Some("2199-01-01"), "until", "Cette date est trop lointaine"),
    ] {
        let form = otherwise(inviting(&carer), name, value);
        let refused = door.sends(&page, sure.token(), &form).await;
        assert_eq!(refused.status, 422, "{name}: {}", refused.text());
        assert!(refused.shows(says), "{says} in {}", refused.text());
        beside(&refused, field);
        let kept = if name == "purpose" { wordy.as_str() } else { "Va chercher mes ordonnances" };
        assert!(refused.shows(kept), "{name}: what was typed stays");
        assert_eq!(refused.text().matches("aria-invalid").count(), 1, "{name}: {}", refused.text());
    }
    assert!(door.get(&page, sure.token()).await.shows("Personne ne vous aide"));
    let wrong = door.submit(CARED_FOR, carer.token(), &[("act", "accept"), ("code", "AAAA-AAAA")]).await;
    assert!(wrong.status == 422 && wrong.shows("Ce code ne vous mène nulle part"), "{}", wrong.text());
    assert!(wrong.shows("value=\"AAAA-AAAA\""), "what was typed stays: {}", wrong.text());
}

#[actix_web::test]
async fn whom_an_invitation_waits_for_is_not_invited_again_nor_one_more_than_may_be() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let (page, sure) = (page_of(&camille), door.house.sure(&camille));
    assert_eq!(door.sends(&page, sure.token(), &inviting(&carer)).await.status, 200);
    let again = door.sends(&page, sure.token(), &inviting(&carer)).await;
    assert!(again.status == 409 && again.shows("retirez d’abord la première invitation"), "{}", again.text());
    beside(&again, "family_name");
    assert!(again.shows(&format!("value=\"{}\"", carer.traits.birth_name.reveal())), "what was typed stays");
    let id = id_in(&again);
    for _ in 0..4 {
        assert_eq!(door.sends(&page, sure.token(), &inviting(&door.house.citizen())).await.status, 200);
    }
    let other = door.house.citizen();
    let sixth = door.sends(&page, sure.token(), &inviting(&other)).await;
    assert!(sixth.status == 422 && sixth.shows("autant d’aidants que possible"), "{}", sixth.text());
    assert!(sixth.shows("href=\"#carers-now\"") && !sixth.shows("aria-invalid"), "{}", sixth.text());
    let taken_back = door.submit(&page, sure.token(), &[("act", "take-back"), ("id", id.as_str())]).await;
    assert_eq!(taken_back.status, 303, "an invitation asks for no confirmation: {}", taken_back.text());
    assert_eq!(door.sends(&page, sure.token(), &inviting(&other)).await.status, 200);
}

#[actix_web::test]
async fn one_form_makes_one_invitation_however_often_it_is_sent() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let (page, sure) = (page_of(&camille), door.house.sure(&camille));
    let token = super::hidden(&door.get(&page, sure.token()).await, "csrf");
    let form = otherwise(inviting(&carer), "csrf", Some(&token));
    let first = door.sends(&page, sure.token(), &form).await;
    assert_eq!(first.status, 200, "{}", first.text());
    let again = door.sends(&page, sure.token(), &form).await;
    assert!(again.status == 409 && !again.shows("class=\"letters\""), "{}", again.text());
    let listed = door.get(&page, sure.token()).await;
    assert_eq!(listed.text().matches("id=\"carer-").count(), 1, "{}", listed.text());
}

#[actix_web::test]
async fn a_block_of_somebody_who_is_also_a_carer_says_so() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let practice = door.house.organisation(identity::OrganisationKind::Practice, true);
    let nurse = door.house.at_work(&carer, practice);
    door.becomes_carer(&camille, &carer).await;
    let (page, number) = (format!("/spaces/{}/named", camille.space), door.house.rpps(&nurse));
    let blocked = door.submit(&page, camille.token(), &[("act", "block"), ("number", number.as_str())]).await;
    assert_eq!(blocked.status, 303, "{}", blocked.text());
    let listed = door.get(&page, camille.token()).await;
    assert!(listed.shows("Aussi votre aidant"), "{}", listed.text());
}

#[actix_web::test]
async fn whoever_has_no_log_in_accepts_together_with_a_mediator() {
    let door = crate::accounts::door();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let (page, sure) = (page_of(&camille), door.house.sure(&camille));
    let invited = door.sends(&page, sure.token(), &inviting(&carer)).await;
    let code = shown_code(&invited);
    let (browser, ..) = crate::mediation::desk(&door);
    assert_eq!(browser.helps(&carer).await.status, 303);
    let home = browser.get("/").await;
    assert!(home.shows("href=\"/cared-for\""), "{}", home.text());
    let accepted = browser.submit("/", CARED_FOR, &[("act", "accept"), ("code", code.as_str())]).await;
    assert_eq!(
        (accepted.status, accepted.location()),
        (303, saved(CARED_FOR).as_str()),
        "{}",
        accepted.text()
    );
    let record = format!("/spaces/{}", camille.space);
    assert!(browser.get(record.as_str()).await.status >= 403, "nothing is seen together");
    browser.submit("/", "/mediation/done", &[]).await;
    assert_eq!(door.get(&record, carer.token()).await.status, 200, "alone, it is open");
    let told = door.get(format!("/spaces/{}/notifications", carer.space), carer.token()).await;
    assert!(told.shows("accepté d’être l’aidant de quelqu’un"), "{}", told.text());
    let history = door.get(format!("/spaces/{}/history", camille.space), camille.token()).await;
    assert!(history.shows("Acceptation d’une invitation à être aidant"), "{}", history.text());
}
