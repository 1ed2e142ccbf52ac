-- Retention is in the audit log, and published to readers of the outbox.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function record_dropped_partition(p_table text, p_partition text, p_bytes bigint)
returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform enter_dropped_partition(p_table, p_partition, p_bytes);
end
$$;

revoke execute on function record_dropped_partition(text, text, bigint) from public;

select allow_owner('execute on function record_dropped_partition(text, text, bigint)');

comment on function record_dropped_partition(text, text, bigint) is
  'Internal: Enters into the audit log that retention has dropped a partition, and publishes it.';

select set_config('role', current_setting('lyss.migrating_role'), true);
