-- For functions that bypass the policies, and that administrators and system work may call.
create or replace function require_admin() returns void
language plpgsql stable parallel safe
as $$
begin
  if current_setting('role') = 'lyss_system' then
    if ${schema}.current_system_reason() is null then
      raise exception 'this takes the scope of system work, with a reason'
        using errcode = 'insufficient_privilege';
    end if;
  elsif not ${schema}.current_user_is_admin() then
    raise exception 'this takes an active administrator'
      using errcode = 'insufficient_privilege';
  end if;
end
$$;

comment on function require_admin() is
  'Internal: Fails with 42501 unless the scope is system work, or an active administrator''s.';
