-- A step of an erasure: it erases rows, adds up how many, and says which transactions have to be awaited, which tables
-- have something to publish, and whether the erasure is done.
--
-- It has the rights of its caller: only functions that have checked their caller may call it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function erase_step(
  p_tenant text, p_person text, p_requested_at timestamptz, p_counts jsonb, p_awaited text[], p_limit integer
)
returns table (counts jsonb, awaits text[], is_done boolean, announced jsonb)
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_deleted bigint := 0;
  v_counted bigint;
  v_rows record;
  v_context text;
  v_hint text;
begin
  counts := p_counts;
  announced := '{}';
  awaits := transactions_to_await(p_awaited);
  for v_rows in
    select * from erase_rows(p_tenant, p_person, random_of_erasure(p_requested_at), p_limit)
  loop
    v_counted := coalesce((counts ->> v_rows.table_name)::bigint, 0);
    counts := counts || jsonb_build_object(
      v_rows.table_name,
      -- what stays is anonymised in each step
      case v_rows.erasure
        when 'delete' then v_counted + v_rows.erased
        else greatest(v_counted, v_rows.erased)
      end);
    v_deleted := v_deleted + case v_rows.erasure when 'delete' then v_rows.erased else 0 end;
    if v_rows.announced is not null then
      announced := announced || jsonb_build_object(v_rows.table_name, v_rows.announced);
    end if;
  end loop;
  -- as long as rows are left, it is too early to await anybody
  if v_deleted >= p_limit and p_awaited = '{}' then
    awaits := '{}';
  end if;
  is_done := v_deleted < p_limit and awaits = '{}';
  return next;
exception
  when lock_not_available then
    get stacked diagnostics v_context = pg_exception_context, v_hint = pg_exception_hint;
    -- what LYSS itself says of a lock has a hint, and says who holds it
    if v_hint <> '' then
      raise;
    end if;
    raise exception 'rows that are to be erased are locked: %', waited_for(v_context)
      using errcode = 'lock_not_available', hint = 'Nothing was changed. Try again.';
end
$$;

revoke execute on function erase_step(text, text, timestamptz, jsonb, text[], integer) from public;

comment on function erase_step(text, text, timestamptz, jsonb, text[], integer) is
  'Internal: Erases at most p_limit rows; returns what was erased so far, and whether that is all.';

select set_config('role', current_setting('lyss.migrating_role'), true);
