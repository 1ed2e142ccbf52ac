select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function enter_scope_key(p_name text, p_key bytea) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_pads record;
begin
  select * into v_pads from scope_key_pads(p_key);
  insert into scope_keys (name, inner_pad, outer_pad) values (p_name, v_pads.inner_pad, v_pads.outer_pad);
end
$$;

revoke execute on function enter_scope_key(text, bytea) from public;

comment on function enter_scope_key(text, bytea) is 'Internal: Adds a key for scopes.';

select set_config('role', current_setting('lyss.migrating_role'), true);
