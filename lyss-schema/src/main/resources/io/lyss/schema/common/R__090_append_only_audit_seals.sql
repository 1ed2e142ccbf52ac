-- Seals of the audit log are added and never changed; only forget_seals() deletes some.
create or replace trigger refuse_change_of_audit_seals
  before update or delete on audit_seals
  for each row execute function refuse_change('audit_seals');

create or replace trigger refuse_truncate_of_audit_seals
  before truncate on audit_seals
  for each statement execute function refuse_change('audit_seals');
