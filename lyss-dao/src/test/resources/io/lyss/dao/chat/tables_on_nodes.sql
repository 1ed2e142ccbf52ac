-- Distributes tables by tenant, and gives each node those without one. While their owner is held to the policies, Citus could not copy rows.
do $do$
declare
  v_table text;
  v_first text;
begin
  foreach v_table in array '${tables}'::text[] loop
    execute format('alter table ${schema}.%I no force row level security', v_table);
    if exists (
      select from pg_attribute
      where attrelid = ('${schema}.' || v_table)::regclass and attname = 'tenant_id'
    ) then
      perform create_distributed_table(
        '${schema}.' || v_table, 'tenant_id', colocate_with => coalesce(v_first, 'none'),
        shard_count => case when v_first is null then 8 end);
      v_first := coalesce(v_first, '${schema}.' || v_table);
    else
      perform create_reference_table('${schema}.' || v_table);
    end if;
    execute format('alter table ${schema}.%I force row level security', v_table);
  end loop;
end
$do$
