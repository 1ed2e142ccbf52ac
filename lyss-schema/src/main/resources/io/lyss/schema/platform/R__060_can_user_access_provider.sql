-- Whether a user may use a provider, as far as the caller can see: users ask about themselves, system
-- work about anybody, and administrators about anybody's organization providers. Any other question is
-- answered with false.
--
-- The most frequent question there is. lyss_definer owns it: for other roles each table of
-- provider_access comes with the conditions of its policies, and to set up that plan costs more than to
-- run it. It is plpgsql, as a scalar SQL function with a subquery is planned at every call. Few have
-- personal providers, so these are asked for last, and each question is planned alone.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function can_user_access_provider(p_user_id integer, p_provider_id integer)
returns boolean
language plpgsql stable parallel safe security definer
set search_path = ${schema}, pg_temp
as $$
begin
  if current_setting('role') = 'authenticated_users' and p_user_id = current_user_id() then
    -- whoever is bound is active
    perform from provider_ways as w
    where w.user_id = p_user_id and w.provider_id = p_provider_id and w.scope = 'organization';
    if found then
      return true;
    end if;
    perform from provider_ways as w
    where w.user_id = p_user_id and w.provider_id = p_provider_id and w.scope = 'personal';
    return found;
  end if;
  if current_setting('role') = 'lyss_system' then
    if current_system_reason() is null then
      return false;
    end if;
  elsif not current_user_is_admin() then
    return false;
  end if;
  perform from provider_access as a
  where a.user_id = p_user_id and a.provider_id = p_provider_id and a.scope = 'organization';
  if found then
    return true;
  end if;
  if current_setting('role') = 'lyss_system' then
    perform from provider_access as a
    where a.user_id = p_user_id and a.provider_id = p_provider_id and a.scope = 'personal';
  end if;
  return found;
end
$$;

revoke execute on function can_user_access_provider(integer, integer) from public;
grant execute on function can_user_access_provider(integer, integer)
  to authenticated_users, lyss_system;

comment on function can_user_access_provider(integer, integer) is
  'Whether the user may use the provider.';

select set_config('role', current_setting('lyss.migrating_role'), true);
