-- The last id of a kind that a pass copies. Later rows are left to the next pass; otherwise a pass would not
-- end while an organisation writes faster than it is copied. It is read after the pass has begun, so no row is
-- missed between two passes.
create or replace function graduating_last(p_kind text) returns bigint
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return case p_kind
    when 'usage' then (select max(s.id) from usage_statistics as s)
    when 'adjustments' then (select max(a.usage_id) from usage_adjustments as a)
    when 'conversations' then (select max(c.id) from conversations as c)
    when 'messages' then (select max(c.id) from conversations as c)
    else (select max(a.id) from audit_logs as a)
  end;
end
$$;

comment on function graduating_last(text) is
  'Internal: The last present id of conversations, messages (by conversation), usage, adjustments or the audit log; null for none.';
