-- The seal of what is bound now, for this transaction: a MAC, with the server's own key, of the role, the settings and
-- the time at which the transaction began (sealed_scope). That time is the same in the workers of a parallel query, nobody sets it, and
-- the next transaction has another; so a seal is worth nothing there. Only those that one message of the simple protocol
-- has in it begin at the same time: whoever sent that message and was bound can be bound again, as in one longer transaction.
--
-- What is sealed has no separator in it, as require_signature() and seal_as_owner() see to; so two different scopes are
-- never one text. An unset setting counts as empty.
--
-- It pins no search path, as its callers do: it is asked often.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function scope_seal() returns text
language plpgsql stable parallel safe
as $$
declare
  v_inner bytea;
  v_outer bytea;
begin
  -- the rest is worked out in place: in the query it would be set up at each call
  select k.inner_pad, k.outer_pad into v_inner, v_outer from ${schema}.scope_keys as k where k.name = '';
  return encode(sha256(v_outer || sha256(v_inner || ${schema}.sealed_scope())), 'hex');
end
$$;

revoke execute on function scope_seal() from public;

comment on function scope_seal() is
  'Internal: The seal that role and settings have to have in this transaction; null where there is no key.';

select set_config('role', current_setting('lyss.migrating_role'), true);
