-- What lyss_definer may do with the audit log: add the database's own entries, and read, to find the months in
-- the default partition.
grant select, insert on audit_logs to lyss_definer;

drop policy if exists audit_logs_definer_select on audit_logs;
create policy audit_logs_definer_select on audit_logs for select to lyss_definer using (true);

drop policy if exists audit_logs_definer_insert on audit_logs;
create policy audit_logs_definer_insert on audit_logs for insert to lyss_definer
  with check (true);
