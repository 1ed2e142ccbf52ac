-- The part of record_dropped_partition() that writes, with the caller's rights.
create or replace function enter_dropped_partition(p_table text, p_partition text, p_bytes bigint)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform write_entry(
    p_action => 'drop_partition', p_resource_type => p_table, p_id_column => null, p_row => '{}',
    p_changes => jsonb_build_object('partition', p_partition, 'bytes', p_bytes));
  perform write_event(
    p_tenant_id => platform_tenant_id(), p_id => gen_random_uuid(), p_key => 'partition:' || p_partition,
    p_type => 'partition.dropped', p_payload => jsonb_build_object('table', p_table, 'bytes', p_bytes));
end
$$;

revoke execute on function enter_dropped_partition(text, text, bigint) from public;
grant execute on function enter_dropped_partition(text, text, bigint) to lyss_definer;

comment on function enter_dropped_partition(text, text, bigint) is
  'Internal: As record_dropped_partition, with the caller''s rights.';
