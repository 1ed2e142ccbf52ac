-- Set again, a hold gets the later reason and caller, and keeps its first time. The call waits for deletions
-- that are running.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function set_legal_hold(p_tenant_id uuid, p_subject_id uuid, p_reason text)
returns setof legal_holds
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  perform await_holds(p_sets_one => true);
  return query
    insert into legal_holds as h (tenant_id, subject_id, reason, held_by)
    values (p_tenant_id, p_subject_id, p_reason, current_user_id())
    on conflict (tenant_id, subject_id) do update
    set reason = excluded.reason, held_by = excluded.held_by
    returning h.*;
end
$$;

revoke execute on function set_legal_hold(uuid, uuid, text) from public;
grant execute on function set_legal_hold(uuid, uuid, text) to lyss_system;

comment on function set_legal_hold(uuid, uuid, text) is
  'Forbids to erase anything about a user, or about any user of the tenant whose id is the subject; returns the hold.';

select set_config('role', current_setting('lyss.migrating_role'), true);
