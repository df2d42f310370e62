use kernel::InsOid;

use crate::door::Door;

#[actix_web::test]
async fn a_patient_is_found_by_ins_or_by_the_whole_of_the_traits_and_the_address_says_neither() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    assert_eq!(camille.ins.oid, InsOid::NirTest);
    let number = camille.ins.number.reveal().as_str();
    let by_ins =
        door.submit("/patients", doctor.token(), &[("by", "ins"), ("ins", number), ("system", "test")]).await;
    assert_eq!((by_ins.status, by_ins.location()), (303, format!("/spaces/{}", camille.space).as_str()));

    let name = camille.traits.birth_name.reveal().as_str();
    let traits = [
        ("by", "traits"),
        ("birth_name", name),
        ("first_names", "Camille"),
        ("day", "1"),
        ("month", "7"),
        ("year", "1980"),
        ("sex", "F"),
        ("birthplace", "75056"),
    ];
    let by_traits = door.submit("/patients", doctor.token(), &traits).await;
    assert_eq!((by_traits.status, by_traits.location()), (303, by_ins.location()), "{}", by_traits.text());

    let nobody =
        door.submit("/patients", doctor.token(), &[("by", "ins"), ("ins", number), ("system", "demo")]).await;
    assert_eq!((nobody.status, nobody.location()), (404, ""));
    assert!(nobody.shows("Aucun dossier ne vous est ouvert"));
    for answer in [&by_ins, &by_traits, &nobody] {
        for secret in [number, name, "Camille"] {
            assert!(!answer.location().contains(secret));
        }
    }
}

#[actix_web::test]
async fn what_is_wrong_is_said_beside_its_field_and_what_was_filled_in_stays() {
    let door = Door::new();
    let doctor = door.house.doctor();
    let wrong =
        door.submit("/patients", doctor.token(), &[("by", "ins"), ("ins", "12 34"), ("system", "nir")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.shows("value=\"12 34\"") && wrong.shows("id=\"ins-fault\"") && wrong.shows("aria-invalid"));
    let empty =
        door.submit("/patients", doctor.token(), &[("by", "traits"), ("year", "1980"), ("sex", "F")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.shows("id=\"birth_name-fault\"") && empty.shows("value=\"1980\""));
    let script = door.submit("/patients", doctor.token(), &[("by", "ins"), ("ins", "\"><script>")]).await;
    assert!(!script.shows("<script>"));
}

#[actix_web::test]
async fn a_citizen_finds_nobody() {
    let door = Door::new();
    let camille = door.house.citizen();
    assert_eq!(door.get("/patients", camille.token()).await.status, 404);
}

#[actix_web::test]
async fn whoever_looks_too_many_people_up_is_told_for_how_long_to_wait() {
    let door = Door::over(testkit::TestHouse::with(|settings| {
        settings.server.public_origin = crate::door::ORIGIN.to_owned();
        settings.lookups.person = 1;
    }));
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let number = camille.ins.number.reveal().as_str();
    let fields = [("by", "ins"), ("ins", number), ("system", "test")];
    assert_eq!(door.submit("/patients", doctor.token(), &fields).await.status, 303);
    let held = door.submit("/patients", doctor.token(), &fields).await;
    assert_eq!(held.status, 429);
    assert!(held.shows("autant de recherches qu’il est permis") && held.shows(" min."), "{}", held.text());
    assert!(held.header("retry-after").parse::<u64>().unwrap() > 60);
}
