-- Whether a user may use a provider, as far as the caller can see: a user who asks about somebody
-- else gets false, unless an administrator.
--
-- plpgsql on purpose: a scalar SQL function with a subquery cannot be inlined, so it is planned
-- anew on every call, which costs four times as much. Names are qualified instead of a pinned
-- search_path, which would cost a third more; the function has no rights that its caller lacks.
create or replace function can_user_access_provider(p_user_id integer, p_provider_id integer)
returns boolean
language plpgsql stable parallel safe
as $$
begin
  return exists (
    select
    from ${schema}.provider_access as a
    where a.user_id = p_user_id and a.provider_id = p_provider_id
  );
end
$$;

comment on function can_user_access_provider(integer, integer) is
  'Whether the user may use the provider.';
