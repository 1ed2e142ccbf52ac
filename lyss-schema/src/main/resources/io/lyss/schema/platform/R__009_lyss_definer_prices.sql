-- What lyss_definer may do with prices: its functions write them, and check what their caller may do.
grant select, insert, update (currency, unit_prices, effective_to), delete
  on model_prices to lyss_definer;

drop policy if exists model_prices_definer_select on model_prices;
create policy model_prices_definer_select on model_prices for select to lyss_definer using (true);

drop policy if exists model_prices_definer_insert on model_prices;
create policy model_prices_definer_insert on model_prices for insert to lyss_definer
  with check (true);

drop policy if exists model_prices_definer_update on model_prices;
create policy model_prices_definer_update on model_prices for update to lyss_definer
  using (true) with check (true);

drop policy if exists model_prices_definer_delete on model_prices;
create policy model_prices_definer_delete on model_prices for delete to lyss_definer using (true);
