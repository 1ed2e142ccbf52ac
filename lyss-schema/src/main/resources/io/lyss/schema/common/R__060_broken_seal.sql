-- Looks for the first fault of a chain of seals, oldest seal first.
--
--   1. The numbers of its seals have no gap, and the hash of each follows from its columns and the previous hash.
--      Somebody who makes the whole chain anew passes this check. So it also compares a seal that was noted elsewhere,
--      by its number and its hash in hexadecimal digits.
--   2. Each seal covers one month and a range of stamps. Their entries have the number and the hash that it states.
--   3. Where months were dropped, the last seal about that has the numbers of all seals that it replaces. Most of these
--      are deleted. Of one that is left only the hash counts, from which the next one was made. So of numbers that follow
--      each other the last one has to be left.
--   4. No entry below the watermark (audit_watermark.next_stamp) lies outside of all seals: there are as many as the
--      seals state together, which costs one look at each. add_seals() advances the watermark in the transaction that seals
--      the entries below it. So one more was added without the triggers. Entries above it are not sealed yet, and are
--      no fault.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function broken_seal(p_chain uuid, p_number bigint, p_hash text)
returns table (number bigint, month date, fault text)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_seal audit_seals;
  v_row record;
  v_before bytea := '';
  v_last bigint := 0;
  v_entries record;
  v_there bigint := 0;
  v_gone int8multirange;
  v_missing int8multirange;
  v_run int8range;
  v_compared boolean := p_number is null;
begin
  select s.stands_for into v_gone from audit_seals as s
  where seal_chain(s) = p_chain and s.dropped
  order by s.number desc limit 1;
  v_gone := coalesce(v_gone, '{}');
  for v_row in
    select s as seal,
      -- Seals of dropped months once had no numbers.
      s.dropped
        or coalesce(max(s.number) filter (where s.dropped) over (partition by s.month), 0) > s.number as dropped
    from audit_seals as s
    where seal_chain(s) = p_chain
    order by s.number
  loop
    v_seal := v_row.seal;
    number := v_seal.number;
    month := v_seal.month;
    v_missing := int8multirange(int8range(v_last + 1, v_seal.number)) - v_gone;
    if v_seal.number > v_last + 1 and isempty(v_missing) and not v_gone @> v_seal.number then
      v_missing := int8multirange(int8range(v_seal.number - 1, v_seal.number));
    end if;
    if not isempty(v_missing) then
      select r into v_run from unnest(v_missing) as r order by r limit 1;
      number := lower(v_run);
      fault := 'the seal is missing';
    -- a seal after deleted ones has no predecessor to be checked against
    elsif v_seal.number = v_last + 1 and v_seal.hash <> seal_hash(v_before, v_seal) then
      fault := 'the seal does not follow from the one before';
    elsif v_seal.number = p_number and encode(v_seal.hash, 'hex') is distinct from p_hash then
      fault := 'the seal is another than the one that is known';
    elsif not v_row.dropped and not v_gone @> v_seal.number then
      select count(*) as count,
        sha256(coalesce(
          string_agg(
            entry_digest(a, v_seal.from_stamp), '' order by a.seal_stamp, a.created_at, a.id), '')) as digest
      into v_entries
      from audit_logs as a
      where entry_chain(a) = p_chain
        and a.seal_stamp >= v_seal.from_stamp and a.seal_stamp < v_seal.to_stamp
        and a.created_at >= v_seal.month::timestamp at time zone 'UTC'
        and a.created_at < (v_seal.month + interval '1 month') at time zone 'UTC';
      if v_entries.count <> v_seal.entries then
        fault := format('%s entries were sealed, %s are there', v_seal.entries, v_entries.count);
      elsif v_entries.digest <> v_seal.digest then
        fault := 'an entry is not what was sealed';
      end if;
      v_there := v_there + v_seal.entries;
    end if;
    if fault is not null then
      return next;
      return;
    end if;
    v_compared := v_compared or v_seal.number = p_number;
    v_before := v_seal.hash;
    v_last := v_seal.number;
  end loop;
  month := null;
  number := null;
  if p_number > v_last then
    number := v_last + 1;
    fault := 'the seal is missing';
    return next;
  elsif not v_compared then
    number := p_number;
    fault := 'the seal that is known is of a month that was dropped, and is gone: note a later one';
    return next;
  elsif v_there <> (
    select count(*) from audit_logs as a
    where entry_chain(a) = p_chain and a.seal_stamp < (select w.next_stamp from audit_watermark as w)
  ) then
    fault := 'an entry lies outside of all seals';
    return next;
  end if;
end
$$;

revoke execute on function broken_seal(uuid, bigint, text) from public;

comment on function broken_seal(uuid, bigint, text) is
  'Internal: The first seal of a chain that does not match, and why; nothing if all match. A known seal is compared, too.';

select set_config('role', current_setting('lyss.migrating_role'), true);
