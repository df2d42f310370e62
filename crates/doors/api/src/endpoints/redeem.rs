use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, dev::Payload, http::header::AUTHORIZATION, web::Data,
};
use chrono::{DateTime, Utc};
use consent::{Code, service::Redeemed};
use flows::access::{self, GuestWords};
use identity::IssuedToken;
use kernel::{ErrorKind, Private, ProvisionId, SpaceId};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Fault, Json, Problem, ProblemResponses, ThisRequest, WriteProblemResponses, client_network};

use super::access::temporary::OpensBody;
use crate::{
    State,
    caller::{Caller, CallerHeaders, language},
    errors,
};

/// A code that somebody got from the holder of a record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RedeemCode {
    /// The code. Small letters, spaces and hyphens, and letters that look like another, are forgiven.
    #[schema(value_type = String, example = "K7PM-2XQ9", max_length = 64)]
    code: Private<String>,
    /// Who you are, without a token; with one the log-in says it.
    #[schema(nullable = false)]
    guest: Option<GuestBody>,
}

/// Who somebody without a log-in says to be: the holder reads it. Each is 1 to 100 characters on one line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeclaredGuest)]
pub(crate) struct GuestBody {
    /// Name.
    #[schema(value_type = String, example = "Ana Ficticia", min_length = 1, max_length = 100)]
    name: Private<String>,
    /// Profession.
    #[schema(value_type = String, example = "Cardiologist", min_length = 1, max_length = 100)]
    profession: Private<String>,
    /// Where you work: a hospital, a town, a country.
    #[schema(value_type = String, example = "Hospital Fictício, Porto", min_length = 1, max_length = 100)]
    place: Private<String>,
}

/// What a code opened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenedByCode {
    /// The record.
    #[schema(value_type = Uuid)]
    space: SpaceId,
    /// The access.
    #[schema(value_type = Uuid)]
    access: ProvisionId,
    /// What it opens; documents by what stays the same over their versions.
    opens: OpensBody,
    /// Until when.
    until: DateTime<Utc>,
    /// The token of a guest: with it the documents are listed and read, and nothing else is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    token: Option<GuestToken>,
}

/// An access token for somebody without a log-in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GuestToken {
    /// The token, for the header `Authorization: Bearer …`.
    access_token: String,
    /// For how many seconds it counts.
    expires_in: i64,
}

/// Who uses a code: whoever shows a token, or somebody without one.
pub(crate) struct Redeemer(Option<Caller>);

impl FromRequest for Redeemer {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // A token that does not count is no reason to take its bearer for somebody without one.
        if !request.headers().contains_key(AUTHORIZATION) {
            return ready(Ok(Self(None)));
        }
        ready(Caller::from_request(request, payload).into_inner().map(|caller| Self(Some(caller))))
    }
}

/// Uses a code that the holder of a record gave for a temporary access: as a professional, or, without a token, as somebody who
/// says who they are, for chosen documents, to read alone, for 24 hours at most. A code works once. One that is wrong, over,
/// used, taken back or for something else is one answer; wrong ones are counted against whoever tries, and after some in an
/// hour the answer is 429. The holder is told at once.
#[utoipa::path(
    post,
    path = "/api/v1/temporary-accesses/redeem",
    operation_id = "redeemCode",
    tag = "reaching a record",
    params(CallerHeaders),
    request_body = RedeemCode,
    responses(
        (status = 201, description = "The access runs.", body = OpenedByCode),
        ProblemResponses,
        WriteProblemResponses
    ),
    security((), ("token" = []))
)]
pub(crate) async fn redeem(
    Redeemer(caller): Redeemer,
    state: Data<State>,
    request: HttpRequest,
    ThisRequest(id): ThisRequest,
    Json(asked): Json<RedeemCode>,
) -> Result<HttpResponse, Problem> {
    let RedeemCode { code, guest } = asked;
    let code = Code::typed(code.reveal());
    let opened = match (caller, guest) {
        (Some(caller), None) => {
            let redeemed = state.as_caller(caller, move |visit| {
                let used = access::redeem(&visit.house, &visit.actor, code.as_ref());
                used.map_err(|error| visit.problem(&error))
            });
            OpenedByCode::new(&redeemed.await?, None)
        }
        (Some(_), Some(_)) => {
            let fault = Fault::new("/guest", "nothing: the token says who you are");
            return Err(Problem::fault(ErrorKind::Invalid, fault));
        }
        (None, None) => {
            let fault = Fault::new("/guest", "who you are, or a token that says it");
            return Err(Problem::fault(ErrorKind::Invalid, fault));
        }
        (None, Some(guest)) => {
            let (words, language) = (guest.read()?, language(&request));
            let network = client_network(&request, state.house().settings.server.proxies).to_string();
            let admitted = state.in_the_house(move |house| {
                let admitted = access::redeem_as_guest(house, id, &network, code.as_ref(), &words);
                admitted.map_err(|error| errors::problem(&error, language))
            });
            let admitted = admitted.await?;
            OpenedByCode::new(&admitted.redeemed, Some(&admitted.token))
        }
    };
    Ok(HttpResponse::Created().json(opened))
}

impl OpenedByCode {
    fn new(redeemed: &Redeemed, token: Option<&IssuedToken>) -> Self {
        Self {
            space: redeemed.space,
            access: redeemed.access,
            opens: OpensBody::of(&redeemed.opens),
            until: redeemed.ends_at,
            token: token.map(|token| GuestToken {
                access_token: token.access_token.expose_secret().to_owned(),
                expires_in: token.expires_in.num_seconds(),
            }),
        }
    }
}

impl GuestBody {
    fn read(self) -> Result<GuestWords, Problem> {
        Ok(GuestWords {
            name: line(&self.name, "/guest/name")?,
            profession: line(&self.profession, "/guest/profession")?,
            place: line(&self.place, "/guest/place")?,
        })
    }
}

/// What somebody says of themselves, on one line.
fn line(said: &Private<String>, pointer: &'static str) -> Result<Private<String>, Problem> {
    const MOST: usize = 100;
    let fits = said.reveal().chars().count() <= MOST;
    access::on_one_line(said).filter(|_| fits).ok_or_else(|| {
        let fault = Fault::new(pointer, format!("1 to {MOST} characters on one line"));
        Problem::fault(ErrorKind::Unprocessable, fault)
    })
}
