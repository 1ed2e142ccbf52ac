-- One assignment for each column of the type, made from the catalog: a row of other columns cannot be assigned, and a
-- statement would take longer than all of them.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

do $do$
begin
  execute format(
$function$
create or replace function conversation_of(p_new new_conversation) returns conversations
language plpgsql immutable
as $$
declare
  v_row ${schema}.conversations;
begin
  %s
  return v_row;
end
$$
$function$,
    each_column('new_conversation', 'v_row.%1$I := p_new.%1$I;', E'\n  '));
end
$do$;

revoke execute on function conversation_of(new_conversation) from public;

comment on function conversation_of(new_conversation) is
  'Internal: The row of a conversation of which only that is known.';

select set_config('role', current_setting('lyss.migrating_role'), true);
