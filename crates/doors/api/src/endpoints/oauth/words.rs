//! What is told to the person who sits at the software, and to the program.

use consent::Language;
use identity::{
    NotAdmitted, NotGranted,
    oidc::{Distrust, ProviderFault},
};

/// Why there is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// The request cannot be read.
    Unreadable,
    /// A kind of grant that this service does not know.
    Grant,
    /// A kind of grant that is not registered for the software.
    GrantNotRegistered,
    /// A scope that does not exist or is not registered for the software.
    Scope,
    /// Another service is meant.
    Target,
    /// A kind of token that is not taken, or not given.
    TokenType,
    /// An acting party beside the person, which is not taken.
    Actor,
    /// A parameter of the grant is missing.
    Missing,
    /// The caller is not taken for registered software.
    NoClient,
    /// More calls than agreed.
    TooOften,
    /// Which provider is meant does not follow.
    Issuer,
    /// The provider says that the token does not count.
    TokenNotActive,
    /// The token is for a client whose tokens are not taken.
    TokenOfOtherClient,
    /// The person did not prove surely enough who they are.
    NotSureEnough,
    /// What the provider says of the token does not hold.
    TokenNotTrusted,
    /// The provider does not answer.
    ProviderDown,
    /// The person practises in several situations.
    ChooseSituation,
    /// What is given for the situation is none.
    SituationUnreadable,
    /// The provider knows nobody by this number.
    UnknownPerson,
    /// The provider does not put the question.
    NotAsked,
    /// Not two digits.
    BindingMessage,
    /// The person has not answered yet.
    Pending,
    /// The software looks too often.
    SlowDown,
    /// The person said no.
    Denied,
    /// The person did not answer in time.
    QuestionOver,
    /// Nobody was asked under this name.
    NoQuestion,
    /// The session is over.
    SessionOver,
    /// Identity does not let the person in.
    NotAdmitted(NotAdmitted),
    /// Identity gives no token for what was brought.
    NotGranted(NotGranted),
    /// No place right now.
    Busy,
    /// Our fault.
    OurFault,
}

impl Said {
    /// Why what a provider says is not taken.
    pub(super) fn of_provider(fault: ProviderFault) -> Self {
        match fault {
            ProviderFault::Untrusted(Distrust::Assurance) => Self::NotSureEnough,
            ProviderFault::Untrusted(Distrust::Expired | Distrust::OldLogin) => Self::TokenNotActive,
            _ => Self::TokenNotTrusted,
        }
    }

    /// For a program.
    pub(super) fn reason(self) -> &'static str {
        self.all().0
    }

    /// For a person.
    pub(super) fn in_words(self, language: Language) -> &'static str {
        let (_, french, english) = self.all();
        match language {
            Language::French => french,
            Language::English => english,
        }
    }

    #[rustfmt::skip]
    fn all(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Unreadable => ("unreadable",
                "La demande du logiciel ne peut pas être lue.",
                "The request of the software cannot be read."),
            Self::Grant => ("unknown_grant",
                "Le logiciel demande un accès d'une manière que ce service ne connaît pas.",
                "The software asks for access in a way that this service does not know."),
            Self::GrantNotRegistered => ("grant_not_registered",
                "Ce logiciel n'est pas enregistré pour demander un accès de cette manière.",
                "This software is not registered to ask for access in this way."),
            Self::Scope => ("scope_not_registered",
                "Ce logiciel demande plus que ce pour quoi il est enregistré.",
                "This software asks for more than it is registered for."),
            Self::Target => ("other_service",
                "Le logiciel demande un accès à un autre service.",
                "The software asks for access to another service."),
            Self::TokenType => ("token_type",
                "Le logiciel présente ou demande une sorte de jeton que ce service ne connaît pas.",
                "The software brings or wants a kind of token that this service does not know."),
            Self::Actor => ("actor_not_taken",
                "Le logiciel nomme une autre personne qui agirait avec vous ; ce service ne le permet pas.",
                "The software names somebody else who would act with you; this service does not take that."),
            Self::Missing => ("parameter_missing",
                "Il manque une indication dans la demande du logiciel.",
                "Something is missing in the request of the software."),
            Self::NoClient => ("client_not_recognised",
                "Ce logiciel n'a pas été reconnu. Adressez-vous à son éditeur.",
                "This software was not recognised. Ask its publisher."),
            Self::TooOften => ("too_many_calls",
                "Ce logiciel appelle trop souvent. Réessayez dans un instant.",
                "This software calls too often. Try again in a moment."),
            Self::Issuer => ("name_the_issuer",
                "Le logiciel doit indiquer par quel service vous vous êtes connecté.",
                "The software has to say through which service you logged in."),
            Self::TokenNotActive => ("token_not_active",
                "Votre connexion n'est plus valable. Reconnectez-vous.",
                "Your log-in no longer counts. Log in again."),
            Self::TokenOfOtherClient => ("token_of_other_client",
                "Votre connexion a été faite pour un autre logiciel, qui n'est pas accepté ici.",
                "You logged in for other software, which is not accepted here."),
            Self::NotSureEnough => ("not_sure_enough",
                "Votre identité n'a pas été vérifiée assez sûrement pour des données de santé. Recommencez avec votre carte ou \
                 votre application à deux facteurs.",
                "It was not made sure enough who you are for health data. Start over with your card or your app with two factors."),
            Self::TokenNotTrusted => ("token_not_trusted",
                "Ce que le service de connexion dit de vous ne peut pas être accepté. Reconnectez-vous.",
                "What the log-in service says of you cannot be accepted. Log in again."),
            Self::ProviderDown => ("provider_down",
                "Le service de connexion ne répond pas. Réessayez dans un instant.",
                "The log-in service does not answer. Try again in a moment."),
            Self::ChooseSituation => ("choose_situation",
                "Vous exercez à plusieurs endroits. Choisissez celui où vous travaillez maintenant.",
                "You practise in several places. Choose the one where you work now."),
            Self::SituationUnreadable => ("situation_unreadable",
                "Le lieu d'exercice indiqué par le logiciel ne peut pas être lu.",
                "The place of practice that the software names cannot be read."),
            Self::UnknownPerson => ("unknown_person",
                "Le service de connexion ne connaît personne sous ce numéro.",
                "The log-in service knows nobody by this number."),
            Self::NotAsked => ("not_asked",
                "La demande de connexion n'a pas été acceptée. Recommencez depuis votre logiciel.",
                "The request to log in was not accepted. Start over from your software."),
            Self::BindingMessage => ("binding_message",
                "Le message montré à l'écran doit être fait de deux chiffres.",
                "What is shown on the screen has to be two digits."),
            Self::Pending => ("waiting_for_answer",
                "Confirmez sur votre carte ou votre téléphone, en vérifiant que les deux chiffres sont les mêmes.",
                "Confirm on your card or telephone, and check that the two digits are the same."),
            Self::SlowDown => ("looks_too_often",
                "Le logiciel demande la réponse trop souvent.",
                "The software looks for the answer too often."),
            Self::Denied => ("person_said_no",
                "La connexion a été refusée sur la carte ou le téléphone. Si ce n'était pas vous, prévenez votre assistance.",
                "The log-in was refused on the card or the telephone. If that was not you, tell your support."),
            Self::QuestionOver => ("not_answered_in_time",
                "La connexion n'a pas été confirmée à temps. Recommencez.",
                "The log-in was not confirmed in time. Begin again."),
            Self::NoQuestion => ("unknown_question",
                "Cette demande de connexion n'existe pas ou a déjà servi. Recommencez.",
                "There is no such log-in, or it was used already. Begin again."),
            Self::SessionOver => ("session_over",
                "Votre session est terminée. Reconnectez-vous.",
                "Your session is over. Log in again."),
            Self::NotAdmitted(cause) => not_admitted(cause),
            Self::NotGranted(cause) => not_granted(cause),
            Self::Busy => ("busy",
                "Ce service est très demandé en ce moment. Réessayez dans un instant.",
                "This service is very busy. Try again in a moment."),
            Self::OurFault => ("our_fault",
                "Une erreur s'est produite dans ce service.",
                "Something went wrong in this service."),
        }
    }
}

#[rustfmt::skip]
fn not_admitted(cause: NotAdmitted) -> (&'static str, &'static str, &'static str) {
    match cause {
        NotAdmitted::NotInGoodStanding => ("not_in_good_standing",
            "Vous ne pouvez pas exercer en ce moment : les dossiers ne vous sont pas ouverts. Adressez-vous à votre ordre.",
            "You may not practise at the moment, so no record is open to you. Ask your professional body."),
        NotAdmitted::UnknownProfession => ("unknown_profession",
            "Votre profession ne donne pas accès aux dossiers de ce service.",
            "Your profession gives no access to the records of this service."),
        NotAdmitted::NotQualified => ("student",
            "L'exercice en tant qu'étudiant ne donne pas encore accès aux dossiers.",
            "Practice as a student gives no access to records yet."),
        NotAdmitted::NoSituation => ("no_situation",
            "Aucune de vos situations d'exercice n'est en cours.",
            "None of your situations of practice goes on."),
        NotAdmitted::AttemptOver => ("log_in_over",
            "Votre connexion est terminée. Reconnectez-vous.",
            "Your log-in is over. Log in again."),
        NotAdmitted::NoAccount => ("not_admitted",
            "L'accès vous est refusé.",
            "You are not let in."),
    }
}

#[rustfmt::skip]
fn not_granted(cause: NotGranted) -> (&'static str, &'static str, &'static str) {
    match cause {
        NotGranted::Exchanged => ("token_used",
            "Cette connexion a déjà servi. Reconnectez-vous.",
            "This log-in was used already. Log in again."),
        NotGranted::OldLogin => ("login_too_old",
            "Votre connexion est trop ancienne. Reconnectez-vous.",
            "You logged in too long ago. Log in again."),
        NotGranted::OtherClient => ("token_of_other_client",
            "Votre connexion a été faite pour un autre logiciel, qui n'est pas accepté ici.",
            "You logged in for other software, which is not accepted here."),
        NotGranted::OtherCertificate => ("other_certificate",
            "Ce jeton appartient à une autre installation du logiciel. Reconnectez-vous.",
            "This token belongs to another installation of the software. Log in again."),
        NotGranted::Organisation => ("organisation_not_listed",
            "L'établissement pour lequel ce logiciel agit n'est pas autorisé.",
            "The establishment that this software acts for is not listed."),
        NotGranted::Refresh => ("refresh_token",
            "Votre session ne peut pas être prolongée. Reconnectez-vous.",
            "Your session cannot be continued. Log in again."),
        NotGranted::Reused => ("refresh_token_used",
            "Le jeton de cette session a été montré deux fois : elle est terminée. Reconnectez-vous.",
            "The token of this session was shown twice, so it has ended. Log in again."),
        NotGranted::Scope => ("scope_not_granted",
            "Le logiciel demande plus que ce qui lui a été accordé.",
            "The software asks for more than it was granted."),
    }
}
