-- Entries of the audit log, with their times, as entries of a service. Their source says that they are from here, and
-- no event brought them: nobody else can make such entries there. "graduated" leads back to the original, which stays
-- here with its seal. What the organisation does after it was closed is not copied.
create or replace function graduating_audit(p_kind text, p_after bigint, p_until bigint, p_since bigint)
returns table (
  old_id bigint, tenant_id uuid, id uuid, actor_id uuid, action text, resource_type text, resource_id text,
  changes jsonb, reason text, source text, ip_address inet, user_agent text, created_at timestamptz
)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select
    a.id, g.tenant_id, graduated_uuid(g.tenant_id, 'audit', a.id, a.created_at),
    graduated_uuid(g.tenant_id, 'user', u.id, u.created_at),
    a.action, a.resource_type, graduated_resource_id(g.tenant_id, a.resource_type, a.resource_id),
    a.changes || jsonb_build_object(
      'graduated', jsonb_strip_nulls(jsonb_build_object('id', a.id, 'resource_id', a.resource_id))),
    case jsonb_typeof(a.changes -> 'reason') when 'string' then a.changes ->> 'reason' end,
    'platform', a.ip_address, a.user_agent, a.created_at
  from audit_logs as a
  cross join graduations as g
  cross join audit_watermark as w
  left join users as u on u.id = a.user_id
  where a.id > p_after and a.id <= p_until and (p_since is null or a.seal_stamp >= w.epoch + p_since)
    and (g.state = 'copying' or a.id <= g.audit_until)
    and graduated_audit_kind(a.resource_type) = p_kind
$$;

comment on function graduating_audit(text, bigint, bigint, bigint) is
  'Internal: Entries of the audit log with ids after the one and up to the other, written since, as entries of a service.';
