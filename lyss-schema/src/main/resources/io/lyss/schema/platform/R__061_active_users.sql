create or replace function active_users(p_from timestamptz, p_to timestamptz) returns bigint
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return (
    select count(*)
    from usage_by(
      p_from => p_from, p_to => p_to, p_bucket => 'all', p_zone => 'UTC', p_dimensions => '{user}',
      p_user_id => null, p_provider_id => null, p_model => null)
    where requests > 0);
end
$$;

comment on function active_users(timestamptz, timestamptz) is
  'How many users made a request between two times, as far as the caller sees.';
