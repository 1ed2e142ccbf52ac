-- Publishes that no memory uses a vector any more, so that it is deleted. The id of a vector is never used
-- again: however late the event is delivered, it names no vector in use.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function drop_embedding(
  p_tenant_id uuid, p_user_id uuid, p_id uuid, p_embedding_id text
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  if p_embedding_id is not null then
    perform publish_event(
      p_tenant_id,
      'memory:' || p_id,
      'embedding.dropped',
      jsonb_build_object('user_id', p_user_id, 'embedding_id', p_embedding_id));
  end if;
end
$$;

revoke execute on function drop_embedding(uuid, uuid, uuid, text) from public;

comment on function drop_embedding(uuid, uuid, uuid, text) is
  'Internal: Publishes that a vector has to be deleted; nothing for null.';

select set_config('role', current_setting('lyss.migrating_role'), true);
