-- Whether a provider is one that this user may use, as long as the user is active: personal and the user's own, or
-- distributed to the user now; and itself active. It asks nobody's rights, so it is for functions that have asked:
-- only their owner may call it, and they say what lyss_definer reads.
--
-- It is provider_ways, written for one user and one provider: each table is read by its key, in a query of its
-- own. So a table is read only where the answer still depends on it: most of the time of such a query is setting it
-- up, and one query for all tables sets up each of them every time. AccessPropertyTest compares the two.
--
-- A foreign key ensures that a distribution is of an organization provider, so that is not checked again. All
-- queries see the snapshot of the statement, because the function is stable. It is plpgsql, because a scalar SQL
-- function with a subquery is planned at each call.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function usable_provider(p_user_id integer, p_provider_id integer)
returns boolean
language plpgsql stable parallel safe
as $$
begin
  -- The column makes PostgreSQL read the row: to set up reading it from the index alone takes longer.
  perform d.is_active from ${schema}.provider_distributions as d
  where d.user_id operator(pg_catalog.=) p_user_id and d.provider_id operator(pg_catalog.=) p_provider_id
    and ${schema}.distribution_is_open(d.is_active, d.valid_from, d.valid_until);
  if found then
    perform from ${schema}.provider_configs as p
    where p.id operator(pg_catalog.=) p_provider_id and p.is_active;
  else
    perform from ${schema}.provider_configs as p
    where p.id operator(pg_catalog.=) p_provider_id and p.created_by operator(pg_catalog.=) p_user_id
      and p.scope operator(pg_catalog.=) 'personal' and p.is_active;
  end if;
  return found;
end
$$;

revoke execute on function usable_provider(integer, integer) from public;

comment on function usable_provider(integer, integer) is
  'Internal: Whether the user, if active, may use the provider.';

select set_config('role', current_setting('lyss.migrating_role'), true);
