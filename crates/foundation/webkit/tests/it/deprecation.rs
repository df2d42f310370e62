use actix_web::{App, HttpResponse, test};
use chrono::NaiveDate;
use webkit::{Deprecation, Endpoint};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn announced(sunset: NaiveDate) -> Deprecation {
    Deprecation { since: day(2026, 11, 26), sunset, successor: "/api/v2/me" }
}

async fn answer() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[actix_web::test]
async fn an_address_that_is_to_go_says_since_when_until_when_and_what_takes_its_place() {
    let old = Endpoint::at("/old").get(answer).deprecated(announced(day(2028, 11, 26)));
    let app = test::init_service(App::new().service(old).service(Endpoint::at("/new").get(answer))).await;
    let told = test::call_service(&app, test::TestRequest::get().uri("/old").to_request()).await;
    let header = |name: &str| told.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(header("deprecation").unwrap(), "@1795651200");
    assert_eq!(header("sunset").unwrap(), "Sun, 26 Nov 2028 00:00:00 GMT");
    assert_eq!(header("link").unwrap(), "</api/v2/me>; rel=\"successor-version\"");
    let silent = test::call_service(&app, test::TestRequest::get().uri("/new").to_request()).await;
    assert!(silent.headers().get("sunset").is_none());
}

#[actix_web::test]
async fn publishers_have_24_months() {
    assert!(announced(day(2028, 11, 26)).is_kept());
    assert!(!announced(day(2028, 11, 25)).is_kept());
}
