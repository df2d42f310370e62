use crate::door::{Door, Visit};

#[actix_web::test]
async fn a_citizen_finds_a_professional_and_no_word_of_it_is_in_an_address() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    for token in [camille.token(), doctor.token()] {
        assert!(door.get("/", token).await.shows("href=\"/directory\""));
        let form = door.get("/directory", token).await;
        assert!(form.shows("method=\"post\"") && !form.shows("method=\"get\""));
        let found = door.submit("/directory", token, &[("family", "fîc"), ("given", "dominique")]).await;
        assert_eq!((found.status, found.location()), (200, ""), "{}", found.text());
        assert!(found.shows("Dominique Fictif") && found.shows("Médecin"), "{}", found.text());
        assert!(found.shows("value=\"fîc\""), "what was filled in stays");
        let nobody = door.submit("/directory", token, &[("family", "personne")]).await;
        assert!(nobody.shows("Personne n’a été trouvé"));
    }
}

#[actix_web::test]
async fn what_is_wrong_is_said_beside_its_field() {
    let door = Door::new();
    let camille = door.house.citizen();
    for (field, value) in [("family", "fi"), ("rpps", "99700218897"), ("postcode", "2A"), ("town", "--")] {
        let mut fields = vec![(field, value)];
        if field != "family" {
            fields.push(("family", "fictif"));
        }
        let wrong = door.submit("/directory", camille.token(), &fields).await;
        assert_eq!(wrong.status, 422, "{field}");
        assert!(wrong.shows(&format!("id=\"{field}-fault\"")), "{field}: {}", wrong.text());
    }
    let script = door.submit("/directory", camille.token(), &[("family", "\"><script>")]).await;
    assert!(!script.shows("<script>"));
}

#[actix_web::test]
async fn software_a_foreign_form_and_somebody_who_is_not_logged_in_find_nobody() {
    let door = Door::new();
    let (camille, software) = (door.house.citizen(), door.house.software());
    assert_eq!(door.get("/directory", software.token()).await.status, 404);
    assert_eq!(door.send(Visit::get("/directory")).await.status, 401);
    let foreign =
        Visit::post("/directory").token(camille.token()).form(&[("family", "fictif"), ("csrf", "x")]);
    assert_eq!(door.send(foreign).await.status, 403);
}

#[actix_web::test]
async fn who_looks_up_without_end_is_asked_to_wait() {
    let door = Door::new();
    let camille = door.house.citizen();
    let csrf = door.get("/directory", camille.token()).await.csrf();
    let look = || {
        let fields = [("csrf", csrf.as_str()), ("family", "fictif")];
        door.send(Visit::post("/directory").token(camille.token()).sent_here().form(&fields))
    };
    for _ in 0..60 {
        assert_eq!(look().await.status, 200);
    }
    let held = look().await;
    assert_eq!((held.status, held.header("retry-after")), (429, "3"));
    assert!(held.shows("id=\"family-fault\""));
}
