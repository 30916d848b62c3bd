// Starts `oidc-provider` on 127.0.0.1 for the tests: `node server.mjs PORT [SECONDS]`, port 0 for any free one; device
// codes live that many seconds (600 if not said). With PEM texts in `GRANTTY_TEST_TLS` (JSON) it is there over TLS, too.
// When it is ready it prints one line of JSON with its issuer. It ends on SIGTERM, and when its standard input closes:
// a test that dies takes its provider along.
import { createServer } from 'node:http';
import { once } from 'node:events';

import Provider, { errors } from 'oidc-provider';

import { claims, findAccount } from './accounts.mjs';
import * as authentication from './authentication.mjs';
import { clients, decryption, signing } from './clients.mjs';
import { privateJwk } from './keys.mjs';
import * as secure from './secure.mjs';

const HOUR = 3600;

/** Resources whose access tokens are JWTs; those of every other resource are opaque. */
const JWT_RESOURCE = 'https://jwt.api.example.com';

/** The algorithms that a client may register for what it gets. `Ed25519` is RFC 9864's name for one half of `EdDSA`. */
const SIGNING = ['RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA', 'HS256'];

/** Those that clients may sign their assertions and proofs with. */
const ASYMMETRIC = ['RS256', 'RS512', 'PS256', 'PS512', 'ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA'];

/** Whoever asks for userinfo has a nonce from elsewhere, or gets one here. */
const wantsNonce = (ctx) => ctx.path === '/me' || Boolean(ctx.oidc.client?.clientId.startsWith('proof-nonce'));

const features = {
  ciba: {
    enabled: true,
    deliveryModes: ['poll', 'ping'],
    processLoginHint: async (ctx, hint) => (await findAccount(ctx, hint))?.accountId,
    // Nobody is called: a test decides through /test/ciba.
    triggerAuthenticationDevice: async () => {},
    validateRequestContext: async () => {},
    verifyUserCode: async (ctx, _account, userCode) => {
      if (!ctx.oidc.client.backchannelUserCodeParameter) return;
      if (userCode === undefined) throw new errors.MissingUserCode('the user code is missing');
      if (userCode !== 'wren') throw new errors.InvalidUserCode('the user code is wrong');
    },
  },
  claimsParameter: { enabled: true },
  clientCredentials: { enabled: true },
  deviceFlow: { enabled: true },
  dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 'only a test'), requireNonce: wantsNonce },
  encryption: { enabled: true },
  introspection: { enabled: true },
  jwtIntrospection: { enabled: true },
  jwtResponseModes: { enabled: true },
  jwtUserinfo: { enabled: true },
  pushedAuthorizationRequests: { enabled: true },
  registration: { enabled: true },
  registrationManagement: { enabled: true },
  requestObjects: { enabled: true },
  resourceIndicators: {
    enabled: true,
    getResourceServerInfo: (_ctx, resource) => ({
      scope: 'read write',
      audience: resource,
      accessTokenTTL: HOUR,
      ...(resource === JWT_RESOURCE
        ? { accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }
        : { accessTokenFormat: 'opaque' }),
    }),
    useGrantedResource: () => true,
  },
  revocation: { enabled: true },
  rpInitiatedLogout: { enabled: true },
  userinfo: { enabled: true },
};

const configuration = {
  claims,
  clients: [...clients, ...authentication.clients],
  cookies: { keys: ['only a test provider'] },
  features,
  // The library guards its own requests against loopback, and wants https; a notification to a test is neither.
  fetch: (url, options) => {
    const target = new URL(url);
    const loopback = target.protocol === 'https:' && target.hostname === '127.0.0.1';
    if (!loopback) throw new Error(`no traffic to ${target.host}`);
    target.protocol = 'http:';
    const { dispatcher: _guard, ...rest } = options ?? {};
    return globalThis.fetch(target, rest);
  },
  enabledJWA: {
    clientAuthSigningAlgValues: ['HS256', 'HS384', 'HS512', ...ASYMMETRIC],
    dPoPSigningAlgValues: ASYMMETRIC,
    idTokenSigningAlgValues: SIGNING,
    userinfoSigningAlgValues: SIGNING,
    introspectionSigningAlgValues: SIGNING,
  },
  findAccount,
  jwks: {
    keys: [
      privateJwk('rsa', { kid: 'rsa-1', use: 'sig' }),
      privateJwk('p256', { kid: 'ec-1', use: 'sig', alg: 'ES256' }),
      privateJwk('ed25519', { kid: 'ed-1', use: 'sig' }),
    ],
  },
  responseTypes: ['code', 'code id_token', 'id_token', 'none'],
  scopes: ['openid', 'offline_access', 'profile', 'email', 'phone', 'address'],
  ttl: {
    AccessToken: HOUR,
    AuthorizationCode: 60,
    // The person has as long as the client asks for.
    BackchannelAuthenticationRequest: (ctx) => Number(ctx?.oidc?.params?.requested_expiry ?? 300),
    ClientCredentials: HOUR,
    DeviceCode: Number(process.argv[3] ?? 600),
    Grant: HOUR,
    IdToken: HOUR,
    Interaction: HOUR,
    RefreshToken: HOUR,
    Session: HOUR,
  },
};

/** What stands in for a phone: approves or denies the CIBA request `auth_req_id`. */
async function decide(provider, query) {
  const request = await provider.BackchannelAuthenticationRequest.find(query.auth_req_id);
  if (!request) return false;
  if (query.allow !== 'yes') {
    await provider.backchannelResult(request, new errors.AccessDenied('the person said no'));
    return true;
  }
  const grant = new provider.Grant({ accountId: request.accountId, clientId: request.clientId });
  grant.addOIDCScope(request.scope);
  await grant.save();
  await provider.backchannelResult(request, grant, { authTime: Math.floor(Date.now() / 1000) });
  return true;
}

/** Every request except ours, in the order of arrival: when, which, by which client, with which fields, and the answer. */
const arrivals = [];

async function log(ctx, next) {
  if (ctx.path.startsWith('/test/')) return next();
  const arrival = { at_ms: performance.now(), method: ctx.method, path: ctx.path };
  arrivals.push(arrival);
  await next();
  const client = ctx.oidc?.entities.Client?.clientId;
  const { error, auth_req_id } = ctx.body ?? {};
  return Object.assign(arrival, { client, fields: ctx.oidc?.body, status: ctx.status, error, auth_req_id });
}

/** Nobody listens for that long, and every open connection ends; what the provider knows, it keeps. */
function goAway(ctx, milliseconds) {
  const { port } = server.address();
  ctx.res.once('finish', () => {
    server.close();
    server.closeAllConnections();
    setTimeout(() => server.listen(port, '127.0.0.1'), milliseconds);
  });
}

/**
 * Our own routes: `POST /test/ciba?auth_req_id=…&allow=yes|no`, `POST /test/away?ms=…`, `GET /test/clients` with every
 * secret and key, and `GET /test/log`.
 */
function testRoutes(provider) {
  return async (ctx, next) => {
    if (ctx.path === '/test/clients' && ctx.method === 'GET') {
      ctx.body = { clients, keys: { signing, decryption, ...authentication.keys } };
    } else if (ctx.path === '/test/log' && ctx.method === 'GET') {
      ctx.body = arrivals;
    } else if (ctx.path === '/test/away' && ctx.method === 'POST') {
      ctx.status = 204;
      goAway(ctx, Number(ctx.query.ms));
    } else if (ctx.path === '/test/ciba' && ctx.method === 'POST') {
      ctx.status = (await decide(provider, ctx.query)) ? 204 : 404;
    } else {
      await next();
    }
  };
}

/** The library's pages load a font from elsewhere; a test with a browser must stay at home. */
async function stayAtHome(ctx, next) {
  await next();
  if (typeof ctx.body === 'string') ctx.body = ctx.body.replace(/@import url\([^)]*\);?/g, '');
}

const server = createServer();
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1');
await once(server, 'listening');

function prepare(provider) {
  provider.on('server_error', (_ctx, error) => console.error(error));
  provider.use(log);
  provider.use(stayAtHome);
  provider.use(testRoutes(provider));
}

const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, configuration);
prepare(provider);
const tls = process.env.GRANTTY_TEST_TLS;
const overTls = tls ? await secure.start(JSON.parse(tls), configuration, prepare) : {};
server.on('request', provider.callback());

const end = () => process.exit(0);
process.on('SIGTERM', end);
process.stdin.on('end', end).on('error', end).resume();

console.log(JSON.stringify({ issuer, secure: overTls.issuer, door: overTls.door }));
