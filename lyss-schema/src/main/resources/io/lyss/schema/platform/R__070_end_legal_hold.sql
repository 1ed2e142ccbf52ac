-- Erasures that waited for it go on by themselves: finish_erasures() looks again.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function end_legal_hold(p_user_id integer)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  delete from legal_holds as h where h.user_id = p_user_id;
  return found;
end
$$;

revoke execute on function end_legal_hold(integer) from public;
grant execute on function end_legal_hold(integer) to lyss_system;

comment on function end_legal_hold(integer) is
  'Ends a legal hold on a user; false if there is none.';

select set_config('role', current_setting('lyss.migrating_role'), true);
