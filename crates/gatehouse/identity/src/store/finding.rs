//! Professionals as people find them.

use std::collections::HashMap;

use database::Error;
use diesel::{pg::PgConnection, prelude::*};
use kernel::PersonId;
use uuid::Uuid;

use crate::{
    rows,
    schema::{functions::find_professionals, organisation, professional, situation},
    service::{FoundPlace, FoundProfessional, NamedSearch},
};

/// Who is so named, in the order of names.
pub(crate) fn people_named(
    conn: &mut PgConnection,
    search: &NamedSearch,
    most: usize,
) -> Result<Vec<PersonId>, Error> {
    let (postcode, town) = (search.postcode.as_ref(), search.town.as_ref());
    let find = find_professionals(
        search.family.from.reveal(),
        search.family.before.reveal(),
        search.given.from.reveal(),
        search.given.before.reveal(),
        postcode.map(|bounds| bounds.from.reveal().as_str()),
        postcode.map(|bounds| bounds.before.reveal().as_str()),
        town.map(|bounds| bounds.from.reveal().as_str()),
        town.map(|bounds| bounds.before.reveal().as_str()),
        search.profession.as_deref(),
        i32::try_from(most).unwrap_or(i32::MAX),
    );
    let found: Vec<Uuid> = diesel::select(find).get_result(conn)?;
    Ok(found.into_iter().map(PersonId::from).collect())
}

#[derive(Queryable)]
struct PlaceRow {
    person: Uuid,
    place: Option<String>,
    postcode: Option<String>,
    town: Option<String>,
    profession: Option<String>,
    know_how: Option<String>,
    organisation: Option<String>,
    its_postcode: Option<String>,
    its_town: Option<String>,
}

/// These people with where they practise now, in this order.
pub(crate) fn found(conn: &mut PgConnection, people: &[PersonId]) -> Result<Vec<FoundProfessional>, Error> {
    let ids: Vec<Uuid> = people.iter().map(|person| person.uuid()).collect();
    let named: Vec<(Uuid, String, String, String)> = professional::table
        .filter(professional::person.eq_any(&ids))
        .select((professional::person, professional::rpps, professional::name, professional::profession))
        .load(conn)?;
    let places: Vec<PlaceRow> = situation::table
        .left_join(organisation::table)
        .filter(situation::person.eq_any(&ids))
        .filter(situation::active)
        .order(situation::id)
        .select((
            situation::person,
            situation::place,
            situation::postcode,
            situation::town,
            situation::profession,
            situation::know_how,
            organisation::name.nullable(),
            organisation::postcode.nullable(),
            organisation::town.nullable(),
        ))
        .load(conn)?;
    let mut practised: HashMap<Uuid, Vec<PlaceRow>> = HashMap::new();
    for place in places {
        practised.entry(place.person).or_default().push(place);
    }
    let mut found = HashMap::new();
    for (person, rpps, name, profession) in named {
        let places = practised.remove(&person).unwrap_or_default();
        let places = places.into_iter().map(|place| place_of(place, &profession)).collect();
        let one = FoundProfessional {
            person: person.into(),
            rpps: rows::rpps(&rpps)?,
            name: name.into(),
            profession,
            places,
        };
        found.insert(person, one);
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn place_of(row: PlaceRow, known_by: &str) -> FoundPlace {
    FoundPlace {
        name: row.organisation.or(row.place),
        postcode: row.its_postcode.or(row.postcode),
        town: row.its_town.or(row.town),
        profession: row.profession.filter(|profession| profession != known_by),
        know_how: row.know_how,
    }
}
