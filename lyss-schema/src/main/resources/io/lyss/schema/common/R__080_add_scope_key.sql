-- Adds a key with which hosts sign scopes; it is valid at once. With the first key the server makes one of its
-- own, with which it seals verified scopes and which nobody can read.
--
-- To change keys, add a new one, give it to the hosts, and drop the old one. For the owner of the schema.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function add_scope_key(p_name text, p_key bytea) returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  if current_setting('citus.propagate_set_commands', true) is not null then
    raise exception 'scopes are not signed where Citus distributes a database'
      using errcode = 'feature_not_supported';
  elsif p_name is null or p_name !~ '^[a-z0-9_-]{1,40}$' then
    raise exception 'the name of a key has 1 to 40 lower-case letters, digits, - and _'
      using errcode = 'check_violation', constraint = 'scope_keys_name_check';
  elsif p_key is null or length(p_key) not between 32 and 64 then
    raise exception 'a key has 32 to 64 bytes'
      using errcode = 'check_violation', constraint = 'scope_keys_key';
  end if;
  if not exists (select from scope_keys as k where k.name = '') then
    perform enter_scope_key('', random_key());
  end if;
  perform enter_scope_key(p_name, p_key);
end
$$;

revoke execute on function add_scope_key(text, bytea) from public;
select allow_owner('execute on function add_scope_key(text, bytea)');

comment on function add_scope_key(text, bytea) is
  'Adds a key of 32 to 64 bytes with which hosts sign scopes, under a name; for the owner of the schema.';

select set_config('role', current_setting('lyss.migrating_role'), true);
