-- Every billing item in its newest version, for analysts; PostgreSQL has the authority.
CREATE TABLE IF NOT EXISTS rated_items
(
    tenant_id             LowCardinality(String),
    id                    String,
    scope_type            LowCardinality(String),
    scope_id              String,
    billing_cycle_id      String,
    meter                 LowCardinality(String),
    pricing_model_id      String,
    pricing_model_version UInt32,
    quantity              Decimal(76, 12),
    unit_price            String,
    precise_amount        String,
    total_amount          Decimal(76, 12),
    currency              LowCardinality(String),
    breakdown             String CODEC(ZSTD(3)),
    version               UInt64,
    changed_at            DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant_id, id);
