-- The job of erasures: a step of the erasure that has waited longest, except those that a legal hold keeps back and
-- those that await a transaction which is still open. One that fails, for example because a table of the host refers
-- to a row, holds up no other. It is tried again after an hour; once the others are done it makes the job fail with its
-- name.
--
-- Only one run of this and of purges is active at a time. An erasure deletes messages before their conversation, so that
-- each step is bounded, and a purge deletes the conversation first: together they could deadlock.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function finish_erasures(p_limit integer default 1000)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_erasure erasures;
  v_open constant text[] := open_transactions();
begin
  perform require_system();
  select e.* into v_erasure
  from erasures as e
  where e.erased_at is null
    and not exists (select from legal_holds as h where h.user_id = e.user_id)
    and not e.awaits && v_open
    and (e.failed_at is null or e.failed_at < statement_time() - interval '1 hour')
  order by e.failed_at nulls first, e.requested_at
  limit 1
  for update of e skip locked;
  if not found then
    select e.* into v_erasure
    from erasures as e
    where e.erased_at is null
      and not exists (select from legal_holds as h where h.user_id = e.user_id)
      and e.failed_at is not null
    order by e.failed_at
    limit 1;
    if found then
      raise exception 'erasing fails: user %, %', v_erasure.user_id, v_erasure.error
        using hint = 'The table erasures lists all that fail. Remove the cause; it is tried again each hour.';
    end if;
    return 0;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('${schema} purge', 0));
  begin
    perform erase_user(v_erasure.user_id, p_limit);
  exception
    when query_canceled or others then
      update erasures as e set failed_at = statement_time(), error = sqlerrm
      where e.user_id = v_erasure.user_id;
  end;
  return 1;
end
$$;

revoke execute on function finish_erasures(integer) from public;
grant execute on function finish_erasures(integer) to lyss_system;

comment on function finish_erasures(integer) is
  'Continues an erasure that was begun or replayed, by at most p_limit rows; returns 0 once all are done.';

select set_config('role', current_setting('lyss.migrating_role'), true);
