//! The sentences of the providers' pages.

use crate::provider::{Provider, Shape};

/// The sentences of every page.
pub(super) struct Words {
    pub(super) lang: &'static str,
    pub(super) provider: &'static str,
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) give_up: &'static str,
    /// What leads to the page of questions, where software without a browser asks people.
    pub(super) questions: Option<&'static str>,
}

pub(super) fn words(provider: &Provider, french: bool) -> Words {
    let named = match provider.shape {
        Shape::ProSanteConnect => "Pro Santé Connect",
        Shape::FranceConnect => "FranceConnect",
    };
    let asks = provider.shape == Shape::ProSanteConnect;
    if french {
        Words {
            lang: "fr",
            provider: named,
            title: "Qui voulez-vous être ?",
            lead: "Ceci est une démonstration : personne ici n’existe et rien n’est à prouver. Choisissez une personne.",
            give_up: "Abandonner",
            questions: asks
                .then_some("Un logiciel interroge la personne sans navigateur (CIBA) : répondre à sa place"),
        }
    } else {
        Words {
            lang: "en",
            provider: named,
            title: "Who do you want to be?",
            lead: "This is a demonstration: nobody here exists and nothing has to be proven. Choose a person.",
            give_up: "Give up",
            questions: asks
                .then_some("Software asks the person without a browser (CIBA): answer in their place"),
        }
    }
}

/// A title and what it means.
pub(super) type Told = (&'static str, &'static str);

pub(super) fn refused(french: bool) -> Told {
    if french {
        (
            "Cette demande n’est pas valable",
            "Le service ou son adresse de retour n’est pas enregistré ici. Revenez au service et recommencez.",
        )
    } else {
        (
            "This request is not valid",
            "The service or its return address is not registered here. Go back to the service and start over.",
        )
    }
}

pub(super) fn not_known(french: bool) -> Told {
    if french {
        (
            "Cette connexion n’est pas connue ici",
            "Elle est terminée depuis longtemps, ou le service s’est trompé. Il n’y a rien d’autre à faire.",
        )
    } else {
        (
            "This log-in is not known here",
            "It ended long ago, or the service is mistaken. There is nothing else to do.",
        )
    }
}

pub(super) fn logged_out(french: bool) -> Told {
    if french {
        ("Vous êtes déconnecté", "Votre session est terminée. Vous pouvez fermer cette page.")
    } else {
        ("You are logged out", "Your session has ended. You can close this page.")
    }
}

/// The sentences of the page of questions.
pub(super) struct OfQuestions {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) nothing: &'static str,
    pub(super) digits: &'static str,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
    pub(super) again: &'static str,
}

pub(super) fn of_questions(french: bool) -> OfQuestions {
    if french {
        OfQuestions {
            title: "Confirmez-vous la connexion ?",
            lead: "Ceci est une démonstration : vous répondez ici à la place de la personne. Répondez « oui » seulement si \
                   les deux chiffres sont ceux que son logiciel affiche.",
            nothing: "Personne n’est interrogé en ce moment.",
            digits: "Chiffres à comparer :",
            yes: "Oui, c’est moi",
            no: "Non, ce n’est pas moi",
            again: "Actualiser la page",
        }
    } else {
        OfQuestions {
            title: "Do you confirm the log-in?",
            lead: "This is a demonstration: here you answer in the place of the person. Say “yes” only if the two digits \
                   are those that the person’s software shows.",
            nothing: "Nobody is asked right now.",
            digits: "Digits to compare:",
            yes: "Yes, it is me",
            no: "No, it is not me",
            again: "Load the page again",
        }
    }
}

/// What was done with a question; none for another word.
pub(super) fn done_with_question(done: &str, french: bool) -> Option<&'static str> {
    let (fr, en) = match done {
        "yes" => ("La connexion est confirmée.", "The log-in is confirmed."),
        "no" => ("La connexion est refusée.", "The log-in is refused."),
        "over" => ("Cette demande est terminée.", "This request is over."),
        _ => return None,
    };
    Some(if french { fr } else { en })
}

/// The sentences of the page of sessions.
pub(super) struct OfSessions {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) nothing: &'static str,
    pub(super) end: &'static str,
}

pub(super) fn of_sessions(french: bool) -> OfSessions {
    if french {
        OfSessions {
            title: "Qui est connecté",
            lead: "Ceci est une démonstration : vous pouvez mettre fin ici à la connexion de chaque personne. Les services \
                   où elle est connectée en sont avertis.",
            nothing: "Personne n’est connecté.",
            end: "Mettre fin à la connexion de",
        }
    } else {
        OfSessions {
            title: "Who is logged in",
            lead: "This is a demonstration: here you can end the log-in of each person. The services where the person is \
                   logged in are told.",
            nothing: "Nobody is logged in.",
            end: "End the log-in of",
        }
    }
}

/// Since when a session goes on.
pub(super) fn since(minutes: i64, french: bool) -> String {
    if french {
        format!("connexion ouverte il y a {minutes} min")
    } else {
        format!("logged in {minutes} min ago")
    }
}

/// What was done with a session; none for another word.
pub(super) fn done_with_session(done: &str, french: bool) -> Option<&'static str> {
    let (fr, en) = match done {
        "ended" => (
            "La connexion est terminée, et le service en est averti.",
            "The log-in has ended, and the service was told.",
        ),
        "untold" => (
            "La connexion est terminée ici. Le service n’a pas pu en être averti.",
            "The log-in has ended here. The service could not be told.",
        ),
        "over" => ("Cette connexion était déjà terminée.", "This log-in had ended already."),
        _ => return None,
    };
    Some(if french { fr } else { en })
}
