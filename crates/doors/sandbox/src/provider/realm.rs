//! The realm of Keycloak that stands for Pro Santé Connect in `docker-compose.yml`, kept in step with the sandbox's own
//! provider: the same people, described by the same claims, under the same times.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::{fs, path::Path};

use serde_json::{Map, Value, json};

use super::people::professional;
use crate::people::{Part, all};

/// Where it lies.
const REALM: &str = "../../../deploy/keycloak/realm.json";
/// Claims that Keycloak makes by itself.
const OWN: [&str; 5] = ["sub", "preferred_username", "given_name", "family_name", "email_verified"];

/// Every professional of the sandbox, as its provider describes them.
fn people() -> Vec<Value> {
    let numbers = all().iter().filter_map(|persona| match persona.part {
        Part::Professional(number) => Some(number),
        _ => None,
    });
    numbers.map(|number| professional("", number).unwrap()).collect()
}

fn told(claims: &Value) -> Map<String, Value> {
    let told = claims.as_object().unwrap().iter().filter(|(name, _)| !OWN.contains(&name.as_str()));
    told.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn user(claims: &Value) -> Value {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let attributes: Map<String, Value> =
        told(claims).into_iter().map(|(name, value)| (name, json!([text(&value)]))).collect();
    json!({
        "username": claims["preferred_username"],
        "firstName": claims["given_name"],
        "lastName": claims["family_name"],
        "enabled": true,
        "attributes": attributes,
    })
}

fn mapper((name, value): (&String, &Value)) -> Value {
    json!({
        "name": name,
        "protocol": "openid-connect",
        "protocolMapper": "oidc-usermodel-attribute-mapper",
        "config": {
            "user.attribute": name,
            "claim.name": name,
            "jsonType.label": if value.is_string() { "String" } else { "JSON" },
            "userinfo.token.claim": "true",
            "id.token.claim": "false",
            "access.token.claim": "false",
        },
    })
}

fn realm() -> Value {
    let people = people();
    let mappers: Vec<Value> = told(&people[0]).iter().map(mapper).collect();
    let profile = json!({ "attributes": [], "unmanagedAttributePolicy": "ENABLED" }).to_string();
    json!({
        "realm": "esante-wallet",
        "enabled": true,
        "sslRequired": "external",
        "defaultSignatureAlgorithm": "RS256",
        "accessTokenLifespan": 120,
        "ssoSessionIdleTimeout": 1_800,
        "ssoSessionMaxLifespan": 14_400,
        "attributes": {
            "acr.loa.map": "{\"eidas1\":\"1\"}",
            "cibaBackchannelTokenDeliveryMode": "poll",
            "cibaExpiresIn": "120",
            "cibaInterval": "5",
            "cibaAuthRequestedUserHint": "login_hint",
        },
        "clientScopes": [{
            "name": "scope_all",
            "description": "What Pro Santé Connect tells of a professional.",
            "protocol": "openid-connect",
            "attributes": { "include.in.token.scope": "true" },
            "protocolMappers": mappers,
        }],
        "clients": [{
            "clientId": "carnet",
            "protocol": "openid-connect",
            "publicClient": false,
            "clientAuthenticatorType": "client-secret",
            "secret": "${CARNET_KEYCLOAK_CLIENT_SECRET}",
            "standardFlowEnabled": true,
            "directAccessGrantsEnabled": false,
            "redirectUris": ["${CARNET_PUBLIC_ORIGIN}/auth/psc/callback"],
            "defaultClientScopes": ["basic", "acr", "profile"],
            "optionalClientScopes": ["scope_all"],
            "attributes": {
                "pkce.code.challenge.method": "S256",
                "post.logout.redirect.uris": "${CARNET_PUBLIC_ORIGIN}/",
                "backchannel.logout.url": "${CARNET_PUBLIC_ORIGIN}/auth/psc/backchannel-logout",
                "backchannel.logout.session.required": "true",
                "oidc.ciba.grant.enabled": "true",
                "acr.loa.map": "{\"eidas1\":\"1\"}",
            },
        }],
        "users": people.iter().map(user).collect::<Vec<_>>(),
        "components": {
            "org.keycloak.userprofile.UserProfileProvider": [{
                "providerId": "declarative-user-profile",
                "config": { "kc.user.profile.config": [profile] },
            }],
        },
    })
}

#[test]
fn the_realm_of_keycloak_is_in_step_with_the_providers_people() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(REALM);
    let written = format!("{}\n", serde_json::to_string_pretty(&realm()).unwrap());
    if std::env::var_os("CARNET_WRITE_DOCS").is_some() {
        fs::write(&file, &written).unwrap();
    }
    assert_eq!(fs::read_to_string(&file).unwrap_or_default(), written, "deploy/keycloak/realm.json is stale");
}

#[test]
fn what_the_client_reads_is_among_what_the_realm_tells() {
    let told = realm()["clientScopes"][0]["protocolMappers"].to_string();
    for claim in ["SubjectNameID", "otherIds", "SubjectRefPro", "Secteur_Activite", "SubjectOrganization"] {
        assert!(told.contains(&format!("\"claim.name\":\"{claim}\"")), "{claim}");
    }
}
