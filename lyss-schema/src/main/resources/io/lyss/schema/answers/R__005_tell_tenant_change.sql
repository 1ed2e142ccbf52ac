-- Records what has changed, for hosts that keep answers. It does so in the transaction of the change, whoever
-- made it. A table on which an answer rests has these triggers, one for each column that decides an answer; a
-- test compares the recorded changes with the answers.
--
-- Its arguments are the kind of thing that has changed and the column with its id. Without arguments, the
-- change concerns all of the tenant.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function tell_tenant_change() returns trigger
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_all constant uuid := platform_tenant_id();
  v_row jsonb;
begin
  if tg_op = 'TRUNCATE' then
    insert into access_changes (tenant_id, kind, id) values (v_all, 'all', v_all) on conflict do nothing;
    return null;
  end if;
  foreach v_row in array array[
    case when tg_op <> 'INSERT' then to_jsonb(old) end, case when tg_op <> 'DELETE' then to_jsonb(new) end]
  loop
    if v_row is not null then
      insert into access_changes (tenant_id, kind, id)
      values (
        (v_row ->> 'tenant_id')::uuid, coalesce(tg_argv[0], 'all'), coalesce((v_row ->> tg_argv[1])::uuid, v_all))
      on conflict do nothing;
    end if;
  end loop;
  return null;
end
$$;

revoke execute on function tell_tenant_change() from public;

-- for the owner of the tables, who creates the triggers
select allow_owner('execute on function tell_tenant_change()');

comment on function tell_tenant_change() is
  'Trigger function: records which answers have changed, for hosts that keep them.';

select set_config('role', current_setting('lyss.migrating_role'), true);
