-- Chooses the channel that a request is sent through: of those that the caller may use, that
-- support the model and are available, one of the highest priority, at random by weight. The random
-- number comes from the caller, so that the same question has the same answer.
--
-- If there is none, the outcome says why, by what comes nearest to a choice.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function select_channel(
  p_tenant_id uuid,
  p_model text,
  p_random double precision,
  p_excluded uuid[],
  p_token_id uuid
)
returns table (
  outcome text,
  channel_id uuid,
  type_name varchar,
  base_url text,
  api_format varchar,
  upstream_model text,
  is_probe boolean,
  retry_at timestamptz
)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_passed uuid[] := p_excluded;
  v_open constant uuid[] := token_channels(p_tenant_id, p_token_id);
  v_choice record;
begin
  perform require_user(p_tenant_id);
  if p_random not between 0 and 1 or p_random = 1 then
    raise exception 'p_random is to be at least 0 and less than 1'
      using errcode = 'numeric_value_out_of_range';
  end if;
  if p_token_id is not null then
    outcome := token_refusal(p_tenant_id, p_token_id, p_model);
    if outcome is not null then
      return next;
      return;
    end if;
  end if;

  loop
    select * into v_choice
    from (
      select
        a.*,
        sum(a.weight) over (partition by a.priority) as total,
        sum(a.weight) over (partition by a.priority order by a.id) as up_to_here
      from channel_states as a
      where a.tenant_id = p_tenant_id
        and can_use_channel(a.config_scope, a.owner_id, a.group_id)
        and a.state = 'available'
        and a.models ? p_model
        and a.id <> all (v_passed)
        and (v_open is null or a.id = any (v_open))
    ) as candidate
    where candidate.up_to_here > p_random * candidate.total
    order by candidate.priority desc, candidate.up_to_here
    limit 1;
    exit when not found;

    -- Of all callers that choose a failing channel at once, the one whose update finds the row
    -- tries it.
    if v_choice.status = 3 then
      update provider_channels as c
      set probe_until = v_now + interval '1 minute'
      where c.tenant_id = p_tenant_id and c.id = v_choice.id
        and c.status = 3 and c.retry_at <= v_now
        and (c.probe_until is null or c.probe_until <= v_now);
      if not found then
        v_passed := v_passed || v_choice.id;
        continue;
      end if;
    end if;
    return query select
      'selected',
      v_choice.id,
      v_choice.type_name,
      v_choice.base_url,
      v_choice.api_format,
      coalesce(v_choice.model_mapping ->> p_model, p_model),
      v_choice.status = 3,
      null::timestamptz;
    return;
  end loop;

  return query
    select
      case
        when bool_or(a.id = any (p_excluded)) then 'all_tried'
        when bool_or(a.state = 'cooling') then 'cooling'
        when bool_or(a.state = 'exhausted') then 'exhausted'
        else 'unsupported'
      end,
      null::uuid, null::varchar, null::text, null::varchar, null::text, null::boolean,
      min(a.retry_at) filter (where a.state = 'cooling')
    from channel_states as a
    where a.tenant_id = p_tenant_id
      and can_use_channel(a.config_scope, a.owner_id, a.group_id)
      and a.models ? p_model
      and (v_open is null or a.id = any (v_open));
end
$$;

revoke execute on function select_channel(uuid, text, double precision, uuid[], uuid) from public;
grant execute on function select_channel(uuid, text, double precision, uuid[], uuid)
  to authenticated_users;

comment on function select_channel(uuid, text, double precision, uuid[], uuid) is
  'The channel for a request of a model, or why there is none: one row.';

select set_config('role', current_setting('lyss.migrating_role'), true);
