//! The one place where what may be seen becomes SQL.

use consent::{Action, Condition, Permit, Topic};
use diesel::{
    AppearsOnTable, BoolExpressionMethods, BoxableExpression, Expression, ExpressionMethods,
    PgExpressionMethods, QueryDsl, QueryResult, SelectableExpression,
    dsl::{exists, not},
    expression::{ValidGrouping, is_aggregate},
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{self, Bool},
};
use uuid::Uuid;

use crate::{
    model::Status,
    schema::{document, document_topic},
};

/// A condition on rows of `documents.document`.
pub(crate) type Where = Box<dyn BoxableExpression<document::table, Pg, SqlType = Bool>>;

/// Compiles a condition; `None` is "every row", so that the common case adds nothing to the statement.
pub(crate) fn compile(condition: &Condition) -> Option<Where> {
    match condition {
        Condition::Always => None,
        other => Some(expression(other)),
    }
}

/// What the permit shows: the rows of its condition, but for an older version of a document of which a newer one is hidden.
/// Whoever was shown it would be told by its status that there is something newer. `None` is "every row".
pub(super) fn visible<A: Action>(permit: &Permit<'_, A>) -> Option<Where> {
    let itself = compile(permit.visibility())?;
    let later = NoneHiddenLater { space: permit.space().uuid(), shown: expression(permit.visibility()) };
    Some(Box::new(itself.and(document::status.ne(Status::Deprecated.as_str()).or(later))))
}

/// Whether a row is of a document of which every later version is shown.
struct NoneHiddenLater {
    space: Uuid,
    shown: Where,
}

impl Expression for NoneHiddenLater {
    type SqlType = Bool;
}

impl AppearsOnTable<document::table> for NoneHiddenLater {}
impl SelectableExpression<document::table> for NoneHiddenLater {}

impl ValidGrouping<()> for NoneHiddenLater {
    type IsAggregate = is_aggregate::No;
}

impl QueryId for NoneHiddenLater {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Pg> for NoneHiddenLater {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        document::series_id.walk_ast(out.reborrow())?;
        // The inner table bears the name of the outer one, so that what is asked of a row is asked of the inner one.
        out.push_sql(" <> ALL (SELECT series_id FROM documents.document WHERE space_id = ");
        out.push_bind_param::<sql_types::Uuid, _>(&self.space)?;
        out.push_sql(" AND version > 1 AND NOT (");
        self.shown.walk_ast(out.reborrow())?;
        out.push_sql("))");
        Ok(())
    }
}

/// Which of some conditions is the first to hold for a document of a space, by its place from 1: nothing of one that is not there.
/// It is one row whether the document is there or not.
pub(super) fn first_that_holds(space: Uuid, id: Uuid, conditions: &[&Condition]) -> FirstThatHolds {
    FirstThatHolds { space, id, conditions: conditions.iter().map(|one| expression(one)).collect() }
}

/// See [`first_that_holds`].
pub(super) struct FirstThatHolds {
    space: Uuid,
    id: Uuid,
    conditions: Vec<Where>,
}

impl Expression for FirstThatHolds {
    type SqlType = sql_types::Nullable<sql_types::Integer>;
}

impl<QS> AppearsOnTable<QS> for FirstThatHolds {}
impl<QS> SelectableExpression<QS> for FirstThatHolds {}

impl ValidGrouping<()> for FirstThatHolds {
    type IsAggregate = is_aggregate::No;
}

impl QueryId for FirstThatHolds {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Pg> for FirstThatHolds {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("(SELECT CASE");
        for (place, condition) in self.conditions.iter().enumerate() {
            out.push_sql(" WHEN ");
            condition.walk_ast(out.reborrow())?;
            out.push_sql(&format!(" THEN {}", place + 1));
        }
        out.push_sql(" ELSE 0 END FROM documents.document WHERE space_id = ");
        out.push_bind_param::<sql_types::Uuid, _>(&self.space)?;
        out.push_sql(" AND id = ");
        out.push_bind_param::<sql_types::Uuid, _>(&self.id)?;
        out.push_sql(")");
        Ok(())
    }
}

/// Every row.
pub(super) fn every() -> Where {
    Box::new(constant(true))
}

fn expression(condition: &Condition) -> Where {
    use document as d;
    match condition {
        Condition::Always => Box::new(constant(true)),
        Condition::Never => Box::new(constant(false)),
        Condition::All(all) => all
            .iter()
            .map(expression)
            .reduce(|one, other| Box::new(one.and(other)))
            .unwrap_or(Box::new(constant(true))),
        Condition::Any(any) => any
            .iter()
            .map(expression)
            .reduce(|one, other| Box::new(one.or(other)))
            .unwrap_or(Box::new(constant(false))),
        Condition::Not(inner) => Box::new(not(expression(inner))),
        Condition::InSeries(series) => Box::new(d::series_id.eq_any(series.to_vec())),
        Condition::InTopic(topic) => in_topic(topic),
        Condition::CategoryIn(found) => {
            Box::new(d::category.eq_any(found.iter().map(|category| category.code()).collect::<Vec<_>>()))
        }
        Condition::TypeIn(codes) => Box::new(d::type_code.eq_any(codes.to_vec())),
        Condition::Masked => Box::new(d::masked.eq(true)),
        // Never null, so that its contrary is exact: a row without an instant is not withheld.
        Condition::WithheldAt(instant) => {
            let instant = *instant;
            Box::new(
                d::withheld_until.is_not_null().and(d::withheld_until.gt(instant).is_not_distinct_from(true)),
            )
        }
        Condition::HiddenFromRepresentatives => Box::new(d::hidden_from_representatives.eq(true)),
        Condition::DepositedBy(person) => Box::new(d::depositor.eq(person.uuid())),
        Condition::DepositedFor(organisation) => {
            Box::new(d::depositor_organisation.is_not_distinct_from(Some(organisation.uuid())))
        }
        Condition::AuthoredBy(person) => {
            Box::new(d::natural_author.is_not_distinct_from(Some(person.uuid())))
        }
        Condition::ByCitizen => Box::new(d::by_citizen.eq(true)),
        Condition::ServiceFrom(instant) => Box::new(d::service_start.ge(*instant)),
        Condition::DepositedFrom(instant) => Box::new(d::deposited_at.ge(*instant)),
    }
}

/// What belongs to a topic: what the holder counts to it by hand, and what its codes recognise and the holder did not take
/// out.
fn in_topic(topic: &Topic) -> Where {
    use document_topic as t;
    let tagged = exists(
        t::table
            .filter(t::space_id.eq(document::space_id))
            .filter(t::document_id.eq(document::id))
            .filter(t::tag.eq(topic.tag.clone())),
    );
    let mut recognised: Where = Box::new(tagged);
    if !topic.except.is_empty() {
        recognised = Box::new(recognised.and(document::series_id.ne_all(topic.except.to_vec())));
    }
    if topic.also.is_empty() {
        return recognised;
    }
    Box::new(document::series_id.eq_any(topic.also.to_vec()).or(recognised))
}

/// A constant that names a column, so that it is an expression of this table.
fn constant(value: bool) -> diesel::dsl::Eq<diesel::dsl::IsNotNull<document::id>, bool> {
    document::id.is_not_null().eq(value)
}
