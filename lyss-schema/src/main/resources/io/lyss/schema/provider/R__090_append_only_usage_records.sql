-- Usage is corrected by adjustments and never changed, because the roll-ups would miss a change.
create or replace trigger refuse_change_of_usage_records
  before update or delete on usage_records
  for each row execute function refuse_change('usage_records');

create or replace trigger refuse_truncate_of_usage_records
  before truncate on usage_records
  for each statement execute function refuse_change('usage_records');

-- A trigger on truncate is not inherited. Existing partitions get it here; create_monthly_partition gives it to
-- new ones.
do $$
declare
  v_partition regclass;
begin
  for v_partition in select inhrelid from pg_inherits where inhparent = 'usage_records'::regclass loop
    execute format(
      'create or replace trigger refuse_truncate_of_usage_records
        before truncate on %s
        for each statement execute function refuse_change(''usage_records'')',
      v_partition);
  end loop;
end
$$;
