-- The seal of the bound scope for this transaction: a MAC, with the server's own key, of the role, the settings
-- and the time at which the transaction began (sealed_scope). Workers of a parallel query have the same time,
-- nobody can set it, and the next transaction has another. So a seal is worth nothing in another transaction.
-- The only exception is transactions of one message of the simple protocol, which begin at the same time: a
-- scope bound in one of them can be bound again in the next, as in one longer transaction.
--
-- No part of the sealed text contains its separator, which require_signature() and seal_as_owner() ensure. So
-- different scopes never have the same text. An unset setting counts as empty.
--
-- It is called often, so it pins no search path: its callers do.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function scope_seal() returns text
language plpgsql stable parallel safe
as $$
declare
  v_inner bytea;
  v_outer bytea;
begin
  -- Outside of the query, PL/pgSQL computes this in place; inside it would be set up at each call.
  select k.inner_pad, k.outer_pad into v_inner, v_outer from ${schema}.scope_keys as k where k.name = '';
  return encode(sha256(v_outer || sha256(v_inner || ${schema}.sealed_scope())), 'hex');
end
$$;

revoke execute on function scope_seal() from public;

comment on function scope_seal() is
  'Internal: The seal that role and settings must have in this transaction; null where there is no key.';

select set_config('role', current_setting('lyss.migrating_role'), true);
