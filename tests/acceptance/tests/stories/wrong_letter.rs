//! A GP logs in with Pro Santé Connect and replaces a wrong letter; the patient finds the right one, with the wrong one
//! behind it.

use acceptance::{Answer, CAMILLE, Form, Site, Visitor};
use serde_json::json;

use crate::{SPACE, documents, ids, receipt};

const PDF: &[u8] = include_bytes!("../../../fixtures/files/letter.pdf");

/// Logs the sandbox's doctor in through the provider, for the first place of practice.
fn log_in(doctor: &Visitor) {
    let begun = doctor.open("/auth/psc/start");
    let page = doctor.open(begun.header("location").unwrap());
    let hidden = page.hidden();
    let mut fields: Vec<(&str, &str)> =
        hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("persona", "doctor"));
    let back = doctor.submit("/sandbox/psc/authorize", &fields);
    let asked = doctor.open(back.header("location").unwrap());
    let place = asked.header("location").unwrap();
    assert!(place.starts_with("/login/situation/"), "{asked:?}");
    let choice = doctor.open(place);
    let text = choice.text();
    let first = text.split("name=\"situation\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let opened = doctor.submit(place, &[("csrf", &csrf(&choice)), ("situation", first.unwrap())]);
    assert_eq!(opened.status, 303, "{opened:?}");
}

fn csrf(page: &Answer) -> String {
    page.hidden().into_iter().find(|(name, _)| name == "csrf").expect("a form has its token").1
}

#[test]
fn a_gp_logs_in_and_replaces_a_wrong_letter() {
    let site = Site::new();
    let server = site.sandbox();
    let metadata = json!({
        "type": { "code": "11490-0" }, "title": "Lettre fausse", "patient": CAMILLE.person().patient_json(),
    });
    let wrong =
        receipt(&server.persona("doctor").deposit(SPACE, &Form::new(metadata, "application/pdf", PDF)));

    let doctor = Visitor::of(&server);
    log_in(&doctor);
    let declare = format!("/spaces/{SPACE}/care-relationship");
    let form = doctor.open(&declare);
    let declared = doctor.submit(&declare, &[("csrf", &csrf(&form)), ("evidence", "team-in-charge")]);
    assert_eq!(declared.status, 303, "{declared:?}");
    let letter = format!("/spaces/{SPACE}/documents/{wrong}");
    assert!(doctor.open(&letter).text().contains(&format!("{letter}/replacement")));
    let replacement = format!("{letter}/replacement");
    let form = doctor.open(&replacement);
    assert!(form.text().contains("Lettre fausse"), "{form:?}");
    let fields = [("csrf", csrf(&form)), ("title", "Lettre juste".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let lie = doctor.upload(&replacement, &fields, ("lettre.png", "image/png", PDF));
    assert_eq!(lie.status, 415, "{lie:?}");
    let right = [PDF, b"% corrected\n"].concat();
    let made = doctor.upload(&replacement, &fields, ("lettre.pdf", "application/pdf", &right));
    assert_eq!(made.status, 303, "{made:?}");
    let shown = doctor.follow(made.header("location").unwrap());
    assert!(shown.text().contains("Lettre juste"), "{shown:?}");
    // Sent again, the form makes nothing new; the old version has had its successor.
    let again = doctor.upload(&replacement, &fields, ("lettre.pdf", "application/pdf", &right));
    assert!(matches!(again.status, 303 | 404), "{again:?}");

    let camille = server.persona("citizen");
    let newest = ids(&camille.get(&documents(SPACE)))[0].clone();
    assert_eq!(camille.content(SPACE, &newest).body, right);
    let versions = camille.get(&format!("{}/{newest}/versions", documents(SPACE)));
    assert_eq!(ids(&versions), [newest, wrong.clone()]);
    assert_eq!(camille.get(&format!("{}/{wrong}", documents(SPACE))).json()["status"], "deprecated");
    // Nobody else is offered to replace it.
    let citizen_page = camille.get(&format!("{}/{wrong}", documents(SPACE)));
    assert_eq!(citizen_page.status, 200);
    site.verify_journal();
}
