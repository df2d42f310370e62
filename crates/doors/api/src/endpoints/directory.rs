use actix_web::web::Data;
use config::Reference;
use identity::service::{
    FoundPlace, FoundProfessional, NameWords, NamedSearch, ProfessionalSearch, SearchFault,
};
use kernel::{Capacity, ErrorKind, PersonId, Private};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Fault, Json, Problem, ProblemResponses, WriteProblemResponses};

use crate::{
    State,
    caller::{Caller, CallerHeaders},
    errors,
    views::Coded,
};

/// Who is looked for: by `rpps` alone, or by name. Case, accents and signs make no difference.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfessionalLookUp {
    /// The number in the national directory.
    #[schema(example = "99700218896")]
    rpps: Option<String>,
    /// The beginning of the family name of practice: at least three letters, or a shorter name whole with a given name.
    #[schema(value_type = Option<String>, example = "mar")]
    family_name: Option<Private<String>>,
    /// The beginning of the given name.
    #[schema(value_type = Option<String>, example = "helene")]
    given_name: Option<Private<String>>,
    /// Postcode of a practice, or its first two digits or more.
    #[schema(example = "29")]
    postcode: Option<String>,
    /// The beginning of the name of the town of a practice.
    #[schema(value_type = Option<String>, example = "brest")]
    town: Option<Private<String>>,
    /// Profession, code of table TRE_G15.
    #[schema(example = "10")]
    profession: Option<String>,
}

/// Looks professionals up in the national directory, as it is published. Twenty at most, in the order of their names:
/// whoever wants others says more. For people; a person may do so 60 times at once, then once in two seconds.
#[utoipa::path(
    post,
    path = "/api/v1/directory/professionals/search",
    operation_id = "searchProfessionals",
    tag = "directory",
    params(CallerHeaders),
    request_body = ProfessionalLookUp,
    responses(
        (status = 200, description = "Who was found.", body = FoundProfessionals),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn search(
    caller: Caller,
    state: Data<State>,
    Json(asked): Json<ProfessionalLookUp>,
) -> Result<Json<FoundProfessionals>, Problem> {
    let (language, search) = (caller.language, asked.read()?);
    let shared = state.clone();
    let found = state.as_caller(caller, move |visit| {
        if matches!(visit.actor.capacity, Capacity::Establishment { .. }) {
            return Err(Problem::new(ErrorKind::Forbidden));
        }
        shared.may_look_up(&visit.actor)?;
        let house = &visit.house;
        let found = house.desk.read(|rtx| house.identity.search_professionals(rtx, &search));
        let found = found.map_err(|error| errors::of_identity(&error, language))?;
        let view = |found| ProfessionalView::new(found, &house.reference);
        Ok(FoundProfessionals { professionals: found.into_iter().map(view).collect() })
    });
    found.await.map(Json)
}

/// Professionals who were found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundProfessionals {
    /// In the order of their names.
    professionals: Vec<ProfessionalView>,
}

/// A professional of the national directory.
#[derive(Debug, Serialize, ToSchema)]
struct ProfessionalView {
    /// The person, as rights name them.
    #[schema(value_type = Uuid)]
    person: PersonId,
    /// The number in the national directory.
    #[schema(example = "99700218896")]
    rpps: String,
    /// Name of practice.
    #[schema(value_type = String, example = "Hélène Marchand")]
    name: Private<String>,
    /// Profession.
    profession: Coded,
    /// Where the person practises now.
    places: Vec<PlaceView>,
}

/// Where a professional practises: the structure and its town, never a street.
#[derive(Debug, Serialize, ToSchema)]
struct PlaceView {
    /// What the structure is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Cabinet des Lilas")]
    name: Option<String>,
    /// Postcode.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "29200")]
    postcode: Option<String>,
    /// Town.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "BREST")]
    town: Option<String>,
    /// The profession that is practised there, where it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    profession: Option<Coded>,
    /// Speciality or other know-how.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    speciality: Option<Coded>,
}

impl ProfessionalView {
    fn new(found: FoundProfessional, reference: &Reference) -> Self {
        Self {
            person: found.person,
            rpps: found.rpps.to_string(),
            name: found.name,
            profession: profession(&found.profession, reference),
            places: found.places.into_iter().map(|place| PlaceView::new(place, reference)).collect(),
        }
    }
}

impl PlaceView {
    fn new(place: FoundPlace, reference: &Reference) -> Self {
        let speciality = place.know_how.as_deref().map(|code| {
            let known = reference.know_how(code);
            known.map_or_else(
                || Coded::unlabelled(code),
                |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
            )
        });
        Self {
            name: place.name,
            postcode: place.postcode,
            town: place.town,
            profession: place.profession.as_deref().map(|code| profession(code, reference)),
            speciality,
        }
    }
}

fn profession(code: &str, reference: &Reference) -> Coded {
    let known = reference.profession(code);
    known.map_or_else(
        || Coded::unlabelled(code),
        |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
    )
}

impl ProfessionalLookUp {
    fn read(self) -> Result<ProfessionalSearch, Problem> {
        let Self { rpps, family_name, given_name, postcode, town, profession } = self;
        let narrowed = given_name.is_some() || postcode.is_some() || town.is_some() || profession.is_some();
        match (rpps, family_name) {
            (Some(rpps), None) if !narrowed => {
                let rpps = rpps
                    .parse()
                    .map_err(|_| unprocessable("/rpps", "an RPPS number: 11 digits with their key"))?;
                Ok(ProfessionalSearch::Rpps(rpps))
            }
            (None, Some(family)) => {
                let given = given_name.unwrap_or_default();
                let words = NameWords { family, given, postcode, town, profession };
                let named = NamedSearch::new(&words);
                let named = named.map_err(|fault| unprocessable(pointer(fault), &fault.to_string()))?;
                Ok(ProfessionalSearch::Named(Box::new(named)))
            }
            _ => {
                let fault = Fault::new("", "either `rpps` alone, or `family_name` and what narrows it down");
                Err(Problem::fault(ErrorKind::Invalid, fault))
            }
        }
    }
}

fn pointer(fault: SearchFault) -> &'static str {
    match fault {
        SearchFault::Family => "/family_name",
        SearchFault::Given => "/given_name",
        SearchFault::Postcode => "/postcode",
        SearchFault::Town => "/town",
        SearchFault::Profession => "/profession",
    }
}

fn unprocessable(pointer: &str, expected: &str) -> Problem {
    Problem::fault(ErrorKind::Unprocessable, Fault::new(pointer, expected))
}
