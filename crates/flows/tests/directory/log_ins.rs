//! People who log in before, during and after an import.

use std::sync::atomic::{AtomicBool, Ordering};

use identity::{
    Error, ReturnPath, SituationId,
    oidc::{AtProvider, Proven, ProvenPerson, ProvenProfessional, ProvenSituation},
    service::Admitted,
};
use kernel::{Assurance, PersonId};

use crate::ground::{Ground, PEOPLE, Person, extract, person, rpps};

/// The person of this number, as the provider describes whoever `person` makes.
fn proven(number: u32) -> Proven {
    let listed = person(number);
    let situation = ProvenSituation {
        profession: listed.profession.to_owned(),
        qualified: true,
        know_how: Some(listed.know_how.to_owned()),
        sector: listed.sector.to_owned(),
        finess: None,
        siret: None,
        place: Some("Cabinet Inventé".to_owned()),
    };
    Proven {
        assurance: Assurance::Substantial,
        person: ProvenPerson::Professional(ProvenProfessional {
            rpps: listed.rpps.parse().unwrap(),
            name: "Dominique Fictif".into(),
            situations: vec![situation],
        }),
        at_provider: AtProvider {
            subject: listed.rpps.as_str().into(),
            session: None,
            authenticated_at: None,
            acr: None,
            id_token: None,
            refresh_token: None,
            refresh_until: None,
        },
    }
}

/// Logs somebody in; gives the session.
pub(crate) fn log_in(ground: &Ground, number: u32) -> Result<identity::Session, Error> {
    let house = ground.house.house();
    let identity = &house.identity;
    let begun = house.desk.write(|tx| identity.begin_login(tx, "psc", &ReturnPath::default()))?;
    let claimed = house.desk.write(|tx| identity.claim_login(tx, "psc", &begun.state, &begun.browser))?;
    let proven = proven(number);
    match house.desk.write(|tx| identity.admit(tx, &claimed, &proven, None, &house.reference))? {
        Admitted::Session(session, _) => Ok(session),
        Admitted::Choice => panic!("there is one situation"),
    }
}

/// Who has this number, and the situation of practice.
pub(crate) fn known(ground: &Ground, number: u32) -> (PersonId, SituationId) {
    let found = ground.rows(
        "t.person, t.id",
        &format!("situation t join identity.professional p using (person) where p.rpps = '{}'", rpps(number)),
    );
    let (person, situation) = found[0].split_once('/').unwrap();
    (person.parse().unwrap(), situation.parse().unwrap())
}

#[test]
fn who_has_logged_in_before_is_recognised_and_completed_and_keeps_every_id() {
    let ground = Ground::new();
    let session = log_in(&ground, 1).unwrap();
    let before = known(&ground, 1);
    assert_eq!(before.0, session.person);
    let done = ground.people(&[Person { family: "FICTIF-AUTRE", ..person(1) }, person(2)]);
    let counts = &done.counts;
    assert_eq!((counts.professionals_added, counts.professionals_corrected), (1, 1));
    assert_eq!((counts.situations_added, counts.situations_corrected), (1, 1));
    assert_eq!(known(&ground, 1), before);
    assert_eq!(ground.count("professional"), 2);
    assert_eq!(ground.rows("postcode", "situation"), ["29200", "29200"], "completed");
    // And after: the session goes on, and the next log-in is in the same situation.
    log_in(&ground, 1).unwrap();
    log_in(&ground, 2).unwrap();
    assert_eq!((ground.count("professional"), ground.count("situation")), (2, 2));
}

#[test]
fn an_organisation_that_somebody_has_registered_is_known_by_its_finess_and_stays_listed() {
    let ground = Ground::new();
    let id = ground.house.organisation(identity::OrganisationKind::RegulationCentre, true);
    ground.house.database().tamper("update identity.organisation set finess = '990000036'");
    let done = ground.people(&[Person { finess: "990000036", sector: "SA01", ..person(1) }]);
    assert_eq!((done.counts.organisations_added, done.counts.organisations_corrected), (0, 1));
    assert_eq!(ground.rows("id, kind, listed", "organisation"), [format!("{id}/regulation_centre/t")]);
}

#[test]
fn log_ins_during_an_import_double_nobody() {
    let ground = Ground::new();
    let people: Vec<Person> = (1..=6_000).map(person).collect();
    let (bytes, over) = (extract(&people), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let (ground, over) = (&ground, &over);
        let visitors = [1_u32, 2].map(|first| {
            scope.spawn(move || {
                let mut number = first;
                let mut let_in = 0;
                while !over.load(Ordering::Relaxed) || let_in < 20 {
                    log_in(ground, number % 6_000 + 1).unwrap();
                    number += 97;
                    let_in += 1;
                }
            })
        });
        let done = ground.import(&bytes, PEOPLE).done();
        over.store(true, Ordering::Relaxed);
        assert_eq!(done.counts.taken, 6_000);
        for visitor in visitors {
            visitor.join().unwrap();
        }
    });
    assert_eq!((ground.count("professional"), ground.count("situation")), (6_000, 6_000));
}
