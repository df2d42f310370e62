//! The first log-in: what a record is, whether and how it begins, and the children whom the feed names.

use consent::{
    Purpose,
    rules::Authority,
    service::{RecordRepresentation, Representation},
};
use testkit::Citizen;

use crate::door::{Door, Visit};

fn begin(citizen: &Citizen) -> String {
    format!("/spaces/{}/begin", citizen.space)
}

/// Where a decision leads on to.
fn next(child: &Citizen) -> String {
    format!("{}?next=yes", begin(child))
}

impl Door {
    pub(crate) fn in_state(&self, citizen: &Citizen, state: &str) {
        self.house.arrange(&format!(
            "update consent.space set state = '{state}', opposition_until = '2099-05-10T22:00:00Z' where space_id = '{}'",
            citizen.space
        ));
    }

    fn state(&self, citizen: &Citizen, state: &str) -> bool {
        let sql =
            "select count(*) as number from consent.space where state = '{state}' and space_id = '{space}'";
        let sql = sql.replace("{state}", state).replace("{space}", &citizen.space.to_string());
        self.house.database().count(&sql) == 1
    }

    /// How many lines of acts that change something the record's history holds.
    async fn decisions(&self, citizen: &Citizen) -> usize {
        let page = self.get(format!("/spaces/{}/history", citizen.space), citizen.token()).await;
        let said = ["Début d’utilisation", "Choix de la manière", "Opposition à la création", "Contestation"];
        said.iter().map(|said| page.text().matches(&format!("<span>{said}")).count()).sum()
    }

    /// Makes one citizen the representative of another.
    pub(crate) fn represents(&self, parent: &Citizen, child: &Citizen) {
        let house = self.house.house();
        let one = Representation {
            person: parent.person,
            authority: Authority::Parent,
            until: "2099-01-01T00:00:00Z".parse().unwrap(),
        };
        let done = house.desk.write(|tx| {
            let permit = house.consent.system_permit::<RecordRepresentation>(
                tx,
                Purpose::Registration,
                child.space,
            )?;
            house.consent.record_representations(tx, &permit, std::slice::from_ref(&one))
        });
        done.unwrap();
    }
}

#[actix_web::test]
async fn a_record_that_nobody_has_begun_leads_to_the_decision_and_then_home() {
    let door = Door::new();
    let camille = door.house.citizen();
    for state in ["opposition_running", "created"] {
        door.in_state(&camille, state);
        let home = door.get("/", camille.token()).await;
        assert!(home.shows(&begin(&camille)) && !home.shows("/deposit"), "{}", home.text());
        let page = door.get(begin(&camille), camille.token()).await;
        assert_eq!(page.status, 200);
        assert!(page.shows("Ouvert à ceux qui soignent") && page.shows("Carnet vous demande d’abord"));
        assert_eq!(page.shows("M’opposer à la création"), state == "opposition_running");
        assert_eq!(
            page.shows("jusqu’au lundi 10 mai 2099") || page.shows("10 mai 2099"),
            state == "opposition_running"
        );
        assert!(!page.shows("Ce n’est pas mon enfant"));
        let nothing = door.submit(&begin(&camille), camille.token(), &[("act", "begin")]).await;
        assert_eq!(nothing.status, 422);
        assert!(nothing.shows("Choisissez comment le dossier s’ouvre."));
        let begun =
            door.submit(&begin(&camille), camille.token(), &[("act", "begin"), ("preset", "ask_me")]).await;
        assert_eq!((begun.status, begun.location()), (303, "/"), "{}", begun.text());
        assert!(door.state(&camille, "active"));
        let home = door.get("/", camille.token()).await;
        assert!(home.shows("/deposit") && home.shows("Choisir comment mon dossier s’ouvre"));
        let preferences = format!("/spaces/{}/preferences", camille.space);
        assert!(home.shows(&preferences) && !home.shows(&begin(&camille)), "where one sees what it changes");
        let again = door.get(begin(&camille), camille.token()).await;
        assert_eq!((again.status, again.location()), (303, preferences.as_str()));
        assert!(door.get(&preferences, camille.token()).await.shows("id=\"preset-ask_me\""));
    }
}

#[actix_web::test]
async fn a_holder_opposes_while_it_can_be_and_takes_it_back() {
    let door = Door::new();
    let camille = door.house.citizen();
    door.in_state(&camille, "opposition_running");
    let opposed = door.submit(&begin(&camille), camille.token(), &[("act", "oppose")]).await;
    assert_eq!((opposed.status, opposed.location()), (303, "/"));
    assert!(door.state(&camille, "opposed"));
    assert!(door.get("/", camille.token()).await.shows("Revenir sur ce choix"));
    let page = door.get(begin(&camille), camille.token()).await;
    assert!(page.shows("Commencer revient sur ce refus.") && !page.shows("M’opposer à la création"));
    let back = door.submit(&begin(&camille), camille.token(), &[("act", "begin"), ("preset", "open")]).await;
    assert_eq!(back.status, 303);
    assert!(door.state(&camille, "active"));
}

#[actix_web::test]
async fn a_representative_decides_for_a_child_and_then_reads_its_record() {
    let door = Door::new();
    let (camille, child, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.letter(&child, &doctor, "Lettre secrète", false);
    door.represents(&camille, &child);
    door.in_state(&child, "opposition_running");
    door.in_state(&camille, "created");
    let home = door.get("/", camille.token()).await;
    assert!(home.shows("Vos enfants") && home.shows(&begin(&child)));
    // After one's own record comes the child's.
    let own = door.submit(&begin(&camille), camille.token(), &[("act", "begin"), ("preset", "open")]).await;
    assert_eq!((own.status, own.location()), (303, next(&child).as_str()));
    let page = door.get(begin(&child), camille.token()).await;
    assert!(page.shows("Ce n’est pas mon enfant") && page.shows("1er juillet 1980"));
    let done = door.submit(&begin(&child), camille.token(), &[("act", "begin"), ("preset", "closed")]).await;
    assert_eq!((done.status, done.location()), (303, "/"));
    assert!(door.state(&child, "active"));
    let home = door.get("/", camille.token()).await;
    assert!(
        home.shows(&format!("/spaces/{}\"", child.space)) && home.shows("Ouvrir le dossier de"),
        "{}",
        home.text()
    );
    let record = door.get(format!("/spaces/{}", child.space), camille.token()).await;
    assert!(record.status == 200 && record.shows("Lettre secrète"), "{}", record.text());
    let history = door.get(format!("/spaces/{}/history", child.space), camille.token()).await;
    assert_eq!(history.status, 200);
}

#[actix_web::test]
async fn a_child_that_is_not_mine_is_nobody_of_mine_at_once() {
    let door = Door::new();
    let (camille, child) = (door.house.citizen(), door.house.citizen());
    door.represents(&camille, &child);
    door.in_state(&child, "created");
    let unsure = door.submit(&begin(&child), camille.token(), &[("act", "not-mine")]).await;
    assert!(unsure.status == 422 && unsure.shows("cochez la case"), "{}", unsure.text());
    assert!(door.get("/", camille.token()).await.shows("Vos enfants"), "one press does nothing");
    let sure = [("act", "not-mine"), ("sure", "yes")];
    let done = door.submit(&begin(&child), camille.token(), &sure).await;
    assert_eq!((done.status, done.location()), (303, "/"));
    assert!(!door.get("/", camille.token()).await.shows("Vos enfants"));
    assert_eq!(door.get(begin(&child), camille.token()).await.status, 404);
    assert!(door.state(&child, "created"), "the record stays as it is");
    let history = door.get(format!("/spaces/{}/history", child.space), child.token()).await;
    assert!(history.shows("Contestation d’une représentation"), "{}", history.text());
}

#[actix_web::test]
async fn nobody_else_sees_how_a_record_begins() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.in_state(&camille, "created");
    for token in [other.token(), doctor.token()] {
        assert_eq!(door.get(begin(&camille), token).await.status, 404);
    }
    for state in ["suspended", "closed", "deceased"] {
        door.in_state(&camille, state);
        assert_eq!(door.get(begin(&camille), camille.token()).await.status, 404, "{state}");
    }
}

#[actix_web::test]
async fn a_form_that_is_sent_twice_decides_once_and_leads_on_to_the_same_page() {
    let door = Door::new();
    let (camille, one, other) = (door.house.citizen(), door.house.citizen(), door.house.citizen());
    for child in [&one, &other] {
        door.represents(&camille, child);
        door.in_state(child, "opposition_running");
    }
    let forms = [
        (vec![("act", "begin"), ("preset", "ask_me")], "active", 2),
        (vec![("act", "oppose")], "opposed", 1),
        (vec![("act", "not-mine"), ("sure", "yes")], "opposition_running", 1),
    ];
    for (fields, becomes, lines) in forms {
        let before = door.decisions(&one).await;
        door.in_state(&one, "opposition_running");
        let page = door.get(begin(&one), camille.token()).await;
        for press in ["first", "second"] {
            let done = door.send_again(&begin(&one), camille.token(), &page, &fields).await;
            let leads = (done.status, done.location());
            assert_eq!(leads, (303, next(&other).as_str()), "{press} {fields:?}: {}", done.text());
        }
        assert!(door.state(&one, becomes), "{fields:?}");
        // The history of a record that was opposed does not open.
        door.in_state(&one, "created");
        assert_eq!(door.decisions(&one).await, before + lines, "{fields:?}");
        assert!(door.state(&other, "opposition_running"), "nothing is decided for another child");
        assert_eq!(door.decisions(&other).await, 0);
    }
}

#[actix_web::test]
async fn a_press_too_many_finds_nothing_to_decide_on_the_next_page() {
    let door = Door::new();
    let (camille, child) = (door.house.citizen(), door.house.citizen());
    door.represents(&camille, &child);
    door.in_state(&child, "opposition_running");
    let page = door.get(next(&child), camille.token()).await;
    assert_eq!(page.status, 200);
    assert!(page.shows("1er juillet 1980") && page.shows(&format!("href=\"{}\"", begin(&child))));
    assert!(!page.shows("name=\"act\"") && !page.shows("M’opposer"), "{}", page.text());
    let english = door.get(format!("{}&lang=en", next(&child)), camille.token()).await;
    assert!(
        english.shows("?next=yes&amp;lang=fr") || english.shows("?next=yes&#38;lang=fr"),
        "{}",
        english.text()
    );
    assert!(!english.shows("name=\"act\""));
}

#[actix_web::test]
async fn a_form_that_was_shown_before_something_changed_decides_nothing() {
    let door = Door::new();
    let camille = door.house.citizen();
    door.in_state(&camille, "opposition_running");
    let old = door.get(begin(&camille), camille.token()).await;
    door.submit(&begin(&camille), camille.token(), &[("act", "begin"), ("preset", "closed")]).await;
    for fields in [vec![("act", "begin"), ("preset", "open")], vec![("act", "oppose")]] {
        let late = door.send_again(&begin(&camille), camille.token(), &old, &fields).await;
        assert!(late.status == 409 && late.shows("a changé entre-temps"), "{fields:?}: {}", late.text());
        assert!(late.shows(&format!("/spaces/{}/preferences", camille.space)), "{}", late.text());
    }
}

#[actix_web::test]
async fn whoever_opens_the_record_of_a_child_again_shows_a_second_factor_and_comes_back() {
    let door = Door::new();
    let (camille, child) = (door.house.citizen(), door.house.citizen());
    door.represents(&camille, &child);
    let choose = |preset| [("act", "begin"), ("preset", preset)];
    let closed = door.submit(&begin(&child), camille.token(), &choose("closed")).await;
    assert_eq!((closed.status, closed.location()), (303, "/"), "{}", closed.text());
    let unsure = door.submit(&begin(&child), camille.token(), &choose("open")).await;
    let led = format!("/account/step-up?return_to=/not-yet{}", begin(&child));
    assert_eq!((unsure.status, unsure.location()), (303, led.as_str()));
    let back = door.get(format!("/not-yet{}", begin(&child)), camille.token()).await;
    assert_eq!((back.status, back.location()), (303, format!("{}?done=not-yet", begin(&child)).as_str()));
    let kept = unsure.cookie("__Host-carnet-choices");
    let bring = Visit::get(back.location()).token(camille.token()).cookie(kept.name(), kept.value());
    let page = door.send(bring).await;
    assert!(page.shows("n’est pas encore fait"), "{}", page.text());
    assert!(page.shows("value=\"open\" aria-describedby=\"means-open\" checked"), "{}", page.text());
    let without = door.get(back.location(), camille.token()).await;
    assert!(without.shows("value=\"closed\" aria-describedby=\"means-closed\" checked"), "as it stands");
}

#[actix_web::test]
async fn the_preset_that_asks_says_that_nothing_opens_before_the_answer() {
    let door = Door::new();
    let camille = door.house.citizen();
    door.in_state(&camille, "created");
    let told = [
        ("fr", "Carnet vous demande d’abord", "rien ne s’ouvre avant votre réponse"),
        ("en", "Carnet asks you first", "nothing opens before you have answered"),
    ];
    for (language, asks, opens) in told {
        let page = door.get(format!("{}?lang={language}", begin(&camille)), camille.token()).await;
        let means = page.text().split("id=\"means-ask_me\">").nth(1).unwrap().to_owned();
        let means = means.split("</p>").next().unwrap();
        assert!(means.contains(asks) && means.contains(opens), "{means}");
    }
}
