-- Set again, a hold gets the later reason, and keeps its first time. The call waits for deletions that are
-- running.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function set_legal_hold(p_user_id integer, p_reason text)
returns setof legal_holds
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  perform await_holds(p_sets_one => true);
  return query
    insert into legal_holds as h (user_id, reason) values (p_user_id, p_reason)
    on conflict (user_id) do update set reason = excluded.reason
    returning h.*;
end
$$;

revoke execute on function set_legal_hold(integer, text) from public;
grant execute on function set_legal_hold(integer, text) to lyss_system;

comment on function set_legal_hold(integer, text) is
  'Forbids to erase anything about a user; returns the hold.';

select set_config('role', current_setting('lyss.migrating_role'), true);
