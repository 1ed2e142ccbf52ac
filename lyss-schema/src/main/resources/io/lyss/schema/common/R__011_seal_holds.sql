-- Whether the scope was sealed in this transaction and is unchanged since. A caller who changes a setting or
-- the role has no seal for that, and cannot make one without the key. Where the server's key was replaced
-- meanwhile, seals of the previous key count until their transaction ends.
--
-- Seals are compared as numbers, so that the time of a comparison does not reveal how much of a guess was
-- right.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function seal_holds() returns boolean
language plpgsql stable parallel safe security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_found constant text := current_setting('app.scope_seal', true);
  v_right text;
  v_holds boolean;
begin
  if v_found is null or v_found = '' then
    return false;
  end if;
  v_right := scope_seal();
  v_holds := case when hashtextextended(v_found, 0) = hashtextextended(v_right, 0) then v_found = v_right end;
  if v_holds then
    return true;
  end if;
  v_right := former_seal();
  return case
    when hashtextextended(v_found, 0) = hashtextextended(v_right, 0) then v_found = v_right
    else false
  end;
end
$$;

-- to all roles that read settings of a scope, in a policy or a view
revoke execute on function seal_holds() from public;
grant execute on function seal_holds() to authenticated_users, lyss_system, pg_monitor;
select allow_owner('execute on function seal_holds()');

comment on function seal_holds() is
  'Internal: Whether role and settings are as they were sealed in this transaction.';

select set_config('role', current_setting('lyss.migrating_role'), true);
