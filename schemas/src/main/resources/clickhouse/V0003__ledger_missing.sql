-- Records of usage.accepted that expired before deduplication read them, in none of the other counts.
-- Nobody knows whose they were, so only rows without a tenant have any.
ALTER TABLE usage_ledger ADD COLUMN IF NOT EXISTS missing UInt64 DEFAULT 0 AFTER rejected;
