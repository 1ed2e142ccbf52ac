-- It covers all columns, whatever the settings of the session. Of the stamp it covers only the distance to the
-- beginning of the seal, so that seals still match after a tenant was moved and has other stamps. Nulls are
-- left out, so that seals still match when a column is added; within changes, which is one text, they are not.
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
