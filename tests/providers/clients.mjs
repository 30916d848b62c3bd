// The table of clients: one row a client, each there for one thing that a client can be or demand.
import { privateJwk, publicJwk } from './keys.mjs';

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const CIBA = 'urn:openid:params:grant-type:ciba';

/** HMAC client authentication and `dir` encryption want 32 bytes and more. */
const LONG_SECRET = 'a-test-secret-of-more-than-thirty-two-characters';

/** Signs client assertions and request objects; served by `/test/clients`, so that the tests can sign as the client. */
export const signing = privateJwk('p256', { kid: 'client-sig', use: 'sig', alg: 'ES256' });
/** Decrypts what is encrypted to the client. */
export const decryption = privateJwk('rsa', { kid: 'client-enc', use: 'enc', alg: 'RSA-OAEP-256' });

const jwks = { keys: [publicJwk(signing), publicJwk(decryption)] };

const common = { redirect_uris: [], response_types: [] };
const device = { ...common, grant_types: [DEVICE, 'refresh_token'] };
const code = {
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: ['http://127.0.0.1/callback'],
  post_logout_redirect_uris: ['http://127.0.0.1/logged-out'],
  // Only a native client's loopback address may have any port.
  application_type: 'native',
};
const ciba = {
  ...common,
  grant_types: [CIBA, 'refresh_token'],
  backchannel_token_delivery_mode: 'poll',
  client_secret: LONG_SECRET,
};

const none = { token_endpoint_auth_method: 'none' };
const basic = { token_endpoint_auth_method: 'client_secret_basic' };
const post = { token_endpoint_auth_method: 'client_secret_post' };
const hmac = { token_endpoint_auth_method: 'client_secret_jwt', token_endpoint_auth_signing_alg: 'HS256' };
const privateKey = { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'ES256', jwks };

export const clients = [
  // device
  { client_id: 'device-public', application_type: 'native', ...device, ...none },
  { client_id: 'device:basic', client_secret: 'p%&+ =/?~', ...device, ...basic },
  // Sent without being encoded, this secret is another one; the one above is no encoding at all.
  { client_id: 'device-plus', client_secret: 'one+two', ...device, ...basic },
  { client_id: 'device-post', client_secret: LONG_SECRET, ...device, ...post },
  { client_id: 'device-pkce', ...device, ...none },
  { client_id: 'device-extras', ...device, ...none },
  { client_id: 'device-without-openid', ...device, ...none },
  { client_id: 'device-private-key', ...device, ...privateKey },
  { client_id: 'device-rs256', ...device, ...none, id_token_signed_response_alg: 'RS256' },
  { client_id: 'device-ps256', ...device, ...none, id_token_signed_response_alg: 'PS256' },
  { client_id: 'device-es256', ...device, ...none, id_token_signed_response_alg: 'ES256' },
  { client_id: 'device-eddsa', ...device, ...none, id_token_signed_response_alg: 'EdDSA' },
  {
    client_id: 'device-encrypted',
    ...device,
    ...none,
    jwks,
    id_token_encrypted_response_alg: 'RSA-OAEP-256',
    id_token_encrypted_response_enc: 'A256GCM',
  },
  { client_id: 'device-dpop', ...device, ...none, dpop_bound_access_tokens: true },
  { client_id: 'device-signed-userinfo', ...device, ...none, userinfo_signed_response_alg: 'ES256' },

  // code
  { client_id: 'code-public', ...code, ...none },
  { client_id: 'code:basic', client_secret: 'p%&+ =/?~', ...code, ...basic },
  { client_id: 'code-post', client_secret: LONG_SECRET, ...code, ...post },
  { client_id: 'code-secret-jwt', client_secret: LONG_SECRET, ...code, ...hmac },
  { client_id: 'code-private-key', ...code, ...privateKey },
  { client_id: 'code-par', ...code, ...none, require_pushed_authorization_requests: true },
  {
    client_id: 'code-jar',
    ...code,
    ...none,
    jwks,
    request_object_signing_alg: 'ES256',
    require_signed_request_object: true,
  },
  { client_id: 'code-dpop', ...code, ...none, dpop_bound_access_tokens: true },
  { client_id: 'code-jarm', ...code, ...none, authorization_signed_response_alg: 'ES256' },
  { client_id: 'code-es256', ...code, ...none, id_token_signed_response_alg: 'ES256' },
  { client_id: 'code-ps256', ...code, ...none, id_token_signed_response_alg: 'PS256' },
  { client_id: 'code-eddsa', ...code, ...none, id_token_signed_response_alg: 'EdDSA' },
  { client_id: 'code-ed25519', ...code, ...none, id_token_signed_response_alg: 'Ed25519' },
  {
    client_id: 'code-hs256',
    client_secret: LONG_SECRET,
    ...code,
    ...basic,
    id_token_signed_response_alg: 'HS256',
    userinfo_signed_response_alg: 'HS256',
  },
  { client_id: 'code-signed-answers', ...code, ...none, userinfo_signed_response_alg: 'PS256' },
  {
    client_id: 'code-encrypted',
    ...code,
    ...none,
    jwks,
    id_token_encrypted_response_alg: 'RSA-OAEP-256',
    id_token_encrypted_response_enc: 'A256GCM',
    userinfo_signed_response_alg: 'ES256',
    userinfo_encrypted_response_alg: 'RSA-OAEP-256',
    userinfo_encrypted_response_enc: 'A128CBC-HS256',
    introspection_encrypted_response_alg: 'RSA-OAEP-256',
    introspection_encrypted_response_enc: 'A256CBC-HS512',
  },

  // CIBA
  { client_id: 'ciba-poll', ...ciba, ...basic },
  { client_id: 'ciba-user-code', ...ciba, ...basic, backchannel_user_code_parameter: true },
  { client_id: 'ciba-signed', ...ciba, ...basic, jwks, backchannel_authentication_request_signing_alg: 'ES256' },

  // neither person nor browser
  {
    client_id: 'machine',
    client_secret: LONG_SECRET,
    ...common,
    ...basic,
    grant_types: ['client_credentials'],
  },
];
