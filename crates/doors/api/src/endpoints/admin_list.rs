//! What the lists share that go over all records and show no patient: a page of one, and an access of somebody.

use config::Reference;
use flows::access::Names;
use kernel::{Id, Limit, OrganisationId, PersonId, ProvisionId, SpaceId};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use webkit::{Json, Page, PageQuery, Problem};

use super::access::people::{OrganisationView, PersonView};
use crate::{State, caller::Caller, positions::List, state::Visit};

/// One page of the list called `name`; `filters` is what else was asked. `read` gives what stands after a place, as many as
/// the page takes, and where the next page begins.
pub(super) async fn page<K: 'static, T: Send + 'static>(
    caller: Caller,
    state: &State,
    (name, filters): (&'static str, String),
    asked: PageQuery,
    read: impl FnOnce(&Visit, Option<Id<K>>, Limit) -> Result<(Vec<T>, Option<Id<K>>), Problem> + Send + 'static,
) -> Result<Json<Page<T>>, Problem> {
    let limit = asked.limit()?;
    let read = state.as_caller(caller, move |visit| {
        let nowhere = SpaceId::from(Uuid::nil());
        let (vault, actor) = (&visit.house.vault, &visit.actor);
        let list = List::new(vault, actor, nowhere, name, "query:after", filters.as_bytes());
        let after = list.open(asked.after.as_deref())?.map(|id| Id::from(Uuid::from_bytes(id)));
        let (items, next) = read(visit, after, limit)?;
        Ok(Page { items, next: next.map(|id| list.seal(id.uuid().as_bytes())).transpose()? })
    });
    read.await.map(Json)
}

/// An access of somebody to the record of a patient who is nobody in particular.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccessOfSomebody {
    /// The access.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// What stands for the patient: the same for each access to one record; nothing leads back from it.
    #[schema(example = "8C41D0A7F23B")]
    patient: String,
    /// Whose access it is.
    #[schema(value_type = Uuid)]
    person: PersonId,
    /// Who that is; absent where the directory does not know them any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    professional: Option<PersonView>,
    /// In which structure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    organisation: Option<OrganisationView>,
}

impl AccessOfSomebody {
    /// The access `id` of `person`, who came in this structure, to the record of `patient`.
    pub(super) fn new(
        id: ProvisionId,
        patient: String,
        (person, organisation): (PersonId, Option<OrganisationId>),
        names: &Names,
        reference: &Reference,
    ) -> Self {
        let professional = PersonView::of(person, names, reference);
        let organisation = organisation.map(|id| OrganisationView::of(id, names));
        Self { id, patient, person, professional, organisation }
    }
}
