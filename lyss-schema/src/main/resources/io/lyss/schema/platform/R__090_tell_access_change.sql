-- Records whose access has changed, for hosts that keep answers. It does so in the transaction of the change,
-- whoever made it. Each table that provider_access reads has these triggers, one for each column that decides
-- access; a test compares the recorded changes with the view.
--
-- Its arguments are the kind of thing that has changed and the column with its id.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function tell_access_change() returns trigger
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  if tg_op = 'TRUNCATE' then
    insert into access_changes (kind, id) values ('all', 0) on conflict do nothing;
    return null;
  end if;
  if tg_op <> 'INSERT' then
    insert into access_changes (kind, id) values (tg_argv[0], (to_jsonb(old) ->> tg_argv[1])::integer)
    on conflict do nothing;
  end if;
  if tg_op <> 'DELETE' then
    insert into access_changes (kind, id) values (tg_argv[0], (to_jsonb(new) ->> tg_argv[1])::integer)
    on conflict do nothing;
  end if;
  return null;
end
$$;

revoke execute on function tell_access_change() from public;

-- for the owner of the tables, who creates the triggers
select allow_owner('execute on function tell_access_change()');

comment on function tell_access_change() is
  'Trigger function: records whose access has changed, for hosts that keep answers.';

select set_config('role', current_setting('lyss.migrating_role'), true);

create or replace trigger tell_access_change
  after insert or delete on users
  for each row execute function tell_access_change('user', 'id');

create or replace trigger tell_access_change_of_updated
  after update on users
  for each row when (old.id <> new.id or old.is_active <> new.is_active)
  execute function tell_access_change('user', 'id');

create or replace trigger tell_access_change_of_all
  after truncate on users
  for each statement execute function tell_access_change();

create or replace trigger tell_access_change
  after insert or delete on provider_configs
  for each row execute function tell_access_change('provider', 'id');

create or replace trigger tell_access_change_of_updated
  after update on provider_configs
  for each row when (
    old.id <> new.id or old.scope <> new.scope or old.created_by <> new.created_by
    or old.is_active <> new.is_active
  )
  execute function tell_access_change('provider', 'id');

create or replace trigger tell_access_change_of_all
  after truncate on provider_configs
  for each statement execute function tell_access_change();

create or replace trigger tell_access_change
  after insert or delete on provider_distributions
  for each row execute function tell_access_change('user', 'user_id');

create or replace trigger tell_access_change_of_updated
  after update on provider_distributions
  for each row when (
    old.user_id <> new.user_id or old.provider_id <> new.provider_id or old.is_active <> new.is_active
    or old.valid_from <> new.valid_from or old.valid_until is distinct from new.valid_until
  )
  execute function tell_access_change('user', 'user_id');

create or replace trigger tell_access_change_of_all
  after truncate on provider_distributions
  for each statement execute function tell_access_change();
