use config::Category;
use consent::service::UsableSpace;
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    model::{Confidentiality, Status},
    rows::DocumentRow,
    schema::document,
};

/// The current documents of some categories in some spaces that bear no mark of confidentiality, in order.
pub(crate) fn documents_of(
    tx: &mut Tx<'_>,
    usable: &[UsableSpace<'_>],
    categories: &[Category],
) -> Result<Vec<DocumentRow>, Error> {
    let spaces: Vec<Uuid> = usable.iter().map(|one| one.space().uuid()).collect();
    Ok(document::table
        .filter(document::space_id.eq_any(spaces))
        .filter(document::category.eq_any(categories.iter().map(|one| one.code())))
        .filter(document::status.eq(Status::Approved.as_str()))
        .filter(document::confidentiality.eq(Confidentiality::N.code()))
        .order((document::space_id, document::id))
        .select(DocumentRow::as_select())
        .load(tx.conn())?)
}
