CREATE TABLE tenants (
    tenant_id             text PRIMARY KEY,
    tenant_name           text NOT NULL,
    status                text NOT NULL DEFAULT 'active',
    -- IANA zone: billing cycles of the tenant begin at its midnight.
    time_zone             text NOT NULL DEFAULT 'UTC',
    billing_contact_name  text,
    billing_contact_email text,
    -- As declared; what they cost is a matter of the plan that the tenant is bound to.
    seats                 integer CHECK (seats >= 0),
    created_at            timestamptz NOT NULL
);

-- The newest version of each meter; tenant_id is null where the meter is the platform's.
-- Whoever writes holds the advisory lock of the code, because a version is used once per code, also
-- across tenants: aggregates are stored by tenant, code and version, and a tenant's meter may take
-- the place of the platform's.
CREATE TABLE meters (
    tenant_id  text REFERENCES tenants,
    code       text NOT NULL,
    version    integer NOT NULL,
    definition jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (code, tenant_id)
);

-- Messages that a transaction of the control plane owes to Kafka; published in order of id
-- within their topic (the name without the installation's prefix), and deleted once acknowledged.
CREATE TABLE outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic      text NOT NULL,
    key        bytea NOT NULL,
    value      bytea,
    created_at timestamptz NOT NULL
);

-- Each topic is published by itself: many rated items do not keep a new meter waiting.
CREATE INDEX outbox_of_topic ON outbox (topic, id);
