-- Like scope_seal(), with the previous key: for scopes that were sealed when the key was replaced. With the
-- previous key nobody can make a seal for a transaction that begins later.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function former_seal() returns text
language plpgsql stable parallel safe
as $$
declare
  v_inner bytea;
  v_outer bytea;
begin
  select substring(k.former_pads for 64), substring(k.former_pads from 65) into v_inner, v_outer
  from ${schema}.scope_keys as k
  where k.name = '' and now() <= k.former_until;
  return encode(sha256(v_outer || sha256(v_inner || ${schema}.sealed_scope())), 'hex');
end
$$;

revoke execute on function former_seal() from public;

comment on function former_seal() is
  'Internal: The seal by the server''s previous key, in a transaction that had begun before the key was replaced; else null.';

select set_config('role', current_setting('lyss.migrating_role'), true);
