-- Maintains access_periods: a period begins when something becomes active, and ends when it becomes inactive. A
-- period that has begun keeps its beginning, and one that is over stays. So nobody can change what users could
-- use in the past.
--
-- The period of a distribution is given, and may lie ahead; that of users and providers begins with the change.
-- The argument is the kind of thing that the table holds.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function keep_access_periods() returns trigger
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_new constant jsonb := to_jsonb(new);
  v_old constant jsonb := case tg_op when 'UPDATE' then to_jsonb(old) end;
  v_from timestamptz := coalesce((v_new ->> 'valid_from')::timestamptz,
    case tg_op when 'INSERT' then (v_new ->> 'created_at')::timestamptz else v_now end);
  v_until constant timestamptz := coalesce((v_new ->> 'valid_until')::timestamptz, 'infinity');
  v_by constant integer :=
    coalesce((v_new ->> 'distributed_by')::integer, nullif(current_user_id(), 0));
  v_open access_periods;
begin
  -- the period that is not over yet
  select p.* into v_open
  from access_periods as p
  where p.kind = tg_argv[0] and p.id = new.id and p.active_until > v_now
    and p.active_from < p.active_until
  order by p.active_from desc
  limit 1;
  if v_open.id is null then
    if new.is_active and v_until > v_now then
      insert into access_periods (kind, id, active_from, active_until, begun_by)
      values (tg_argv[0], new.id, v_from, v_until, v_by)
      on conflict on constraint access_periods_kind_id_active_from_pk
      do update set active_until = excluded.active_until, ended_at = null, ended_by = null;
    end if;
    return null;
  end if;
  update access_periods as p
  set
    active_from = case
      when new.is_active and v_open.active_from > v_now then v_from
      else v_open.active_from
    end,
    active_until = case
      when new.is_active then v_until
      else greatest(v_open.active_from, least(v_open.active_until, v_now))
    end,
    ended_at = case when not new.is_active then v_now end,
    ended_by = case when not new.is_active then v_by end
  where p.kind = v_open.kind and p.id = v_open.id and p.active_from = v_open.active_from;
  if not found then
    raise exception 'the period of % % cannot be changed', tg_argv[0], new.id;
  end if;
  return null;
end
$$;

revoke execute on function keep_access_periods() from public;

select allow_owner('execute on function keep_access_periods()');

comment on function keep_access_periods() is
  'Trigger function: records when users, providers and distributions were active.';

select set_config('role', current_setting('lyss.migrating_role'), true);

create or replace trigger keep_access_periods
  after insert or update of is_active on users
  for each row execute function keep_access_periods('user');

create or replace trigger keep_access_periods
  after insert or update of is_active on provider_configs
  for each row execute function keep_access_periods('provider');

create or replace trigger keep_access_periods
  after insert or update of is_active, valid_from, valid_until, distributed_by
  on provider_distributions
  for each row execute function keep_access_periods('distribution');
