-- What changed, by whom: written in the transaction of the change, never altered.
CREATE TABLE audit_log (
    entry_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Null where what changed is the platform's.
    tenant_id   text,
    -- The key or client whose token it was, and whom it said to act for.
    caller_id   text NOT NULL,
    user_id     text,
    user_role   text,
    action      text NOT NULL,
    entity_type text NOT NULL,
    entity_id   text NOT NULL,
    before      jsonb,
    after       jsonb,
    trace_id    text NOT NULL,
    changed_at  timestamptz NOT NULL
);
CREATE INDEX audit_log_of_tenant ON audit_log (tenant_id, entry_id);
CREATE INDEX audit_log_of_entity ON audit_log (entity_type, entity_id, entry_id);

CREATE FUNCTION refuse_to_alter_the_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only ever appended to';
END
$$;
CREATE TRIGGER audit_log_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_alter_the_audit_log();

-- Answers of requests that carried an idempotency key. Id and sealed answer come from the key, which is
-- not kept: who does not know it can neither find the row nor read the answer.
CREATE TABLE idempotent_replies (
    id          bytea PRIMARY KEY,
    fingerprint bytea NOT NULL,
    sealed      bytea NOT NULL,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX idempotent_replies_by_expiry ON idempotent_replies (expires_at);

-- Random values that all instances of an installation share, made by the first that needs them.
CREATE TABLE installation_secrets (
    name       text PRIMARY KEY,
    value      bytea NOT NULL,
    created_at timestamptz NOT NULL
);
