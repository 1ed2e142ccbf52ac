-- A call with the id of an open one replaces it: some models number their calls anew each time.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function next_open_tool_calls(
  p_open text[], p_tool_calls jsonb, p_tool_call_id text
)
returns text[]
language plpgsql immutable
as $$
begin
  if p_tool_call_id is not null and p_tool_call_id <> all (p_open) then
    raise exception 'the tool call % is not open: it was never made, or was answered', p_tool_call_id
      using errcode = 'check_violation', constraint = 'conversations_open_tool_calls';
  end if;
  return array_remove(p_open, p_tool_call_id) || array (
    select c.call ->> 'id'
    from jsonb_array_elements(p_tool_calls) as c (call)
    where c.call ->> 'id' <> all (p_open)
  );
end
$$;

revoke execute on function next_open_tool_calls(text[], jsonb, text) from public;

comment on function next_open_tool_calls(text[], jsonb, text) is
  'Internal: The tool calls that are open after a message has made some or answered one.';

select set_config('role', current_setting('lyss.migrating_role'), true);
