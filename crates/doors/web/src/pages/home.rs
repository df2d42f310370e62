use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use kernel::SpaceId;
use webkit::Problem;

use crate::{
    State, errors,
    shell::{Me, Shell, Side, page},
    visitor::Visitor,
};

/// `GET /`: who one is here, and where one can go.
pub(crate) async fn show(visitor: Visitor, state: Data<State>) -> Result<HttpResponse, Problem> {
    let seen = state.glance(&visitor, |visit| {
        if visit.actor.practice().is_some() || visit.actor.organisation().is_some() {
            return Ok(Vec::new());
        }
        let held = visit.house.desk.read(|rtx| visit.house.identity.spaces_of(rtx, visit.actor.person));
        held.map_err(|error| errors::of_identity(&error, visit.language))
    });
    match seen.await? {
        Some((me, held)) => {
            let spaces = held.into_iter().map(|held| held.space).collect();
            let (name, side) = (me.name.reveal().clone(), me.side);
            let view = Home { page: Shell::inside(&visitor, &state, me)?, name, side, spaces };
            page(&visitor, StatusCode::OK, &view)
        }
        None => {
            let offers = state.house().identity.offers_accounts();
            let view = Welcome { page: Shell::outside(visitor.language(), String::new()), offers };
            page(&visitor, StatusCode::OK, &view)
        }
    }
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct Welcome {
    page: Shell,
    offers: bool,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Shell,
    name: String,
    side: Side,
    spaces: Vec<SpaceId>,
}

impl Home {
    fn is_citizen(&self) -> bool {
        self.side == Side::Citizen
    }

    fn is_professional(&self) -> bool {
        self.page.me.as_ref().is_some_and(Me::is_professional)
    }
}
