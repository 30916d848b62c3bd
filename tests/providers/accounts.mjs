// The people of the provider. Anybody else is unknown to it.
const people = {
  ann: {
    name: 'Ann Example',
    given_name: 'Ann',
    family_name: 'Example',
    preferred_username: 'ann',
    email: 'ann@example.com',
    email_verified: true,
    locale: 'de-DE',
    zoneinfo: 'Europe/Berlin',
    updated_at: 1760000000,
    phone_number: '+49 30 000000',
    phone_number_verified: false,
    address: { locality: 'Berlin', country: 'DE' },
  },
  bob: { name: 'Bob Example', email: 'bob@example.com', email_verified: false },
};

/** The claims by scope, as the provider shall hand them out. */
export const claims = {
  openid: ['sub'],
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'locale', 'zoneinfo', 'updated_at'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  address: ['address'],
  acr: null,
  auth_time: null,
  sid: null,
};

/** The account of that login, or of that mail address. */
export function findAccount(_ctx, id) {
  const name = id.replace(/@example\.com$/, '');
  if (!Object.hasOwn(people, name)) return undefined;
  return { accountId: name, claims: async () => ({ sub: name, ...people[name] }) };
}
