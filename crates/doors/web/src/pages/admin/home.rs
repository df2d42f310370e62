use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::Language;
use kernel::{AdminRole, Capacity, ErrorKind};
use webkit::Problem;

use crate::{
    State, errors,
    moments::Moment,
    shell::{Shell, page},
    texts,
    visitor::Visitor,
};

/// `GET /admin`: who one is here, in which roles, and what each of them may do.
pub(crate) async fn show(visitor: Visitor, state: Data<State>) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let seen = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let Capacity::Admin(roles) = &actor.capacity else { return Err(Problem::new(ErrorKind::NotFound)) };
        let before = house.desk.read(|rtx| house.identity.log_in_before(rtx, actor));
        let before = before.map_err(|error| errors::of_identity(&error, language))?;
        Ok((roles.clone(), before))
    });
    let (me, (roles, before)) = seen.await?;
    let zone = state.house().settings.country.time_zone;
    let view = Home {
        name: me.name.reveal().clone(),
        page: Shell::inside(&visitor, &state, me)?,
        helps: roles.contains(&AdminRole::Mediator),
        supports: roles.contains(&AdminRole::Support),
        audits: roles.contains(&AdminRole::Auditor),
        before: before.map(|at| Moment::new(at, zone, language)),
        roles: roles.into_iter().map(|role| Role::new(role, language)).collect(),
        zone: zone.name().to_owned(),
    };
    page(&visitor, StatusCode::OK, &view)
}

/// A role on the page.
struct Role {
    label: &'static str,
    may: String,
}

impl Role {
    fn new(role: AdminRole, language: Language) -> Self {
        let key = match role {
            AdminRole::CampaignAuthor => "admin-may-campaign-author",
            AdminRole::CampaignApprover => "admin-may-campaign-approver",
            AdminRole::ProjectRegistrar => "admin-may-project-registrar",
            AdminRole::Mediator => "admin-may-mediator",
            AdminRole::Support => "admin-may-support",
            AdminRole::Auditor => "admin-may-auditor",
        };
        Self { label: role.label(language), may: texts::text(language, key) }
    }
}

#[derive(Template)]
#[template(path = "admin/home.html")]
struct Home {
    page: Shell,
    name: String,
    roles: Vec<Role>,
    /// Whether somebody can be helped from here.
    helps: bool,
    /// Whether records are named and decided about from here.
    supports: bool,
    /// Whether the sessions of mediators can be counted from here.
    audits: bool,
    /// When the admin logged in last before.
    before: Option<Moment>,
    zone: String,
}
