-- Publishes which vectors have to be deleted with erased memories, at most a thousand in an event.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function announce_erased(
  p_tenant_id uuid, p_user_id uuid, p_table text, p_values text[]
)
returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  for i in 0 .. (cardinality(p_values) - 1) / 1000 loop
    perform publish_event(
      p_tenant_id,
      case when p_user_id = p_tenant_id then 'tenant:' else 'user:' end || p_user_id,
      'memories.erased',
      jsonb_strip_nulls(jsonb_build_object(
        'user_id', nullif(p_user_id, p_tenant_id),
        'embedding_ids', p_values[i * 1000 + 1 : (i + 1) * 1000])));
  end loop;
end
$$;

revoke execute on function announce_erased(uuid, uuid, text, text[]) from public;

comment on function announce_erased(uuid, uuid, text, text[]) is
  'Internal: Publishes the vectors of memories that were erased.';

select set_config('role', current_setting('lyss.migrating_role'), true);
