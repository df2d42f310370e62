// An identity provider that we did not write, in two shapes: `node provider.mjs psc|fc <redirect uri> <secret> [options]`.
// It prints `READY <issuer>` once it listens, and ends with its standard input. The options are JSON:
//   loggedOut, notice   where browsers come back after a log-out, and where it tells of one
//   person              who logs in there, where it is not the doctor: `pharmacist`
//   tls                 { key, certificate, clients }: files by which it speaks TLS and knows its clients by certificates
// Where somebody is asked without a browser, `POST /answer/yes` and `POST /answer/no` are the person's answer, and
// `GET /answer` is the message that the person sees.

import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";

import { Provider, errors } from "oidc-provider";

const [shape, redirectUri, secret, given] = process.argv.slice(2);
const { loggedOut, notice, person: named, tls } = JSON.parse(given ?? "{}");
const CIBA = "urn:openid:params:grant-type:ciba";

/** The people of the sandbox, as these providers describe them; nobody of them exists. */
const people = {
  psc: {
    sub: "f:npm:899700000013",
    SubjectNameID: "899700000013",
    otherIds: [{ identifiant: "899700000013", origine: "RPPS", qualite: 1 }],
    given_name: "Dominique",
    family_name: "Fictif",
    Secteur_Activite: "SA07^1.2.250.1.71.4.2.4",
    SubjectRefPro: {
      codeCivilite: "",
      exercices: [
        {
          codeProfession: "10",
          nomDexercice: "Fictif",
          prenomDexercice: "Dominique",
          codeSavoirFaire: "SM54",
          activities: [
            { codeSecteurDactivite: "SA07", numeroFinessSite: "990000010", raisonSocialeSite: "Cabinet médical Fictif" },
            { codeSecteurDactivite: "SA08", numeroSiretSite: "99000000000012", raisonSocialeSite: "Maison de santé" },
          ],
        },
      ],
    },
  },
  pharmacist: {
    sub: "f:npm:899700000039",
    SubjectNameID: "899700000039",
    otherIds: [{ identifiant: "899700000039", origine: "RPPS", qualite: 1 }],
    given_name: "Andrea",
    family_name: "Modele",
    Secteur_Activite: "SA33^1.2.250.1.71.4.2.4",
    SubjectRefPro: {
      codeCivilite: "",
      exercices: [
        {
          codeProfession: "21",
          nomDexercice: "Modele",
          prenomDexercice: "Andrea",
          activities: [
            { codeSecteurDactivite: "SA33", numeroFinessSite: "990000028", raisonSocialeSite: "Pharmacie Fictive" },
          ],
        },
      ],
    },
  },
  fc: {
    sub: "npm-camille",
    given_name: "Camille",
    family_name: "SPECIMEN",
    birthdate: "1985-05-17",
    gender: "female",
    birthplace: "99999",
    birthcountry: "99100",
  },
};

const shapes = {
  psc: {
    scope: "openid scope_all",
    acr: "eidas1",
    algorithm: "RS256",
    client: { token_endpoint_auth_method: "client_secret_basic" },
  },
  fc: {
    scope: "openid given_name family_name birthdate gender birthplace birthcountry",
    acr: "eidas2",
    algorithm: "ES256",
    client: { token_endpoint_auth_method: "client_secret_post", userinfo_signed_response_alg: "ES256" },
  },
};

const { scope, acr, algorithm, client } = shapes[shape];
const person = people[named ?? shape];
const { sub, ...rest } = person;
const accountId = sub;
const names = Object.keys(rest);

function signingKey() {
  const options =
    algorithm === "RS256" ? ["rsa", { modulusLength: 2048 }] : ["ec", { namedCurve: "P-256" }];
  const { privateKey } = generateKeyPairSync(...options);
  return { ...privateKey.export({ format: "jwk" }), use: "sig", alg: algorithm };
}

async function listen(server) {
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return `${server instanceof https.Server ? "https" : "http"}://127.0.0.1:${server.address().port}`;
}

// With TLS there are two servers, as at Pro Santé Connect: one for everybody, and one that asks for a certificate.
const files = tls && { key: readFileSync(tls.key), cert: readFileSync(tls.certificate) };
const show = (request, response) => handle(request, response);
const issuer = await listen(files ? https.createServer(files, show) : http.createServer(show));
const asking = files && { ...files, ca: readFileSync(tls.clients), requestCert: true, rejectUnauthorized: false };
const certified = asking && (await listen(https.createServer(asking, show)));
const aliases = certified && {
  token_endpoint: `${certified}/token`,
  userinfo_endpoint: `${certified}/me`,
  introspection_endpoint: `${certified}/token/introspection`,
  backchannel_authentication_endpoint: `${certified}/backchannel`,
};
const byCertificate = { token_endpoint_auth_method: "tls_client_auth", tls_client_auth_subject_dn: "CN=carnet" };
const professional = shape === "psc";

/** Whoever is asked without a browser, until an answer. */
let asked;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "carnet",
      ...(tls ? {} : { client_secret: secret }),
      redirect_uris: [redirectUri],
      grant_types: professional ? ["authorization_code", "refresh_token", CIBA] : ["authorization_code"],
      response_types: ["code"],
      id_token_signed_response_alg: algorithm,
      require_auth_time: true,
      ...(professional ? { backchannel_token_delivery_mode: "poll" } : {}),
      ...(loggedOut ? { post_logout_redirect_uris: [loggedOut] } : {}),
      ...(notice ? { backchannel_logout_uri: notice, backchannel_logout_session_required: true } : {}),
      ...client,
      ...(tls ? byCertificate : {}),
    },
    {
      client_id: "their-software",
      client_secret: `${secret} of theirs`,
      redirect_uris: ["https://software.example/back"],
      grant_types: professional ? ["authorization_code", "refresh_token"] : ["authorization_code"],
      response_types: ["code"],
      id_token_signed_response_alg: algorithm,
    },
  ],
  clientAuthMethods: ["client_secret_basic", "client_secret_post", ...(tls ? ["tls_client_auth"] : [])],
  jwks: { keys: [signingKey()] },
  pkce: { required: () => true },
  acrValues: [acr],
  scopes: scope.split(" "),
  // One scope for everything, or one scope for each claim.
  claims:
    shape === "psc"
      ? { openid: ["sub"], scope_all: names }
      : { openid: ["sub"], ...Object.fromEntries(names.map((name) => [name, [name]])) },
  findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...rest }) }),
  features: {
    devInteractions: { enabled: false },
    jwtUserinfo: { enabled: true },
    introspection: { enabled: professional, allowedPolicy: () => true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource: (context, form) => void (context.body = form) },
    ciba: {
      enabled: professional,
      deliveryModes: ["poll"],
      processLoginHint: (_context, hint) => (hint === person.SubjectNameID ? accountId : undefined),
      validateBindingMessage(_context, message) {
        if (!/^[0-9]{2}$/.test(message ?? "")) throw new errors.InvalidBindingMessage("two digits");
      },
      validateRequestContext: () => undefined,
      verifyUserCode: () => undefined,
      triggerAuthenticationDevice: (context, request) =>
        void (asked = { request, message: context.oidc.params.binding_message }),
    },
    mTLS: {
      enabled: Boolean(tls),
      tlsClientAuth: true,
      getCertificate: (context) => context.socket.getPeerX509Certificate?.(),
      certificateAuthorized: (context) => context.socket.authorized === true,
      certificateSubjectMatches: (context, _property, expected) =>
        context.socket.getPeerX509Certificate().subject === expected,
    },
  },
  ...(aliases ? { discovery: { mtls_endpoint_aliases: aliases } } : {}),
  ttl: { AccessToken: 120, IdToken: 120, AuthorizationCode: 60, BackchannelAuthenticationRequest: 120, RefreshToken: 1800 },
  issueRefreshToken: (_context, asking) => asking.grantTypeAllowed("refresh_token"),
  rotateRefreshToken: true,
  extraTokenClaims: () => ({ acr, authMode: "MOBILE" }),
  // Its own way refuses this very machine.
  fetch: (url, { dispatcher: _refusing, ...options }) => globalThis.fetch(url, options),
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  // The service is the provider's own customer: nobody is asked for consent.
  loadExistingGrant: async (context) => {
    const { client: asking, session } = context.oidc;
    const grant = new provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
    grant.addOIDCScope(scope);
    await grant.save();
    return grant;
  },
  cookies: { keys: ["a key of these tests"] },
});
const told = ["server_error", "authorization.error", "grant.error", "userinfo.error", "introspection.error"];
for (const event of [...told, "backchannel_authentication.error", "backchannel.error", "end_session.error"]) {
  provider.on(event, (_context, error) => console.error(event, error?.error_description ?? error?.message));
}

const answer = provider.callback();

/** What the person who was asked says. */
async function answered(said) {
  const grant = new provider.Grant({ clientId: asked.request.clientId, accountId });
  grant.addOIDCScope(scope);
  await grant.save();
  const authTime = Math.floor(Date.now() / 1000);
  const result = said === "yes" ? grant : new errors.AccessDenied("the person says no");
  await provider.backchannelResult(asked.request, result, { acr, authTime });
}

/** Whoever comes to `/interaction/<uid>` is the one person, at once. */
async function handle(request, response) {
  if (request.url.startsWith("/answer")) {
    if (request.method === "POST") await answered(request.url.split("/").at(-1));
    return response.end(asked?.message ?? "");
  }
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  const login = { accountId, acr, amr: ["hwk"] };
  return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
console.log(`READY ${issuer}`);
