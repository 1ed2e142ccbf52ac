-- Distributes tables by tenant. While their owner is held to the policies, Citus could not copy rows.
do $do$
declare
  v_table text;
  v_first text;
begin
  foreach v_table in array '${tables}'::text[] loop
    execute format('alter table ${schema}.%I no force row level security', v_table);
    perform create_distributed_table(
      '${schema}.' || v_table, 'tenant_id', colocate_with => coalesce(v_first, 'none'), shard_count => case when v_first is null then 8 end);
    execute format('alter table ${schema}.%I force row level security', v_table);
    v_first := coalesce(v_first, '${schema}.' || v_table);
  end loop;
end
$do$
