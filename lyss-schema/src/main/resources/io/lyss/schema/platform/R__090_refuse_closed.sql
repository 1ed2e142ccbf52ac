-- An organisation that becomes a tenant of the service databases writes nothing while its last rows are copied,
-- and nothing afterwards. The triggers are disabled until then (close_graduation), so they cost nothing. An
-- existing trigger stays as it is, because an upgrade must not reopen a closed organisation.
create or replace function refuse_closed() returns trigger
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  raise exception 'the organisation is closed: it becomes a tenant of the service databases, and nothing is changed here any more'
    using errcode = 'insufficient_privilege', hint = 'Work goes on there';
end
$$;

comment on function refuse_closed() is
  'Trigger function: refuses all changes of an organisation that moves to the service databases.';

do $$
declare
  v_table text;
begin
  foreach v_table in array array[
    'users', 'provider_configs', 'provider_distributions', 'conversations', 'messages', 'usage_statistics',
    'usage_adjustments', 'legal_holds', 'model_prices'
  ] loop
    if not exists (
      select from pg_trigger
      where tgrelid = format('%I.%I', '${schema}', v_table)::regclass and tgname = 'refuse_closed'
    ) then
      execute format(
        'create trigger refuse_closed before insert or update or delete on %I.%I
           for each statement execute function refuse_closed()',
        '${schema}', v_table);
      execute format('alter table %I.%I disable trigger refuse_closed', '${schema}', v_table);
    end if;
  end loop;
end
$$;
