-- What lyss_definer may do with the audit log: read it, to know which months its default partition holds.
grant select on audit_logs to lyss_definer;

drop policy if exists audit_logs_definer_select on audit_logs;
create policy audit_logs_definer_select on audit_logs for select to lyss_definer using (true);
