//! Which scope a token of client software needs for which operation: one table.

use actix_web::http::Method;
use identity::{Scope, Scopes};

/// What a token needs whose scopes are limited. One that is not limited, such as that of a page, may be shown for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: whoever has a token.
    AnyToken,
    /// This scope.
    Scope(Scope),
    /// It cannot be had by client software: it is for the people whom the record is about, in the pages.
    Unlimited,
}

use Needs::{AnyToken, Unlimited};

const READ: Needs = Needs::Scope(Scope::DocumentsRead);
const WRITE: Needs = Needs::Scope(Scope::DocumentsWrite);
/// What declaring a care relationship needs, also within another call.
pub(crate) const REACH: Needs = Needs::Scope(Scope::PatientsReach);
const HISTORY: Needs = Needs::Scope(Scope::HistoryRead);

/// Method, address and need of every operation that asks for a token.
pub const TABLE: &[(&str, &str, Needs)] = &[
    ("GET", "/api/v1/me", AnyToken),
    ("GET", "/api/v1/spaces/{space}/documents", READ),
    ("POST", "/api/v1/spaces/{space}/documents", WRITE),
    ("POST", "/api/v1/spaces/{space}/documents/search", READ),
    ("POST", "/api/v1/spaces/{space}/documents/zip", READ),
    ("GET", "/api/v1/spaces/{space}/documents/changes", READ),
    ("GET", "/api/v1/spaces/{space}/documents/{document}", READ),
    ("DELETE", "/api/v1/spaces/{space}/documents/{document}", WRITE),
    ("GET", "/api/v1/spaces/{space}/documents/{document}/content", READ),
    ("GET", "/api/v1/spaces/{space}/documents/{document}/readable", READ),
    ("GET", "/api/v1/spaces/{space}/documents/{document}/entries", READ),
    ("GET", "/api/v1/spaces/{space}/documents/{document}/versions", READ),
    ("POST", "/api/v1/spaces/{space}/documents/{document}/replacement", WRITE),
    ("PUT", "/api/v1/spaces/{space}/documents/{document}/archived", WRITE),
    ("PUT", "/api/v1/spaces/{space}/documents/{document}/title", Unlimited),
    ("POST", "/api/v1/spaces/{space}/documents/{document}/move", WRITE),
    ("PUT", "/api/v1/spaces/{space}/documents/{document}/folder", Unlimited),
    ("PUT", "/api/v1/spaces/{space}/documents/{document}/pinned", Unlimited),
    ("POST", "/api/v1/spaces/{space}/documents/{document}/correction-request", Unlimited),
    ("POST", "/api/v1/deposits", WRITE),
    ("POST", "/api/v1/spaces/{space}/refused-deposits", WRITE),
    ("GET", "/api/v1/spaces/{space}/folders", READ),
    ("POST", "/api/v1/spaces/{space}/folders", Unlimited),
    ("PUT", "/api/v1/spaces/{space}/folders/{folder}", Unlimited),
    ("DELETE", "/api/v1/spaces/{space}/folders/{folder}", Unlimited),
    ("GET", "/api/v1/spaces/{space}/correction-requests", READ),
    ("DELETE", "/api/v1/spaces/{space}/correction-requests/{correction}", Unlimited),
    ("POST", "/api/v1/spaces/{space}/correction-requests/{correction}/answer", WRITE),
    ("GET", "/api/v1/correction-requests", READ),
    ("GET", "/api/v1/spaces/{space}/history", HISTORY),
    ("POST", "/api/v1/spaces/{space}/history/{line}/dispute", Unlimited),
    ("GET", "/api/v1/spaces/{space}/disputes", Unlimited),
    ("POST", "/api/v1/spaces/{space}/erasure", Unlimited),
    ("GET", "/api/v1/spaces/{space}/erasure", Unlimited),
    ("DELETE", "/api/v1/spaces/{space}/erasure", Unlimited),
    ("POST", "/api/v1/spaces/{space}/exports", Unlimited),
    ("GET", "/api/v1/spaces/{space}/exports", Unlimited),
    ("GET", "/api/v1/spaces/{space}/exports/{export}", Unlimited),
    ("DELETE", "/api/v1/spaces/{space}/exports/{export}", Unlimited),
    ("GET", "/api/v1/spaces/{space}/exports/{export}/content", Unlimited),
    ("POST", "/api/v1/patients/find", REACH),
    ("POST", "/api/v1/spaces/{space}/care-relationships", REACH),
    ("GET", "/api/v1/spaces/{space}/care-relationships", REACH),
    ("DELETE", "/api/v1/spaces/{space}/care-relationships/{grant}", REACH),
    ("GET", "/api/v1/spaces/{space}/delegations", REACH),
    ("POST", "/api/v1/spaces/{space}/delegations", REACH),
    ("DELETE", "/api/v1/spaces/{space}/delegations/{grant}", REACH),
    ("POST", "/api/v1/temporary-accesses/redeem", REACH),
    ("POST", "/api/v1/spaces/{space}/emergency-accesses", REACH),
    ("POST", "/api/v1/directory/professionals/search", REACH),
    ("GET", "/api/v1/me/factors", Unlimited),
    ("GET", "/api/v1/me/sessions", Unlimited),
    ("DELETE", "/api/v1/me/sessions", Unlimited),
    ("DELETE", "/api/v1/me/sessions/{session}", Unlimited),
    ("GET", "/api/v1/spaces/{space}/notifications", Unlimited),
    ("POST", "/api/v1/spaces/{space}/notifications/{notice}/read", Unlimited),
    ("DELETE", "/api/v1/spaces/{space}", Unlimited),
    ("POST", "/api/v1/spaces/{space}/activate", Unlimited),
    ("POST", "/api/v1/spaces/{space}/opposition", Unlimited),
    ("DELETE", "/api/v1/spaces/{space}/opposition", Unlimited),
    ("POST", "/api/v1/spaces/{space}/reopen", Unlimited),
    ("GET", "/api/v1/spaces/{space}/preferences/preset", Unlimited),
    ("PUT", "/api/v1/spaces/{space}/preferences/preset", Unlimited),
    ("GET", "/api/v1/spaces/{space}/preferences", Unlimited),
    ("PUT", "/api/v1/spaces/{space}/preferences", Unlimited),
    ("POST", "/api/v1/spaces/{space}/preferences/consequences", Unlimited),
    ("POST", "/api/v1/spaces/{space}/preview", Unlimited),
    ("POST", "/api/v1/spaces/{space}/documents/visibility", Unlimited),
    ("PUT", "/api/v1/spaces/{space}/documents/{document}/visibility", Unlimited),
    ("PUT", "/api/v1/spaces/{space}/documents/{document}/representatives", Unlimited),
    ("GET", "/api/v1/spaces/{space}/documents/{document}/audience", Unlimited),
    ("GET", "/api/v1/spaces/{space}/blocked", Unlimited),
    ("POST", "/api/v1/spaces/{space}/blocked", Unlimited),
    ("DELETE", "/api/v1/spaces/{space}/blocked/{block}", Unlimited),
    ("GET", "/api/v1/spaces/{space}/exceptions", Unlimited),
    ("POST", "/api/v1/spaces/{space}/exceptions", Unlimited),
    ("DELETE", "/api/v1/spaces/{space}/exceptions/{exception}", Unlimited),
    ("GET", "/api/v1/spaces/{space}/care-team", Unlimited),
    ("POST", "/api/v1/spaces/{space}/care-team", Unlimited),
    ("DELETE", "/api/v1/spaces/{space}/care-team", Unlimited),
    ("DELETE", "/api/v1/spaces/{space}/care-team/{grant}", Unlimited),
    ("PUT", "/api/v1/spaces/{space}/care-team/{grant}/end", Unlimited),
    ("POST", "/api/v1/spaces/{space}/care-team/{grant}/approve", Unlimited),
    ("POST", "/api/v1/spaces/{space}/care-team/codes", Unlimited),
    ("GET", "/api/v1/spaces/{space}/carers", Unlimited),
    ("POST", "/api/v1/spaces/{space}/carers", Unlimited),
    ("PUT", "/api/v1/spaces/{space}/carers/{carer}", Unlimited),
    ("DELETE", "/api/v1/spaces/{space}/carers/{carer}", Unlimited),
    ("GET", "/api/v1/me/cared-for", Unlimited),
    ("DELETE", "/api/v1/me/cared-for/{space}", Unlimited),
    ("POST", "/api/v1/carer-invitations/accept", Unlimited),
    ("POST", "/api/v1/representative-invitations/accept", Unlimited),
    ("GET", "/api/v1/spaces/{space}/protection", Unlimited),
    ("PUT", "/api/v1/spaces/{space}/protection/{protection}/assistance", Unlimited),
    ("DELETE", "/api/v1/spaces/{space}/protection/{protection}/assistance", Unlimited),
    ("GET", "/api/v1/spaces/{space}/representatives", Unlimited),
    ("POST", "/api/v1/spaces/{space}/representatives", Unlimited),
    ("DELETE", "/api/v1/spaces/{space}/representatives/{representative}", Unlimited),
    ("POST", "/api/v1/spaces/{space}/representatives/{representative}/suspension", Unlimited),
    ("GET", "/api/v1/spaces/{space}/secondary-use/ledger", Unlimited),
    ("GET", "/api/v1/spaces/{space}/after-death", Unlimited),
    ("PUT", "/api/v1/spaces/{space}/after-death", Unlimited),
    ("GET", "/api/v1/spaces/{space}/discretion", Unlimited),
    ("PUT", "/api/v1/spaces/{space}/discretion", REACH),
    ("DELETE", "/api/v1/spaces/{space}/discretion", Unlimited),
    ("GET", "/api/v1/spaces/{space}/heir-selections", REACH),
    ("POST", "/api/v1/spaces/{space}/heir-selections/{selection}", REACH),
    ("GET", "/api/v1/admin/heir-requests", Unlimited),
    ("GET", "/api/v1/admin/spaces/{space}/heir-requests", Unlimited),
    ("POST", "/api/v1/admin/spaces/{space}/heir-requests", Unlimited),
    ("POST", "/api/v1/admin/spaces/{space}/heir-requests/{request}/confirm", Unlimited),
    ("DELETE", "/api/v1/admin/spaces/{space}/heir-requests/{request}", Unlimited),
    ("GET", "/api/v1/admin/measures", Unlimited),
    ("GET", "/api/v1/admin/spaces/{space}/measures", Unlimited),
    ("POST", "/api/v1/admin/spaces/{space}/measures", Unlimited),
    ("POST", "/api/v1/admin/spaces/{space}/measures/{measure}/confirm", Unlimited),
    ("POST", "/api/v1/admin/spaces/{space}/measures/{measure}/decline", Unlimited),
    ("POST", "/api/v1/admin/projects", Unlimited),
    ("GET", "/api/v1/admin/projects", Unlimited),
    ("GET", "/api/v1/admin/projects/{project}", Unlimited),
    ("POST", "/api/v1/admin/projects/{project}/confirm", Unlimited),
    ("POST", "/api/v1/admin/projects/{project}/decline", Unlimited),
    ("POST", "/api/v1/admin/projects/{project}/end", Unlimited),
    ("POST", "/api/v1/admin/projects/{project}/extracts", Unlimited),
    ("GET", "/api/v1/admin/projects/{project}/extracts", Unlimited),
    ("GET", "/api/v1/admin/projects/{project}/extracts/{extract}/content", Unlimited),
    ("GET", "/api/v1/spaces/{space}/secondary-use", Unlimited),
    ("POST", "/api/v1/spaces/{space}/secondary-use", Unlimited),
    ("DELETE", "/api/v1/spaces/{space}/secondary-use/{answer}", Unlimited),
    ("GET", "/api/v1/spaces/{space}/temporary-accesses", Unlimited),
    ("POST", "/api/v1/spaces/{space}/temporary-accesses", Unlimited),
    ("DELETE", "/api/v1/spaces/{space}/temporary-accesses/{access}", Unlimited),
    ("POST", "/api/v1/admin/spaces/{space}/suspend", Unlimited),
    ("POST", "/api/v1/admin/spaces/{space}/resume", Unlimited),
    ("PUT", "/api/v1/admin/spaces/{space}/identity-status", Unlimited),
    ("POST", "/api/v1/admin/spaces/find", Unlimited),
    ("GET", "/api/v1/admin/proposals", Unlimited),
    ("POST", "/api/v1/admin/proposals", Unlimited),
    ("GET", "/api/v1/admin/proposals/{proposal}", Unlimited),
    ("DELETE", "/api/v1/admin/proposals/{proposal}", Unlimited),
    ("POST", "/api/v1/admin/proposals/{proposal}/confirm", Unlimited),
    ("POST", "/api/v1/admin/proposals/{proposal}/decline", Unlimited),
    ("GET", "/api/v1/admin/mediations", Unlimited),
    ("POST", "/api/v1/spaces/{space}/notifications/{notice}/answer", Unlimited),
    ("GET", "/api/v1/spaces/{space}/emergency-accesses", Unlimited),
    ("POST", "/api/v1/spaces/{space}/emergency-accesses/{access}/misuse-report", Unlimited),
    ("GET", "/api/v1/admin/emergency-accesses", Unlimited),
    ("POST", "/api/v1/admin/emergency-accesses/{access}/review", Unlimited),
    ("POST", "/api/v1/admin/emergency-accesses/{access}/restore", Unlimited),
    ("GET", "/api/v1/admin/access-questions", Unlimited),
    ("GET", "/api/v1/admin/disputes", Unlimited),
    ("POST", "/api/v1/admin/disputes/{dispute}/take", Unlimited),
    ("POST", "/api/v1/admin/disputes/{dispute}/answer", Unlimited),
];

/// What an operation needs; one that is not in the table cannot be had by client software.
pub(crate) fn needs(method: &Method, pattern: &str) -> Needs {
    let method = if *method == Method::HEAD { "GET" } else { method.as_str() };
    let row = TABLE.iter().find(|(known, address, _)| *known == method && *address == pattern);
    row.map_or(Unlimited, |(_, _, needs)| *needs)
}

impl Needs {
    /// The scope that is missing among these, by its name; empty where none would do.
    pub(crate) fn missing(self, scopes: Scopes) -> Option<&'static str> {
        match self {
            AnyToken => None,
            Self::Scope(scope) if scopes.allow(scope) => None,
            Self::Scope(scope) => Some(scope.as_str()),
            Unlimited => Some(""),
        }
    }
}
