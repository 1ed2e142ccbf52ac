-- For when the cause of the failures is mended, for example an embedding service that did not answer.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function retry_memories() returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_retried bigint;
  v_now constant timestamptz := wall_time();
begin
  perform require_system();
  update user_memories as m
  set embed_at = v_now, embed_claim = null, embed_attempts = 0
  where m.embed_at = 'infinity';
  get diagnostics v_retried = row_count;
  return v_retried;
end
$$;

revoke execute on function retry_memories() from public;
grant execute on function retry_memories() to lyss_system;

comment on function retry_memories() is
  'Lets memories that were given up after the last attempt be embedded again; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
