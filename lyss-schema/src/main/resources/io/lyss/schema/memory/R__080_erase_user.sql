-- Removes all memories of a user, at once and for good. Events name the vectors to delete, a thousand
-- an event; the first event is published even if it names none, as a worker may be making a vector
-- that is not known here yet.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function erase_user(p_tenant_id uuid, p_user_id uuid)
returns table (memories bigint, associations bigint, vectors bigint)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_vectors varchar[];
begin
  perform require_system();
  delete from memory_associations as a where a.tenant_id = p_tenant_id and a.user_id = p_user_id;
  get diagnostics associations = row_count;
  with gone as (
    delete from user_memories as m where m.tenant_id = p_tenant_id and m.user_id = p_user_id
    returning m.embedding_id
  )
  select
    count(*),
    coalesce(array_agg(g.embedding_id) filter (where g.embedding_id is not null), '{}')
  into memories, v_vectors
  from gone as g;
  vectors := cardinality(v_vectors);
  for i in 0 .. greatest(vectors - 1, 0) / 1000 loop
    perform publish_event(
      p_tenant_id,
      'user:' || p_user_id,
      'memories.erased',
      jsonb_build_object(
        'user_id', p_user_id, 'embedding_ids', v_vectors[i * 1000 + 1 : (i + 1) * 1000]));
  end loop;
  return next;
end
$$;

revoke execute on function erase_user(uuid, uuid) from public;
grant execute on function erase_user(uuid, uuid) to lyss_system;

comment on function erase_user(uuid, uuid) is
  'Removes all memories of a person and publishes which vectors have to go; returns how many of each.';

select set_config('role', current_setting('lyss.migrating_role'), true);
