-- In how many shards unique usage of a tenant and type is counted; without a row in one.
CREATE TABLE usage_shards (
    tenant_id  text NOT NULL REFERENCES tenants,
    -- Compared byte by byte: the order of pages is that of no language.
    type       text COLLATE "C" NOT NULL,
    shards     integer NOT NULL CHECK (shards BETWEEN 1 AND 1024),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, type)
);
