-- Replaces the server's own key, with which it seals verified scopes; the keys of hosts stay. Scopes that were
-- sealed with the previous key count until their transactions end, but in no transaction that begins a minute
-- later or after that. So call it as a transaction of its own, which takes less than a minute: until it
-- commits, others seal with the previous key. For the owner of the schema.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function replace_seal_key() returns timestamptz
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := wall_time();
  v_until constant timestamptz := v_now + interval '1 minute';
  v_pads record;
  v_former timestamptz;
begin
  select k.former_until into v_former from scope_keys as k where k.name = '' for update;
  if not found then
    raise exception 'there is no key to replace: the server makes one with the first of add_scope_key()'
      using errcode = 'no_data_found';
  elsif v_former > v_now then
    raise exception 'the key was replaced a moment ago; transactions that began before know the one before that'
      using errcode = 'object_in_use', hint = format('Call it again after %s.', v_former);
  end if;
  select * into v_pads from scope_key_pads(random_key());
  update scope_keys as k
  set former_pads = k.inner_pad || k.outer_pad, former_until = v_until,
    inner_pad = v_pads.inner_pad, outer_pad = v_pads.outer_pad, created_at = v_now
  where k.name = '';
  return v_until;
end
$$;

revoke execute on function replace_seal_key() from public;
select allow_owner('execute on function replace_seal_key()');

comment on function replace_seal_key() is
  'Replaces the key with which the server seals scopes; returns until when a transaction may begin that accepts the previous one. For the owner of the schema.';

select set_config('role', current_setting('lyss.migrating_role'), true);
