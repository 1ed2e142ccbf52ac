-- Whether a user may use a provider, as far as the caller sees: users ask about themselves, system work about
-- anybody, and administrators about anybody's organization providers. Any other question is answered with
-- false.
--
-- This is the most frequent question. A single call of the DAO asks it by ask_provider_access, which needs no bound
-- scope; both have the answer from usable_provider. For administrators who ask about others the view is asked, which
-- takes two queries over all tables, one for each kind of provider.
--
-- Where there are two hundred providers or fewer, the planner would read all of them: that is as few pages as by
-- the index, but each row of them is compared.
--
-- lyss_definer owns it, because for other roles each table has the conditions of its policies.
--
-- It pins a path without any schema but pg_catalog, which is always searched, and pg_temp, which would be
-- searched first if it were not named. A longer path takes longer to look up, and this happens at each call. So
-- it names the schema of all that is not PostgreSQL's own. A condition costs time even if it decides nothing:
-- PL/pgSQL sets each one up again in each transaction.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function can_user_access_provider(p_user_id integer, p_provider_id integer)
returns boolean
language plpgsql stable parallel safe security definer
set search_path = pg_temp
set enable_seqscan = off
as $$
begin
  if current_setting('role') = 'lyss_system' then
    if ${schema}.current_system_reason() is null then
      return false;
    end if;
    if ${schema}.usable_provider(p_user_id, p_provider_id) then
      perform from ${schema}.users as u where u.id = p_user_id and u.is_active;
      return found;
    end if;
    return false;
  elsif current_setting('role') <> 'authenticated_users' or p_user_id <> ${schema}.current_user_id() then
    if ${schema}.current_user_is_admin() then
      perform from ${schema}.provider_access as a
      where a.user_id = p_user_id and a.provider_id = p_provider_id and a.scope = 'organization';
      return found;
    end if;
    return false;
  end if;
  -- a bound user is active
  return ${schema}.usable_provider(p_user_id, p_provider_id);
end
$$;

revoke execute on function can_user_access_provider(integer, integer) from public;
grant execute on function can_user_access_provider(integer, integer)
  to authenticated_users, lyss_system;

comment on function can_user_access_provider(integer, integer) is
  'Whether the user may use the provider.';

select set_config('role', current_setting('lyss.migrating_role'), true);
