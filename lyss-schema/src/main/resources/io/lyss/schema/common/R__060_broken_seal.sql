-- Looks for the first fault of a chain of seals, oldest seal first.
--
--   1. The numbers of its seals have no gap, and the hash of each is that of its columns and of the hash before
--      it. Somebody who makes the whole chain anew passes this; so a seal that was noted elsewhere, its number and
--      its hash in hexadecimal digits, is compared, too.
--   2. Each seal is of one month and a range of stamps; the entries there are as many as it says, and hash to what it
--      says. Where the month was dropped later, the entries are gone, and only the seal is checked.
--   3. No entry below the watermark (audit_watermark.next_stamp) lies outside of all seals: there are as many as the
--      seals say together, which cost one look at each. add_seals() raises the watermark in the transaction that seals
--      what is below it, so one more was added past the triggers. What is above it is sealed by the next run, and says
--      nothing yet.
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
begin
  for v_row in
    select s as seal,
      max(s.number) filter (where s.dropped) over (partition by s.month) >= s.number as dropped
    from audit_seals as s
    where seal_chain(s) = p_chain
    order by s.number
  loop
    v_seal := v_row.seal;
    number := v_seal.number;
    month := v_seal.month;
    if v_seal.number <> v_last + 1 then
      number := v_last + 1;
      fault := 'the seal is missing';
    elsif v_seal.hash <> seal_hash(v_before, v_seal) then
      fault := 'the seal does not follow from the one before';
    elsif v_seal.number = p_number and encode(v_seal.hash, 'hex') is distinct from p_hash then
      fault := 'the seal is another than the one that is known';
    elsif v_row.dropped is not true then
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
    v_before := v_seal.hash;
    v_last := v_seal.number;
  end loop;
  month := null;
  number := null;
  if p_number > v_last then
    number := v_last + 1;
    fault := 'the seal is missing';
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
  'Internal: The first seal of a chain that does not hold, and why; nothing if all do. A known seal is compared, too.';

select set_config('role', current_setting('lyss.migrating_role'), true);
