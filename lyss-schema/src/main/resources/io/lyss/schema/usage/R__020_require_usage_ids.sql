-- The time of a request is the time in its id. An hour ahead is for clocks that differ. 400 days back are for
-- late reports: their price and their month are still known. Once a month was dropped, it is unknown whether a
-- request was reported before; it could be counted twice in the roll-ups.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function require_usage_ids(p_ids uuid[]) returns void
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_closed constant timestamptz := (select w.closed_before from usage_watermark as w);
  v_first constant timestamptz := statement_time() - interval '400 days';
  v_last constant timestamptz := statement_time() + interval '1 hour';
  v_id uuid;
  v_at timestamptz;
begin
  foreach v_id in array p_ids loop
    v_at := uuid_time(v_id);
    if v_at is null then
      raise exception 'id is %: it is a UUID of version 7', coalesce(v_id::text, 'null')
        using errcode = 'data_exception';
    elsif v_at < v_closed then
      raise exception 'id is of %: usage before % was dropped, and is not accepted any more',
        v_at, v_closed
        using errcode = 'data_exception';
    elsif v_at < v_first or v_at > v_last then
      raise exception 'id is of %: usage is accepted for 400 days, and an hour ahead of the clock', v_at
        using errcode = 'data_exception';
    end if;
  end loop;
end
$$;

revoke execute on function require_usage_ids(uuid[]) from public;
grant execute on function require_usage_ids(uuid[]) to authenticated_users, lyss_system;

comment on function require_usage_ids(uuid[]) is
  'Internal: Fails with 22000 unless each id is a UUID of version 7 of a time whose usage is accepted.';

select set_config('role', current_setting('lyss.migrating_role'), true);
