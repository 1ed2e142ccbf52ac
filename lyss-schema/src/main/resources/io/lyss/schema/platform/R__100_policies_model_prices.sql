-- Each user sees what models cost. Functions change prices.
drop policy if exists model_prices_select on model_prices;
create policy model_prices_select on model_prices for select to authenticated_users
  using (exists (select from users as u where u.id = (select current_user_id())));

drop policy if exists model_prices_system_select on model_prices;
create policy model_prices_system_select on model_prices for select to lyss_system
  using ((select current_system_reason()) is not null);
