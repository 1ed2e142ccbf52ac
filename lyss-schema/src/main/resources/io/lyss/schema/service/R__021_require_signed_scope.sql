-- The signature covers the parts of a scope in this order, and the role that is bound.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function require_signed_scope(
  p_role text,
  p_tenant_id text,
  p_user_id text,
  p_group_ids text,
  p_user_role text,
  p_system_reason text,
  p_signature text
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  c_separator constant text := chr(31);
begin
  perform require_signature(
    concat(p_role, c_separator, p_tenant_id, c_separator, p_user_id, c_separator, p_group_ids, c_separator,
      p_user_role, c_separator, p_system_reason),
    p_signature);
  if current_setting('role') is distinct from p_role then
    raise exception 'the scope is signed for another role' using errcode = 'insufficient_privilege';
  end if;
end
$$;

revoke execute on function require_signed_scope(text, text, text, text, text, text, text) from public;

comment on function require_signed_scope(text, text, text, text, text, text, text) is
  'Internal: Fails with 42501 unless a host has signed this scope, for the role that is bound.';

select set_config('role', current_setting('lyss.migrating_role'), true);
