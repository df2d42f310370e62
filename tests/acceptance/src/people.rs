use serde_json::{Value, json};

use crate::Secret;

/// The OID of test numbers.
const TEST: &str = "1.2.250.1.213.1.4.10";

/// Somebody who does not exist, as a registrar writes it down.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Person {
    /// The INS.
    pub ins: String,
    /// Its OID.
    pub oid: String,
    /// Family name of birth.
    pub birth_name: String,
    /// Given names of birth.
    pub first_names: String,
    /// `YYYY-MM-DD`.
    pub birth_date: String,
    /// `F`, `M` or `UN`.
    pub sex: String,
    /// Official geographic code.
    pub birthplace: Option<String>,
}

/// A person in constants.
#[derive(Debug, Clone, Copy)]
pub struct Model {
    ins: &'static str,
    birth_name: &'static str,
    first_names: &'static str,
    birth_date: &'static str,
    birthplace: &'static str,
}

/// The holder of the sandbox's record.
pub const CAMILLE: Model = Model {
    ins: "285059999900131",
    birth_name: "SPECIMEN",
    first_names: "CAMILLE",
    birth_date: "1985-05-17",
    birthplace: "99999",
};

/// The patient of the fixtures.
pub const VESTRELAINE: Model = Model {
    ins: "285037500000162",
    birth_name: "VESTRELAINE",
    first_names: "CAMILLE AURORE",
    birth_date: "1985-03-12",
    birthplace: "35238",
};

impl Model {
    /// The person.
    pub fn person(self) -> Person {
        Person {
            ins: self.ins.to_owned(),
            oid: TEST.to_owned(),
            birth_name: self.birth_name.to_owned(),
            first_names: self.first_names.to_owned(),
            birth_date: self.birth_date.to_owned(),
            sex: "F".to_owned(),
            birthplace: Some(self.birthplace.to_owned()),
        }
    }
}

impl Person {
    /// The INS as callers give it.
    pub fn ins_json(&self) -> Value {
        json!({ "value": self.ins, "oid": self.oid })
    }

    /// The patient as a depositor names it.
    pub fn patient_json(&self) -> Value {
        json!({
            "ins": self.ins_json(),
            "birth_name": self.birth_name,
            "first_names": [self.first_names],
            "birth_date": self.birth_date,
            "sex": self.sex,
        })
    }
}

/// A CDA of the fixtures about [`VESTRELAINE`] in UTF-8, made out to somebody else, as that person's doctor would.
///
/// # Panics
/// When the document does not name the patient of the fixtures.
pub fn addressed_to(document: &[u8], to: Model) -> Vec<u8> {
    let from = VESTRELAINE;
    let mut text = String::from_utf8(document.to_vec()).expect("a fixture in UTF-8");
    let plain = |date: &str| date.replace('-', "");
    for (old, new) in [
        (from.ins.to_owned(), to.ins.to_owned()),
        (from.birth_name.to_owned(), to.birth_name.to_owned()),
        (from.first_names.to_owned(), to.first_names.to_owned()),
        (plain(from.birth_date), plain(to.birth_date)),
        (format!("<county>{}", from.birthplace), format!("<county>{}", to.birthplace)),
    ] {
        assert!(text.contains(&old), "the document does not name the patient of the fixtures");
        text = text.replace(&old, &new);
    }
    text.into_bytes()
}

/// The same CDA under another identifier of its producer: another document.
///
/// # Panics
/// When the document has no identifier of the fixtures.
pub fn with_document_id(document: &[u8], id: &str) -> Vec<u8> {
    let text = String::from_utf8(document.to_vec()).expect("a fixture in UTF-8");
    let begin = "<id root=\"1.2.250.1.999.1\" extension=\"";
    let at = text.find(begin).expect("an identifier of the fixtures") + begin.len();
    let end = at + text[at..].find('"').expect("its end");
    format!("{}{id}{}", &text[..at], &text[end..]).into_bytes()
}

/// What the sandbox and the fixtures hold of people and of their health.
const SECRETS: [(&str, &str); 25] = [
    ("INS of the sandbox's holder", CAMILLE.ins),
    ("birth name of the sandbox's holder", CAMILLE.birth_name),
    ("birth date of the sandbox's holder", CAMILLE.birth_date),
    ("INS of the patient of the fixtures", VESTRELAINE.ins),
    ("INS with a wrong key", "285037500000163"),
    ("a second INS", "192067500001495"),
    ("birth name of the patient of the fixtures", VESTRELAINE.birth_name),
    ("first names of the patient of the fixtures", VESTRELAINE.first_names),
    ("first name", CAMILLE.first_names),
    ("birth date of the patient of the fixtures", VESTRELAINE.birth_date),
    ("the same, as a header writes it", "19850312"),
    ("name in use", "ORMESNIL"),
    ("name of an author", "QUERVALY"),
    ("first name of an author", "Solène"),
    ("RPPS of the doctor", "99700000013"),
    ("name of the doctor", "Dominique Fictif"),
    ("name of the dentist", "Claude Exemple"),
    ("name of the pharmacist", "Andrea Modele"),
    ("name of the therapist", "Sacha Gabarit"),
    ("name of the hospital's doctor", "Maxime Demo"),
    ("name of a structure", "Clinique des Tilleuls"),
    ("title of the letter", "Lettre de sortie fictive"),
    ("title of the laboratory report", "Examens biologiques fictifs"),
    ("content of the letter", "Paracétamol 1 g si besoin"),
    ("more of its content", "Selon tolérance"),
];

/// What no log may say in any story.
pub(crate) fn secrets() -> Vec<Secret> {
    SECRETS.map(|(what, text)| Secret { what: what.to_owned(), text: text.to_owned() }).to_vec()
}
