-- Entries of the audit log are added and never changed.
create or replace trigger refuse_change_of_audit_logs
  before update or delete on audit_logs
  for each row execute function refuse_change('audit_logs');

create or replace trigger refuse_truncate_of_audit_logs
  before truncate on audit_logs
  for each statement execute function refuse_change('audit_logs');

-- A trigger on truncate is not inherited. Existing partitions get it here; create_monthly_partition gives it to
-- new ones.
do $$
declare
  v_partition regclass;
begin
  for v_partition in select inhrelid from pg_inherits where inhparent = 'audit_logs'::regclass loop
    execute format(
      'create or replace trigger refuse_truncate_of_audit_logs
        before truncate on %s
        for each statement execute function refuse_change(''audit_logs'')',
      v_partition);
  end loop;
end
$$;
