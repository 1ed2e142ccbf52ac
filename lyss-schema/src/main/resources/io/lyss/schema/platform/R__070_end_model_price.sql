-- Ends a price at an instant. From then on the model has no price until the next one begins. A price that would
-- begin at that very instant is deleted.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function end_model_price(p_provider_type text, p_model text, p_from timestamptz)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := lock_model_prices(p_provider_type, p_model);
  v_from constant timestamptz := coalesce(p_from, v_now);
  v_changed boolean;
begin
  perform require_admin();
  if v_from < v_now then
    raise exception 'a price does not end in the past'
      using
        errcode = 'check_violation',
        constraint = 'model_prices_effective_to',
        hint = 'End it now';
  end if;
  delete from model_prices as p
  where p.provider_type = p_provider_type and p.model = p_model
    and p.effective_from = v_from;
  v_changed := found;
  update model_prices as p set effective_to = v_from
  where p.provider_type = p_provider_type and p.model = p_model
    and p.effective_from < v_from
    and (p.effective_to is null or v_from < p.effective_to);
  return v_changed or found;
end
$$;

revoke execute on function end_model_price(text, text, timestamptz) from public;
grant execute on function end_model_price(text, text, timestamptz)
  to authenticated_users, lyss_system;

comment on function end_model_price(text, text, timestamptz) is
  'Ends the price that is in effect at an instant, null for now; false if there is none.';

select set_config('role', current_setting('lyss.migrating_role'), true);
