// The clients that show who they are, one row a way: each of them may do everything at which a client authenticates.
import { X509Certificate } from 'node:crypto';

import { privateJwk, publicJwk } from './keys.mjs';

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const CIBA = 'urn:openid:params:grant-type:ciba';

/** As long as the longest HMAC wants its key (RFC 7518, section 3.2): 64 octets and more. */
const SECRET = 'this-secret-is-for-tests-and-has-more-than-the-sixty-four-octets-of-hs512';

/** Sent without being encoded, it is another one. */
const ODD_SECRET = 'p%&+ =/?~';

/** Private keys by kind; served by `/test/clients`. */
export const keys = {
  rsa: privateJwk('rsa', { kid: 'auth-rsa', use: 'sig' }),
  p256: privateJwk('p256', { kid: 'auth-p256', use: 'sig' }),
  ed25519: privateJwk('ed25519', { kid: 'auth-ed25519', use: 'sig' }),
};

const jwks = { keys: Object.values(keys).map(publicJwk) };

const open = {
  grant_types: ['authorization_code', 'refresh_token', DEVICE],
  response_types: ['code'],
  redirect_uris: ['http://127.0.0.1/callback'],
  // Only a native client's loopback address may have any port.
  application_type: 'native',
};

const everything = {
  ...open,
  grant_types: [...open.grant_types, CIBA, 'client_credentials'],
  backchannel_token_delivery_mode: 'poll',
};

const by = (method, more) => ({ ...everything, token_endpoint_auth_method: method, ...more });
const none = { ...open, token_endpoint_auth_method: 'none' };
const assertion = (alg) => ({ token_endpoint_auth_signing_alg: alg });

export const clients = [
  { client_id: 'auth-none', ...none },
  { client_id: 'auth:basic', ...by('client_secret_basic', { client_secret: ODD_SECRET }) },
  { client_id: 'auth-post', ...by('client_secret_post', { client_secret: ODD_SECRET }) },
  ...['HS256', 'HS384', 'HS512'].map((alg) => ({
    client_id: `auth-${alg.toLowerCase()}`,
    ...by('client_secret_jwt', { client_secret: SECRET, ...assertion(alg) }),
  })),
  ...['RS256', 'PS256', 'ES256', 'EdDSA'].map((alg) => ({
    client_id: `auth-${alg.toLowerCase()}`,
    ...by('private_key_jwt', { jwks, ...assertion(alg) }),
  })),
  // A proof of each of these without a nonce is answered with one; those of the others are taken as they are.
  { client_id: 'proof', ...none, dpop_bound_access_tokens: true },
  { client_id: 'proof-nonce', ...none, dpop_bound_access_tokens: true },
  { client_id: 'proof-nonce-jwt', ...by('private_key_jwt', { jwks, dpop_bound_access_tokens: true }) },
];

/** Clients that show a certificate; `tls` has the PEM texts that the test has made, and the subject of one of them. */
export function certified(tls) {
  const own = new X509Certificate(tls.self_signed);
  const registered = { ...own.publicKey.export({ format: 'jwk' }), x5c: [own.raw.toString('base64')] };
  const bound = { tls_client_certificate_bound_access_tokens: true };
  return [
    { client_id: 'tls', ...by('tls_client_auth', { tls_client_auth_subject_dn: tls.subject, ...bound }) },
    { client_id: 'tls-unbound', ...by('tls_client_auth', { tls_client_auth_subject_dn: tls.subject }) },
    { client_id: 'tls-self-signed', ...by('self_signed_tls_client_auth', { jwks: { keys: [registered] }, ...bound }) },
    // It shows a certificate only for its tokens to be bound to (RFC 8705, section 4).
    { client_id: 'tls-public', ...none, ...bound },
    { client_id: 'tls-basic', ...by('client_secret_basic', { client_secret: SECRET }) },
  ];
}
