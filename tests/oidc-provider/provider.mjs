// An identity provider that we did not write, in two shapes: `node provider.mjs psc|fc <redirect uri> <secret>`.
// It prints `READY <issuer>` once it listens, and ends with its standard input.

import { generateKeyPairSync } from "node:crypto";
import http from "node:http";

import { Provider } from "oidc-provider";

const [shape, redirectUri, secret] = process.argv.slice(2);

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
const person = people[shape];
const { sub, ...rest } = person;
const accountId = sub;
const names = Object.keys(rest);

function signingKey() {
  const options =
    algorithm === "RS256" ? ["rsa", { modulusLength: 2048 }] : ["ec", { namedCurve: "P-256" }];
  const { privateKey } = generateKeyPairSync(...options);
  return { ...privateKey.export({ format: "jwk" }), use: "sig", alg: algorithm };
}

const server = http.createServer((request, response) => handle(request, response));
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "carnet",
      client_secret: secret,
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code"],
      response_types: ["code"],
      id_token_signed_response_alg: algorithm,
      ...client,
    },
  ],
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
  features: { devInteractions: { enabled: false }, jwtUserinfo: { enabled: true } },
  ttl: { AccessToken: 120, IdToken: 120, AuthorizationCode: 60 },
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
for (const event of ["server_error", "authorization.error", "grant.error", "userinfo.error"]) {
  provider.on(event, (_context, error) => console.error(event, error?.error_description ?? error?.message));
}

const answer = provider.callback();

/** Whoever comes to `/interaction/<uid>` is the one person, at once. */
async function handle(request, response) {
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  const login = { accountId, acr, amr: ["hwk"] };
  return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
console.log(`READY ${issuer}`);
