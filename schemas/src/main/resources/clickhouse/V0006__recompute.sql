-- Which shard of the tenant and type counted the event: windows are folded by shard. The index finds an
-- event by its identity, without its type and time.
ALTER TABLE usage_events
    ADD COLUMN IF NOT EXISTS shard UInt16 DEFAULT 0,
    ADD INDEX IF NOT EXISTS identities identity TYPE bloom_filter(0.01) GRANULARITY 1;

-- Events that count no more, each with the position in usage.unique from which on. They stay in
-- usage_events. An event is told by its identity and accepted position: its identity may be taken again
-- after the deduplication window.
CREATE TABLE IF NOT EXISTS usage_voids
(
    tenant_id          LowCardinality(String),
    type               LowCardinality(String),
    source             String,
    id                 String,
    subject            String,
    time               DateTime64(9, 'UTC'),
    data               String CODEC(ZSTD(3)),
    identity           FixedString(16),
    accepted_partition UInt32,
    accepted_offset    UInt64,
    shard              UInt16,
    unique_partition   UInt32,
    unique_offset      UInt64,
    reason             String,
    voided_by          String,
    voided_at          DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant_id, type, toStartOfHour(time), identity, accepted_partition, accepted_offset, unique_offset);

-- How far each partition is with counting, for a new version of a meter, the events from before it.
CREATE TABLE IF NOT EXISTS meter_builds
(
    -- Empty: the meter is the platform's.
    tenant_id     LowCardinality(String),
    meter         LowCardinality(String),
    meter_version UInt32,
    `partition`   UInt32,
    cut           UInt64,
    -- Of so many events so many are folded, and so many of those could not be read.
    events        UInt64,
    folded        UInt64,
    misfits       UInt64,
    done          Bool,
    updated_at    DateTime64(3, 'UTC'),
    -- What is done stays done, whatever the clocks of those say who wrote it.
    place         UInt64 DEFAULT if(done, 9223372036854775808, folded)
)
ENGINE = ReplacingMergeTree(place)
ORDER BY (tenant_id, meter, meter_version, `partition`);
