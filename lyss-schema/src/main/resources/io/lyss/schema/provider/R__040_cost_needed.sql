-- A request in another currency takes nothing of a budget of cost, nor does one that costs nothing, in whichever
-- currency. Null where that is unknown.
create or replace function cost_needed(p_budget_currency text, p_currency text, p_cost numeric) returns numeric
language sql immutable parallel safe
return case
  when p_budget_currency = p_currency then p_cost
  when p_budget_currency <> p_currency then 0
  else 0 * p_cost
end;

comment on function cost_needed(text, text, numeric) is
  'Internal: What a request of a cost takes of a budget of cost in a currency.';
