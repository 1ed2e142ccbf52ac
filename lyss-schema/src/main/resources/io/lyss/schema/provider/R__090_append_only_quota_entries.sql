-- The ledger is corrected by further entries.
create or replace trigger refuse_change_of_quota_entries
  before update or delete on quota_entries
  for each row execute function refuse_change('quota_entries');

create or replace trigger refuse_truncate_of_quota_entries
  before truncate on quota_entries
  for each statement execute function refuse_change('quota_entries');

-- A trigger on truncate is not inherited. Existing partitions get it here; create_monthly_partition gives it to
-- new ones.
do $$
declare
  v_partition regclass;
begin
  for v_partition in select inhrelid from pg_inherits where inhparent = 'quota_entries'::regclass loop
    execute format(
      'create or replace trigger refuse_truncate_of_quota_entries
        before truncate on %s
        for each statement execute function refuse_change(''quota_entries'')',
      v_partition);
  end loop;
end
$$;
