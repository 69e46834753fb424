-- docs/storage.md says why each table is as it is.

-- Raw events, one row per identity. The sorting key serves "one tenant, one type, a range of event
-- time" and ends in the identity, so that a replayed insert collapses into the row that is there.
-- Partitions follow the accepted time: a backfill of any age stays within one or two of them.
CREATE TABLE IF NOT EXISTS usage_events
(
    tenant_id          LowCardinality(String),
    type               LowCardinality(String),
    source             String CODEC(ZSTD(1)),
    id                 String CODEC(ZSTD(1)),
    subject            String CODEC(ZSTD(1)),
    time               DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1)),
    accepted_at        DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    data               String CODEC(ZSTD(3)),
    ingest_id          String CODEC(ZSTD(1)),
    identity           FixedString(16),
    accepted_partition UInt32,
    accepted_offset    UInt64 CODEC(Delta, ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(accepted_at)
ORDER BY (tenant_id, type, toStartOfHour(time), identity);

-- One row per window and version; the highest version is the window's whole value. The subject
-- stands before the time: a bill and a customer's dashboard read one subject for a month, again and
-- again, and must not pay for the tenant's other subjects. The month is the partition, so that a
-- query over all subjects pays for its months alone.
CREATE TABLE IF NOT EXISTS usage_aggregates
(
    tenant_id      LowCardinality(String),
    meter          LowCardinality(String),
    meter_version  UInt32,
    subject        String CODEC(ZSTD(1)),
    dimensions     Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    -- Canonical JSON of the dimensions: a map cannot stand in a sorting key.
    dimensions_key String CODEC(ZSTD(1)),
    window_start   DateTime('UTC') CODEC(Delta, ZSTD(1)),
    window_seconds UInt32 CODEC(ZSTD(1)),
    shard          UInt16 CODEC(ZSTD(1)),
    count          UInt64 CODEC(ZSTD(1)),
    sum            Decimal(76, 12) CODEC(ZSTD(1)),
    min            Nullable(Decimal(38, 12)) CODEC(ZSTD(1)),
    max            Nullable(Decimal(38, 12)) CODEC(ZSTD(1)),
    last_value     Nullable(Decimal(38, 12)) CODEC(ZSTD(1)),
    last_time      Nullable(DateTime64(9, 'UTC')) CODEC(Delta, ZSTD(1)),
    last_ingest_id String CODEC(ZSTD(1)),
    accepted_at    DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    version        UInt64 CODEC(Delta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(window_start)
ORDER BY (tenant_id, meter, meter_version, subject, window_start, dimensions_key, shard);

-- What was refused after acceptance, with the reason and the event.
CREATE TABLE IF NOT EXISTS usage_rejections
(
    tenant_id          LowCardinality(String),
    -- Position in usage.rejected: what makes this rejection this one.
    rejected_partition UInt32,
    rejected_offset    UInt64,
    code               LowCardinality(String),
    message            String,
    field              String,
    meter              LowCardinality(String),
    source             String,
    id                 String,
    type               LowCardinality(String),
    subject            String,
    data               String CODEC(ZSTD(3)),
    accepted_at        DateTime64(3, 'UTC'),
    accepted_partition UInt32,
    accepted_offset    UInt64
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(accepted_at)
ORDER BY (tenant_id, accepted_at, rejected_partition, rejected_offset);

-- accepted = unique + duplicates + rejected, per tenant, minute of acceptance and partition.
CREATE TABLE IF NOT EXISTS usage_ledger
(
    tenant_id       LowCardinality(String),
    accepted_minute DateTime('UTC'),
    `partition`     UInt32,
    accepted        UInt64,
    `unique`        UInt64,
    duplicates      UInt64,
    rejected        UInt64,
    version         UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(accepted_minute)
ORDER BY (tenant_id, accepted_minute, `partition`);

-- How far each sink is: rows of everything before next_offset are in.
CREATE TABLE IF NOT EXISTS sink_progress
(
    sink        LowCardinality(String),
    topic       LowCardinality(String),
    `partition` UInt32,
    next_offset UInt64
)
ENGINE = ReplacingMergeTree(next_offset)
ORDER BY (sink, topic, `partition`);

-- Acceptance time before which everything is reflected in usage_aggregates.
CREATE TABLE IF NOT EXISTS usage_watermark
(
    name      LowCardinality(String),
    watermark DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(watermark)
ORDER BY name;
