-- The position in usage.unique: of the events of a window, exactly those before the window's version
-- are in its value. NULL in rows that were written before the position was kept: unknown.
ALTER TABLE usage_events
    ADD COLUMN IF NOT EXISTS unique_partition Nullable(UInt32),
    ADD COLUMN IF NOT EXISTS unique_offset Nullable(UInt64) CODEC(Delta, ZSTD(1));

-- The audit asks for an hour of acceptance, which is in neither sorting key, but lies together in
-- both: events arrive about when they happen.
ALTER TABLE usage_events ADD INDEX IF NOT EXISTS accepted_range accepted_at TYPE minmax GRANULARITY 1;
ALTER TABLE usage_aggregates ADD INDEX IF NOT EXISTS accepted_range accepted_at TYPE minmax GRANULARITY 1;
