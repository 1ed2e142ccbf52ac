-- Administrators and system work set prices. A price that has been in effect is never changed, because costs
-- were computed with it. A new one begins now, later, or at a past time that had no price.
--
-- The new price applies until the next one begins. It ends the price that is in effect at its first instant,
-- and replaces one that would begin there. A repeated call with its id changes nothing.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function set_model_price(
  p_id uuid,
  p_provider_type text,
  p_model text,
  p_currency text,
  p_unit_prices jsonb,
  p_from timestamptz
)
returns setof model_prices
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := lock_model_prices(p_provider_type, p_model);
  v_from constant timestamptz := coalesce(p_from, v_now);
  v_to timestamptz;
begin
  perform require_admin();
  return query
    select * from model_prices as p
    where p.id = p_id and p.provider_type = p_provider_type
      and p.model = p_model and p.currency = p_currency and p.unit_prices = p_unit_prices
      and p.effective_from = coalesce(p_from, p.effective_from);
  if found then
    return;
  end if;
  if v_from < v_now and exists (
    select from model_prices as p
    where p.provider_type = p_provider_type and p.model = p_model
      and p.effective_from <= v_from
      and (p.effective_to is null or v_from < p.effective_to)
  ) then
    raise exception 'a price was in effect at that time already, and stays'
      using
        errcode = 'check_violation',
        constraint = 'model_prices_effective_from',
        hint = 'Set the new one from now on';
  end if;
  delete from model_prices as p
  where p.provider_type = p_provider_type and p.model = p_model
    and p.effective_from = v_from and p.id <> p_id;
  update model_prices as p set effective_to = v_from
  where p.provider_type = p_provider_type and p.model = p_model
    and p.effective_from < v_from
    and (p.effective_to is null or v_from < p.effective_to);
  select min(p.effective_from) into v_to from model_prices as p
  where p.provider_type = p_provider_type and p.model = p_model
    and p.effective_from > v_from;
  insert into model_prices (
    id, provider_type, model, currency, unit_prices, effective_from, effective_to
  ) values (
    p_id, p_provider_type, p_model, p_currency, p_unit_prices, v_from, v_to
  );
  return query select * from model_prices as p where p.id = p_id;
end
$$;

revoke execute on function set_model_price(uuid, text, text, text, jsonb, timestamptz)
  from public;
grant execute on function set_model_price(uuid, text, text, text, jsonb, timestamptz)
  to authenticated_users, lyss_system;

comment on function set_model_price(uuid, text, text, text, jsonb, timestamptz) is
  'Sets a price from an instant on, null for now, and returns it.';

select set_config('role', current_setting('lyss.migrating_role'), true);
