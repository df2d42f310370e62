//! What a professional reads when other software could not log them in, in plain words.

use consent::Language;

use super::{BackchannelFault, Distrust, Polled, ProviderFault, TokenFault};

/// A sentence in French and in English.
type Said = (&'static str, &'static str);

const UNWELL: Said = (
    "Le service qui vérifie votre identité ne répond pas en ce moment. Rien n’est perdu : réessayez dans quelques instants.",
    "The service that checks who you are does not answer right now. Nothing is lost: try again in a moment.",
);
const UNTRUSTED: Said = (
    "La réponse du service qui vérifie votre identité n’a pas pu être contrôlée, donc personne n’a été connecté. \
     Recommencez la connexion depuis le début.",
    "The answer of the service that checks who you are could not be verified, so nobody was logged in. Start the log-in \
     over.",
);
const ASSURANCE: Said = (
    "Votre identité n’a pas été vérifiée assez sûrement pour accéder à des données de santé. Recommencez avec votre carte \
     ou avec votre application à deux facteurs.",
    "It was not made sure enough who you are for health data. Start over with your card or with your app with two factors.",
);
const OVER: Said = (
    "Votre connexion est terminée. Identifiez-vous à nouveau, puis recommencez.",
    "Your log-in is over. Log in again, then start over.",
);
const OTHER_CLIENT: Said = (
    "Carnet ne connaît pas le logiciel qui vous a connecté. Demandez à son éditeur de le faire enregistrer.",
    "Carnet does not know the software that logged you in. Ask its maker to have it registered.",
);
const PROFESSIONALS: Said = (
    "Cette connexion est réservée aux professionnels de santé.",
    "This log-in is for healthcare professionals alone.",
);
const UNKNOWN: Said = (
    "Ce numéro de professionnel n’est pas connu, ou aucune carte ni application ne lui est associée. Vérifiez le numéro.",
    "This number of a professional is not known, or has no card and no app. Check the number.",
);
const NOT_ASKED: Said = (
    "La demande de connexion n’a pas été acceptée. Recommencez depuis votre logiciel.",
    "The request to log in was not accepted. Start over from your software.",
);
const SAID_NO: Said = (
    "Vous avez refusé la connexion. Si ce n’était pas vous, ne confirmez rien et prévenez votre assistance.",
    "You refused the log-in. If it was not you, confirm nothing and tell your support.",
);
const NO_ANSWER: Said = (
    "Vous n’avez pas confirmé à temps. Recommencez, et vérifiez que les deux chiffres affichés sont les mêmes.",
    "You did not confirm in time. Start over, and check that the two digits shown are the same.",
);

fn to(language: Language, (french, english): Said) -> &'static str {
    match language {
        Language::French => french,
        Language::English => english,
    }
}

fn of_provider(fault: ProviderFault) -> Said {
    match fault {
        ProviderFault::Untrusted(Distrust::Assurance) => ASSURANCE,
        ProviderFault::Untrusted(Distrust::OldLogin | Distrust::Expired) => OVER,
        fault if fault.may_pass() => UNWELL,
        _ => UNTRUSTED,
    }
}

impl TokenFault {
    /// What the professional reads.
    pub fn words(self, language: Language) -> &'static str {
        let said = match self {
            Self::NotActive => OVER,
            Self::OtherClient => OTHER_CLIENT,
            Self::NoProfessional => PROFESSIONALS,
            Self::Provider(fault) => of_provider(fault),
        };
        to(language, said)
    }
}

impl BackchannelFault {
    /// What the professional reads.
    pub fn words(self, language: Language) -> &'static str {
        let said = match self {
            Self::UnknownPerson => UNKNOWN,
            Self::Refused => NOT_ASKED,
            Self::Provider(fault) => of_provider(fault),
        };
        to(language, said)
    }
}

impl Polled {
    /// What the professional reads where the question came to nothing; none while it goes on, and where it is answered.
    pub fn words(&self, language: Language) -> Option<&'static str> {
        match self {
            Self::Refused => Some(to(language, SAID_NO)),
            Self::Expired => Some(to(language, NO_ANSWER)),
            Self::Pending | Self::SlowDown(_) | Self::Proven(_) => None,
        }
    }
}
