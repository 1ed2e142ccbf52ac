-- Ledger and counters are changed together.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function post_quota(
  p_tenant_id uuid, p_id uuid, p_kind text, p_user_id uuid, p_lines quota_line[], p_reason text
)
returns void
language plpgsql volatile
as $$
begin
  insert into ${schema}.quota_entries
    (tenant_id, reservation_id, kind, user_id, lines, reason, recorded_at)
  values
    (p_tenant_id, p_id, p_kind, p_user_id, p_lines, p_reason, ${schema}.statement_time());
  perform ${schema}.count_quota(p_tenant_id, p_lines);
end
$$;

revoke execute on function post_quota(uuid, uuid, text, uuid, quota_line[], text) from public;

comment on function post_quota(uuid, uuid, text, uuid, quota_line[], text) is
  'Internal: Writes an entry of the ledger, and changes the counters by it.';

select set_config('role', current_setting('lyss.migrating_role'), true);
