//! What each published French example says, looked up in its XML by eye: file, type, first author as shown, birth name of
//! the patient, INS, date of birth, beginning of the act, kind of structure. The people are invented by who published it.

/// One document.
pub(crate) type Published = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// Which document is refused, and why: a number under the production system whose key does not fit.
pub(crate) const REFUSED: &[(&str, &str)] = &[("OBP-SNE_2024.01.xml", "key")];

/// All of them, those that are refused included.
#[rustfmt::skip]
pub(crate) const PUBLISHED: &[Published] = &[
    ("ANEST-CR-CPA_2022.01.xml", "34749-2", "M Pierre LEGRIS DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2020-03-17T16:11:00Z", "SA01"),
    ("AVC-EUNV_2022.01.xml", "34133-9", "Jacques BIDEAULT DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2018-10-01T10:17:00Z", "SA04"),
    ("AVC-SUNV_2022.01.xml", "34133-9", "Jacques BIDEAULT DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2018-10-03T11:00:00Z", "SA04"),
    ("BIO-CR-BIO_2024.01_CR-2nde-intention-PDF.xml", "11502-2", "M Marcel CAMPARINI DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2024-01-04T08:22:00Z", "SA25"),
    ("BIO-CR-BIO_2024.01_DEP-CCU-HPV-structuré-CYTO-pdf.xml.xml", "11502-2", "M Marcel CAMPARINI DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2024-01-04T08:22:00Z", "SA25"),
    ("BIO-CR-BIO_2024.01_Electrophorese.xml", "11502-2", "M Marcel CAMPARINI DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2024-01-04T08:22:00Z", "SA25"),
    ("BIO-CR-BIO_2024.01_Microbiologie_V1.xml", "11502-2", "M Marcel CAMPARINI DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2024-01-04T08:22:00Z", "SA25"),
    ("BIO-CR-BIO_2024.01_TSH_1.xml", "11502-2", "M Marcel CAMPARINI DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2021-01-04T08:22:00Z", "SA25"),
    ("BIO-TROD_2024.01_COVID-19.xml", "96173-0", "M Pierre DIDOT DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2024-01-06T10:36:23Z", "SA33"),
    ("BIO-TROD_2024.01_Cystite.xml", "96173-0", "M Pierre DIDOT DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2024-01-06T10:36:23Z", "SA33"),
    ("CANCER-CR-GM_2022.01_AnalyseRealisee.xml", "51969-4", "M Michel MARTIN DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2018-01-23T14:45:00Z", "SA29"),
    ("CANCER-D2LM-FIN_2022.01.xml", "18748-4", "Charles BOILEAU DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2021-07-29T10:17:00Z", "SA01"),
    ("CANCER-FRCP_2022.01_Transversale.xml", "34794-8", "M Charles MULLER DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2019-02-18T14:45:00Z", "SA01"),
    ("CARD-F-PRC-AVK_2022.01.xml", "34133-9", "Charles DUNANT DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2010-01-04T14:25:30Z", "SA21"),
    ("CARD-F-PRC-PPV_2022.01.xml", "34133-9", "Charles DUNANT DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2020-03-19T08:11:00Z", "SA01"),
    ("CARD-F-PRC-TAP_2022.01.xml", "34133-9", "Charles DUNANT DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2022-01-04T14:25:30Z", "SA21"),
    ("CSE-CS24_2025.01.xml", "CERT_DECL", "M Charles MULLER DR", "DECOURCY", "221042545611404", "2021-04-25", "2021-08-03T10:36:23Z", "SA03"),
    ("CSE-CS8_2025.01.xml", "CERT_DECL", "M Charles MULLER DR", "DECOURCY", "221042545611404", "2023-04-25", "2021-05-03T10:45:00Z", "SA03"),
    ("CSE-CS9_2025.01.xml", "CERT_DECL", "M Charles MULLER DR", "DECOURCY", "221042545611404", "2021-04-25", "2021-02-11T08:49:14Z", "SA03"),
    ("DLU-EHPAD-DLU_2022.01.xml", "74207-2", "M Charles BOILEAU DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2020-03-27T14:35:00Z", "SA17"),
    ("DLU-EHPAD-FLUDT_2022.01.xml", "74207-2", "M Charles BOILEAU DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2020-03-27T16:50:00Z", "SA17"),
    ("IMG-DA-IMG_2024.01_Mammo-Echo-Seins.xml", "55115-0", "M Charles BOILEAU DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2021-01-12T09:25:00Z", "SA08"),
    ("IMG-DA-IMG_2024.01_Radiographie_Echographie_SeinThorax.xml", "55115-0", "M Charles BOILEAU DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2021-01-12T09:25:00Z", "SA01"),
    ("IMG_CR_IMG_2024.01.xml", "18748-4", "M Jacques BIDEAULT DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2021-01-08T09:25:00Z", "SA08"),
    ("IPS-FR_2024.01.xml", "60591-5", "M Stéphane MEDIONI DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2024-04-02T10:17:00Z", "SA04"),
    ("LDL-SES_2022.01.xml", "11490-0", "M Charles DAVID DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2019-10-29T10:17:00Z", "SA01"),
    ("OBP-SCM_2024.01.xml", "89235-6", "Charles BOILEAU DR", "NESSI", "277076322082910", "1977-07-14", "2021-03-28T10:17:00Z", "SA04"),
    ("OBP-SNE_2024.01.xml", "57075-4", "Charles BOILEAU DR", "DECOURCY", "223042545611404", "2023-04-25", "2023-04-25T07:00:00Z", "SA04"),
    ("SDM-MR_2022.01.xml", "34133-9", "Charles BOILEAU DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2019-01-28T10:17:00Z", "SA01"),
    ("SDM-MR_2024.01_patiente-enceinte.xml", "34133-9", "Charles BOILEAU DR", "NESSI", "277076322082910", "1977-07-14", "2024-01-12T10:17:00Z", "SA01"),
    ("TLM-CR_2022.01.xml", "85208-7", "M Olivier DUMAS DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2020-03-27T14:45:00Z", "SA03"),
    ("TLM-DA_2022.01_TE1_anamnèse-non-structurée.xml", "75496-0", "M Bernard VACQUIER DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2021-03-27T14:45:00Z", "SA03"),
    ("VAC-NOTE_2023.01.xml", "87273-9", "M Charles MULLER DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2021-04-09T14:35:00Z", "SA07"),
    ("VAC_2023.01.xml", "11369-6", "M Charles MULLER DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2021-04-09T16:00:00Z", "SA24"),
    ("VSM_1.4_2022.01.xml", "SYNTH", "M Stéphane MEDIONI DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2020-03-12T10:17:00Z", "SA04"),
    ("eDISP-MED_2024.01.xml", "60593-1", "Dossier Pharmaceutique", "NESSI", "277076322082910", "1977-07-14", "2024-12-25T08:00:00Z", "SA33"),
    ("eP-MED-DM_2024.01_PosoStruct.xml", "57833-6", "M Romain PIOU DR", "PAT-TROIS", "279035121518989", "1979-03-28", "2023-12-01T08:10:00Z", "SA07"),
];
