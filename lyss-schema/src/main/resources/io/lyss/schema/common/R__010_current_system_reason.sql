-- Why system work is done: the reason with which its scope was bound. Where it is null, the policies for
-- lyss_system show and accept no row. bind_scope() binds a blank reason as none.
create or replace function current_system_reason() returns text
language sql stable parallel safe
return case when scope_holds() then nullif(current_setting('app.system_reason', true), '') end;

comment on function current_system_reason() is
  'The reason of the system scope that is bound to this transaction; null without one.';
