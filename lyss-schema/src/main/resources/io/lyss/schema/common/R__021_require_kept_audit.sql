-- The audit log records what system work does. So no login of system work may shorten it or end its hold.
create or replace function require_kept_audit(p_job text, p_keep interval, p_before interval) returns void
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  if p_job = 'retention of audit_logs' and keeps_less(p_keep, p_before) then
    perform require_owner(
      format('have the audit log kept for less than %s', coalesce(p_before::text, 'for ever')));
  end if;
end
$$;

revoke execute on function require_kept_audit(text, interval, interval) from public;
grant execute on function require_kept_audit(text, interval, interval) to lyss_definer;

comment on function require_kept_audit(text, interval, interval) is
  'Internal: Fails with 42501 if the audit log would be kept for less time than before, unless the owner of the schema calls.';
