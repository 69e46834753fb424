-- What an item is for: usage of a meter, entered by hand, or an adjustment of a cycle that is closed.
-- Of items from before there were others: of usage.
ALTER TABLE rated_items
    ADD COLUMN IF NOT EXISTS kind LowCardinality(String) DEFAULT 'usage',
    ADD COLUMN IF NOT EXISTS item_type LowCardinality(String) DEFAULT 'usage',
    ADD COLUMN IF NOT EXISTS description String CODEC(ZSTD(3)),
    ADD COLUMN IF NOT EXISTS adjusts_item_id String,
    ADD COLUMN IF NOT EXISTS adjusts_cycle_id String;
