-- The job of erasures: a step of the erasure that has waited longest, except those that a legal hold keeps back and
-- those that await a transaction which is still open. One that fails, for example because a table of the host refers
-- to a row, holds up no other. It is tried again after an hour; once the others are done it makes the job fail with its
-- name.
--
-- Erasures and purges take turns. The turn is awaited before an erasure is locked, as erase_user() does it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function finish_erasures(p_limit integer default 1000)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_erasure erasures;
  v_failing erasures;
  v_open constant text[] := open_transactions();
begin
  perform require_system();
  for v_erasure in
    select e.* from erasures as e
    where e.erased_at is null and not e.awaits && v_open
    order by e.failed_at nulls first, e.requested_at
  loop
    -- a query for each, because Citus joins distributed holds with no local rows
    continue when exists (
      select from legal_holds as h
      where h.tenant_id = v_erasure.tenant_id
        and (h.subject_id in (v_erasure.tenant_id, v_erasure.user_id)
          or v_erasure.user_id = v_erasure.tenant_id));
    -- The tenant was restored from a backup of when it was not deleted.
    continue when v_erasure.user_id = v_erasure.tenant_id
      and tenant_status(v_erasure.tenant_id) is distinct from 'deleted';
    if v_erasure.failed_at is not null then
      if v_failing.tenant_id is null then
        v_failing := v_erasure;
      end if;
      continue when v_erasure.failed_at >= statement_time() - interval '1 hour';
    end if;
    perform await_turn_to_erase();
    perform from erasures as e
    where e.tenant_id = v_erasure.tenant_id and e.user_id = v_erasure.user_id
      and e.erased_at is null and e.failed_at is not distinct from v_erasure.failed_at
    for update skip locked;
    continue when not found;
    begin
      perform erase_user(v_erasure.tenant_id, v_erasure.user_id, p_limit);
    exception
      when query_canceled or others then
        update erasures as e set failed_at = statement_time(), error = sqlerrm
        where e.tenant_id = v_erasure.tenant_id and e.user_id = v_erasure.user_id;
    end;
    return 1;
  end loop;
  if v_failing.tenant_id is not null then
    raise exception 'erasing fails: user %, %', v_failing.user_id, v_failing.error
      using hint = 'The table erasures lists all that fail. Remove the cause; it is tried again each hour.';
  end if;
  return 0;
end
$$;

revoke execute on function finish_erasures(integer) from public;
grant execute on function finish_erasures(integer) to lyss_system;

comment on function finish_erasures(integer) is
  'Continues an erasure that was begun or replayed, by at most p_limit rows; returns 0 once all are done.';

select set_config('role', current_setting('lyss.migrating_role'), true);
