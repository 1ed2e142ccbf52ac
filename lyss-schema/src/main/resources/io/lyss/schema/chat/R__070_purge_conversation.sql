-- Deletes a conversation for good. Messages that forks share have to stay. Then its row stays, too, with the
-- status "purged", without texts, and with the messages up to the last shared one. It is deleted, or shortened,
-- with the forks.
--
-- The lock waits for transactions that are forking it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function purge_conversation(p_tenant_id uuid, p_id uuid) returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_parts uuid[];
  v_part record;
  v_status text;
  v_shared bigint;
  v_kept text;
begin
  v_parts := array(
    select s.shared_id from shared_segments as s
    where s.tenant_id = p_tenant_id and s.conversation_id = p_id
    order by s.last_sequence desc);
  for v_part in
    select u.id from unnest(p_id || v_parts) with ordinality as u (id, place) order by u.place
  loop
    select c.status into v_status from conversations as c
    where c.tenant_id = p_tenant_id and c.id = v_part.id
      and (c.id = p_id or c.status = 'purged')
    for update;
    continue when not found;
    select max(s.last_sequence) into v_shared from shared_segments as s
    where s.tenant_id = p_tenant_id and s.shared_id = v_part.id;
    if v_shared is null then
      delete from conversations as c where c.tenant_id = p_tenant_id and c.id = v_part.id;
      if not found then
        perform refuse_kept('conversations');
      end if;
    else
      update conversations as c
      set
        status = 'purged', deleted_at = null, expires_at = null, title = '-', system_prompt = null,
        open_tool_calls = '{}', recalled = '{}'
      where c.tenant_id = p_tenant_id and c.id = v_part.id and c.status <> 'purged';
      if not found and v_status <> 'purged' then
        perform refuse_kept('conversations', 'update');
      end if;
      delete from conversation_messages as m
      where m.tenant_id = p_tenant_id and m.conversation_id = v_part.id and m.sequence > v_shared;
      delete from conversation_summaries as s
      where s.tenant_id = p_tenant_id and s.conversation_id = v_part.id
        and s.up_to_sequence > v_shared;
      delete from message_ratings as r
      where r.tenant_id = p_tenant_id and r.conversation_id = v_part.id
        and r.sequence > v_shared;
      if concat(
        row_keepers('conversation_messages', 'delete'), row_keepers('conversation_summaries', 'delete'),
        row_keepers('message_ratings', 'delete')) <> ''
      then
        select k.name into v_kept
        from (
          select 'conversation_messages' as name from conversation_messages as m
          where m.tenant_id = p_tenant_id and m.conversation_id = v_part.id and m.sequence > v_shared
          union all
          select 'conversation_summaries' from conversation_summaries as s
          where s.tenant_id = p_tenant_id and s.conversation_id = v_part.id and s.up_to_sequence > v_shared
          union all
          select 'message_ratings' from message_ratings as r
          where r.tenant_id = p_tenant_id and r.conversation_id = v_part.id and r.sequence > v_shared
        ) as k
        limit 1;
        if found then
          perform refuse_kept(v_kept);
        end if;
      end if;
    end if;
  end loop;
end
$$;

revoke execute on function purge_conversation(uuid, uuid) from public;

comment on function purge_conversation(uuid, uuid) is
  'Internal: Deletes a conversation, except what forks share of it.';

select set_config('role', current_setting('lyss.migrating_role'), true);
