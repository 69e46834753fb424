CREATE TABLE pricing_models (
    id              uuid PRIMARY KEY,
    tenant_id       text NOT NULL REFERENCES tenants,
    name            text NOT NULL,
    model_type      text NOT NULL,
    description     text,
    config          jsonb NOT NULL,
    usage_metric    text,
    is_active       boolean NOT NULL DEFAULT true,
    is_system       boolean NOT NULL DEFAULT false,
    created_by      text NOT NULL,
    created_by_role text NOT NULL,
    version         integer NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL
);
CREATE INDEX pricing_models_by_tenant ON pricing_models (tenant_id, created_at, id);
-- Without scopes, two prices in force for one meter would leave it open which one applies.
CREATE UNIQUE INDEX pricing_models_in_force ON pricing_models (tenant_id, usage_metric)
    WHERE is_active AND usage_metric IS NOT NULL;

-- Every version of every model, so that an item can be explained by the price that made it.
CREATE TABLE pricing_model_versions (
    pricing_model_id uuid NOT NULL REFERENCES pricing_models,
    version          integer NOT NULL,
    name             text NOT NULL,
    description      text,
    config           jsonb NOT NULL,
    is_active        boolean NOT NULL,
    changed_by       text NOT NULL,
    changed_by_role  text NOT NULL,
    -- Effective time: in force from here until the next version.
    effective_from   timestamptz NOT NULL,
    PRIMARY KEY (pricing_model_id, version)
);

CREATE TABLE billing_cycles (
    id         uuid PRIMARY KEY,
    tenant_id  text NOT NULL REFERENCES tenants,
    scope_type text NOT NULL,
    scope_id   text NOT NULL,
    cycle_type text NOT NULL,
    -- Half-open: [start_date, end_date).
    start_date timestamptz NOT NULL,
    end_date   timestamptz NOT NULL,
    status     text NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (tenant_id, scope_type, scope_id, start_date)
);

CREATE TABLE billing_items (
    id                    uuid PRIMARY KEY,
    tenant_id             text NOT NULL REFERENCES tenants,
    billing_cycle_id      uuid NOT NULL REFERENCES billing_cycles,
    scope_type            text NOT NULL,
    scope_id              text NOT NULL,
    item_type             text NOT NULL,
    meter                 text NOT NULL,
    pricing_model_id      uuid NOT NULL REFERENCES pricing_models,
    pricing_model_version integer NOT NULL,
    quantity              numeric NOT NULL,
    unit_price            numeric NOT NULL,
    precise_amount        numeric NOT NULL,
    total_amount          numeric NOT NULL,
    currency              text NOT NULL,
    breakdown             jsonb NOT NULL,
    version               bigint NOT NULL,
    created_at            timestamptz NOT NULL,
    changed_at            timestamptz NOT NULL,
    -- Who reads by cursor reads in order of (changed_in, id) and only transactions that are over.
    changed_in            xid8 NOT NULL DEFAULT pg_current_xact_id(),
    UNIQUE (billing_cycle_id, meter)
);
CREATE INDEX billing_items_by_change ON billing_items (tenant_id, changed_in, id);
CREATE INDEX billing_items_by_meter ON billing_items (tenant_id, meter);

-- Usage to rate again for a reason other than new usage, for example a new price.
CREATE TABLE rating_requests (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id    text NOT NULL,
    meter        text NOT NULL,
    reason       text NOT NULL,
    requested_at timestamptz NOT NULL
);
