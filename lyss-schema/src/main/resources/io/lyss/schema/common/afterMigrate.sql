-- After each migration, also one that found nothing to do: the partitions of the months ahead.
do $$ begin perform create_monthly_partitions(); end $$;

-- The version of the schema, where every login may read it; few may read the history. An application whose call
-- fails for want of a table or function sees by it which of the two is older.
do $$
declare
  v_version constant text := format(
    'LYSS V%s: which of its files have been applied.',
    (select max(version::integer) from lyss_schema_history where version ~ '^[0-9]{1,9}$' and success));
begin
  if obj_description('lyss_schema_history'::regclass, 'pg_class') is distinct from v_version then
    execute format('comment on table lyss_schema_history is %L', v_version);
  end if;
end
$$;
