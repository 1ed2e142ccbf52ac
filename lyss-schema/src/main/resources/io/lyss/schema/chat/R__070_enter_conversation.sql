-- The only insert into conversations. Functions that open, import or fork a conversation give its row. So the
-- columns of a conversation are listed once, and those of new_conversation by the type: a fork also copies columns that
-- were added later. Columns that the row leaves null are stored as for a conversation without messages.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

do $do$
begin
  execute format(
$function$
create or replace function enter_conversation(p_row conversations, p_unless_there boolean)
returns setof conversations
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    insert into conversations as c (
      tenant_id, id, user_id, %s,
      forked_from, shared_count, message_count, token_usage, open_tool_calls, greatest_message_id, created_at,
      last_active_at
    )
    values (
      p_row.tenant_id, p_row.id, p_row.user_id, %s,
      p_row.forked_from,
      coalesce(p_row.shared_count, 0), coalesce(p_row.message_count, 0), coalesce(p_row.token_usage, 0),
      coalesce(p_row.open_tool_calls, '{}'),
      coalesce(p_row.greatest_message_id, '00000000-0000-0000-0000-000000000000'),
      coalesce(p_row.created_at, current_timestamp), coalesce(p_row.last_active_at, current_timestamp)
    )
    on conflict do nothing
    returning c.*;
  if not found and not p_unless_there then
    raise exception 'there is a conversation %% already', p_row.id
      using errcode = 'unique_violation', table = 'conversations',
        constraint = 'conversations_tenant_id_id_pk';
  end if;
end
$$
$function$,
    each_column('new_conversation', '%I'), each_column('new_conversation', 'p_row.%I'));
end
$do$;

revoke execute on function enter_conversation(conversations, boolean) from public;

comment on function enter_conversation(conversations, boolean) is
  'Internal: Stores a conversation and returns it. If the tenant has one with that id, returns nothing with p_unless_there, and fails with 23505 without.';

select set_config('role', current_setting('lyss.migrating_role'), true);
