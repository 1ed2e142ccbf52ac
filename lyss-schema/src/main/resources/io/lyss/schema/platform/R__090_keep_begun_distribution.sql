-- A distribution that has begun keeps its beginning, and none begins or ends before now. So nobody can change
-- what users could use in the past. Setting only its activity means from now on; so does a beginning that is
-- null.
alter table provider_distributions alter column valid_from set default statement_time();

create or replace function keep_begun_distribution() returns trigger
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_open constant boolean :=
    case tg_op when 'UPDATE' then old.is_active and coalesce(old.valid_until > v_now, true) else false end;
begin
  new.valid_from := coalesce(new.valid_from, v_now);
  if not new.is_active then
    new.valid_until := greatest(new.valid_from, least(coalesce(new.valid_until, v_now), v_now));
    return new;
  end if;
  if tg_op = 'UPDATE' and not v_open then
    new.distributed_at := v_now;
    if new.valid_from = old.valid_from then
      new.valid_from := v_now;
      new.valid_until := null;
    end if;
  end if;
  if v_open and new.valid_from = old.valid_from then
    null;
  elsif new.valid_from < v_now then
    raise exception 'a distribution does not begin before now'
      using errcode = 'check_violation', hint = 'Leave its beginning out, and it begins now.';
  elsif v_open and old.valid_from <= v_now then
    new.valid_from := old.valid_from;
  end if;
  if new.valid_until <= v_now then
    raise exception 'a distribution does not end before now'
      using errcode = 'check_violation', hint = 'Revoke it to end it now.';
  end if;
  return new;
end
$$;

comment on function keep_begun_distribution() is
  'Trigger function: keeps the past of a distribution; active and inactive mean from now on.';

create or replace trigger keep_begun_distribution
  before insert or update of is_active, valid_from, valid_until on provider_distributions
  for each row when (current_user in ('authenticated_users', 'lyss_system'))
  execute function keep_begun_distribution();
