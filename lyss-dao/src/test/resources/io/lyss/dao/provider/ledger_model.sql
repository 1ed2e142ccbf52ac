-- What LedgerModelTest runs its histories with: many steps in one round trip, each followed by
-- everything that the model is compared with. The clock is what a step says, and so are prices.
create schema model;

create or replace function lyss_provider.statement_time() returns timestamptz
language sql stable parallel safe
return coalesce(nullif(current_setting('model.now', true), '')::timestamptz, transaction_timestamp());

-- what a million tokens cost, at all times
create table model.prices (
  tenant_id uuid, model text, id uuid not null default gen_random_uuid(), currency text, price numeric,
  primary key (tenant_id, model)
);

create or replace function lyss_provider.price_span(
  p_tenant_id uuid, p_provider_type text, p_model text, p_at timestamptz, p_last timestamptz,
  out price_id uuid, out currency char(3), out unit_prices jsonb, out until timestamptz
)
language plpgsql stable
as $$
begin
  select c.id, c.currency, jsonb_build_object('input', c.price, 'output', c.price, 'request', 0)
  into price_id, currency, unit_prices
  from model.prices as c
  where c.tenant_id = p_tenant_id and c.model = p_model and c.price is not null;
  until := 'infinity';
end
$$;

create function model.us(p_at timestamptz) returns text
language sql stable
return case
  when p_at is null then ''
  when p_at = '-infinity' then '-inf'
  when p_at = 'infinity' then 'inf'
  else (extract(epoch from p_at) * 1000000)::bigint::text
end;

create function model.micro(p_amount numeric) returns text
language sql immutable
return case
  when p_amount is null then ''
  when p_amount = 'Infinity' then 'inf'
  else (p_amount * 1000000)::bigint::text
end;

create function model.bind(p_name text, p_value text) returns void
language plpgsql
as $$
begin
  execute format('set local %s = %L', p_name, p_value);
end
$$;

-- By "set local", which Citus also sends to its nodes.
create function model.scope(p_tenant_id uuid, p_scope text) returns void
language plpgsql
as $$
begin
  if current_setting('citus.propagate_set_commands', true) is not null then
    perform model.bind('citus.propagate_set_commands', 'local');
  end if;
  if p_scope = 'system' then
    perform
      model.bind('app.current_tenant_id', ''),
      model.bind('app.current_user_id', ''),
      model.bind('app.system_reason', 'model'),
      set_config('role', 'lyss_system', true);
  elsif p_scope <> 'owner' then
    perform
      model.bind('app.current_tenant_id', p_tenant_id::text),
      model.bind('app.current_user_id', split_part(p_scope, ';', 1)),
      model.bind('app.current_group_ids', '{' || split_part(p_scope, ';', 2) || '}'),
      model.bind('app."current_role"', 'end_user'),
      set_config('role', 'authenticated_users', true);
  end if;
end
$$;

-- What a step answers.
create function model.answer(p_tenant_id uuid, p_at timestamptz, p_scope text, p_step text) returns text
language plpgsql
as $$
declare
  v_answer text;
  v_constraint text;
begin
  perform set_config('model.now', p_at::text, true);
  begin
    perform model.scope(p_tenant_id, p_scope);
    execute p_step into v_answer;
    perform set_config('role', 'none', true);
    return '=|' || coalesce(v_answer, '');
  exception when others then
    get stacked diagnostics v_constraint = constraint_name;
    if v_constraint = '' then -- a node of Citus names it in the message alone
      v_constraint := substring(sqlerrm from 'constraint "(\w+?)(?:_\d{6,})?"');
    end if;
    return '=|error ' || sqlstate || ' ' || coalesce(nullif(v_constraint, ''), sqlerrm);
  end;
end
$$;

-- In two queries, because a function that is called in the query of a distributed table runs on a node.
create function model.add_to_budget(p_tenant_id uuid, p_id uuid, p_amount numeric) returns text
language plpgsql
as $$
declare
  v_unit text;
  v_hard_limit numeric;
begin
  select b.unit into v_unit from lyss_provider.budgets as b
  where b.tenant_id = p_tenant_id and b.id = p_id;
  select a.hard_limit into v_hard_limit
  from lyss_provider.add_to_budget(
    p_tenant_id, p_id, gen_random_uuid(), case when v_unit = 'cost' then p_amount * 0.001 else p_amount end) as a;
  return (v_hard_limit * 1000000)::bigint::text;
end
$$;

-- All counters and events.
create function model.counted(p_tenant_id uuid) returns text
language plpgsql
as $$
begin
  return concat_ws(E'\n',
    (
      select string_agg(
        concat_ws('|', 'c', c.limit_id, c.holder_id, c.measure, model.us(c.period_start),
          model.micro(c.held), model.micro(c.used)),
        E'\n')
      from (
        select q.limit_id, q.holder_id, q.measure, q.period_start, sum(q.held) as held, sum(q.used) as used
        from lyss_provider.quota_counters as q
        where q.tenant_id = p_tenant_id
        group by q.limit_id, q.holder_id, q.measure, q.period_start
      ) as c
    ),
    (
      select string_agg(
        concat_ws('|', 'e', replace(e.key, 'budget:', ''), e.payload ->> 'holderId',
          model.micro((e.payload -> 'softLimit')::numeric)),
        E'\n' order by e.position)
      from lyss_provider.outbox_events as e
      where e.tenant_id = p_tenant_id and e.type = 'budget.soft_limit_reached'
    ));
end
$$;

-- All the rest that the model is compared with.
create function model.rest(
  p_tenant_id uuid, p_at timestamptz, p_asker text, p_token_id uuid, p_channel_id uuid, p_model text
)
returns setof text
language plpgsql
as $$
begin
  perform set_config('model.now', p_at::text, true);
  return query
    select concat_ws('|', 's', s.limit_id, s.holder_id, s.measure, model.us(s.period_start),
      model.micro(s.held), model.micro(s.used))
    from (
      select q.limit_id, q.holder_id, q.measure, q.period_start, sum(q.held) as held, sum(q.used) as used
      from lyss_provider.quota_sums as q
      where q.tenant_id = p_tenant_id
      group by q.limit_id, q.holder_id, q.measure, q.period_start
    ) as s;
  return query
    select concat_ws('|', 'r', r.id, r.state)
    from lyss_provider.quota_reservations as r
    where r.tenant_id = p_tenant_id;
  perform model.scope(p_tenant_id, 'system');
  return query
    select concat_ws('|', 'd', d.limit_id, d.holder_id, d.measure, d.slot, d.drift, d.counter,
      d.expected)
    from lyss_provider.reconcile_quota(p_tenant_id) as d;
  perform model.scope(p_tenant_id, p_asker);
  return query
    select concat_ws('|', 'l', q.limit_id, q.holder_id, q.measure, q.subject, q.unit,
      coalesce(q.currency, ''), q.period, model.micro(q.hard_limit), model.micro(q.soft_limit),
      model.micro(q.held), model.micro(q.used), model.micro(q.remaining), model.us(q.resets_at))
    from lyss_provider.remaining_quota(p_tenant_id, p_token_id, p_channel_id, p_model) as q;
  perform set_config('role', 'none', true);
end
$$;

-- After each step it returns the answer; then all counters and events, unless they are what they were after the
-- step before, which saves most of the work; then, where p_whole says so, all the rest; and a dot.
create function model.run(
  p_tenant_id uuid, p_at timestamptz[], p_scope text[], p_step text[], p_asker text[], p_token_id uuid[],
  p_channel_id uuid[], p_model text[], p_whole boolean[]
)
returns setof text
language plpgsql
as $$
declare
  v_counted text;
  v_before text;
begin
  for i in 1..cardinality(p_at) loop
    return next model.answer(p_tenant_id, p_at[i], p_scope[i], p_step[i]);
    v_counted := model.counted(p_tenant_id);
    if v_counted is distinct from v_before then
      v_before := v_counted;
      return next E'n\n' || v_counted;
    end if;
    if p_whole[i] then
      return query
        select model.rest(p_tenant_id, p_at[i], p_asker[i], p_token_id[i], p_channel_id[i], p_model[i]);
    end if;
    return next '.';
  end loop;
end
$$;

-- A step of a caller who has it alone in a transaction, and may be one of several at once.
create function model.step(p_tenant_id uuid, p_at timestamptz, p_scope text, p_step text) returns text
language plpgsql
set search_path = lyss_provider, public
as $$
declare
  v_answer text;
begin
  perform set_config('model.now', p_at::text, true);
  perform model.scope(p_tenant_id, p_scope);
  if p_scope = 'owner' then
    v_answer := model.as_owner(p_step);
  else
    execute p_step into v_answer;
  end if;
  return v_answer;
end
$$;

create function model.as_owner(p_step text) returns text
language plpgsql security definer
set search_path = lyss_provider, public
as $$
declare
  v_answer text;
begin
  execute p_step into v_answer;
  return v_answer;
end
$$;

-- Somebody writes past the functions, as the role of which they are, because Citus refuses that two roles
-- write the rows of a tenant in one transaction.
create function model.drift(
  p_tenant_id uuid, p_limit_id uuid, p_held numeric, p_used numeric, p_delete boolean
)
returns void
language plpgsql security definer
as $$
begin
  if p_delete then
    delete from lyss_provider.quota_counters as c
    where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id;
  else
    update lyss_provider.quota_counters as c
    set held = c.held + p_held, used = c.used + p_used
    where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id and c.slot = 0;
  end if;
end
$$;

grant create on schema model to lyss_definer;
alter function model.drift(uuid, uuid, numeric, numeric, boolean) owner to lyss_definer;

-- Somebody writes past the functions, and system work repairs it.
create function model.drift_and_repair(
  p_tenant_id uuid, p_id uuid, p_limit_id uuid, p_held numeric, p_used numeric, p_delete boolean
)
returns text
language plpgsql
as $$
begin
  perform model.drift(p_tenant_id, p_limit_id, p_held, p_used, p_delete);
  perform model.scope(p_tenant_id, 'system');
  perform lyss_provider.repair_quota(p_tenant_id, p_id, 'model');
  perform set_config('role', 'none', true);
  return '';
end
$$;

-- What many requests at once do to a limit: more slots, and room in any of them.
create function model.spread(p_tenant_id uuid, p_limit_id uuid, p_slot integer) returns void
language plpgsql
as $$
declare
  v_slots integer;
begin
  select count(*) into v_slots from lyss_provider.quota_counters as c
  where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id;
  insert into lyss_provider.quota_counters
    (tenant_id, limit_id, holder_id, measure, slot, user_id, group_id, period_start, warned, dealt)
  select c.tenant_id, c.limit_id, c.holder_id, c.measure, n.slot, c.user_id, c.group_id,
    c.period_start, c.warned, c.dealt
  from lyss_provider.quota_counters as c
  cross join generate_series(1, 3) as n (slot)
  where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id and c.slot = 0
    and c.dealt < 'Infinity'
  on conflict do nothing;
  update lyss_provider.quota_counters as c
  set room = case when c.slot = p_slot then s.room else 0 end
  from (
    select c.holder_id, c.measure, sum(c.room) as room
    from lyss_provider.quota_counters as c
    where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id
    group by c.holder_id, c.measure
    having count(*) = 4
  ) as s
  where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id and c.holder_id = s.holder_id
    and c.measure = s.measure;
end
$$;

grant usage on schema model to public;
grant select on model.prices to authenticated_users, lyss_system, lyss_definer;
