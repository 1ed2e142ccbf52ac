-- What system work and administrators change is in the audit log: an entry for each row, in the
-- transaction of the change, whoever sent the statement. A row that stays as it was leaves none.
--
-- The arguments declare what an entry tells: the columns that say which row it is, besides its id,
-- those whose values are told, before and after, and those that are told of what is the
-- organization's, as administrators read the log, but no personal providers. Of all other columns,
-- secrets and what people are called and have written among them, it tells only that they changed.
--
-- Left out are usage, as recording it is what system work mostly does, and what users do with what
-- is theirs alone.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function record_change() returns trigger
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_key constant text[] := tg_argv[0];
  v_old constant jsonb := case tg_op when 'INSERT' then '{}' else to_jsonb(old) end;
  v_new constant jsonb := case tg_op when 'DELETE' then '{}' else to_jsonb(new) end;
  v_row constant jsonb := v_old || v_new;
  v_told constant text[] :=
    tg_argv[1]::text[] || case v_row ->> 'scope' when 'organization' then tg_argv[2]::text[] end;
begin
  insert into audit_logs (action, resource_type, resource_id, changes)
  select
    case current_setting('role') when 'lyss_system' then 'system_' else 'admin_' end
      || fold_case(tg_op),
    tg_table_name,
    -- a price has a UUID, which is part of its key
    case jsonb_typeof(v_row -> 'id') when 'number' then (v_row ->> 'id')::bigint end,
    jsonb_strip_nulls(jsonb_build_object(
      'reason', current_system_reason(),
      'key', (select jsonb_object_agg(k, v_row -> k) from unnest(v_key) as k),
      'before', jsonb_object_agg(c, v_old -> c) filter (where c = any (v_told) and v_old ? c),
      'after', jsonb_object_agg(c, v_new -> c) filter (where c = any (v_told) and v_new ? c),
      'redacted', jsonb_agg(c order by c) filter (where c <> all (v_told) and tg_op = 'UPDATE')))
  from jsonb_object_keys(v_row) as c
  -- these follow from the change, or from another column
  where c not in ('id', 'created_at', 'updated_at', 'email_lower')
    and v_old ->> c is distinct from v_new ->> c
  having count(*) > 0;
  return null;
end
$$;

revoke execute on function record_change() from public;

do $$
begin
  execute format(
    'grant execute on function record_change() to %I',
    (select pg_get_userbyid(proowner) from pg_proc where oid = 'trim_blank(text)'::regprocedure));
end
$$;

comment on function record_change() is
  'Trigger function: enters into the audit log what system work and administrators change.';

select set_config('role', current_setting('lyss.migrating_role'), true);

create or replace trigger record_change
  after insert or update or delete on users
  for each row when (current_user in ('authenticated_users', 'lyss_system'))
  execute function record_change('{}', '{role,is_active}');

create or replace trigger record_change
  after insert or update on provider_configs
  for each row when (
    current_user = 'lyss_system'
    or current_user = 'authenticated_users' and new.scope = 'organization'
  )
  execute function record_change(
    '{created_by}', '{provider_type,scope,is_active}', '{name,api_base_url}');

create or replace trigger record_change
  after insert or update or delete on provider_distributions
  for each row when (current_user in ('authenticated_users', 'lyss_system'))
  execute function record_change(
    '{provider_id,user_id}', '{distributed_by,distributed_at,is_active,valid_from,valid_until}');

create or replace trigger record_change
  after insert or update or delete on conversations
  for each row when (current_user = 'lyss_system')
  execute function record_change('{user_id,provider_id}', '{}');

-- Functions of lyss_definer change prices.
create or replace trigger record_change
  after insert or update or delete on model_prices
  for each row when (current_setting('role') in ('authenticated_users', 'lyss_system'))
  execute function record_change(
    '{id,provider_type,model}', '{currency,unit_prices,effective_from,effective_to}');
