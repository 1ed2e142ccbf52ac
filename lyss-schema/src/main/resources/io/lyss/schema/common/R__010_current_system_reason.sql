-- Why system work is done: the reason with which its scope was bound. Where it is null, the
-- policies for lyss_system let nothing through.
create or replace function current_system_reason() returns text
language sql stable parallel safe
return case
  when trim_blank(current_setting('app.system_reason', true)) <> ''
  then current_setting('app.system_reason', true)
end;

comment on function current_system_reason() is
  'The reason of the system scope that is bound to this transaction; null where there is none.';
