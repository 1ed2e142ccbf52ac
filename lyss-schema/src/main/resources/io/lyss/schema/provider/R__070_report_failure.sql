-- Those who may use a channel report whether it works, and so does system work that looks after
-- channels. A failure closes a channel for 30 seconds, each further one for twice as long, up to 10
-- minutes; then one request tries it, and its success opens it again.
--
-- The report of a request that was under way when the channel failed is ignored: many at once would
-- make one failure into many.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function report_failure(p_tenant_id uuid, p_id uuid) returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_system constant boolean := require_user_or_system(p_tenant_id);
  v_failures integer;
begin
  update provider_channels as c
  set
    status = 3,
    failures = c.failures + 1,
    retry_at = v_now + least(interval '30 seconds' * 2 ^ least(c.failures, 10), '10 minutes'),
    probe_until = null
  where c.tenant_id = p_tenant_id and c.id = p_id
    and (v_system or can_use_channel(c.config_scope, c.owner_id, c.group_id))
    and (c.status = 1 or c.status = 3 and c.retry_at <= v_now)
  returning c.failures into v_failures;
  if v_failures = 1 then
    perform publish_event(p_tenant_id, 'channel:' || p_id, 'channel.failed');
  end if;
  return v_failures is not null;
end
$$;

revoke execute on function report_failure(uuid, uuid) from public;
grant execute on function report_failure(uuid, uuid) to authenticated_users, lyss_system;

comment on function report_failure(uuid, uuid) is
  'Notes that a request through a channel has failed; false if that changes nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
