-- The id of a request in the provider database: its own, if it has one. In PLATFORM two users may have the same
-- request id, there it is unique in a tenant; so the second one gets another.
create or replace function graduated_request_id(
  p_tenant_id uuid, p_old_id bigint, p_request_id uuid, p_user_id integer, p_recorded_at timestamptz
)
returns uuid
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select case
      when p_request_id is null or exists (
        select from usage_statistics as o
        where o.request_id = p_request_id and o.user_id < p_user_id and o.recorded_at = p_recorded_at
      ) then graduated_uuid(p_tenant_id, 'usage', p_old_id, p_recorded_at)
      else p_request_id
    end
$$;

revoke execute on function graduated_request_id(uuid, bigint, uuid, integer, timestamptz) from public;

comment on function graduated_request_id(uuid, bigint, uuid, integer, timestamptz) is
  'Internal: The id of a request in the provider database: its own, or one that follows from its row.';
