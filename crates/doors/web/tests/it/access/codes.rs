//! Codes for temporary accesses, as their holder makes them on a page.

use chrono::TimeDelta;
use consent::{
    Code,
    rules::{Lasts, Scope},
    service::NewAccess,
};
use flows::access::{self, GuestWords, MeantAccess, MeantScope};
use kernel::DocumentId;
use testkit::{Citizen, Worker};

use super::{ended, hidden};
use crate::door::{Answer, Door, Visit};

/// Codes and accesses, made and used past the pages.
impl Door {
    pub(super) fn code(&self, citizen: &Citizen, opens: MeantScope) -> Code {
        let (house, actor) = (self.house.house(), self.actor(self.house.sure(citizen).token()));
        let meant = MeantAccess { opens, from: None, lasts: Lasts::Minutes(60) };
        let given = house.desk.write(|tx| access::make_code(house, tx, &actor, citizen.space, &meant));
        given.unwrap().code.unwrap()
    }

    /// Makes a code by which a professional begins a care relationship.
    pub(super) fn relationship_code(&self, citizen: &Citizen) {
        let (house, actor) = (self.house.house(), self.actor(self.house.sure(citizen).token()));
        let made = house
            .desk
            .write(|tx| house.consent.make_relationship_code(tx, &actor, citizen.space, None).map(drop));
        made.unwrap();
    }

    /// A temporary access to the whole record, which begins tomorrow.
    pub(super) fn gives_later(&self, citizen: &Citizen, to: &Worker) {
        let (house, actor) = (self.house.house(), self.actor(self.house.sure(citizen).token()));
        let from = Some(house.clock.now() + TimeDelta::days(1));
        let meant = MeantAccess { opens: MeantScope::Whole, from, lasts: Lasts::Minutes(60) };
        let number = self.house.rpps(to).parse().unwrap();
        let given =
            house.desk.write(|tx| access::give(house, tx, &actor, citizen.space, (&number, None), &meant));
        given.unwrap();
    }

    /// A temporary access of somebody whom the directory does not know.
    pub(super) fn gives_to_nobody_known(&self, citizen: &Citizen) {
        let (house, actor) = (self.house.house(), self.actor(self.house.sure(citizen).token()));
        let new = NewAccess { opens: Scope::Whole, from: None, lasts: Lasts::Minutes(60) };
        let (person, space) = (self.house.id(), citizen.space);
        let given =
            house.desk.write(|tx| house.consent.give_temporary_access(tx, &actor, space, person, None, &new));
        given.unwrap();
    }

    /// Whether a professional gets in by a code.
    pub(super) fn opens(&self, by: &Worker, code: &Code) -> bool {
        access::redeem(self.house.house(), &self.actor(by.token()), Some(code)).is_ok()
    }

    /// Somebody without a log-in uses a code.
    pub(super) fn admits(&self, code: &Code) {
        let [name, profession, place] = ["Ana Ficticia", "Cardiologista", "Porto"].map(Into::into);
        let words = GuestWords { name, profession, place };
        let request = self.house.id();
        access::redeem_as_guest(self.house.house(), request, "192.0.2.7", Some(code), &words).unwrap();
    }
}

fn page_of(citizen: &Citizen) -> String {
    format!("/spaces/{}/codes", citizen.space)
}

/// The code that a page shows.
fn shown_code(page: &Answer) -> Code {
    let text = page.text();
    let (_, after) = text.split_once("class=\"letters\">").unwrap_or_else(|| panic!("no code in {text}"));
    Code::typed(after.split('<').next().unwrap()).unwrap()
}

fn ticked(id: DocumentId) -> String {
    format!("document-{id}")
}

#[actix_web::test]
async fn a_code_for_chosen_documents_is_shown_once_and_opens_them_alone() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let chosen = door.letter(&camille, &doctor, "Courrier choisi", false);
    door.letter(&camille, &doctor, "Autre courrier", false);
    let (page, sure) = (page_of(&camille), door.house.sure(&camille));
    let empty = door.get(&page, sure.token()).await;
    assert!(empty.status == 200 && empty.shows("Il n’y a aucun accès temporaire"), "{}", empty.text());
    assert!(empty.shows("Courrier choisi") && empty.shows("Autre courrier"));
    let tick = ticked(chosen);
    let wanted = [("act", "make"), ("opens", "documents"), (tick.as_str(), "yes"), ("lasts", "60")];
    let made = door.submit(&page, sure.token(), &wanted).await;
    assert!(made.status == 200 && made.shows("il ne sera plus jamais affiché"), "{}", made.text());
    assert_eq!(made.header("cache-control"), "no-store", "it is kept nowhere");
    let listed = door.get(&page, sure.token()).await;
    for said in ["Code que personne n’a encore utilisé", "Ouvre 1 document choisi."] {
        assert!(listed.shows(said), "{said} in {}", listed.text());
    }
    assert!(!listed.shows("class=\"letters\""), "it is shown once");
    let other = door.house.dentist();
    assert!(door.opens(&other, &shown_code(&made)));
    let seen = door.get(format!("/spaces/{}", camille.space), other.token()).await;
    assert!(seen.shows("Courrier choisi") && !seen.shows("Autre courrier"), "{}", seen.text());
    let running = door.get(&page, sure.token()).await;
    assert!(running.shows("En cours") && running.shows("Dominique Fictif"), "{}", running.text());
}

#[actix_web::test]
async fn an_access_and_a_code_are_ended_from_the_page_without_a_second_factor() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let (page, record) = (page_of(&camille), format!("/spaces/{}", camille.space));
    let code = door.code(&camille, MeantScope::Whole);
    assert!(door.opens(&doctor, &code));
    assert_eq!(door.get(&record, doctor.token()).await.status, 200);
    for _ in ["the access", "a code"] {
        let id = hidden(&door.get(&page, camille.token()).await, "id");
        let end = [("act", "end"), ("id", id.as_str())];
        assert_eq!(door.submit(&page, camille.token(), &end).await.location(), ended(&page));
        assert_eq!(door.submit(&page, camille.token(), &end).await.status, 404, "it has ended");
        let left = door.get(&page, camille.token()).await;
        assert!(
            left.shows("Ce qui est terminé")
                && left.shows("Terminé le <time")
                && left.shows("aucun code n’attend"),
            "{}",
            left.text()
        );
        assert_eq!(door.get(&record, doctor.token()).await.status, 404);
        door.code(&camille, MeantScope::Whole);
    }
}

#[actix_web::test]
async fn a_code_is_made_with_a_second_factor_alone() {
    let door = Door::new();
    let camille = door.house.citizen();
    let page = page_of(&camille);
    let shown = door.get(&page, camille.token()).await;
    assert!(
        shown.shows("montrez d’abord que c’est vous") && !shown.shows("Faire le code"),
        "{}",
        shown.text()
    );
    let whole = [("act", "make"), ("opens", "whole"), ("lasts", "60")];
    let unsure = door.submit(&page, camille.token(), &whole).await;
    assert_eq!(unsure.location(), format!("/account/step-up?return_to=/not-yet{page}"));
    let sure = door.house.sure(&camille);
    assert!(door.get(&page, sure.token()).await.shows("aucun code n’attend"), "none was made");
    let made = door.submit(&page, sure.token(), &whole).await;
    assert_eq!(made.status, 200);
    let bare = [("act", "make"), ("opens", "whole"), ("lasts", "60")];
    let foreign = door.send(Visit::post(&page).token(sure.token()).sent_here().form(&bare)).await;
    assert_ne!(foreign.status, 200, "a form without its token makes nothing");
}

#[actix_web::test]
async fn a_form_that_is_sent_again_makes_no_second_code() {
    let door = Door::new();
    let camille = door.house.citizen();
    let (page, sure) = (page_of(&camille), door.house.sure(&camille));
    let form = door.get(&page, sure.token()).await;
    let (whole, shelf) = (("opens", "whole"), ("opens", "shelves"));
    let (make, lasts, biology) = (("act", "make"), ("lasts", "60"), ("shelf-BIOLOGIE", "yes"));
    let made = door.send_again(&page, sure.token(), &form, &[make, whole, lasts]).await;
    assert_eq!(made.status, 200, "{}", made.text());
    for fields in [vec![make, whole, lasts], vec![make, shelf, biology, lasts]] {
        let again = door.send_again(&page, sure.token(), &form, &fields).await;
        assert!(again.status == 409 && again.shows("a déjà fait un code"), "{}", again.text());
        assert!(!again.shows("class=\"letters\""), "what was shown is not shown again");
        assert_eq!(again.text().matches("Annuler ce code").count(), 1, "{}", again.text());
    }
    let other = door.submit(&page, sure.token(), &[make, whole, lasts]).await;
    assert_eq!(other.status, 200, "another form makes another one: {}", other.text());
    let listed = door.get(&page, sure.token()).await;
    assert_eq!(listed.text().matches("Annuler ce code").count(), 2);
    assert!(listed.shows("Fait le"), "by which they are told apart");
}

#[actix_web::test]
async fn a_form_that_does_not_say_what_to_open_makes_nothing_and_keeps_what_was_ticked() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = ticked(door.letter(&camille, &doctor, "Courrier", false));
    let (page, sure) = (page_of(&camille), door.house.sure(&camille));
    let (letter, shelf) = ((letter.as_str(), "yes"), ("shelf-BIOLOGIE", "yes"));
    let lasts = ("lasts", "60");
    for (fields, said) in [
        (vec![("opens", "documents"), lasts], "cochez au moins un document"),
        (vec![("opens", "shelves"), lasts], "cochez au moins un document"),
        (vec![("opens", "everything"), letter, lasts], "cochez au moins un document"),
        (vec![("opens", "whole"), letter, lasts], "ne va pas avec votre choix"),
        (vec![("opens", "documents"), letter, shelf, lasts], "ne va pas avec votre choix"),
        (vec![("opens", "shelves"), ("shelf-ASTROLOGIE", "yes"), lasts], "cochez au moins un document"),
        (vec![("opens", "documents"), letter, ("lasts", "999999")], "Choisissez une durée"),
        (vec![("opens", "documents"), letter], "Choisissez une durée"),
    ] {
        let sent = [&[("act", "make")], fields.as_slice()].concat();
        let refused = door.submit(&page, sure.token(), &sent).await;
        assert!(refused.status == 422 && refused.shows(said), "{fields:?}: {}", refused.text());
        if fields.contains(&letter) {
            assert!(
                refused.shows(&format!("name=\"{}\" value=\"yes\" checked", letter.0)),
                "{}",
                refused.text()
            );
        }
    }
    let nobodys = ticked(door.house.id());
    let absent = [("act", "make"), ("opens", "documents"), (nobodys.as_str(), "yes"), lasts];
    assert_eq!(door.submit(&page, sure.token(), &absent).await.status, 422);
    for wrong in [("act", "dance"), ("act", "end")] {
        assert_eq!(door.submit(&page, sure.token(), &[wrong]).await.status, 400);
    }
    assert!(door.get(&page, sure.token()).await.shows("aucun code n’attend"));
}

#[actix_web::test]
async fn a_code_for_shelves_in_english() {
    let door = Door::new();
    let camille = door.house.citizen();
    let (page, sure) = (format!("{}?lang=en", page_of(&camille)), door.house.sure(&camille));
    let wanted = [("act", "make"), ("opens", "shelves"), ("shelf-BIOLOGIE", "yes"), ("lasts", "1440")];
    let made = door.submit(&page, sure.token(), &wanted).await;
    assert!(made.status == 200 && made.shows("Your code:"), "{}", made.text());
    let listed = door.get(&page, sure.token()).await;
    assert!(
        listed.shows("A code that nobody has used yet") && listed.shows("Opens, except what is hidden:"),
        "{}",
        listed.text()
    );
}

#[actix_web::test]
async fn a_hidden_document_that_a_code_names_is_shown_and_the_holder_is_told() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = door.letter(&camille, &doctor, "Courrier", false);
    let (audience, sure) =
        (format!("/spaces/{}/documents/{letter}/audience", camille.space), door.house.sure(&camille));
    assert_eq!(door.submit(&audience, sure.token(), &[("visibility", "masked")]).await.status, 303);
    let (page, tick) = (page_of(&camille), ticked(letter));
    assert!(door.get(&page, sure.token()).await.shows("caché</span>"));
    let wanted = [("act", "make"), ("opens", "documents"), (tick.as_str(), "yes"), ("lasts", "60")];
    let made = door.submit(&page, sure.token(), &wanted).await;
    assert!(made.shows("1 document de ce code est caché"), "{}", made.text());
}
