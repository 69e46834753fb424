-- Clients of the built-in OAuth issuer. A secret is shown once, when its client is created; what is
-- kept is its hash. tenant_id is null where the client is the platform's.
CREATE TABLE oauth_clients (
    client_id      text PRIMARY KEY,
    name           text NOT NULL,
    secret_hash    bytea NOT NULL,
    tenant_id      text REFERENCES tenants,
    scopes         text[] NOT NULL,
    acts_for_users boolean NOT NULL,
    created_at     timestamptz NOT NULL,
    revoked_at     timestamptz
);

CREATE INDEX oauth_clients_of_tenant ON oauth_clients (tenant_id, client_id);

-- Public halves of the keys that the built-in issuer signs with. verifies_until is moved on by
-- whoever signs with the key; one that nobody signs with any more runs out by itself.
CREATE TABLE oauth_signing_keys (
    key_id         text PRIMARY KEY,
    issuer         text NOT NULL,
    public_key     bytea NOT NULL,
    verifies_until timestamptz NOT NULL
);

ALTER TABLE access_keys ADD COLUMN acts_for_users boolean NOT NULL DEFAULT false;
