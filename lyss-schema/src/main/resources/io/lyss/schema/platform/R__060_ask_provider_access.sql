-- can_user_access_provider for a transaction that asks nothing else: it takes the scope as bind_scope() does, and
-- binds nothing. To bind a scope, and to look the user up for that, takes longer than the answer. It answers users
-- about themselves and system work about anybody; administrators who ask about others bind their scope. An inactive
-- or unknown user may use nothing, so the answer is the same as for nobody.
--
-- lyss_definer owns it, and it pins its path, for the same reasons as that function. Public may call it, as
-- it may call bind_scope(), because the login has no role yet: require_given_scope() and bindable_role refuse others.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function ask_provider_access(
  p_role bindable_role, p_current_user_id text, p_system_reason text, p_user_id integer, p_provider_id integer
)
returns boolean
language plpgsql stable parallel safe security definer
set search_path = pg_temp
set enable_seqscan = off
as $$
begin
  if ${schema}.require_given_scope(p_role, p_current_user_id, p_system_reason, p_user_id)
    and ${schema}.usable_provider(p_user_id, p_provider_id)
  then
    perform from ${schema}.users as u where u.id = p_user_id and u.is_active;
    return found;
  end if;
  return false;
end
$$;

comment on function ask_provider_access(bindable_role, text, text, integer, integer) is
  'Internal: Whether the user may use the provider, in a scope that is given and not bound.';

select set_config('role', current_setting('lyss.migrating_role'), true);
