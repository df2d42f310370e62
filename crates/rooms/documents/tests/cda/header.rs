//! Document, authors, custodian, acts.

use documents::cda::{self, AuthorKind, Confidentiality, Limits, Precision};

use crate::{all, altered, fixtures, read, shown};

#[test]
fn every_fixture_is_read() {
    for fixture in fixtures::cda() {
        let name = fixture.name.trim_start_matches("cda/").trim_end_matches(".xml");
        let document = read(name);
        assert!(!document.authors.is_empty(), "{name}");
        assert!(document.id.unique_id().starts_with("1.2.250.1.999.1^D"), "{name}");
    }
}

#[test]
fn header_of_a_plain_letter() {
    let document = read("level3-letter");
    assert_eq!(document.type_code.code, "11490-0");
    assert_eq!(document.type_code.system, "2.16.840.1.113883.6.1");
    assert_eq!(shown(&document.title), Some("Lettre de liaison à la sortie"), "white space is one space");
    assert_eq!(document.effective_time.at.to_rfc3339(), "2024-03-12T09:15:00+00:00");
    assert_eq!(document.effective_time.precision, Precision::Second);
    assert_eq!(document.language.as_deref(), Some("fr-FR"));
    assert_eq!(document.version, Some(1));
    assert_eq!(document.set_id.as_ref().unwrap().unique_id(), "1.2.250.1.999.1^S3");
    assert_eq!(document.confidentiality, [Confidentiality::Normal]);
    let custodian = document.custodian.as_ref().unwrap();
    assert_eq!(custodian.finess().unwrap().as_str(), "990000010");
    assert_eq!(shown(&custodian.name), Some("Clinique des Tilleuls"));
    let legal = document.legal_authenticator.as_ref().unwrap();
    assert_eq!(legal.rpps().unwrap().as_str(), "99700218896");
    assert_eq!(shown(&legal.name.as_ref().unwrap().family), Some("QUERVALY"));
    assert!(legal.time.is_some());
    let (start, stop) = document.service_time();
    assert_eq!(start.unwrap().at.to_rfc3339(), "2024-03-12T08:30:00+00:00");
    assert_eq!(stop.unwrap().at.to_rfc3339(), "2024-03-12T09:00:00+00:00");
    let setting = document.service_events[0].performed_by.as_ref().unwrap().setting.as_ref().unwrap();
    assert_eq!(setting.code, "ETABLISSEMENT");
}

#[test]
fn several_authors_keep_their_order_and_their_own_traits() {
    let document = read("several-authors");
    let [first, second, third] = document.authors.as_slice() else { panic!("three authors") };
    assert_eq!(first.function.as_ref().unwrap().code, "PCP");
    assert_eq!(first.speciality.as_ref().unwrap().code, "G15_10/SM26");
    assert_eq!(first.rpps().unwrap().as_str(), "99700218896");
    assert_eq!(second.rpps().unwrap().as_str(), "99700427885");
    let AuthorKind::Person(Some(name)) = &second.kind else { panic!("a person") };
    assert_eq!((shown(&name.prefix), shown(&name.suffix)), (Some("MME"), Some("DR")));
    assert_eq!((all(&name.given), shown(&name.family)), (vec!["Adrien"], Some("MOLVANY")));
    assert_eq!(second.organisation.as_ref().unwrap().finess().unwrap().as_str(), "990000028");
    assert_eq!(third.national_id(), Some("369838578"), "an identifier given by a structure is kept");
    assert_eq!(third.rpps(), None);
    assert_eq!(third.time.unwrap().precision, Precision::Day);
}

#[test]
fn a_structure_may_be_the_author() {
    let author = &read("organisation-author").authors[0];
    assert_eq!(author.kind, AuthorKind::Organisation);
    assert!(author.ids.is_empty(), "an identifier with a nullFlavor is none");
    assert_eq!(author.organisation.as_ref().unwrap().national_id(), Some("1990000010"));
}

#[test]
fn a_device_may_be_the_author() {
    let author = &read("device-author").authors[0];
    let AuthorKind::Device { model, software } = &author.kind else { panic!("a device") };
    assert_eq!((shown(model), shown(software)), (Some("Tensiomètre T2"), Some("Suivi fictif 3.1")));
    assert_eq!(author.national_id(), Some("5990000000001/1.2.250.1.999.3"));
    assert_eq!(author.rpps(), None);
}

#[test]
fn what_is_null_is_absent() {
    let document = read("null-flavors");
    assert_eq!(document.title, None);
    assert_eq!(document.language, None);
    assert_eq!(document.set_id, None);
    assert_eq!(document.version, None);
    assert_eq!(document.custodian, None);
    assert_eq!(document.legal_authenticator, None);
    assert!(document.confidentiality.is_empty());
    assert_eq!(document.service_time(), (None, None));
    let author = &document.authors[0];
    assert_eq!((author.time, author.kind.clone()), (None, AuthorKind::Person(None)));
    assert_eq!((author.organisation.as_ref(), author.speciality.as_ref()), (None, None));
    let patient = &document.patient;
    assert!(patient.ins.is_empty() && patient.other_ids.is_empty());
    assert_eq!((patient.birth.as_ref(), patient.sex, patient.birthplace.as_ref()), (None, None, None));
    assert_eq!(patient.name, documents::cda::PatientName::default());
}

#[test]
fn another_prefix_changes_nothing_and_another_namespace_is_not_seen() {
    let document = read("other-prefix");
    assert_eq!(document.effective_time.at.to_rfc3339(), "2024-03-12T09:15:00+00:00");
    assert_eq!(document.patient.ins.len(), 1);
    assert_eq!(shown(&document.patient.name.birth_family), Some("VESTRELAINE"));
}

#[test]
fn instructions_and_comments_say_nothing() {
    let document = read("stylesheet-and-comments");
    assert_eq!(document.patient.ins.len(), 1);
    assert_eq!(
        shown(&document.patient.name.birth_family),
        Some("VESTRELAINE"),
        "a comment does not cut a name"
    );
}

#[test]
fn who_must_not_see_it_is_typed() {
    let document = read("withheld-from-patient");
    let [Confidentiality::Normal, Confidentiality::HiddenFromPatient, Confidentiality::Other(other)] =
        document.confidentiality.as_slice()
    else {
        panic!("three codes")
    };
    assert_eq!(other.code, "X-LOCAL");
}

#[test]
fn an_unknown_type_is_kept_for_the_tables_to_judge() {
    let code = read("unknown-type").type_code;
    assert_eq!((code.code.as_str(), code.system.as_str()), ("LOCAL-17", "1.2.250.1.999.4"));
    assert_eq!(shown(&code.display), Some("Formulaire maison"));
}

#[test]
fn debug_shows_nothing_about_people_or_health() {
    let shown = format!("{:?}", read("several-authors"));
    for word in
        ["VESTRELAINE", "CAMILLE", "2850375", "1985", "35238", "QUERVALY", "34133", "fictive", "Female"]
    {
        assert!(!shown.contains(word), "`{word}` is in {shown}");
    }
}

#[test]
fn the_place_the_act_and_the_version_are_read() {
    let document = read("coded-entries");
    assert_eq!(document.facility.as_ref().unwrap().code, "SA25");
    assert_eq!(document.service_events[0].code.as_ref().unwrap().code, "18719-5");
    assert_eq!(document.version, Some(3));
    assert!(read("level3-letter").facility.is_none());
}

#[test]
fn each_spelling_of_a_confidentiality_code_is_the_exact_one() {
    let code = |spelling: &str| {
        let bytes = altered(
            "<confidentialityCode code=\"N\" codeSystem=\"2.16.840.1.113883.5.25\"/>",
            &format!("<confidentialityCode code=\"{spelling}\" codeSystem=\"1.2.250.1.213.1.1.4.13\"/>"),
        );
        let document = cda::read(&bytes, &Limits::default()).unwrap();
        document.confidentiality[0].code().to_owned()
    };
    for spelling in ["INVISIBLE_REPRESENTANTS_LEGAUX", "INVISIBLE_REP_LEGAUX", "INVISIBLE_REPRENSANTS_LEGAUX"]
    {
        assert_eq!(code(spelling), "INVISIBLE_REPRESENTANTS_LEGAUX");
    }
    for exact in ["N", "R", "V", "INVISIBLE_PATIENT", "MASQUE_PS", "AUTRE"] {
        assert_eq!(code(exact), exact);
    }
}
