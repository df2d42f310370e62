use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use identity::{account::Checked, service::account::PasswordCheck};
use kernel::Private;
use serde::Deserialize;
use webkit::{Form, Problem};

use super::said::{Said, chosen, secret, told};
use crate::{
    State, forms,
    shell::{Me, Shell, page},
    visitor::Visitor,
};

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Typed {
    csrf: String,
    #[serde(default)]
    old: Private<String>,
    #[serde(default)]
    password: Private<String>,
}

/// `GET /account/password`
pub(crate) async fn show(visitor: Visitor, state: Data<State>) -> Result<HttpResponse, Problem> {
    let (me, ()) = state.visit(&visitor, |_| Ok(())).await?;
    answer(&visitor, &state, me, None)
}

/// `POST /account/password`: changes the password; every other session ends.
pub(crate) async fn change(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(typed): Form<Typed>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &typed.csrf)?;
    let (me, compared) = compared(&visitor, &state, &typed.old).await?;
    let (check, checked, address) = match compared {
        Ok(compared) => compared,
        Err(said) => return refused(&visitor, &state, me, said),
    };
    let password = match chosen(&state, &typed.password, address.reveal()).await? {
        Ok(password) => password,
        Err(said) => return answer(&visitor, &state, me, Some(said)),
    };
    let changed = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let identity = &house.identity;
        told(house.desk.write(|tx| identity.change_password(tx, actor, &check, &checked, &password)))
    });
    match changed.await?.1 {
        Ok(()) => Ok(forms::lead_to("/account")),
        Err(said) => refused(&visitor, &state, me, said),
    }
}

/// A password that its owner gives again, compared; with the address of the account.
pub(super) type Compared = (PasswordCheck, Checked, Private<String>);

/// Compares the password that its owner gives again, away from the database.
pub(super) async fn compared(
    visitor: &Visitor,
    state: &State,
    typed: &Private<String>,
) -> Result<(Me, Result<Compared, Said>), Problem> {
    let given = secret(typed);
    let begun = state.visit(visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        told(house.desk.write(|tx| {
            let check = house.identity.begin_change(tx, actor, &given)?;
            Ok(check)
        }))
        .and_then(|check| match check {
            Ok(check) => {
                let account = told(house.desk.read(|rtx| house.identity.account_of(rtx, actor)))?;
                Ok(account.map(|account| (check, Private::from(account.address))))
            }
            Err(said) => Ok(Err(said)),
        })
    });
    let (me, begun) = begun.await?;
    let (check, address) = match begun {
        Ok(begun) => begun,
        Err(said) => return Ok((me, Err(said))),
    };
    let (stored, given) = check.comparison();
    let checked = told(state.house().identity.passwords().check(stored, given).await)?;
    Ok((me, checked.map(|checked| (check, checked, address))))
}

fn refused(visitor: &Visitor, state: &State, me: Me, said: Said) -> Result<HttpResponse, Problem> {
    match said.problem(visitor.language()) {
        problem if problem.kind() == kernel::ErrorKind::StepUp.into() => Err(problem),
        _ => answer(visitor, state, me, Some(said)),
    }
}

fn answer(visitor: &Visitor, state: &State, me: Me, said: Option<Said>) -> Result<HttpResponse, Problem> {
    let view = ChangePassword {
        page: Shell::inside(visitor, state, me)?,
        fault: said.map(|said| said.words(visitor.language())),
    };
    let mut answer = page(visitor, said.map_or(StatusCode::OK, Said::status), &view)?;
    if let Some(said) = said {
        said.retry_after(&mut answer);
    }
    Ok(answer)
}

#[derive(Template)]
#[template(path = "account/change_password.html")]
struct ChangePassword {
    page: Shell,
    fault: Option<String>,
}
