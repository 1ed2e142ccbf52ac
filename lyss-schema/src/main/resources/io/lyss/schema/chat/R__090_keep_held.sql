-- Nobody can delete conversations of a user under legal hold, in whichever way. Jobs that purge, and retention,
-- pass over them.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function keep_held() returns trigger
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform refuse_held(old.tenant_id, old.user_id);
  return old;
end
$$;

revoke execute on function keep_held() from public;

select allow_owner('execute on function keep_held()');

comment on function keep_held() is
  'Trigger function: refuses to delete a conversation of a user under legal hold.';

select set_config('role', current_setting('lyss.migrating_role'), true);

create or replace trigger keep_held
  before delete on conversations
  for each row execute function keep_held();
