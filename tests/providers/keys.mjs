// Throw-away keys. They are made as PEM and imported again: on Node 20, exporting a fresh RSA pair as JWK at once can
// lock the process up for good.
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';

const KINDS = {
  rsa: ['rsa', { modulusLength: 2048 }],
  p256: ['ec', { namedCurve: 'P-256' }],
  ed25519: ['ed25519', {}],
};

/** A new private JWK of `kind` (`rsa`, `p256`, `ed25519`) with the given extra members (`kid`, `use`, `alg`). */
export function privateJwk(kind, members) {
  const [type, options] = KINDS[kind];
  const { privateKey } = generateKeyPairSync(type, {
    ...options,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { ...createPrivateKey(privateKey).export({ format: 'jwk' }), ...members };
}

/** The public half of a private JWK, its `kid`, `use` and `alg` kept. */
export function publicJwk(jwk) {
  const { kid, use, alg } = jwk;
  const half = createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'jwk' });
  return JSON.parse(JSON.stringify({ ...half, kid, use, alg }));
}
