-- What every service database grants; its grants file calls this after revoke_all_grants(). The view maintenance
-- shows the columns of jobs that are withheld here.
--
-- withheld: insert, update (singleton) on audit_watermark from everybody
-- withheld: select (name, every, keep, keeps_all, hold, started_at, took, done, error, failures, due_at, succeeded_at)
--   on jobs from everybody
-- withheld: select (name, inner_pad, outer_pad, created_at, former_pads, former_until) on scope_keys from everybody
create or replace function grant_common() returns void
language plpgsql volatile
as $$
begin
  -- to public, because the login has no role yet when it calls bind_scope()
  grant usage on schema ${schema} to public;
  grant select on ${schema}.outbox_turns, ${schema}.outbox_keys, ${schema}.outbox_events,
    ${schema}.outbox_floors, ${schema}.consumed_events, ${schema}.given_up_events,
    ${schema}.table_health,
    ${schema}.index_health, ${schema}.vacuum_horizon, ${schema}.lock_room,
    ${schema}.legal_holds, ${schema}.erasures
    to lyss_system;
  grant select on ${schema}.audit_logs, ${schema}.audit_seals to authenticated_users, lyss_system;
  grant select on ${schema}.audit_watermark to lyss_system;
  -- for the application's login, which compares the schema with what its version of LYSS expects
  grant select on ${schema}.lyss_schema_history to lyss_system;
end
$$;

revoke execute on function grant_common() from public;

comment on function grant_common() is
  'Internal: Grants what every service database grants on the objects that all of them have.';
