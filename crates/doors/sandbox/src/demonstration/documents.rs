use ::documents::{Deposit, Metadata};
use bytes::Bytes;
use flows::House;
use kernel::{Actor, DocumentId};

use super::{as_persona, unless_refused};
use crate::{
    Error,
    people::{CAMILLE, Holder, MORGAN, ODETTE, ZOE},
};

/// A document of the demonstration.
struct Demonstrated {
    /// The persona that deposits it.
    by: &'static str,
    /// Whose record it is in.
    about: &'static Holder,
    /// The producer's identifier: what is there already is not deposited again.
    unique_id: &'static str,
    title: &'static str,
    file_name: &'static str,
    /// Type, where no header says it.
    type_code: Option<&'static str>,
    content: &'static [u8],
}

const DOCUMENTS: [Demonstrated; 7] = [
    Demonstrated {
        by: "doctor",
        about: CAMILLE,
        unique_id: "1.2.250.1.999.2^DEMO-1",
        title: "Compte rendu de consultation",
        file_name: "compte-rendu.xml",
        type_code: None,
        content: include_bytes!("../../demo/letter.xml"),
    },
    Demonstrated {
        by: "doctor",
        about: CAMILLE,
        unique_id: "1.2.250.1.999.2^DEMO-2",
        title: "Ordonnance",
        file_name: "ordonnance.pdf",
        type_code: Some("57833-6"),
        content: include_bytes!("../../demo/prescription.pdf"),
    },
    Demonstrated {
        by: "citizen",
        about: CAMILLE,
        unique_id: "1.2.250.1.999.2^DEMO-3",
        title: "Mes allergies et ce qui m'aide",
        file_name: "mes-allergies.txt",
        type_code: None,
        content: include_bytes!("../../demo/note.txt"),
    },
    Demonstrated {
        by: "other-citizen",
        about: MORGAN,
        unique_id: "1.2.250.1.999.2^DEMO-4",
        title: "Mes vaccins à l'étranger",
        file_name: "mes-vaccins.txt",
        type_code: None,
        content: include_bytes!("../../demo/vaccines.txt"),
    },
    Demonstrated {
        by: "doctor",
        about: ZOE,
        unique_id: "1.2.250.1.999.2^DEMO-5",
        title: "Mot de consultation",
        file_name: "consultation.txt",
        type_code: Some("11488-4"),
        content: include_bytes!("../../demo/checkup.txt"),
    },
    Demonstrated {
        by: "mother",
        about: ZOE,
        unique_id: "1.2.250.1.999.2^DEMO-6",
        title: "Ce que Zoé a eu enfant",
        file_name: "enfance.txt",
        type_code: None,
        content: include_bytes!("../../demo/childhood.txt"),
    },
    Demonstrated {
        by: "doctor",
        about: ODETTE,
        unique_id: "1.2.250.1.999.2^DEMO-7",
        title: "Mot de visite à domicile",
        file_name: "visite.txt",
        type_code: Some("11488-4"),
        content: include_bytes!("../../demo/home-visit.txt"),
    },
];

/// Deposits what is not there yet, as the person who brings it, in a session that ends with it.
pub(super) fn deposit(house: &House) -> Result<(), Error> {
    for by in ["doctor", "citizen", "other-citizen", "mother"] {
        let deposited = as_persona(house, by, |actor| {
            let mut theirs = DOCUMENTS.iter().filter(|document| document.by == by);
            theirs.try_for_each(|document| deposit_one(house, actor, document))
        });
        unless_refused(deposited, "whoever deposits documents of the demonstration")?;
    }
    Ok(())
}

fn deposit_one(house: &House, actor: &Actor, document: &Demonstrated) -> Result<(), Error> {
    let now = house.clock.now();
    let patient = match actor.practice() {
        Some(_) => Some(document.about.as_patient(now)?),
        None => None,
    };
    let metadata = Metadata {
        type_code: document.type_code.map(str::to_owned),
        title: Some(document.title.into()),
        file_name: Some(document.file_name.into()),
        unique_id: Some(document.unique_id.into()),
        patient,
        ..Metadata::default()
    };
    let prepared =
        house.documents.prepare(actor.is_citizen(), metadata, Bytes::from_static(document.content))?;
    let deposit = Deposit {
        id: DocumentId::new(house.clock.as_ref(), house.rng.as_ref()),
        way: None,
        prepared,
        idempotency: None,
        blob: None,
    };
    match house.desk.write(|tx| house.documents.deposit(tx, actor, document.about.space(now), &deposit)) {
        Ok(_) | Err(::documents::Error::AlreadyThere { .. }) => Ok(()),
        Err(error) => unless_refused(Err(error.into()), "a document of the demonstration"),
    }
}
