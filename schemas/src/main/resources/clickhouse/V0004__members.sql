-- Which of the values that a UNIQUE_COUNT tells apart the window is of; zeros with other aggregations.
-- At the end of the sorting key, so that each has versions of its own.
ALTER TABLE usage_aggregates
    ADD COLUMN IF NOT EXISTS member FixedString(16) CODEC(ZSTD(1)) AFTER shard,
    MODIFY ORDER BY (tenant_id, meter, meter_version, subject, window_start, dimensions_key, shard, member);
