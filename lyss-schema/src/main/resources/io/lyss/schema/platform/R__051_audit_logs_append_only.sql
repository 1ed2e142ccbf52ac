-- The audit log is only ever added to. No role is granted anything else; this refuses it to those
-- who need no grant as well, the owner and superusers.
create or replace function refuse_change_of_audit_logs() returns trigger
language plpgsql
as $$
begin
  raise exception 'audit_logs is append-only: % is refused', lower(tg_op)
    using
      errcode = 'insufficient_privilege',
      hint = 'Old entries go with their partition: drop_expired_partitions().';
end
$$;

comment on function refuse_change_of_audit_logs() is
  'Trigger function: refuses update, delete and truncate.';

create or replace trigger refuse_change_of_audit_logs
  before update or delete on audit_logs
  for each row execute function refuse_change_of_audit_logs();

create or replace trigger refuse_truncate_of_audit_logs
  before truncate on audit_logs
  for each statement execute function refuse_change_of_audit_logs();

-- A trigger on truncate is not inherited. These are the partitions that are there;
-- create_monthly_partition gives it to those that it makes.
do $$
declare
  v_partition regclass;
begin
  for v_partition in select inhrelid from pg_inherits where inhparent = 'audit_logs'::regclass loop
    execute format(
      'create or replace trigger refuse_truncate_of_audit_logs
        before truncate on %s
        for each statement execute function refuse_change_of_audit_logs()',
      v_partition);
  end loop;
end
$$;
