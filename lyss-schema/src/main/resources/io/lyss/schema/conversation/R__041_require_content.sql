create or replace function require_content(
  p_message_id uuid, p_content text, p_metadata jsonb, p_constraint text
)
returns void
language plpgsql immutable
as $$
begin
  if not ${schema}.has_content(p_content, p_metadata) then
    raise exception 'message % says nothing', p_message_id
      using
        errcode = 'check_violation',
        constraint = p_constraint,
        hint = 'Give it a visible text, or name its attachments, files or parts in an array of its metadata.';
  end if;
end
$$;

comment on function require_content(uuid, text, jsonb, text) is
  'Internal: Refuses a message that has neither a visible text nor attachments, files, parts or tool calls in its metadata.';
