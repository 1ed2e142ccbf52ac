-- For the users themselves, who may know what is kept about them, and for system work that answers in their
-- place. Administrators may not read it, because these are private texts. Reading by system work is recorded.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function personal_rows(p_user_id integer, p_after jsonb, p_limit integer)
returns table (table_name text, place jsonb, data jsonb)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_limit(p_limit);
  if current_setting('role') = 'lyss_system' then
    perform require_system();
    if p_after is null then
      perform write_entry(
        p_action => 'export_user', p_resource_type => 'users', p_id_column => 'id',
        p_row => jsonb_build_object('id', p_user_id), p_changes => '{}');
    end if;
  elsif p_user_id is distinct from nullif(current_user_id(), 0) then
    raise exception 'users may ask for what is about themselves'
      using errcode = 'insufficient_privilege';
  end if;
  return query select * from rows_of_person('true', p_user_id::text, p_after, p_limit);
end
$$;

revoke execute on function personal_rows(integer, jsonb, integer) from public;
grant execute on function personal_rows(integer, jsonb, integer) to authenticated_users, lyss_system;

comment on function personal_rows(integer, jsonb, integer) is
  'What is kept about a user, without secrets: at most p_limit rows after the position of a row.';

select set_config('role', current_setting('lyss.migrating_role'), true);
