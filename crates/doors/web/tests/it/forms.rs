use crate::door::{Answer, Door, ORIGIN, Visit};

async fn declare(
    door: &Door,
    path: &str,
    visit: impl FnOnce(Visit) -> Visit,
    token: &str,
    csrf: &str,
) -> Answer {
    let fields = [("csrf", csrf), ("evidence", "team-in-charge")];
    door.send(visit(Visit::post(path).token(token)).form(&fields)).await
}

#[actix_web::test]
async fn a_form_of_another_site_is_refused_and_does_nothing() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let path = format!("/spaces/{}/care-relationship", camille.space);
    let csrf = door.get(path.as_str(), doctor.token()).await.csrf();
    let elsewhere: [fn(Visit) -> Visit; 5] = [
        |visit| visit.header("sec-fetch-site", "cross-site").header("origin", "https://elsewhere.example"),
        |visit| visit.header("sec-fetch-site", "same-site").header("origin", "null"),
        |visit| visit.header("origin", "https://elsewhere.example"),
        |visit| visit.header("sec-fetch-site", "none"),
        |visit| visit,
    ];
    for from in elsewhere {
        let answer = declare(&door, &path, from, doctor.token(), &csrf).await;
        assert_eq!(answer.status, 403);
        assert!(answer.shows("Ce formulaire ne vient pas"), "{}", answer.text());
    }
    assert_eq!(
        door.get(format!("/spaces/{}", camille.space), doctor.token()).await.status,
        404,
        "nothing was done"
    );

    let here = declare(&door, &path, |visit| visit.header("origin", ORIGIN), doctor.token(), &csrf).await;
    assert_eq!(here.status, 303, "a browser that knows no fetch metadata says the origin");
}

#[actix_web::test]
async fn a_form_without_its_token_or_with_that_of_another_log_in_is_refused() {
    let door = Door::new();
    let (camille, doctor, dentist) = (door.house.citizen(), door.house.doctor(), door.house.dentist());
    let path = format!("/spaces/{}/care-relationship", camille.space);
    let of_dentist = door.get(path.as_str(), dentist.token()).await.csrf();
    for csrf in ["", "x", of_dentist.as_str()] {
        let answer = declare(&door, &path, Visit::sent_here, doctor.token(), csrf).await;
        assert_eq!(answer.status, 403, "{csrf}");
    }
}

#[actix_web::test]
async fn each_form_wants_its_token() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let deposit = format!("/spaces/{}/deposit", camille.space);
    for address in ["/auth/logout", "/logout"] {
        let logout = Visit::post(address).token(camille.token()).sent_here().form(&[("csrf", "x")]);
        assert_eq!(door.send(logout).await.status, 403, "{address}");
    }
    let situation = Visit::post("/login/situation/a").cookie("__Host-carnet-login-a", "a").sent_here();
    assert_eq!(door.send(situation.form(&[("csrf", "x"), ("situation", "x")])).await.status, 403);
    let login = Visit::post("/login").sent_here().form(&[("csrf", "x"), ("choice", "camille")]);
    assert_eq!(door.send(login).await.status, 403);
    let find =
        Visit::post("/patients").token(doctor.token()).sent_here().form(&[("csrf", "x"), ("by", "ins")]);
    assert_eq!(door.send(find).await.status, 403);
    let upload = Visit::post(deposit).token(camille.token()).sent_here();
    let upload = upload.upload(&[("csrf", "x"), ("title", "t")], ("a.txt", "text/plain", b"a"));
    assert_eq!(door.send(upload).await.status, 403);
}

#[actix_web::test]
async fn the_former_address_of_the_log_out_says_when_it_goes() {
    let door = Door::new();
    let camille = door.house.citizen();
    let leave =
        |address: &str| Visit::post(address).token(camille.token()).sent_here().form(&[("csrf", "x")]);
    let former = door.send(leave("/logout")).await;
    assert_eq!(former.header("sunset"), "Sun, 26 Nov 2028 00:00:00 GMT");
    assert!(former.header("link").starts_with("</auth/logout>"));
    assert_eq!(door.send(leave("/auth/logout")).await.header("sunset"), "");
}
