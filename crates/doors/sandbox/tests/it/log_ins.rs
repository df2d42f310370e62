//! A log-in goes on at the provider, and ends there: on its own page, where a service leads the browser, and by time.

use identity::oidc::{AtProvider, Introspected, ProviderFault, Refreshed, TokenFault};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::place::{ORIGIN, Place};

async fn logged_in(place: &Place) -> AtProvider {
    place.log_in(place.psc(), "doctor").await.unwrap().at_provider
}

async fn refreshed(place: &Place, held: &AtProvider) -> AtProvider {
    match place.psc().refresh(held).await {
        Refreshed::Alive(proven) => proven.at_provider,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_log_in_goes_on_by_refresh_tokens_for_four_hours_and_for_thirty_minutes_without_one() {
    let place = Place::new();
    let began = kernel::Clock::now(place.house.clock());
    let mut held = logged_in(&place).await;
    assert_eq!(
        (held.authenticated_at.unwrap().timestamp(), held.session.is_some()),
        (began.timestamp(), true)
    );
    let first = held.clone();
    for _ in 0..9 {
        place.seconds_pass(25 * 60);
        held = refreshed(&place, &held).await;
        assert_eq!(
            held.authenticated_at.unwrap().timestamp(),
            began.timestamp(),
            "when the person was picked"
        );
    }
    assert!(matches!(place.psc().refresh(&first).await, Refreshed::Ended), "a refresh token is used once");
    place.seconds_pass(20 * 60);
    assert!(matches!(place.psc().refresh(&held).await, Refreshed::Ended), "four hours are over");

    let idle = logged_in(&place).await;
    place.seconds_pass(30 * 60);
    assert!(matches!(place.psc().refresh(&idle).await, Refreshed::Ended));
    // FranceConnect gives no refresh token.
    let citizen = place.log_in(place.fc(), "citizen").await.unwrap().at_provider;
    assert!(matches!(place.fc().refresh(&citizen).await, Refreshed::NoToken));
}

#[tokio::test]
async fn whoever_ends_a_log_in_on_the_page_ends_it_and_the_service_is_told() {
    let place = Place::new();
    let page = place.open("/sandbox/psc/sessions").await;
    assert!(page.text.contains("Personne n’est connecté"), "{}", page.text);
    let (one, other) = (logged_in(&place).await, logged_in(&place).await);
    place.seconds_pass(180);
    let page = place.open("/sandbox/psc/sessions?ui_locales=en").await;
    assert!(page.text.contains("End the log-in of Dominique Fictif"), "{}", page.text);
    assert!(page.text.contains("logged in 3 min ago"), "{}", page.text);
    let ended = one.session.as_ref().unwrap().reveal();
    assert!(page.values("session").contains(&ended.as_str()));
    let done = place.submit("/sandbox/psc/sessions", &[("session", ended), ("ui_locales", "en")]).await;
    assert_eq!(done.status, 303);
    let page = place.open(done.location.as_deref().unwrap()).await;
    assert!(page.text.contains("The log-in has ended, and the service was told."), "{}", page.text);
    assert!(!page.values("session").contains(&ended.as_str()));

    let notice = place.psc().logout_token(&place.told()[0]).await.unwrap();
    assert_eq!((notice.session.as_ref(), &notice.subject.unwrap()), (one.session.as_ref(), &one.subject));
    assert!(matches!(place.psc().refresh(&one).await, Refreshed::Ended));
    refreshed(&place, &other).await;

    // Once is enough, and each notice has an id of its own.
    let again = place.submit("/sandbox/psc/sessions", &[("session", ended)]).await;
    assert!(again.location.unwrap().contains("done=over"));
    let third = logged_in(&place).await;
    let end = async |held: &AtProvider| {
        let session = held.session.as_ref().unwrap().reveal();
        place.submit("/sandbox/psc/sessions", &[("session", session)]).await.location.unwrap()
    };
    assert!(end(&other).await.contains("done=ended"));
    assert!(end(&third).await.contains("done=untold"), "a service that does not take the notice");
    let told = place.told();
    assert_eq!(told.len(), 3);
    let second = place.psc().logout_token(&told[1]).await.unwrap();
    assert_ne!(second.jti, notice.jti);
    assert!(matches!(place.psc().refresh(&third).await, Refreshed::Ended), "it has ended there all the same");
}

#[tokio::test]
async fn a_service_ends_the_log_in_that_it_shows_an_id_token_of() {
    let place = Place::new();
    for (through, persona) in [(place.psc(), "doctor"), (place.fc(), "citizen")] {
        let held = place.log_in(through, persona).await.unwrap().at_provider;
        let back = format!("{ORIGIN}/");
        let state = SecretString::from("a state");
        let address = through.end_session_url(held.id_token.as_ref(), &back, &state).await.unwrap().unwrap();
        let address = address.expose_secret().to_owned();
        let answer = place.open(&address).await;
        assert_eq!((answer.status, answer.location), (303, Some(format!("{back}?state=a+state"))));
        assert!(!matches!(through.refresh(&held).await, Refreshed::Alive(_)));
        assert_eq!(place.open(&address).await.status, 303, "asked again, it is still known");

        // Another address to go back to, another service, and an ID token that was never given.
        let elsewhere = address.replace("%2F&state=", "%2Felsewhere&state=");
        assert_ne!(elsewhere, address);
        let stranger = address.replace("client_id=carnet-sandbox", "client_id=stranger");
        for wrong in [elsewhere, stranger] {
            let refused = place.open(&wrong).await;
            assert!(refused.status == 400 && refused.location.is_none(), "{wrong}");
        }
        let unknown = through.end_session_url(Some(&"a.b.c".into()), &back, &state).await.unwrap().unwrap();
        let unknown = place.open(unknown.expose_secret()).await;
        assert!(unknown.status == 400 && unknown.text.contains("n’est pas connue ici"), "{}", unknown.text);
    }
    let held = logged_in(&place).await;
    let hint = held.id_token.as_ref().unwrap().expose_secret().to_owned();
    let page = place.open(&format!("/sandbox/psc/logout?id_token_hint={hint}&ui_locales=en")).await;
    assert!(page.status == 200 && page.text.contains("You are logged out"), "{}", page.text);
    assert!(place.told().is_empty(), "the service that asked knows it already");
}

#[tokio::test]
async fn an_access_token_can_be_asked_after_for_its_two_minutes_and_by_its_client_alone() {
    let place = Place::new();
    let page = logged_in(&place).await;
    // The product keeps no access token, so one is fetched as it would.
    let token = access_token(&place, &page).await;
    let token = SecretString::from(token);
    let presented = place.psc().professional_of_token(&token).await.unwrap();
    assert_eq!(presented.token.client, "carnet-sandbox");
    assert_eq!(presented.proven.at_provider.session, page.session);
    let refused =
        place.submit("/sandbox/psc/introspect", &[("token", "x"), ("client_id", "carnet-sandbox")]).await;
    assert_eq!((refused.status, refused.text.contains("invalid_client")), (401, true));
    assert_eq!(
        place.psc().professional_of_token(&"invented".into()).await.err(),
        Some(TokenFault::NotActive)
    );
    place.seconds_pass(120);
    assert!(matches!(place.psc().introspect(&token).await.unwrap(), Introspected::NotActive));
    let citizens = place.fc().introspect(&token).await;
    assert!(matches!(citizens, Err(ProviderFault::NotOffered(_))), "{citizens:?}");
}

/// Refreshes with the client's own secret, and gives the access token that comes.
async fn access_token(place: &Place, held: &AtProvider) -> String {
    let refresh = held.refresh_token.as_ref().unwrap().expose_secret().to_owned();
    let secret = place.secret();
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh.as_str()),
        ("client_id", "carnet-sandbox"),
        ("client_secret", secret.as_str()),
    ];
    let answer = place.submit("/sandbox/psc/token", &fields).await;
    let tokens: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(
        (tokens["token_type"].as_str(), tokens["refresh_expires_in"].as_i64()),
        (Some("Bearer"), Some(1_800))
    );
    tokens["access_token"].as_str().unwrap().to_owned()
}
