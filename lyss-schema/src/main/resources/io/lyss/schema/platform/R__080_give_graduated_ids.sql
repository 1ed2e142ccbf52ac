-- Rows that are new since the last pass get their ids before they are copied.
create or replace function give_graduated_ids() returns void
language sql volatile
set search_path = ${schema}, pg_temp
as $$
  insert into graduated_ids (kind, old_id, new_id)
  select n.kind, n.id, graduated_uuid(g.tenant_id, n.kind, n.id, n.at)
  from graduations as g
  cross join (
    select 'user', u.id, u.created_at from users as u
    union all
    select k.kind, p.id, p.created_at from provider_configs as p
    join (values ('provider'), ('group')) as k (kind) on k.kind = 'provider' or p.scope = 'organization'
    union all
    select 'distribution', d.id, d.distributed_at from provider_distributions as d
    union all
    select 'conversation', c.id, c.created_at from conversations as c
  ) as n (kind, id, at)
  where not exists (select from graduated_ids as i where i.kind = n.kind and i.old_id = n.id)
$$;

revoke execute on function give_graduated_ids() from public;

comment on function give_graduated_ids() is 'Internal: Gives an id in the service databases to each row that has none yet.';
