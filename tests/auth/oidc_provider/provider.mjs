// A login provider that is not ours: the certified npm package oidc-provider, on a free port.
//
// node provider.mjs '{"clients": [...], "claims": {...}}' prints "ready http://127.0.0.1:PORT".
// Whoever comes is the one account, with these claims; login_hint=give-up gives up instead.
// POST /rotate signs with new keys from now on, and shows the ones before them too.

import { createServer } from "node:http";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import Provider from "oidc-provider";

const { clients, claims } = JSON.parse(process.argv[2]);
const ACCOUNT = "somebody";
let keys = [];
let current = null;

function newKeys() {
  const made = [
    ["rsa", { modulusLength: 2048 }, "RS256"],
    ["ec", { namedCurve: "P-256" }, "ES256"],
  ].map(([type, options, alg]) => ({
    ...generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }),
    alg,
    use: "sig",
    kid: randomUUID(),
  }));
  return [...made, ...keys.slice(0, 2)];
}

function newProvider(issuer) {
  keys = newKeys();
  const provider = new Provider(issuer, {
    clients,
    jwks: { keys },
    // The standard asks every provider to take a logout by POST; this one must be told to.
    enableHttpPostMethods: true,
    cookies: { keys: ["for a test and nothing else"], long: { httpOnly: true, sameSite: "none" } },
    pkce: { required: () => true },
    claims: { openid: ["sub"], mitid: Object.keys(claims).filter((name) => name !== "dk.cpr"), ssn: ["dk.cpr"] },
    // As a Danish broker does: everything stands in the ID token.
    conformIdTokenClaims: false,
    scopes: ["openid", "mitid", "nemlogin", "ssn", "ssn.details_name"],
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...claims }) }),
    features: {
      devInteractions: { enabled: false },
      encryption: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    enabledJWA: {
      idTokenEncryptionAlgValues: ["RSA-OAEP-256"],
      idTokenEncryptionEncValues: ["A256GCM"],
    },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid mitid nemlogin ssn ssn.details_name");
      await grant.save();
      return grant;
    },
  });
  return provider;
}

async function interact(request, response) {
  const { params } = await current.interactionDetails(request, response);
  const result =
    params.login_hint === "give-up"
      ? { error: "access_denied", error_description: "gave up" }
      : { login: { accountId: ACCOUNT } };
  await current.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const server = createServer((request, response) => {
  if (request.method === "POST" && request.url === "/rotate") {
    current = newProvider(current.issuer);
    response.writeHead(204).end();
  } else if (request.url.startsWith("/interaction/")) {
    interact(request, response).catch(() => response.writeHead(500).end());
  } else {
    current.callback()(request, response);
  }
});
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  current = newProvider(issuer);
  console.log(`ready ${issuer}`);
});
