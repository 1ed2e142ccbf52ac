-- While the rows of a default partition are copied, what is written to it is copied by this: to the
-- month's table where one is being filled, else to the next default partition.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function copy_to_month() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz;
  v_month text;
begin
  execute format('select ($1).%I', tg_argv[1]) into v_at using new;
  v_month := to_char(v_at at time zone 'UTC', 'YYYY_MM');
  execute format(
    'insert into %I.%I select ($1).* on conflict do nothing',
    '${schema}',
    tg_argv[0] || case when v_month = any (tg_argv[2]::text[]) then '_' || v_month
      else '_default_next' end
  ) using new;
  return null;
end
$$;

revoke execute on function copy_to_month() from public;

do $$
begin
  execute format(
    'grant execute on function copy_to_month() to %I',
    (select pg_get_userbyid(proowner) from pg_proc where oid = 'trim_blank(text)'::regprocedure));
end
$$;

comment on function copy_to_month() is
  'Trigger function: copies what is written to a default partition that is being emptied; its arguments are the table, the column of the time, and the months that have a table.';

select set_config('role', current_setting('lyss.migrating_role'), true);
