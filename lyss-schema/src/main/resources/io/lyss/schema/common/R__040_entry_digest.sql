-- All columns, whatever the settings of the session. Of its stamp, how far it is from where its seal begins: so
-- the seals hold where the stamps of a tenant that was moved are others. What is null is left out, so that they hold
-- when a column is added; within changes, which are one text, it is not.
create or replace function entry_digest(p_entry audit_logs, p_from_stamp bigint) returns bytea
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select sha256(convert_to(
    jsonb_strip_nulls(
      to_jsonb(p_entry) || jsonb_build_object(
        'changes', p_entry.changes::text,
        'created_at', extract(epoch from p_entry.created_at),
        'seal_stamp', p_entry.seal_stamp - p_from_stamp)
    )::text,
    'UTF8'))
$$;

comment on function entry_digest(audit_logs, bigint) is
  'Internal: SHA-256 of an entry of the audit log, in a seal that begins at that stamp.';
