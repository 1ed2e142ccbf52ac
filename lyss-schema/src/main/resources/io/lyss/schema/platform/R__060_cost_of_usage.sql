-- Takes any counts, and refuses those that a constraint of usage would refuse.
create or replace function cost_of_usage(
  p_provider_type text, p_model text, p_counts jsonb, p_at timestamptz
)
returns table (price_id uuid, currency char(3), cost numeric)
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_is_counts constant boolean := is_token_counts(p_counts) is true;
begin
  return query
    select * from cost_at(
      p_provider_type, p_model, case when v_is_counts then p_counts end, p_at);
  if found and not v_is_counts then
    raise exception 'these are no counts of tokens: %', left(p_counts::text, 200)
      using
        errcode = 'check_violation',
        constraint = 'cost_of_counts',
        hint = 'Kinds such as input.cached, and whole numbers of 0 or more';
  end if;
end
$$;

comment on function cost_of_usage(text, text, jsonb, timestamptz) is
  'What tokens cost at an instant, and by which price; nothing if there was no price, a null cost if there was none for one of their kinds.';
