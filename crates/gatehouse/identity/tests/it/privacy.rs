use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use identity::{CitizenIdentity, GivenIdentity, service::PatientSearch};
use kernel::{Ins, InsOid};

use crate::house::{House, camille, test_ins};

#[test]
fn no_debug_shows_a_name_a_number_or_a_date() {
    let house = House::new();
    let server = house.server();
    let ins = Ins::parse("279035121518989", InsOid::NirTest).unwrap().0;
    let identity =
        CitizenIdentity { ins: Some(ins.clone()), usual_name: Some("Durand".into()), traits: camille() };
    let given = GivenIdentity {
        ins: vec![ins.clone()],
        birth_name: Some(camille().birth_name),
        first_names: camille().first_names,
        birth_date: Some(camille().birth_date),
        sex: Some(camille().sex),
        birthplace: camille().birthplace,
    };
    let doctor = server.doctor();
    let professional =
        server.desk.read(|rtx| server.identity.professional_of(rtx, doctor.person)).unwrap().unwrap();
    let session = server.open_doctor(&doctor);
    let shown = [
        format!("{identity:?}"),
        format!("{given:?}"),
        format!("{:?}", server.new_citizen(camille(), Some(test_ins()))),
        format!("{:?}", PatientSearch::Ins(ins)),
        format!("{:?}", PatientSearch::Traits(Box::new(camille()))),
        format!("{professional:?}"),
        format!("{:?}", server.actor(&session)),
        format!("{:?}", server.identity.issue(&session).unwrap()),
        format!("{:?}", identity::normalise("Lépine")),
    ];
    for text in shown {
        for word in
            ["pine", "PINE", "amille", "Durand", "Marchand", "27903", "1979", "75056", "Female", "eyJ"]
        {
            assert!(!text.contains(word), "`{word}` in {text}");
        }
    }
}

#[test]
fn a_token_says_who_as_what_for_whom_and_which_session_and_nothing_else() {
    let house = House::new();
    let server = house.server();
    let token = server.token(&server.open_doctor(&server.doctor()));
    let part = |at| URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap();
    let header: serde_json::Value = serde_json::from_slice(&part(0)).unwrap();
    assert_eq!(header, serde_json::json!({"typ": "at+jwt", "alg": "ES256", "kid": "1"}));
    let claims: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&part(1)).unwrap();
    let mut names: Vec<_> = claims.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["aud", "cit", "exp", "iat", "iss", "jti", "org", "role", "sid", "sub"]);
}
