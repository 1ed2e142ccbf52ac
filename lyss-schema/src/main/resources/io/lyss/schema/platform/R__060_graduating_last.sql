-- The last id that a pass copies of a kind. What comes later is the next pass's, or a pass would not end as long as an
-- organisation writes faster than it is copied. It is no earlier than the pass, so nothing falls between the two.
create or replace function graduating_last(p_kind text) returns bigint
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return case p_kind
    when 'usage' then (select max(s.id) from usage_statistics as s)
    when 'adjustments' then (select max(a.usage_id) from usage_adjustments as a)
    else (select max(c.id) from conversations as c)
  end;
end
$$;

comment on function graduating_last(text) is
  'Internal: The last id that there is of conversations, messages (by conversation), usage or adjustments; null for none.';
