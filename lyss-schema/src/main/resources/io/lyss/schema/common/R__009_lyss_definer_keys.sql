-- What lyss_definer may do with the keys of scopes: add and drop any, and replace the server's own. Functions
-- never change a host's key.
grant select, insert (name, inner_pad, outer_pad), delete,
  update (inner_pad, outer_pad, created_at, former_pads, former_until)
  on scope_keys to lyss_definer;

drop policy if exists scope_keys_definer_select on scope_keys;
create policy scope_keys_definer_select on scope_keys for select to lyss_definer using (true);

drop policy if exists scope_keys_definer_insert on scope_keys;
create policy scope_keys_definer_insert on scope_keys for insert to lyss_definer with check (true);

drop policy if exists scope_keys_definer_delete on scope_keys;
create policy scope_keys_definer_delete on scope_keys for delete to lyss_definer using (true);

drop policy if exists scope_keys_definer_update on scope_keys;
create policy scope_keys_definer_update on scope_keys for update to lyss_definer
  using (name = '') with check (name = '');
