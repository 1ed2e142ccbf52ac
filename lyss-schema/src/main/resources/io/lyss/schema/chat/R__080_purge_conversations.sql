-- Deletes for good what was deleted so long ago that nobody will restore it, what has expired, and what was not
-- active for as long as its tenant keeps it; at most p_limit at a time. One that cannot be
-- deleted holds up no other, and is the error once there is no other. Where the job had to pass
-- over some, it takes any of all: else it would find these again.
--
-- One purge runs at a time: as two lock conversations, and what these share, each in an order of its own, they
-- could wait for each other.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function purge_conversations(p_deleted_for interval, p_limit integer)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_fails constant boolean := job_fails('purge of conversations');
begin
  perform require_system();
  perform pg_advisory_xact_lock(hashtextextended('${schema} purge of conversations', 0));
  perform await_holds();
  perform require_no_hold('purge of conversations');
  return delete_each(
    array(
      select to_jsonb(p) || jsonb_build_object('deleted_for', p_deleted_for)
      from conversations_to_purge(
        p_tenant_id => null, p_deleted_for => p_deleted_for, p_keep_days => null, p_held => false,
        p_limit => case when not v_fails then p_limit end) as p
      order by case when v_fails then random() end
      limit p_limit),
    'purge_if_due(jsonb)');
end
$$;

revoke execute on function purge_conversations(interval, integer) from public;
grant execute on function purge_conversations(interval, integer) to lyss_system;

comment on function purge_conversations(interval, integer) is
  'Deletes for good at most p_limit conversations that were deleted longer ago than p_deleted_for, have expired, or are kept by their tenant no longer; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
