-- A repeated request gets the same answer; a different one has used an id that is taken.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function known_reservation(
  p_tenant_id uuid,
  p_id uuid,
  p_user_id uuid,
  p_token_id uuid,
  p_channel_id uuid,
  p_model text,
  p_amount bigint,
  p_estimate jsonb
)
returns table (
  outcome text,
  state varchar,
  expires_at timestamptz,
  limit_id uuid,
  measure text,
  subject text,
  unit text,
  period text,
  hard_limit numeric,
  remaining numeric,
  resets_at timestamptz
)
language plpgsql stable
as $$
declare
  v_known ${schema}.quota_reservations;
begin
  select * into v_known from ${schema}.quota_reservations as r
  where r.tenant_id = p_tenant_id and r.id = p_id;
  if not found then
    return;
  end if;
  if (v_known.user_id, v_known.token_id, v_known.channel_id, v_known.model, v_known.amount,
      v_known.estimate)
    is distinct from (p_user_id, p_token_id, p_channel_id, p_model, p_amount, p_estimate) then
    raise exception 'another reservation has the id %: give this one an id of its own', p_id
      using
        errcode = 'unique_violation',
        constraint = 'quota_reservations_tenant_id_id_pk';
  end if;
  outcome := 'reserved';
  state := v_known.state;
  expires_at := v_known.expires_at;
  return next;
end
$$;

revoke execute on function
  known_reservation(uuid, uuid, uuid, uuid, uuid, text, bigint, jsonb)
  from public;

comment on function known_reservation(uuid, uuid, uuid, uuid, uuid, text, bigint, jsonb) is
  'Internal: What a repeated request has reserved; nothing for a new id, an error if the request was different.';

select set_config('role', current_setting('lyss.migrating_role'), true);
