-- Signatures of the key are refused in each transaction that sees the deletion. Scopes that are bound already,
-- and transactions with an older snapshot, end as they are. While scopes have to be signed, one key stays. For
-- the owner of the schema.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function drop_scope_key(p_name text) returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  if not exists (select from scope_keys as k where k.name = p_name and k.name <> '') then
    raise exception 'there is no key %', coalesce(p_name, 'null') using errcode = 'no_data_found';
  elsif scopes_are_signed()
    and not exists (select from scope_keys as k where k.name <> p_name and k.name <> '') then
    raise exception 'it is the only key, and scopes have to be signed'
      using errcode = 'object_in_use',
        hint = 'Add another key first, or call accept_unsigned_scopes().';
  end if;
  delete from scope_keys as k where k.name = p_name;
  -- The server's own key is deleted with the last one, because each backup has it; the next first key makes
  -- another.
  delete from scope_keys as k
  where k.name = '' and not exists (select from scope_keys as o where o.name <> '');
end
$$;

revoke execute on function drop_scope_key(text) from public;
select allow_owner('execute on function drop_scope_key(text)');

comment on function drop_scope_key(text) is
  'Drops a key with which hosts sign scopes; for the owner of the schema.';

select set_config('role', current_setting('lyss.migrating_role'), true);
