//! What the page of an archive says in French, with the same in English beside it where it is a list.

/// The files beside the documents, in French and in English.
pub(super) const FILES: [(&str, &str, &str); 9] = [
    ("metadata.json", "ce qui est dit de chaque document", "what is said of each document"),
    ("identity.json", "votre identité dans ce dossier", "your identity in this record"),
    ("preferences.json", "vos réglages, blocages et exceptions", "your preferences, blocks and exceptions"),
    ("accesses.json", "qui a ou avait accès", "who gets in, or did"),
    ("history.json", "l’historique : qui a fait quoi", "the history: who did what"),
    ("history.csv", "le même, en tableau", "the same, as a table"),
    ("notices.json", "ce qui vous a été dit", "what you were told"),
    (
        "secondary-use.json",
        "vos réponses sur les usages au-delà des soins, et ce qui a servi",
        "your answers about uses beyond care, and what was used",
    ),
    ("disputes.json", "ce que vous avez contesté", "what you said was not right"),
];

/// What to read first, in French.
pub(super) const README_FR: &str = "Export de votre dossier de santé (Carnet)\r\n\r\n\
Ouvrez index.html dans un navigateur : il fonctionne sans connexion et ne charge rien d’ailleurs.\r\n\
Le dossier documents/ contient chaque document tel qu’il a été déposé, toutes versions comprises.\r\n\
Les fichiers .json et .csv disent tout le reste ; leur format est décrit dans la documentation de Carnet (export-format).\r\n\
Un document marqué « unreadable » dans metadata.json n’a pas pu être lu : demandez-le à l’exploitant du service.\r\n\r\n\
Cette archive n’est plus protégée par Carnet : gardez-la en lieu sûr.\r\n";
