//! What support does on pages: records named and shut, doubles decided by two, and nothing of what is in a record.

use consent::Ask;
use documents::{CorrectionAsked, CorrectionKind};
use kernel::{AdminRole, DocumentId};
use testkit::{Citizen, Login};

use crate::{
    door::{Answer, Door, Visit},
    mediation_document::{number_of, traits_of},
};

const RECORDS: &str = "/admin/records";

impl Door {
    fn support(&self) -> Login {
        self.house.admin(&[AdminRole::Support]).1
    }

    async fn names(&self, by: &Login, how: &str, fields: &[(&'static str, String)]) -> Answer {
        let named: Vec<(&str, &str)> = [("by", how)]
            .into_iter()
            .chain(fields.iter().map(|(name, value)| (*name, value.as_str())))
            .collect();
        self.submit(RECORDS, by.token(), &named).await
    }

    async fn does(&self, by: &Login, to: &str, fields: &[(&str, &str)]) -> Answer {
        self.submit(to, by.token(), fields).await
    }

    /// Proposes something about a record, and gives where the proposal is.
    async fn proposed(&self, by: &Login, about: &Citizen, fields: &[(&str, &str)]) -> String {
        let made = self.does(by, &page_of(about), fields).await;
        assert_eq!(made.status, 303, "{}", made.text());
        assert!(made.location().starts_with("/admin/proposals/"), "{}", made.location());
        made.location().to_owned()
    }

    /// A holder says that a document is somebody else's.
    fn disowns(&self, citizen: &Citizen, document: DocumentId) {
        let (house, actor) = (self.house.house(), self.actor(citizen.token()));
        let message = "Je ne suis pas cette personne.".into();
        let asked =
            CorrectionAsked { document, kind: CorrectionKind::NotMine, message: &message, idempotency: None };
        let done = house
            .desk
            .write(|tx| house.documents.ask_correction(tx, &actor, citizen.space, Ask::default(), &asked));
        done.unwrap();
    }
}

fn page_of(citizen: &Citizen) -> String {
    format!("{RECORDS}/{}", citizen.space)
}

fn merge(stays: &str) -> [(&'static str, &str); 3] {
    [("act", "merge"), ("reason", "number_replaced"), ("other", stays)]
}

#[actix_web::test]
async fn support_names_a_record_in_three_ways_and_sees_how_it_stands_and_nothing_of_whom() {
    let door = Door::new();
    let (camille, doctor, support) = (door.house.citizen(), door.house.doctor(), door.support());
    door.letter(&camille, &doctor, "Lettre secrète", false);
    assert!(door.get("/admin", support.token()).await.shows("href=\"/admin/records\""));
    let id = [("space", camille.space.to_string())];
    for (how, fields) in
        [("ins", number_of(&camille).to_vec()), ("traits", traits_of(&camille)), ("id", id.to_vec())]
    {
        let found = door.names(&support, how, &fields).await;
        assert_eq!(found.status, 200, "{how}: {}", found.text());
        for said in [&camille.space.to_string(), "Utilisé", "Qualifiée", "<dd>1</dd>"] {
            assert!(found.shows(said), "{how}, {said}: {}", found.text());
        }
        for hidden in
            [camille.ins.number.reveal(), camille.traits.birth_name.reveal(), "CAMILLE", "Lettre secrète"]
        {
            assert!(!found.shows(hidden), "{how}, {hidden}: {}", found.text());
        }
    }
    let [number, _] = number_of(&camille);
    let nobody = door.names(&support, "ins", &[number, ("system", "demo".to_owned())]).await;
    assert!(nobody.status == 404 && nobody.shows("Aucun dossier, ou plus d’un"), "{}", nobody.text());
    let wrong = door.names(&support, "id", &[("space", "12".to_owned())]).await;
    assert!(wrong.status == 422 && wrong.shows("href=\"#space\""), "{}", wrong.text());
    let nowhere = door.get("/admin/records/00000000-0000-7000-8000-00000000dead", support.token()).await;
    assert_eq!(nowhere.status, 404);
}

#[actix_web::test]
async fn support_shuts_a_record_opens_it_and_says_how_sure_an_identity_is() {
    let door = Door::new();
    let (camille, support) = (door.house.citizen(), door.support());
    let record = page_of(&camille);
    let unsaid = door.does(&support, &record, &[("act", "suspend")]).await;
    assert!(unsaid.status == 422 && unsaid.shows("Choisissez une raison."), "{}", unsaid.text());
    let shut = door.does(&support, &record, &[("act", "suspend"), ("reason", "danger")]).await;
    assert_eq!((shut.status, shut.location()), (303, record.as_str()), "{}", shut.text());
    let page = door.get(&record, support.token()).await;
    assert!(page.shows("Suspendu") && page.shows("value=\"resume\""), "{}", page.text());
    assert!(!page.shows("value=\"suspend\""));
    assert!(door.get("/", camille.token()).await.shows("Votre dossier est suspendu"));
    // Another window still shows the form.
    let twice = door.does(&support, &record, &[("act", "suspend"), ("reason", "fraud")]).await;
    assert!(twice.status == 409 && twice.shows("« Suspendu »"), "{}", twice.text());
    assert_eq!(door.does(&support, &record, &[("act", "resume")]).await.status, 303);
    assert!(door.get(&record, support.token()).await.shows("<dd>Utilisé</dd>"));

    let decided = door.does(&support, &record, &[("act", "decide"), ("reason", "provisional")]).await;
    assert_eq!(decided.status, 303, "{}", decided.text());
    assert!(door.get(&record, support.token()).await.shows("Provisoire"));
    assert_eq!(door.names(&support, "ins", &number_of(&camille)).await.status, 404, "it finds nobody now");
    assert_eq!(door.does(&support, &record, &[("act", "erase"), ("reason", "fraud")]).await.status, 400);
    let history = door.get(format!("/spaces/{}/history", camille.space), camille.token()).await;
    assert!(history.shows("Alex Fictif"), "{}", history.text());
}

#[actix_web::test]
async fn a_double_is_merged_and_parted_by_two_and_each_refusal_says_why() {
    let door = Door::new();
    let (double, stays) = (door.house.citizen(), door.house.citizen());
    let (one, other) = (door.support(), door.support());
    let stays_id = stays.space.to_string();
    let same = door.does(&one, &page_of(&double), &merge(&double.space.to_string())).await;
    assert!(same.status == 409 && same.shows("un seul et même dossier"), "{}", same.text());
    let unnamed = door.does(&one, &page_of(&double), &merge("12")).await;
    assert!(unnamed.status == 422 && unnamed.shows("36 caractères"), "{}", unnamed.text());
    assert!(unnamed.shows("value=\"12\"") && unnamed.shows("value=\"number_replaced\" required checked"));
    let numbers = [("act", "merge"), ("reason", "registered_twice"), ("other", stays_id.as_str())];
    let unexplained = door.does(&one, &page_of(&double), &numbers).await;
    assert!(unexplained.status == 409 && unexplained.shows("Les deux matricules"), "{}", unexplained.text());

    let proposal = door.proposed(&one, &double, &merge(&stays_id)).await;
    let again = door.does(&other, &page_of(&double), &merge(&stays_id)).await;
    assert!(again.status == 409 && again.shows(&format!("href=\"{proposal}\"")), "{}", again.text());
    let own = door.get(&proposal, one.token()).await;
    assert!(own.shows("value=\"take_back\"") && !own.shows("value=\"confirm\""), "{}", own.text());
    let alone = door.does(&one, &proposal, &[("act", "confirm")]).await;
    assert!(alone.status == 409 || alone.status == 403, "{}", alone.text());
    assert!(alone.shows("par une autre personne que son auteur"), "{}", alone.text());

    let list = door.get("/admin/proposals", other.token()).await;
    assert!(list.shows(&proposal) && list.shows("Fusion d’un doublon") && !list.shows("La vôtre"));
    assert!(door.get("/admin/proposals", one.token()).await.shows("La vôtre"));
    let page = door.get(&proposal, other.token()).await;
    for said in ["Nom de naissance", "Matricule INS", &stays_id, "value=\"confirm\"", "value=\"decline\""] {
        assert!(page.shows(said), "{said}: {}", page.text());
    }
    for hidden in [double.traits.birth_name.reveal(), stays.ins.number.reveal()] {
        assert!(!page.shows(hidden), "{hidden}");
    }
    let confirmed = door.does(&other, &proposal, &[("act", "confirm")]).await;
    assert_eq!((confirmed.status, confirmed.location()), (303, proposal.as_str()), "{}", confirmed.text());
    let page = door.get(&proposal, other.token()).await;
    assert!(page.shows("Confirmée") && page.shows("En cours") && !page.shows("value=\"confirm\""));
    let record = door.get(page_of(&double), one.token()).await;
    assert!(record.shows("Passé dans le dossier") && record.shows("value=\"split\""), "{}", record.text());
    assert!(!record.shows("value=\"merge\"") && !record.shows("value=\"decide\""));

    let split = [("act", "split"), ("reason", "two_people"), ("other", stays_id.as_str())];
    let parting = door.proposed(&other, &double, &split).await;
    let declined = door.does(&one, &parting, &[("act", "decline")]).await;
    assert_eq!(declined.status, 303, "{}", declined.text());
    let late = door.get(&parting, other.token()).await;
    assert!(late.shows("Refusée") && !late.shows("value=\"take_back\""), "{}", late.text());
    let parting = door.proposed(&other, &double, &split).await;
    assert_eq!(door.does(&other, &parting, &[("act", "take_back")]).await.status, 303);
    assert!(door.get("/admin/proposals", other.token()).await.shows("Aucune proposition n’attend."));
}

#[actix_web::test]
async fn documents_of_somebody_else_are_named_by_the_holders_requests_alone() {
    let door = Door::new();
    let (wrong, right, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let (one, other) = (door.support(), door.support());
    let letter = door.letter(&wrong, &doctor, "Lettre secrète", false);
    assert!(!door.get(page_of(&wrong), one.token()).await.shows("value=\"not_mine\""));
    door.disowns(&wrong, letter);
    let page = door.get(page_of(&wrong), one.token()).await;
    assert!(page.shows("value=\"not_mine\"") && !page.shows("Lettre secrète"), "{}", page.text());
    assert!(!page.shows(&letter.to_string()), "nor the document");
    let request = page.text().split("id=\"request-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let right_id = right.space.to_string();
    let about = [("act", "not_mine"), ("reason", "wrong_record"), ("other", right_id.as_str())];
    let unticked = door.does(&one, &page_of(&wrong), &about).await;
    assert!(unticked.status == 422 && unticked.shows("Cochez au moins une demande"), "{}", unticked.text());
    assert!(unticked.shows(&format!("value=\"{right_id}\"")), "what was filled in stays");
    let ticked = format!("request-{request}");
    let proposal = door.proposed(&one, &wrong, &[&about[..], &[(ticked.as_str(), "yes")]].concat()).await;
    let confirmed = door.does(&other, &proposal, &[("act", "confirm")]).await;
    assert_eq!(confirmed.status, 303, "{}", confirmed.text());
    assert!(door.get(&proposal, one.token()).await.shows("Confirmée"));
}

#[actix_web::test]
async fn whoever_has_not_the_role_finds_no_such_page_and_the_try_leaves_its_line() {
    let door = Door::new();
    let (camille, doctor, support) = (door.house.citizen(), door.house.doctor(), door.support());
    let (_, auditor) = door.house.admin(&[AdminRole::Auditor]);
    let nowhere = "/admin/proposals/00000000-0000-7000-8000-00000000dead";
    assert_eq!(door.get(nowhere, support.token()).await.status, 404);
    for token in [camille.token(), doctor.token(), auditor.token()] {
        for page in [RECORDS, &page_of(&camille), "/admin/proposals", nowhere] {
            let answer = door.get(page, token).await;
            assert_eq!(answer.status, 404, "{page}: {}", answer.text());
        }
    }
    // A form that was kept from when one had the role.
    let csrf = door.get("/admin", auditor.token()).await.csrf();
    let lines = "select count(*) from journal.line";
    let before = door.house.database().count(lines);
    let fields = [("csrf", csrf.as_str()), ("act", "suspend"), ("reason", "fraud")];
    let sent = Visit::post(page_of(&camille)).token(auditor.token()).sent_here().form(&fields);
    assert_eq!(door.send(sent).await.status, 404);
    assert_eq!(door.house.database().count(lines), before + 1);
    assert!(door.get("/", camille.token()).await.shows("Voir mes documents"), "nothing was done");
    assert!(!door.get("/admin", auditor.token()).await.shows("/admin/records"));
}
