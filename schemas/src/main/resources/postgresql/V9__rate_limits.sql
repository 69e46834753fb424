-- Counters of rate limits where instances share them. A crash of the server empties the table, which
-- fills every counter up and is worth the writes that are saved.
CREATE UNLOGGED TABLE rate_limit_buckets (
    bucket_key        text PRIMARY KEY,
    state             bytea,
    expires_at_millis bigint
);

CREATE INDEX rate_limit_buckets_by_expiry ON rate_limit_buckets (expires_at_millis);
