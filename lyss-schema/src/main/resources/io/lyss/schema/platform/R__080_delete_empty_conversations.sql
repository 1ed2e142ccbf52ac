-- Deletes conversations that never had a message; those whose messages have expired are not empty. min_age
-- spares a conversation that was opened a moment ago. If a message is appended meanwhile, the conversation
-- stays: its row is checked again once it is locked. Those of a user under legal hold stay, too. A row that
-- cannot be deleted is skipped; its error is raised only if no other row was deleted.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function delete_empty_conversations(
  min_age interval default '1 day', p_limit integer default null
)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_fails constant boolean := job_fails('empty conversations');
begin
  perform require_system();
  perform await_turn_to_erase();
  perform require_no_hold('empty conversations');
  -- who sets a legal hold waits for no run that has nothing to delete
  perform from conversations as c
  where c.is_empty and c.created_at < statement_time() - min_age
    and not exists (select from legal_holds as h where h.user_id = c.user_id)
  limit least(p_limit, 1);
  if not found then
    return 0;
  end if;
  perform await_holds();
  perform require_no_hold('empty conversations');
  return delete_each(
    array(
      select jsonb_build_object('id', c.id)
      from conversations as c
      where c.is_empty and c.created_at < statement_time() - min_age
        and not exists (select from legal_holds as h where h.user_id = c.user_id)
      order by case when v_fails then random() end
      limit p_limit),
    'delete_if_empty(jsonb)', 'conversations');
end
$$;

revoke execute on function delete_empty_conversations(interval, integer) from public;
grant execute on function delete_empty_conversations(interval, integer) to lyss_system;

comment on function delete_empty_conversations(interval, integer) is
  'Deletes conversations without messages that are older than min_age, at most p_limit or all; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
