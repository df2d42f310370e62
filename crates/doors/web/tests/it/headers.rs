use crate::door::{Door, Visit};

#[actix_web::test]
async fn pages_load_nothing_foreign_run_nothing_and_are_kept_nowhere() {
    let door = Door::new();
    let camille = door.house.citizen();
    for path in ["/", "/login", "/nowhere"] {
        let page = door.get(path, camille.token()).await;
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        let text = page.text();
        for foreign in ["<script", "style=", " onclick", "http://", "https://"] {
            assert!(!text.contains(foreign), "{foreign} in {path}");
        }
    }
}

#[actix_web::test]
async fn content_is_shown_in_a_sandbox_or_saved() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = door.letter(&camille, &doctor, "Lettre <de> liaison", false);
    let place = format!("/spaces/{}/documents/{id}/content", camille.space);
    let shown = door.get(format!("{place}?show=true"), camille.token()).await;
    assert!(shown.header("content-disposition").starts_with("inline"));
    assert!(shown.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
    assert_eq!(shown.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    let saved = door.get(place.as_str(), camille.token()).await;
    assert!(saved.header("content-disposition").starts_with("attachment"));
    let part = door.send(Visit::get(place).token(camille.token()).header("range", "bytes=0-5")).await;
    assert_eq!((part.status, part.bytes().len()), (206, 6));
}

#[actix_web::test]
async fn the_style_sheet_is_public_and_named_after_what_is_in_it() {
    let door = Door::new();
    let page = door.send(Visit::get("/")).await.text();
    let address = page.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let sheet = door.send(Visit::get(address)).await;
    assert_eq!((sheet.status, sheet.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(sheet.header("cache-control").contains("immutable"));
    assert!(!sheet.shows("url(") && !sheet.shows("@import"), "it loads nothing");
}
