-- Keys of the API. A secret is shown once, when its key is created; what is kept is its hash.
-- tenant_id is null where the key is the platform's.
CREATE TABLE access_keys (
    key_id      text PRIMARY KEY,
    name        text NOT NULL,
    secret_hash bytea NOT NULL,
    tenant_id   text REFERENCES tenants,
    scopes      text[] NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz,
    revoked_at  timestamptz
);

CREATE INDEX access_keys_of_tenant ON access_keys (tenant_id, key_id);
