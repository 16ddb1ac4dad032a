// The identity provider of a third party: npm's oidc-provider, which the OpenID Foundation certified, with people and
// systems that a test names, on an address that a test chooses.
//
// Its one argument is JSON: `issuer` (its URL, with the port that it listens on), `audience`, `algorithm` (ES256 or
// RS256) and `claims` (what the tokens of each person or system say of them, by name). It prints `listening`, and then
// `keys` whenever somebody fetches its keys. It does what the lines of its input say, and prints each when it is done:
//
// - `rotate`: signs with a new key from now on, and goes on publishing the ones before;
// - `retire`: publishes none but the key that it signs with;
// - `nothing`: nothing, so that whoever reads on knows what was printed before.
//
// It ends with its input.

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Provider } from 'oidc-provider';

const { issuer, audience, algorithm, claims } = JSON.parse(process.argv[2]);

/** How long everything that it issues lives, in seconds. */
const LIFE = 600;
const ISSUED = ['AccessToken', 'BackchannelAuthenticationRequest', 'ClientCredentials', 'Grant', 'IdToken'];
const KINDS = { ES256: ['ec', { namedCurve: 'P-256' }], RS256: ['rsa', { modulusLength: 2048 }] };
const CIBA = 'urn:openid:params:grant-type:ciba';
const SECRET = 'secret';

/** Makes a key. The provider names it by its thumbprint. */
function key() {
  const { privateKey } = generateKeyPairSync(...KINDS[algorithm]);
  return { ...privateKey.export({ format: 'jwk' }), alg: algorithm, use: 'sig' };
}

/** The client through which people log in. It is called as the audience is, as some providers have it. */
const app = {
  client_id: audience,
  client_secret: SECRET,
  grant_types: [CIBA],
  redirect_uris: [],
  response_types: [],
  backchannel_token_delivery_mode: 'poll',
};

/** The client of a system. */
const system = (name) => ({
  client_id: name,
  client_secret: SECRET,
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
});

/** Logs a person in at once: they always say yes. */
async function authenticate(ctx, request, account, client) {
  const { provider } = ctx.oidc;
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  grant.addOIDCScope('openid');
  grant.addResourceScope(audience, 'openid');
  await grant.save();
  await provider.backchannelResult(request, grant);
}

/** Makes a provider that signs with the first key and publishes all. */
function providing(keys) {
  const provider = new Provider(issuer, {
    jwks: { keys },
    clients: [app, ...Object.keys(claims).map(system)],
    clientDefaults: { token_endpoint_auth_method: 'client_secret_post', id_token_signed_response_alg: algorithm },
    // ID tokens say all that access tokens say, so that nothing but their type tells them apart.
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'client_id', 'jti', ...new Set(Object.values(claims).flatMap(Object.keys))] },
    findAccount: (ctx, name) => name in claims && {
      accountId: name,
      claims: () => ({ sub: name, client_id: audience, jti: 'id', ...claims[name] }),
    },
    extraTokenClaims: (ctx, token) => claims[token.accountId ?? token.clientId],
    ttl: Object.fromEntries(ISSUED.map((kind) => [kind, LIFE])),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [],
        getResourceServerInfo: () => ({
          scope: 'openid',
          audience,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: algorithm } },
        }),
      },
      ciba: {
        enabled: true,
        deliveryModes: ['poll'],
        processLoginHint: (ctx, name) => name,
        triggerAuthenticationDevice: authenticate,
        validateBindingMessage: () => {},
        validateRequestContext: () => {},
        verifyUserCode: () => {},
      },
    },
  });
  return provider.callback();
}

let keys = [];
let answer;

/** Publishes these keys from now on. The provider is made anew with them, as its authors advise. */
function publish(next) {
  keys = next;
  answer = providing(keys);
}

const commands = {
  rotate: () => publish([key(), ...keys]),
  retire: () => publish(keys.slice(0, 1)),
  nothing: () => {},
};

publish([key()]);
const server = createServer((request, response) => {
  if (request.url === '/jwks') console.log('keys');
  answer(request, response);
});
const { hostname, port } = new URL(issuer);
server.listen(port, hostname, () => console.log('listening'));
const input = createInterface({ input: process.stdin });
input.on('line', (command) => {
  commands[command]();
  console.log(command);
});
input.on('close', () => process.exit());
