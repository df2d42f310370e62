//! A professional who sits at other software is asked on the provider's page.

use identity::oidc::{
    BackchannelAsk, BackchannelFault, BindingMessage, Channel, Polled, ProvenPerson, Waiting,
};
use kernel::Rpps;
use secrecy::ExposeSecret;

use crate::place::Place;

async fn ask(place: &Place, rpps: &str, digits: u8) -> Result<Waiting, BackchannelFault> {
    let rpps: Rpps = rpps.parse().unwrap();
    let binding_message = BindingMessage::new(digits).unwrap();
    place
        .psc()
        .begin_backchannel(&BackchannelAsk { rpps: &rpps, binding_message, channel: Some(Channel::Card) })
        .await
}

async fn poll(place: &Place, waiting: &Waiting) -> Polled {
    place.psc().poll_backchannel(waiting).await.unwrap()
}

#[tokio::test]
async fn the_page_shows_the_two_digits_and_the_person_says_yes() {
    let place = Place::new();
    let page = place.open("/sandbox/psc/questions").await;
    assert!(page.text.contains("Personne n’est interrogé"), "{}", page.text);
    let waiting = ask(&place, "99700000013", 7).await.unwrap();
    let page = place.open("/sandbox/psc/questions").await;
    assert!(
        page.text.contains("Dominique Fictif") && page.text.contains("<strong>07</strong>"),
        "{}",
        page.text
    );
    assert!(matches!(poll(&place, &waiting).await, Polled::Pending));
    assert!(matches!(poll(&place, &waiting).await, Polled::SlowDown(7)), "too often");
    let question = page.values("question")[0].to_owned();
    assert!(!page.text.contains(waiting.auth_req_id.expose_secret()), "the software's alone");
    let done = place.submit("/sandbox/psc/questions", &[("question", &question), ("answer", "yes")]).await;
    let page = place.open(done.location.as_deref().unwrap()).await;
    assert!(page.text.contains("La connexion est confirmée."), "{}", page.text);
    assert!(page.values("question").is_empty());
    let Polled::Answered(answer) = poll(&place, &waiting).await else { panic!("the person said yes") };
    let proven = place.psc().prove_answer(&answer).await.unwrap();
    let ProvenPerson::Professional(professional) = &proven.person else { panic!("a professional") };
    assert_eq!(professional.rpps.as_str(), "99700000013");
    assert!(proven.at_provider.refresh_token.is_some() && proven.at_provider.session.is_some());
    assert!(matches!(poll(&place, &waiting).await, Polled::Expired), "fetched once");
}

#[tokio::test]
async fn whoever_chooses_a_professional_is_told_where_the_questions_of_other_software_are_answered() {
    let place = Place::new();
    for (language, said) in [("fr", "interroge la personne sans navigateur"), ("en", "without a browser")] {
        let page = place.open(&place.authorization(place.psc(), language).await.unwrap()).await;
        let link = format!("href=\"/sandbox/psc/questions?ui_locales={language}\"");
        assert!(page.text.contains(said) && page.text.contains(&link), "{}", page.text);
        let citizens = place.open(&place.authorization(place.fc(), language).await.unwrap()).await;
        assert_eq!(citizens.status, 200);
        assert!(!citizens.text.contains("/questions"), "FranceConnect asks nobody so: {}", citizens.text);
    }
}

#[tokio::test]
async fn a_person_says_no_or_nothing() {
    let place = Place::new();
    let waiting = ask(&place, "99700000021", 99).await.unwrap();
    let page = place.open("/sandbox/psc/questions?ui_locales=en").await;
    assert!(
        page.text.contains("Claude Exemple") && page.text.contains("<strong>99</strong>"),
        "{}",
        page.text
    );
    let question = page.values("question")[0].to_owned();
    let no = [("question", question.as_str()), ("answer", "no"), ("ui_locales", "en")];
    let done = place.submit("/sandbox/psc/questions", &no).await;
    assert!(place.open(done.location.as_deref().unwrap()).await.text.contains("The log-in is refused."));
    assert!(matches!(poll(&place, &waiting).await, Polled::Refused));
    let late = place.submit("/sandbox/psc/questions", &no).await;
    assert!(late.location.unwrap().contains("done=over"), "an answer is given once");

    let waiting = ask(&place, "99700000021", 0).await.unwrap();
    place.seconds_pass(120);
    assert!(matches!(poll(&place, &waiting).await, Polled::Expired));
    assert!(place.open("/sandbox/psc/questions").await.values("question").is_empty());
}

#[tokio::test]
async fn who_is_not_known_or_asked_without_two_digits_is_not_asked() {
    let place = Place::new();
    assert_eq!(ask(&place, "99700218896", 1).await.err(), Some(BackchannelFault::UnknownPerson));
    let secret = place.secret();
    let begin = async |message: &str, channel: &str, secret: &str| {
        let fields = [
            ("scope", "openid"),
            ("login_hint", "899700000013"),
            ("binding_message", message),
            ("channel", channel),
            ("client_id", "carnet-sandbox"),
            ("client_secret", secret),
        ];
        place.submit("/sandbox/psc/ciba/auth", &fields).await.text
    };
    assert!(begin("7", "", &secret).await.contains("invalid_binding_message"));
    assert!(begin("a7", "", &secret).await.contains("invalid_binding_message"));
    assert!(begin("07", "PIGEON", &secret).await.contains("invalid_request"));
    assert!(begin("07", "", "guessed").await.contains("invalid_client"));
    assert!(begin("07", "MOBILE", &secret).await.contains("auth_req_id"));
}
