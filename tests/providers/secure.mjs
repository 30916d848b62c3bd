// The same provider over TLS, for clients that show certificates: at one port it asks for none, and its metadata name
// the other one (`mtls_endpoint_aliases`), where it asks. A third door is plain http: there a test is the person.
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { once } from 'node:events';

import Provider from 'oidc-provider';

import { certified } from './authentication.mjs';

/** Every endpoint at which a certificate says something (RFC 8705, section 5). */
const ALIASES = {
  token_endpoint: '/token',
  revocation_endpoint: '/token/revocation',
  introspection_endpoint: '/token/introspection',
  device_authorization_endpoint: '/device/auth',
  backchannel_authentication_endpoint: '/backchannel',
  pushed_authorization_request_endpoint: '/request',
  userinfo_endpoint: '/me',
};

/** `CN=a,O=b`, the last part of the name first (RFC 4514); Node has a line for each part, the first one first. */
const subjectOf = (certificate) => certificate.subject.split('\n').reverse().join(',');

const METHODS = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
];

const mTLS = {
  enabled: true,
  certificateBoundAccessTokens: true,
  selfSignedTlsClientAuth: true,
  tlsClientAuth: true,
  getCertificate: (ctx) => ctx.req.socket.getPeerX509Certificate?.(),
  certificateAuthorized: (ctx) => ctx.req.socket.authorized,
  certificateSubjectMatches: (ctx, property, expected) =>
    property === 'tls_client_auth_subject_dn' && subjectOf(mTLS.getCertificate(ctx)) === expected,
};

async function listening(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${server.address().port}`;
}

/** Starts it with the PEM texts of `tls`; `prepare` puts our own routes before those of the library. */
export async function start(tls, configuration, prepare) {
  const own = { cert: tls.certificate, key: tls.key };
  const plain = createServer();
  const ordinary = createSecureServer(own);
  // Whatever is shown is let in: what is wrong with it is for the provider to say.
  const mutual = createSecureServer({ ...own, ca: tls.authority, requestCert: true, rejectUnauthorized: false });
  const [door, origin, alias] = await Promise.all([plain, ordinary, mutual].map(listening));

  const issuer = `https://${origin}`;
  const aliases = Object.entries(ALIASES).map(([name, path]) => [name, `https://${alias}${path}`]);
  const provider = new Provider(issuer, {
    ...configuration,
    clientAuthMethods: METHODS,
    clients: certified(tls),
    discovery: { mtls_endpoint_aliases: Object.fromEntries(aliases) },
    features: { ...configuration.features, mTLS },
  });
  prepare(provider);
  for (const server of [plain, ordinary, mutual]) server.on('request', provider.callback());
  return { issuer, door: `http://${door}` };
}
