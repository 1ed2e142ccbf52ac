-- Deletes the given rows of a table, by a function that returns whether it has deleted its row. It works in
-- parts, each a subtransaction. A part with a row that cannot be deleted, for example because a table of the host
-- refers to it, or a trigger of the host keeps it, is divided until that row is alone. The row is passed over,
-- and named in a setting for the job. If no row is deleted at all, the error is raised.
--
-- Parts are large, because a session with many subtransactions slows down all readers. At a row that stays
-- locked it stops: each next row could wait as long.
--
-- If each function says that its row is not to be deleted, others may have locked them all. The setting reports that,
-- too, so that the job takes rows in any order next time: else it would choose the same ones again and again.
create or replace function delete_each(p_rows jsonb[], p_delete regprocedure, p_table regclass)
returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_call constant text := format('select %s($1)', p_delete::regproc);
  v_first integer := 1;
  v_size integer := cardinality(p_rows);
  v_row jsonb;
  v_is_deleted boolean;
  v_part bigint;
  v_deleted bigint := 0;
  v_failed bigint := 0;
  v_parted text;
  v_error text;
  v_code text;
  v_constraint text;
begin
  while v_first <= cardinality(p_rows) loop
    v_part := 0;
    begin
      foreach v_row in array p_rows[v_first : v_first + v_size - 1] loop
        execute v_call into v_is_deleted using v_row;
        v_part := v_part + coalesce(v_is_deleted, false)::integer;
      end loop;
      v_parted := parted_table(p_table, p_rows[v_first : v_first + v_size - 1]);
      if v_parted is not null then
        perform refuse_kept(v_parted);
      end if;
      v_deleted := v_deleted + v_part;
      v_first := v_first + v_size;
      v_size := v_size * 2;
    exception
      when lock_not_available or integrity_constraint_violation or raise_exception then
        if v_size > 1 and sqlstate <> '55P03' then
          v_size := greatest(1, least(v_size, cardinality(p_rows) - v_first + 1) / 8);
        else
          v_failed := v_failed + 1;
          if v_error is null then
            v_error := format('%s: %s', v_row ->> 'id', sqlerrm);
            get stacked diagnostics v_code = returned_sqlstate, v_constraint = constraint_name;
          end if;
          exit when sqlstate = '55P03';
          v_first := v_first + 1;
        end if;
    end;
  end loop;
  if v_failed > 0 then
    v_error := format('%s rows cannot be deleted; the first is %s', v_failed, v_error);
    if v_deleted = 0 then
      raise exception '%', v_error
        using errcode = v_code, constraint = v_constraint,
          hint = case v_code
            when '23503' then 'Remove what refers to them, or have its foreign key say "on delete cascade" or "on delete set null".'
            when '23001' then 'Have the trigger let it go, or drop it.'
            when '55P03' then 'Somebody is changing it, in a transaction that does not end.'
            else 'Nothing was changed.'
          end;
    end if;
    execute format('set local lyss.passed_over = %L', v_error);
  elsif v_deleted = 0 and p_rows <> '{}' then
    execute format(
      'set local lyss.passed_over = %L',
      format(
        '%s rows are passed over, as somebody has locked or changed them; the first is %s', cardinality(p_rows),
        p_rows[1] ->> 'id'));
  end if;
  return v_deleted;
end
$$;

revoke execute on function delete_each(jsonb[], regprocedure, regclass) from public;
grant execute on function delete_each(jsonb[], regprocedure, regclass) to lyss_definer;

comment on function delete_each(jsonb[], regprocedure, regclass) is
  'Internal: Deletes rows by a function for each, and passes over those that cannot be deleted; raises their error only if no other row was deleted.';
