-- Other services keep channels and tokens for a while, and have to forget deleted ones.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function announce_erased(
  p_tenant_id uuid, p_user_id uuid, p_table text, p_values text[]
)
returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_id text;
begin
  foreach v_id in array p_values loop
    if p_table = 'user_tokens' then
      perform publish_event(
        p_tenant_id,
        'token:' || v_id,
        'token.revoked',
        jsonb_strip_nulls(jsonb_build_object('user_id', nullif(p_user_id, p_tenant_id))));
    else
      perform publish_event(p_tenant_id, 'channel:' || v_id, 'channel.deleted');
    end if;
  end loop;
end
$$;

revoke execute on function announce_erased(uuid, uuid, text, text[]) from public;

comment on function announce_erased(uuid, uuid, text, text[]) is
  'Internal: Publishes the channels and tokens of a user who was erased.';

select set_config('role', current_setting('lyss.migrating_role'), true);
