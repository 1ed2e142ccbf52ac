-- Roles. None of them can log in: a login becomes one of them for the length of a transaction,
-- which is how row-level security holds even for a host that logs in as the owner of the tables.
--
--   authenticated_users   a user's own work: sees and changes what the policies leave to that user
--   lyss_system           work without a user (provisioning, usage, retention); has to give a reason
--   lyss_definer          owns the few functions that look past one scope; nobody works as it
--
-- Roles belong to the whole server, so they may exist already: from another database of this
-- server, or because a DBA ran the bootstrap files. Then an owner who may not create roles need
-- not.
do $$
declare
  v_role text;
begin
  foreach v_role in array array['authenticated_users', 'lyss_system', 'lyss_definer'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = v_role) then
      begin
        execute format('create role %I nologin', v_role);
      exception
        when duplicate_object or unique_violation then
          -- Somebody created it a moment ago, from another database. This session has just remembered
          -- that there is no such role, and hears of others' commits when it reads the name of a
          -- table: so this is no plan that is kept.
          execute 'select from pg_catalog.pg_roles limit 0';
      end;
    end if;
    -- "set" without "inherit": the owner can become the role, and has no right of it until then.
    if not pg_has_role(current_user, v_role, 'set') then
      execute format('grant %I to %I with inherit false, set true', v_role, current_user);
    end if;
  end loop;
exception
  when insufficient_privilege then
    raise exception 'the login % may neither create the role % nor become it', current_user, v_role
      using
        errcode = 'insufficient_privilege',
        hint = 'Have a DBA run bootstrap/010_roles.sql once on this server, with this login as the owner.';
end
$$;

grant usage on schema ${schema} to authenticated_users, lyss_system, pg_monitor;

-- "create" lets lyss_definer own functions here, which make partitions.
grant usage, create on schema ${schema} to lyss_definer;
