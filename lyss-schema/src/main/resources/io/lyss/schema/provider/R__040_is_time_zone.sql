-- Whether a text is a name of the IANA time zone database, written as it is there. PostgreSQL accepts other names, too:
-- abbreviations, which have no summer time, "Foo+5", which lies west of Greenwich, and any case.
--
-- The view of all names reads all files of that database, some twenty milliseconds long. PostgreSQL reads one file for
-- the setting, and shows the name as it is there. But what has digits or signs may be a rule and no name.
create or replace function is_time_zone(p_name text) returns boolean
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
begin
  -- Citus would set it on its nodes, too
  if p_name !~ '[^A-Za-z_/]' and not ${schema}.is_on_citus() then
    return set_config('timezone', p_name, true) = p_name;
  end if;
  return exists (select from pg_timezone_names as z where z.name = p_name);
exception
  when invalid_parameter_value then
    return false;
end
$$;

revoke execute on function is_time_zone(text) from public;
grant execute on function is_time_zone(text) to lyss_system;

comment on function is_time_zone(text) is
  'Internal: Whether a time zone has this name.';
