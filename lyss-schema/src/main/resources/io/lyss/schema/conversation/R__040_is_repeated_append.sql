-- A caller that got no answer repeats append_messages with the same messages: then all of them are stored, and
-- this returns true. It refuses any other call with ids that are stored already, or that are equal.
create or replace function is_repeated_append(
  p_ids uuid[], p_stored integer, p_other uuid, p_constraint text
)
returns boolean
language plpgsql immutable
as $$
declare
  v_added constant integer := cardinality(p_ids);
begin
  if p_other is not null then
    raise exception 'message % is stored already, and says something else', p_other
      using errcode = 'unique_violation', constraint = p_constraint;
  elsif v_added > 1 and (select count(distinct i.id) from unnest(p_ids) as i (id)) < v_added then
    raise exception 'some of these % messages have the same id', v_added
      using errcode = 'unique_violation', constraint = p_constraint;
  elsif p_stored between 1 and v_added - 1 then
    raise exception '% of these % messages are there already', p_stored, v_added
      using errcode = 'unique_violation', constraint = p_constraint;
  end if;
  return p_stored > 0;
end
$$;

comment on function is_repeated_append(uuid[], integer, uuid, text) is
  'Internal: Whether all messages of a call are stored already; refuses them if only some are, or if one has other content.';
