-- Every version of every meter, the newest too, by the code that they share: a tenant's meter may take
-- the place of the platform's, whose version then answers until the tenant's has counted what was there.
CREATE TABLE meter_versions (
    code       text NOT NULL,
    version    integer NOT NULL,
    tenant_id  text REFERENCES tenants,
    definition jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (code, version)
);
INSERT INTO meter_versions (code, version, tenant_id, definition, created_at)
SELECT code, version, tenant_id, definition, created_at FROM meters;

ALTER TABLE meters
    -- What questions and bills are answered from while the newest version is being built.
    ADD COLUMN served_version integer CHECK (served_version < version),
    -- When the newest version had counted what was accepted before it; null: it is being built.
    ADD COLUMN built_at       timestamptz,
    ADD COLUMN build_events   bigint NOT NULL DEFAULT 0,
    ADD COLUMN build_folded   bigint NOT NULL DEFAULT 0,
    ADD COLUMN build_misfits  bigint NOT NULL DEFAULT 0,
    ADD CHECK (served_version IS NULL OR built_at IS NULL);
-- Meters of earlier releases never counted what was there before them, and are asked for as they are.
UPDATE meters SET built_at = created_at;
CREATE INDEX meters_being_built ON meters (code) WHERE built_at IS NULL;

-- Rated when the catalogue asks for that version of the meter or a later one; null: as it is.
ALTER TABLE rating_requests ADD COLUMN meter_version integer;

-- Events that count no more. Position in usage.accepted: an identity may be taken again after the
-- deduplication window.
CREATE TABLE usage_voids (
    tenant_id          text NOT NULL,
    source             text NOT NULL,
    id                 text NOT NULL,
    accepted_partition integer NOT NULL,
    accepted_offset    bigint NOT NULL,
    type               text NOT NULL,
    reason             text NOT NULL,
    -- The key or client whose token it was, or the user that it acted for.
    voided_by          text NOT NULL,
    voided_at          timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, source, id, accepted_partition, accepted_offset)
);
