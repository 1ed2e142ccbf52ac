-- Binds the settings of a scope whose signature was checked, and their seal. Only functions that have checked
-- it may call this. Nodes of Citus would need the key, too: add_scope_key() refuses it there.
--
-- A null is signed and bound as an empty text: a setting that is set to null has the value that the login
-- connected with.
--
-- The event of a platform administrator is published here, whichever function has checked the signature.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function bind_sealed(
  p_tenant_id text,
  p_suspended_tenant_id text,
  p_user_id text,
  p_group_ids text,
  p_user_role text,
  p_system_reason text
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  if not is_on_citus() then
    perform
      set_config('app.current_tenant_id', coalesce(p_tenant_id, ''), true),
      set_config('app.suspended_tenant_id', coalesce(p_suspended_tenant_id, ''), true),
      set_config('app.current_user_id', coalesce(p_user_id, ''), true),
      set_config('app.current_group_ids', coalesce(p_group_ids, ''), true),
      set_config('app.current_role', coalesce(p_user_role, ''), true),
      set_config('app.system_reason', case when not_blank(p_system_reason) then p_system_reason else '' end, true);
    perform set_config('app.scope_seal', scope_seal(), true);
    if current_setting('role') = 'lyss_system' and p_user_id <> '' then
      perform record_administrator();
    end if;
  end if;
end
$$;

revoke execute on function bind_sealed(text, text, text, text, text, text) from public;

comment on function bind_sealed(text, text, text, text, text, text) is
  'Internal: Binds and seals the settings of a scope whose signature was checked.';

select set_config('role', current_setting('lyss.migrating_role'), true);
