-- A legal hold becomes one in each service database.
create or replace function graduating_holds(p_after bigint, p_until bigint, p_since bigint)
returns table (old_id bigint, tenant_id uuid, subject_id uuid, reason text, held_at timestamptz)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select h.user_id, g.tenant_id, i.new_id, h.reason, h.held_at
  from legal_holds as h
  cross join graduations as g
  join graduated_ids as i on i.kind = 'user' and i.old_id = h.user_id
$$;

comment on function graduating_holds(bigint, bigint, bigint) is
  'Internal: Legal holds, as each service database has them; always all of them.';
