-- For the users themselves, who may know what is kept about them, and for system work that answers in their
-- place. Administrators may not read it, because these are private texts. Reading by system work is recorded.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function personal_rows(
  p_tenant_id uuid, p_user_id uuid, p_after jsonb, p_limit integer
)
returns table (table_name text, place jsonb, data jsonb)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_limit(p_limit);
  if current_setting('role') = 'lyss_system' then
    perform require_system_work();
    if p_after is null then
      perform publish_event(p_tenant_id, 'user:' || p_user_id, 'user.exported');
    end if;
  elsif require_user(p_tenant_id) is distinct from p_user_id then
    raise exception 'users may ask for what is about themselves'
      using errcode = 'insufficient_privilege';
  end if;
  return query
    select *
    from rows_of_person(format('tenant_id = %L', p_tenant_id), p_user_id::text, p_after, p_limit);
end
$$;

revoke execute on function personal_rows(uuid, uuid, jsonb, integer) from public;
grant execute on function personal_rows(uuid, uuid, jsonb, integer) to authenticated_users, lyss_system;

comment on function personal_rows(uuid, uuid, jsonb, integer) is
  'What is kept about a user, without secrets: at most p_limit rows after the position of a row.';

select set_config('role', current_setting('lyss.migrating_role'), true);
