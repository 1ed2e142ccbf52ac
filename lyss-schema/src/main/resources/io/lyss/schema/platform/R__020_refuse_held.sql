-- A legal hold keeps the data of a user.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function refuse_held(p_user_id integer)
returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform await_holds();
  if exists (select from legal_holds as h where h.user_id = p_user_id) then
    raise exception 'a legal hold keeps what is about the user %', p_user_id
      using
        errcode = 'check_violation',
        constraint = 'legal_hold',
        hint = 'legal_holds says why; end_legal_hold() ends it.';
  end if;
end
$$;

revoke execute on function refuse_held(integer) from public;

comment on function refuse_held(integer) is
  'Internal: Fails with 23514 where a legal hold keeps the data of a user.';

select set_config('role', current_setting('lyss.migrating_role'), true);
