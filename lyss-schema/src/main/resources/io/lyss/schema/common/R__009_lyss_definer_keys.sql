-- What lyss_definer may do with the keys of scopes: everything but change one.
grant select, insert (name, inner_pad, outer_pad), delete on scope_keys to lyss_definer;

drop policy if exists scope_keys_definer_select on scope_keys;
create policy scope_keys_definer_select on scope_keys for select to lyss_definer using (true);

drop policy if exists scope_keys_definer_insert on scope_keys;
create policy scope_keys_definer_insert on scope_keys for insert to lyss_definer with check (true);

drop policy if exists scope_keys_definer_delete on scope_keys;
create policy scope_keys_definer_delete on scope_keys for delete to lyss_definer using (true);
