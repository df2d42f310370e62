use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::SpaceState;
use flows::{
    acted_for::{self, OfAnother},
    beginning, erasure,
};
use kernel::SpaceId;
use webkit::Problem;

use super::begin::{Child, child_of, waits};
use crate::{
    State, errors, forms,
    moments::Moment,
    shell::{Me, Shell, Side, page},
    visitor::Visitor,
};

/// `GET /`: who one is here, and where one can go.
pub(crate) async fn show(visitor: Visitor, state: Data<State>) -> Result<HttpResponse, Problem> {
    let seen = state.glance(&visitor, |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        if !actor.is_citizen() {
            return Ok((Vec::new(), Vec::new(), Vec::new()));
        }
        let held = house.desk.read(|rtx| house.identity.spaces_of(rtx, actor.person));
        let held = held.map_err(|error| errors::of_identity(&error, visit.language))?;
        let spaces: Vec<SpaceId> = held.into_iter().map(|held| held.space).collect();
        let of_documents = |error| errors::problem(&error, visit.language);
        let own = beginning::own_states(house, &spaces).map_err(of_documents)?;
        let children = beginning::of_children(house, actor).map_err(of_documents)?;
        let children = children.into_iter().map(|begins| OfChild {
            space: begins.space,
            child: child_of(&begins, visit.language),
            stands: Stands::of(begins.stands.state),
        });
        let zone = house.settings.country.time_zone;
        let own = own.into_iter().map(|(space, state)| {
            let due = match state {
                SpaceState::Closed => erasure::due(house, actor, space).map_err(of_documents)?,
                _ => None,
            };
            let erased_at = due.map(|due| Moment::new(due, zone, visit.language));
            Ok::<_, Problem>(Own { space, stands: Stands::of(state), erased_at })
        });
        let own = own.collect::<Result<Vec<_>, _>>()?;
        let others = acted_for::of_others(house, actor).map_err(of_documents)?;
        Ok((own, children.collect(), others))
    });
    match seen.await? {
        Some((me, _)) if me.side == Side::Admin => Ok(forms::lead_to("/admin")),
        Some((me, _)) if me.has_no_record() => Ok(forms::lead_to("/account")),
        Some((me, (spaces, children, others))) => {
            let (name, side) = (me.name.reveal().clone(), me.side);
            let view =
                Home { page: Shell::inside(&visitor, &state, me)?, name, side, spaces, children, others };
            page(&visitor, StatusCode::OK, &view)
        }
        None => {
            let offers = state.house().identity.offers_accounts();
            let view = Welcome { page: Shell::outside(visitor.language(), String::new()), offers };
            page(&visitor, StatusCode::OK, &view)
        }
    }
}

/// What a home page says of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// Nobody has decided about it yet.
    Waits,
    /// Its creation was opposed.
    Opposed,
    /// It is there.
    Used,
    /// Its holder closed it.
    Closed,
    /// Support has shut it for the time being.
    Suspended,
}

impl Stands {
    fn of(state: SpaceState) -> Self {
        match state {
            SpaceState::Opposed => Self::Opposed,
            SpaceState::Closed => Self::Closed,
            SpaceState::Suspended => Self::Suspended,
            state if waits(state) => Self::Waits,
            _ => Self::Used,
        }
    }

    fn waits(self) -> bool {
        self == Self::Waits
    }

    fn is_used(self) -> bool {
        self == Self::Used
    }

    fn is_opposed(self) -> bool {
        self == Self::Opposed
    }

    fn is_closed(self) -> bool {
        self == Self::Closed
    }

    fn is_suspended(self) -> bool {
        self == Self::Suspended
    }
}

/// One's own record.
struct Own {
    space: SpaceId,
    stands: Stands,
    /// When it is erased, if that waits.
    erased_at: Option<Moment>,
}

/// The record of a child whom one represents.
struct OfChild {
    space: SpaceId,
    child: Child,
    stands: Stands,
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
    spaces: Vec<Own>,
    children: Vec<OfChild>,
    /// Protected adults, and people who died.
    others: Vec<OfAnother>,
}

impl Home {
    fn is_citizen(&self) -> bool {
        self.side == Side::Citizen
    }

    fn is_professional(&self) -> bool {
        self.page.me.as_ref().is_some_and(Me::is_professional)
    }
}
