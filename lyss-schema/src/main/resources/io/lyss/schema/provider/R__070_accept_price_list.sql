-- Stores the prices of a model that another database has published. The list is whole, so nothing is merged: a
-- later one replaces the stored one, and any other changes nothing. So lists may arrive again, late, and in any
-- order. An unchanged price is not written, so that the audit log has only changes.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function accept_price_list(p_tenant_id uuid, p_list jsonb)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_provider_type constant text := p_list ->> 'provider_type';
  v_model constant text := p_list ->> 'model';
  v_changed_at timestamptz;
  v_price record;
begin
  perform require_system();
  if jsonb_typeof(p_list -> 'prices') is distinct from 'array'
    or v_provider_type is null or v_model is null or p_list ->> 'changed_at' is null then
    raise exception 'this is no list of prices'
      using
        errcode = 'check_violation',
        constraint = 'accept_price_list_list',
        hint = 'Hand over what price_list() returns, or the payload of price.changed';
  end if;
  v_changed_at := p_list ->> 'changed_at';
  if was_erased_since(p_tenant_id, null, v_changed_at) then
    return false;
  end if;
  perform lock_model_prices(p_tenant_id, v_provider_type, v_model);
  if exists (
    select from model_price_lists as l
    where l.tenant_id = p_tenant_id and l.provider_type = v_provider_type and l.model = v_model
      and l.changed_at >= v_changed_at
  ) then
    return false;
  end if;
  delete from model_prices as p
  where p.tenant_id = p_tenant_id and p.provider_type = v_provider_type and p.model = v_model
    and not exists (
      select from jsonb_to_recordset(p_list -> 'prices') as price (
        id uuid, currency text, unit_prices jsonb, effective_from timestamptz,
        effective_to timestamptz, created_at timestamptz
      )
      where (
          price.id, price.currency, price.unit_prices, price.effective_from, price.effective_to,
          price.created_at
        ) is not distinct from (
          p.id, p.currency::text, p.unit_prices, p.effective_from, p.effective_to, p.created_at
        )
    );
  for v_price in
    select * from jsonb_to_recordset(p_list -> 'prices') as price (
      id uuid, currency text, unit_prices jsonb, effective_from timestamptz,
      effective_to timestamptz, created_at timestamptz
    )
    where not exists (
      select from model_prices as p
      where p.tenant_id = p_tenant_id and p.id = price.id
        and p.provider_type = v_provider_type and p.model = v_model
    )
  loop
    insert into model_prices (
      tenant_id, id, provider_type, model, currency, unit_prices, effective_from, effective_to,
      created_at
    ) values (
      p_tenant_id, v_price.id, v_provider_type, v_model, v_price.currency, v_price.unit_prices,
      v_price.effective_from, v_price.effective_to, v_price.created_at
    );
  end loop;
  insert into model_price_lists (tenant_id, provider_type, model, changed_at)
  values (p_tenant_id, v_provider_type, v_model, v_changed_at)
  on conflict (tenant_id, provider_type, model) do update set changed_at = excluded.changed_at;
  return true;
end
$$;

revoke execute on function accept_price_list(uuid, jsonb) from public;
grant execute on function accept_price_list(uuid, jsonb) to lyss_system;

comment on function accept_price_list(uuid, jsonb) is
  'Stores a published list of all prices of a model; false if the stored one is as late.';

select set_config('role', current_setting('lyss.migrating_role'), true);
