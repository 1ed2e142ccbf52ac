-- Enters each changed row of the important tables into the audit log, in the transaction of the change, whoever
-- made it. A row that stays as it was gets no entry.
--
-- The arguments declare what an entry shows: the columns that identify the row, and those that describe it
-- further; the columns whose values are shown, before and after; those that get no entry, because they change
-- with every use; and those that are shown only for rows of the organization or the tenant, or for events of LYSS,
-- because administrators read the log, but no personal rows. Of all other columns, such as secrets, names and texts of
-- people, an entry shows only that they changed.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function record_change() returns trigger
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_old constant jsonb := case tg_op when 'INSERT' then '{}' else to_jsonb(old) end;
  v_new constant jsonb := case tg_op when 'DELETE' then '{}' else to_jsonb(new) end;
  v_row constant jsonb := v_old || v_new;
  v_told text[] := tg_argv[2]::text[]
    || case
      when v_row ->> 'scope' = 'organization' or v_row ->> 'config_scope' = 'tenant'
        then tg_argv[4]::text[]
    end;
  -- besides the declared ones: columns that follow from the change or from another column
  v_untold constant text[] := tg_argv[3]::text[]
    || '{id,created_at,updated_at,email_lower,name_lower,subject_id}';
  v_table text := tg_table_name;
  v_changes jsonb;
begin
  if tg_table_name = 'given_up_events' then
    -- a statement of its own, because PLATFORM has no events and no such function
    if is_reserved_for_events(split_part(v_row ->> 'type', '.', 1)) then
      v_told := v_told || tg_argv[4]::text[];
    end if;
  end if;
  select
    jsonb_strip_nulls(jsonb_build_object(
      'key', (
        select jsonb_object_agg(k, v_row -> k) from unnest(tg_argv[1]::text[]) as k
        where v_row ->> k is not null
      ),
      'before', jsonb_object_agg(c, v_old -> c)
        filter (where c = any (v_told) and v_old ->> c is not null),
      'after', jsonb_object_agg(c, v_new -> c)
        filter (where c = any (v_told) and v_new ->> c is not null),
      'redacted', jsonb_agg(c order by c) filter (where c <> all (v_told) and tg_op = 'UPDATE'),
      -- outside of a scope there is no user and no reason
      'login', case
        when scope_role() not in ('authenticated_users', 'lyss_system')
          then session_user
      end))
  into v_changes
  from jsonb_object_keys(v_row) as c
  where c <> all (v_untold) and v_old ->> c is distinct from v_new ->> c
  having count(*) > 0;
  if found then
    if current_setting('citus.propagate_set_commands', true) is not null then
      -- On a node of Citus the row lies in a shard, which is named by its table and a number.
      v_table := regexp_replace(v_table, '_\d{6,}$', '');
      if v_row ->> 'tenant_id' is null and v_table <> tg_table_name then
        -- Each node has this row; only one of them enters it.
        if not citus_is_coordinator() then
          return null;
        end if;
        perform set_config('citus.allow_nested_distributed_execution', 'on', true);
      end if;
    end if;
    perform write_entry(
      p_action => 'row_' || fold_case(tg_op), p_resource_type => v_table, p_id_column => tg_argv[0],
      p_row => v_row, p_changes => v_changes);
  end if;
  return null;
end
$$;

revoke execute on function record_change() from public;

-- for the owner of the tables, who creates the triggers
select allow_owner('execute on function record_change()');

comment on function record_change() is
  'Trigger function: enters changed rows into the audit log; its arguments declare what an entry shows.';

select set_config('role', current_setting('lyss.migrating_role'), true);
