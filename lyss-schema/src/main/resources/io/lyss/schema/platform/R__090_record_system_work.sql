-- What system work changes is kept in the audit log, with the reason that its scope gave: one entry
-- a statement. Usage is left out, as recording it is what system work mostly does.
create or replace function record_system_work() returns trigger
language plpgsql volatile
as $$
begin
  insert into ${schema}.audit_logs (action, resource_type, changes)
  values (
    'system_' || ${schema}.fold_case(tg_op),
    tg_table_name,
    jsonb_build_object('reason', ${schema}.current_system_reason())
  );
  return null;
end
$$;

comment on function record_system_work() is
  'Trigger function: keeps what lyss_system changes, and why, in the audit log.';

create or replace trigger record_system_work
  after insert or update or delete on users
  for each statement when (current_user = 'lyss_system') execute function record_system_work();

create or replace trigger record_system_work
  after insert or update or delete on provider_configs
  for each statement when (current_user = 'lyss_system') execute function record_system_work();

create or replace trigger record_system_work
  after insert or update or delete on provider_distributions
  for each statement when (current_user = 'lyss_system') execute function record_system_work();

create or replace trigger record_system_work
  after insert or update or delete on conversations
  for each statement when (current_user = 'lyss_system') execute function record_system_work();

-- Functions of lyss_definer change prices, in several statements of which some find nothing to do.
create or replace trigger record_system_work
  after insert or update or delete on model_prices
  for each row when (current_setting('role') = 'lyss_system') execute function record_system_work();
