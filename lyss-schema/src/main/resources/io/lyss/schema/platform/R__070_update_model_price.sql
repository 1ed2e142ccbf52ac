-- Writes an edited price that is not in effect yet, unless it was changed since the caller read it. A price in
-- effect stays, because costs are computed with it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function update_model_price(
  p_id uuid, p_updated_at timestamptz, p_currency text, p_unit_prices jsonb
)
returns setof model_prices
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_price model_prices;
  v_now timestamptz;
begin
  perform require_admin();
  select * into v_price from model_prices as p where p.id = p_id;
  if not found then
    return;
  end if;
  v_now := lock_model_prices(v_price.provider_type, v_price.model);
  if v_price.effective_from <= v_now then
    raise exception 'a price that is in effect stays as it is'
      using
        errcode = 'check_violation',
        constraint = 'model_prices_effective_from',
        hint = 'Set another one from now on';
  end if;
  update model_prices as p set currency = p_currency, unit_prices = p_unit_prices
  where p.id = p_id and p.updated_at = p_updated_at;
  if found then
    return query select * from model_prices as p where p.id = p_id;
  end if;
end
$$;

revoke execute on function update_model_price(uuid, timestamptz, text, jsonb) from public;
grant execute on function update_model_price(uuid, timestamptz, text, jsonb)
  to authenticated_users, lyss_system;

comment on function update_model_price(uuid, timestamptz, text, jsonb) is
  'Changes a price that is not in effect yet, unless it was changed since p_updated_at; returns it, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);
