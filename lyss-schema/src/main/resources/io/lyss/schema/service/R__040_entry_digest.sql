-- All columns, whatever the settings of the session. Of its stamp, how far it is from where its seal begins: so
-- the seals hold where the stamps of a tenant that was moved are others.
create or replace function entry_digest(p_entry audit_logs, p_from_stamp bigint) returns bytea
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select sha256(convert_to(
    jsonb_build_array(
      p_entry.tenant_id, p_entry.id, p_entry.actor_id, p_entry.action, p_entry.resource_type,
      p_entry.resource_id, p_entry.changes, p_entry.reason, p_entry.source, p_entry.event_id,
      p_entry.ip_address, p_entry.user_agent, extract(epoch from p_entry.created_at),
      p_entry.seal_stamp - p_from_stamp
    )::text,
    'UTF8'))
$$;

comment on function entry_digest(audit_logs, bigint) is
  'Internal: SHA-256 of an entry of the audit log, in a seal that begins at that stamp.';
