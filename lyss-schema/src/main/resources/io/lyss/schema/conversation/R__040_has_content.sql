-- Whether a message has something that a model can read, beside the calls and the answers of tools: a visible text,
-- or at least one attachment, file, part or call in an array of that name. Other metadata does not count: hosts give it to the
-- placeholder of an answer that never came, too, which models refuse whenever the conversation goes on.
--
-- append_messages asks it for what is new, and no constraint does: what was stored before this rule can be moved,
-- restored, and appended again after a lost answer. It names the schema of what it calls, because to set a search
-- path takes longer than all else of it.
create or replace function has_content(p_content text, p_metadata jsonb) returns boolean
language plpgsql immutable parallel safe
as $$
begin
  return ${schema}.not_blank(p_content)
    or pg_catalog.jsonb_path_exists(
      p_metadata, 'strict $.keyvalue() ? (
        (@.key == "attachments" || @.key == "files" || @.key == "parts" || @.key == "tool_calls")
        && @.value.type() == "array" && @.value.size() > 0
      )', silent => true);
end
$$;

comment on function has_content(text, jsonb) is
  'Internal: Whether a message has a visible text, or attachments, files, parts or tool calls in its metadata.';
