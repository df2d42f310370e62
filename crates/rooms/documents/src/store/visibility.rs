//! The one place where what may be seen becomes SQL.

use consent::{Condition, Topic};
use diesel::{
    BoolExpressionMethods, BoxableExpression, ExpressionMethods, PgExpressionMethods, QueryDsl,
    dsl::{exists, not},
    pg::Pg,
    sql_types::Bool,
};

use crate::schema::{document, document_topic};

/// A condition on rows of `documents.document`.
pub(crate) type Where = Box<dyn BoxableExpression<document::table, Pg, SqlType = Bool>>;

/// Compiles a condition; `None` is "every row", so that the common case adds nothing to the statement.
pub(crate) fn compile(condition: &Condition) -> Option<Where> {
    match condition {
        Condition::Always => None,
        other => Some(expression(other)),
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
