-- Whoever deletes for good what is about persons waits until legal holds that are being set are there, and
-- whoever sets one until such deletions are over. So none comes between the look and the deletion. Those who
-- delete do not wait for each other.
create or replace function await_holds(p_sets_one boolean default false) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  if p_sets_one then
    perform pg_advisory_xact_lock(hashtextextended('${schema} legal holds', 0));
  else
    perform pg_advisory_xact_lock_shared(hashtextextended('${schema} legal holds', 0));
  end if;
end
$$;

comment on function await_holds(boolean) is
  'Internal: From here to the end of the transaction, no legal hold is set; or, who sets one: nothing is deleted for good.';
