-- HMAC fills a key up to 64 bytes with zeros, and works with that xor 0x36 and xor 0x5c.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function enter_scope_key(p_name text, p_key bytea) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_inner bytea := decode(repeat('36', 64), 'hex');
  v_outer bytea := decode(repeat('5c', 64), 'hex');
begin
  for i in 0 .. length(p_key) - 1 loop
    v_inner := set_byte(v_inner, i, get_byte(v_inner, i) # get_byte(p_key, i));
    v_outer := set_byte(v_outer, i, get_byte(v_outer, i) # get_byte(p_key, i));
  end loop;
  insert into scope_keys (name, inner_pad, outer_pad) values (p_name, v_inner, v_outer);
end
$$;

revoke execute on function enter_scope_key(text, bytea) from public;

comment on function enter_scope_key(text, bytea) is 'Internal: Adds a key to those of scopes.';

select set_config('role', current_setting('lyss.migrating_role'), true);
