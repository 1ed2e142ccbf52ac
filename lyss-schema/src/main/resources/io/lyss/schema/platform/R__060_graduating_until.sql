-- The id at which a batch ends that begins after another id; null if nothing is left. A batch of messages has
-- whole conversations, so a single one may exceed the limit.
create or replace function graduating_until(p_kind text, p_after bigint, p_limit integer, p_since bigint)
returns bigint
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return case p_kind
    when 'conversations' then (
      select max(b.id) from (
        select c.id from conversations as c
        where c.id > p_after and (p_since is null or row_xid(c.xmin) >= p_since)
        order by c.id
        limit p_limit
      ) as b
    )
    when 'messages' then (
      select max(b.id) from (
        select c.id, sum(c.message_count) over (order by c.id) - c.message_count as before
        from (
          select c.id, c.message_count from conversations as c
          where c.id > p_after and (p_since is null or row_xid(c.xmin) >= p_since) and c.message_count > 0
          order by c.id
          limit p_limit
        ) as c
      ) as b
      where b.before < p_limit
    )
    when 'usage' then (
      select max(b.id) from (
        select s.id from usage_statistics as s
        cross join usage_watermark as w
        where s.id > p_after and (p_since is null or s.stamp >= w.epoch + p_since)
        order by s.id
        limit p_limit
      ) as b
    )
    when 'adjustments' then (
      select max(b.usage_id) from (
        select a.usage_id from usage_adjustments as a
        cross join usage_watermark as w
        where a.usage_id > p_after and (p_since is null or a.stamp >= w.epoch + p_since)
        order by a.usage_id
        limit p_limit
      ) as b
    )
    else (
      select max(b.id) from (
        select a.id from audit_logs as a
        cross join audit_watermark as w
        where a.id > p_after and (p_since is null or a.seal_stamp >= w.epoch + p_since)
          and graduated_audit_kind(a.resource_type) = p_kind
        order by a.id
        limit p_limit
      ) as b
    )
  end;
end
$$;

comment on function graduating_until(text, bigint, integer, bigint) is
  'Internal: The id at which a batch of conversations, messages, usage, adjustments or entries of the audit log ends; null if none is left.';
