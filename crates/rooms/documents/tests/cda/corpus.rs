//! Published French examples, read from the folder that `CARNET_CORPUS` names; they are no part of the product.

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use documents::{
    cda::{
        self, FoundIns, Limits,
        entries::{Entries, MedicineUse, Standing, Value, entries},
    },
    content::{Kind, sniff},
};
use kernel::{InsFault, InsOid};

pub(crate) fn files(folder: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let root = PathBuf::from(env::var_os("CARNET_CORPUS")?);
    let mut files: Vec<_> = fs::read_dir(root.join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    Some(files)
}

#[test]
fn every_published_document_is_read() {
    let Some(files) = files("cda-fr") else {
        println!("no corpus: CARNET_CORPUS names no folder");
        return;
    };
    let (mut wrong_keys, mut lies) = (Vec::new(), Vec::new());
    for (name, bytes) in &files {
        assert_eq!(sniff(bytes, Some("text/xml")).unwrap().kind, Kind::Cda, "{name}");
        let document = cda::read(bytes, &Limits::default()).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert!(!document.type_code.code.is_empty() && !document.authors.is_empty(), "{name}");
        assert!(document.effective_time.offset_given && document.title.is_some(), "{name}");
        let patient = &document.patient;
        assert_eq!(patient.ins.len(), 1, "{name}");
        assert!(patient.name.birth_family.is_some() && !patient.name.given.is_empty(), "{name}");
        assert!(patient.birth.as_ref().unwrap().day().is_some() && patient.birthplace.is_some(), "{name}");
        assert!(patient.sex.is_some() && document.service_time().0.is_some(), "{name}");
        if patient.ins[0] == FoundIns::Wrong(InsOid::Nir, InsFault::Key) {
            wrong_keys.push(name.as_str());
        }
        for attachment in document.body.attachments() {
            let file = attachment.embedded().unwrap_or_else(|fault| panic!("{name}: {fault}"));
            assert!(file.kind.is_some(), "{name}: {}", attachment.path);
            if !file.is_as_declared() {
                lies.push(name.as_str());
            }
        }
    }
    assert_eq!(wrong_keys, ["OBP-SNE_2024.01.xml"]);
    assert_eq!(lies, ["eP-MED-DM_2024.01_PosoStruct.xml"], "one PNG is called JPEG");
    println!("corpus: {} documents read", files.len());
    assert_eq!(files.len(), 37);
}

#[test]
fn every_published_attachment_is_known() {
    let Some(files) = files("attachments") else {
        println!("no corpus: CARNET_CORPUS names no folder");
        return;
    };
    for (name, bytes) in &files {
        let expected = if name.ends_with(".pdf") { Kind::Pdf } else { Kind::Jpeg };
        assert_eq!(sniff(bytes, Some(expected.media_type())).unwrap().kind, expected, "{name}");
        assert!(sniff(bytes, Some("image/png")).is_err(), "{name}");
    }
    println!("corpus: {} attachments known", files.len());
}

/// Results, medicines, vaccines and what is left out, of each document that has any; each looked at beside its XML. Left
/// out: a time that is none (`Electrophorese`), a treatment that nothing names (`FLUDT`), and a preparation whose name
/// stands at a place that is not there (`eDISP`).
const COUNTS: &[(&str, [usize; 4])] = &[
    ("ANEST-CR-CPA_2022.01.xml", [7, 1, 0, 0]),
    ("AVC-EUNV_2022.01.xml", [35, 0, 0, 0]),
    ("AVC-SUNV_2022.01.xml", [8, 1, 0, 0]),
    ("BIO-CR-BIO_2024.01_CR-2nde-intention-PDF.xml", [1, 0, 0, 0]),
    ("BIO-CR-BIO_2024.01_DEP-CCU-HPV-structuré-CYTO-pdf.xml.xml", [2, 0, 1, 0]),
    ("BIO-CR-BIO_2024.01_Electrophorese.xml", [63, 0, 0, 1]),
    ("BIO-CR-BIO_2024.01_Microbiologie_V1.xml", [14, 0, 0, 0]),
    ("BIO-CR-BIO_2024.01_TSH_1.xml", [2, 0, 0, 0]),
    ("BIO-TROD_2024.01_COVID-19.xml", [1, 0, 0, 0]),
    ("BIO-TROD_2024.01_Cystite.xml", [3, 0, 0, 0]),
    ("CANCER-CR-GM_2022.01_AnalyseRealisee.xml", [36, 0, 0, 0]),
    ("CANCER-D2LM-FIN_2022.01.xml", [57, 0, 0, 0]),
    ("CANCER-FRCP_2022.01_Transversale.xml", [1, 0, 0, 0]),
    ("CARD-F-PRC-AVK_2022.01.xml", [3, 4, 0, 0]),
    ("CARD-F-PRC-PPV_2022.01.xml", [3, 2, 0, 0]),
    ("CARD-F-PRC-TAP_2022.01.xml", [0, 2, 0, 0]),
    ("CSE-CS24_2025.01.xml", [4, 1, 25, 0]),
    ("CSE-CS8_2025.01.xml", [6, 2, 2, 0]),
    ("CSE-CS9_2025.01.xml", [3, 1, 16, 0]),
    ("DLU-EHPAD-DLU_2022.01.xml", [1, 1, 3, 0]),
    ("DLU-EHPAD-FLUDT_2022.01.xml", [8, 0, 0, 1]),
    ("IMG_CR_IMG_2024.01.xml", [0, 6, 0, 0]),
    ("IPS-FR_2024.01.xml", [4, 4, 4, 0]),
    ("LDL-SES_2022.01.xml", [0, 2, 0, 0]),
    ("OBP-SNE_2024.01.xml", [9, 0, 0, 0]),
    ("SDM-MR_2022.01.xml", [7, 1, 0, 0]),
    ("SDM-MR_2024.01_patiente-enceinte.xml", [3, 0, 0, 0]),
    ("TLM-DA_2022.01_TE1_anamnèse-non-structurée.xml", [3, 1, 0, 0]),
    ("VAC-NOTE_2023.01.xml", [0, 0, 1, 0]),
    ("VAC_2023.01.xml", [0, 0, 4, 0]),
    ("VSM_1.4_2022.01.xml", [0, 2, 0, 0]),
    ("eDISP-MED_2024.01.xml", [0, 1, 0, 1]),
    ("eP-MED-DM_2024.01_PosoStruct.xml", [2, 2, 0, 0]),
];

#[test]
fn every_published_document_gives_its_entries() {
    let Some(files) = files("cda-fr") else {
        println!("no corpus: CARNET_CORPUS names no folder");
        return;
    };
    let all: BTreeMap<String, Entries> = files
        .iter()
        .map(|(name, bytes)| (name.clone(), entries(bytes, &Limits::default()).unwrap()))
        .collect();
    let counts =
        |found: &Entries| [found.results.len(), found.medicines.len(), found.vaccines.len(), found.skipped];
    let some: Vec<_> = all
        .iter()
        .map(|(name, found)| (name.as_str(), counts(found)))
        .filter(|(_, counts)| counts != &[0; 4])
        .collect();
    assert_eq!(some, COUNTS);
    assert!(all.values().all(|found| !found.cut));

    // Refused or not given, in three documents: never told as given.
    let denied = |name: &str| all[name].vaccines.iter().filter(|v| v.standing == Standing::Denied).count();
    assert_eq!(denied("BIO-CR-BIO_2024.01_DEP-CCU-HPV-structuré-CYTO-pdf.xml.xml"), 1);
    assert_eq!(denied("CSE-CS8_2025.01.xml"), 2);
    assert_eq!(
        all.values().flat_map(|found| &found.vaccines).filter(|v| v.standing == Standing::Denied).count(),
        3
    );
    // Only recommended.
    let intended: Vec<_> =
        all["IPS-FR_2024.01.xml"].vaccines.iter().filter(|v| v.standing == Standing::Intended).collect();
    assert_eq!(intended.len(), 2);
    assert_eq!(intended[0].product.atc(), Some("J07AN"));
    assert_eq!(intended[0].at.unwrap().as_written(), "2024-12-01");

    let thyroid = &all["BIO-CR-BIO_2024.01_TSH_1.xml"].results[1];
    let Some(Value::Quantity(value)) = &thyroid.value else { panic!("a quantity") };
    assert_eq!((value.value.as_str(), value.unit.as_deref()), ("7.67", Some("pg/mL")));
    assert_eq!(thyroid.interpretation[0].code, "L");
    let tetanus = &all["VAC-NOTE_2023.01.xml"].vaccines[0];
    assert_eq!((tetanus.standing, tetanus.dose_number), (Standing::Recorded, Some(2)));
    assert_eq!((tetanus.product.cis(), tetanus.product.cip()), (Some("68747507"), Some("3400932857241")));
    assert_eq!(tetanus.product.lot.as_ref().unwrap().reveal(), "4456672");
    assert_eq!(tetanus.at.unwrap().as_written(), "2009-09-28");
    assert_eq!(tetanus.performer.as_ref().unwrap().name.as_ref().unwrap().reveal(), "M Charles MULLER DR");
    let prescribed = &all["eP-MED-DM_2024.01_PosoStruct.xml"].medicines[0];
    assert_eq!((prescribed.used, prescribed.dosages.len()), (MedicineUse::Prescribed, 3));
    assert_eq!((prescribed.product.cis(), prescribed.product.atc()), (Some("63107752"), Some("N02BE01")));
    let handed = &all["eDISP-MED_2024.01.xml"].medicines[0];
    assert_eq!((handed.used, handed.product.cip()), (MedicineUse::Dispensed, Some("3400933516390")));
    println!("corpus: entries of {} documents, {all:?}", files.len());
}
